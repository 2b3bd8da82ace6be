//! Logs: JSON lines with ids, never personal data.

use tracing_subscriber::EnvFilter;

/// Sends the process's logs to its standard output, one JSON object a line. `level` is a filter such as `info`.
pub fn init(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second subscriber in one process is refused; the first goes on.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .without_time()
        .with_env_filter(filter)
        .try_init();
}
