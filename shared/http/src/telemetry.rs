//! Logs: JSON lines with ids, never personal data. Counts: lines that `CloudWatch` reads as metrics.

use std::io;

use tracing::Subscriber;
use tracing_subscriber::{
    EnvFilter, Layer,
    filter::filter_fn,
    fmt::{self, MakeWriter},
    layer::SubscriberExt,
    util::SubscriberInitExt,
};

use crate::metrics;

/// Sends the process's logs and counts to its standard output, one JSON object a line. `level` is a filter of logs
/// such as `info`.
pub fn init(level: &str) {
    // A second subscriber in one process is refused; the first goes on.
    let _ = subscriber(level, io::stdout).try_init();
}

/// What writes logs and counts to `writer`; [`init`] makes it the process's own.
pub fn subscriber<W>(level: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'a> MakeWriter<'a> + Clone + Send + Sync + 'static,
{
    let level = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
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
