//! What the functions write: log lines, and metrics as `CloudWatch` reads them.

use std::{
    io::{self, Write},
    sync::{Arc, LazyLock, Mutex},
};

use leah_http::telemetry::subscriber;
use serde_json::Value;
use tracing::{
    Dispatch,
    level_filters::LevelFilter,
    subscriber::{DefaultGuard, NoSubscriber},
};

/// What the functions write while this lives, in this test alone: its runtime has one thread.
pub(crate) struct Lines {
    written: Arc<Mutex<Vec<u8>>>,
    _until: DefaultGuard,
}

/// While `tracing` knows one subscriber alone, it asks whichever thread comes to a line first whether anybody listens: another
/// test's, which does not, and the line is off for all. With two more it asks them all.
static OTHERS: LazyLock<[Dispatch; 2]> =
    LazyLock::new(|| [(); 2].map(|()| Dispatch::new(NoSubscriber::new())));

/// Has every line reach those who listen to it. Each test begins with this, for each can be the first to come to a line.
pub(crate) fn ask_all() {
    LazyLock::force(&OTHERS);
}

#[derive(Clone)]
struct Writer(Arc<Mutex<Vec<u8>>>);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    pub(crate) fn capture() -> Self {
        let written = Arc::new(Mutex::new(Vec::new()));
        let writer = Writer(Arc::clone(&written));
        let subscriber = subscriber(LevelFilter::INFO, move || writer.clone());
        Self {
            written,
            _until: tracing::subscriber::set_default(subscriber),
        }
    }

    /// The counts so far: the metric and the effect.
    pub(crate) fn counts(&self) -> Vec<(String, String)> {
        let written = self.text();
        let lines = written
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter(|line: &Value| line.get("_aws").is_some() && line.get("Effect").is_some())
            .map(|line| {
                let metric = &line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"];
                let metric = metric.as_str().unwrap();
                assert_eq!(line[metric], 1, "{line}");
                let effect = line["Effect"].as_str().unwrap();
                (metric.to_owned(), effect.to_owned())
            })
            .collect()
    }

    /// What the sweeps so far have said of the oldest owed item: for how many seconds it has been due.
    pub(crate) fn ages(&self) -> Vec<u64> {
        let written = self.text();
        let lines = written
            .lines()
            .map(|line| serde_json::from_str(line).unwrap());
        lines
            .filter_map(|line: Value| line["OldestOwed"].as_u64())
            .collect()
    }

    /// All that was written so far.
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.written.lock().unwrap().clone()).unwrap()
    }
}
