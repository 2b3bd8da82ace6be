//! What is counted, in `CloudWatch`'s Embedded Metric Format (Amazon `CloudWatch` user guide, "Specification: embedded metric
//! format"): a line of the log is the metric, and no call is made.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// Where lines of metrics come from, to tell them from logs.
pub(crate) const TARGET: &str = "leah::metrics";
/// The metrics' name space in `CloudWatch`.
const NAMESPACE: &str = "Leah";

/// Something that should stay rare.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// A message was sent again, for nobody had said whether the first was accepted.
    Repeated,
    /// An effect was given up; an operator looks at it.
    GivenUp,
    /// A service took no message until an operator has changed something: it is tried again, for 72 hours.
    Blocked,
    /// A reminder's turn came only when its appointment had begun: it was not sent.
    ReminderTooLate,
    /// A reminder was fired by the sweep, for its schedule was lost or late.
    SweptReminder,
    /// A webhook endpoint is not served any more; an operator talks to its owner.
    EndpointDisabled,
}

impl Count {
    /// The metric's name in `CloudWatch`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Repeated => "Repeated",
            Self::GivenUp => "GivenUp",
            Self::Blocked => "Blocked",
            Self::ReminderTooLate => "ReminderTooLate",
            Self::SweptReminder => "SweptReminder",
            Self::EndpointDisabled => "EndpointDisabled",
        }
    }

    /// Counts one that happened `at` an instant, in sum and by `effect`, the name of a kind of work: never of anybody.
    pub fn one(self, effect: &'static str, at: Timestamp) {
        tracing::info!(target: TARGET, "{}", self.line(effect, None, at));
    }

    /// Counts one for a reason, too: a service's own words for what is wrong, of which there are few, and never a text.
    pub fn one_for(self, effect: &'static str, reason: &str, at: Timestamp) {
        tracing::info!(target: TARGET, "{}", self.line(effect, Some(reason), at));
    }

    fn line(self, effect: &str, reason: Option<&str>, at: Timestamp) -> serde_json::Value {
        let mut dimensions = vec![vec![], vec!["Effect"]];
        if reason.is_some() {
            dimensions.push(vec!["Effect", "Reason"]);
        }
        let mut line = json!({
            "_aws": {
                "Timestamp": at.as_millisecond(),
                "CloudWatchMetrics": [{
                    "Namespace": NAMESPACE,
                    "Dimensions": dimensions,
                    "Metrics": [{ "Name": self.name(), "Unit": "Count" }],
                }],
            },
            "Effect": effect,
            self.name(): 1,
        });
        if let Some(reason) = reason {
            line["Reason"] = reason.into();
        }
        line
    }
}

/// Notes for how long the oldest owed item has been due, in whole seconds; none is zero, so that silence can be told from it.
/// What failed is due again later, so an age means that the sweep does not keep up.
pub fn oldest_owed(age: SignedDuration, at: Timestamp) {
    tracing::info!(target: TARGET, "{}", age_line(age, at));
}

fn age_line(age: SignedDuration, at: Timestamp) -> serde_json::Value {
    json!({
        "_aws": {
            "Timestamp": at.as_millisecond(),
            "CloudWatchMetrics": [{
                "Namespace": NAMESPACE,
                "Dimensions": [[]],
                "Metrics": [{ "Name": "OldestOwed", "Unit": "Seconds" }],
            }],
        },
        "OldestOwed": age.as_secs().max(0),
    })
}

#[cfg(test)]
mod tests {
    use std::{
        io::{self, Write},
        sync::{Arc, Mutex},
    };

    use serde_json::Value;
    use tracing::level_filters::LevelFilter;

    use super::*;
    use crate::telemetry::subscriber;

    #[derive(Clone, Default)]
    struct Output(Arc<Mutex<Vec<u8>>>);

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// The lines that are written while `act` runs, with a subscriber for logs of a level.
    fn written(level: LevelFilter, act: impl FnOnce()) -> Vec<Value> {
        let output = Output::default();
        let writer = output.clone();
        tracing::subscriber::with_default(subscriber(level, move || writer.clone()), act);
        let text = String::from_utf8(output.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    fn at() -> Timestamp {
        "2021-05-18T09:00:00.25Z".parse().unwrap()
    }

    #[test]
    fn a_count_is_a_line_as_cloudwatch_reads_it() {
        let lines = written(LevelFilter::INFO, || {
            Count::Repeated.one("reminder-sms", at());
        });
        let expected = json!({
            "_aws": {
                "Timestamp": 1_621_328_400_250_i64,
                "CloudWatchMetrics": [{
                    "Namespace": "Leah",
                    "Dimensions": [[], ["Effect"]],
                    "Metrics": [{ "Name": "Repeated", "Unit": "Count" }],
                }],
            },
            "Effect": "reminder-sms",
            "Repeated": 1,
        });
        assert_eq!(lines, [expected]);
    }

    #[test]
    fn a_reason_is_a_dimension_beside_the_effect() {
        let lines = written(LevelFilter::INFO, || {
            Count::Blocked.one_for("reminder-mail", "MessageRejected", at());
        });
        assert_eq!(lines[0]["Reason"], "MessageRejected");
        assert_eq!(
            lines[0]["_aws"]["CloudWatchMetrics"][0]["Dimensions"],
            json!([[], ["Effect"], ["Effect", "Reason"]])
        );
    }

    #[test]
    fn an_age_is_in_whole_seconds_and_never_below_zero() {
        for (age, said) in [("PT0S", 0), ("PT15M0.9S", 900), ("-PT1S", 0)] {
            let lines = written(LevelFilter::INFO, || {
                oldest_owed(age.parse().unwrap(), at());
            });
            assert_eq!(lines[0]["OldestOwed"], said);
            let metric = &lines[0]["_aws"]["CloudWatchMetrics"][0];
            assert_eq!(metric["Metrics"][0]["Unit"], "Seconds");
            assert_eq!(metric["Dimensions"], json!([[]]));
        }
    }

    #[test]
    fn each_metric_has_its_value_beside_its_name() {
        for count in [
            Count::Repeated,
            Count::GivenUp,
            Count::Blocked,
            Count::ReminderTooLate,
            Count::SweptReminder,
            Count::EndpointDisabled,
        ] {
            let line = count.line("reminder-mail", None, at());
            let metric = &line["_aws"]["CloudWatchMetrics"][0]["Metrics"][0]["Name"];
            let name = metric.as_str().unwrap();
            assert_eq!(line[name], 1, "{line}");
        }
    }

    #[test]
    fn counts_and_logs_stand_beside_each_other() {
        let lines = written(LevelFilter::WARN, || {
            tracing::info!("too quiet");
            tracing::warn!(id = 7, "loud enough");
            Count::GivenUp.one("confirmation-mail", at());
        });
        assert_eq!(lines.len(), 2, "{lines:?}");
        let (log, count) = (&lines[0], &lines[1]);
        assert_eq!(
            (&log["message"], &log["id"]),
            (&json!("loud enough"), &json!(7))
        );
        assert_eq!(count["GivenUp"], 1);
        assert_eq!(count.get("message"), None, "{count}");
    }
}
