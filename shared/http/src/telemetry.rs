//! Logs: JSON lines with ids, never personal data. Counts: lines that `CloudWatch` reads as metrics.

use std::io;

use tracing::{Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::metrics;

/// Sends the process's logs and counts to its standard output, one JSON object a line.
pub fn init() {
    // A second subscriber in one process is refused; the first goes on.
    let _ = subscriber(LevelFilter::INFO, io::stdout).try_init();
}

/// What writes counts, and logs up to a level, to `writer`; [`init`] makes it the process's own. A level and no filter by
/// directives: to read one takes regular expressions, which are a part of each cold start.
pub fn subscriber<W>(level: LevelFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Clone + Send + Sync + 'static,
{
    let logs = fmt::layer()
        .json()
        .flatten_event(true)
        .without_time()
        .with_writer(writer.clone())
        .with_filter(level)
        .with_filter(filter_fn(|event| event.target() != metrics::TARGET));
    // CloudWatch wants the object as it is, with nothing around it.
    let counts = fmt::layer()
        .without_time()
        .with_level(false)
        .with_target(false)
        .with_ansi(false)
        .with_writer(writer)
        .with_filter(filter_fn(|event| event.target() == metrics::TARGET));
    tracing_subscriber::registry().with(logs).with(counts)
}
