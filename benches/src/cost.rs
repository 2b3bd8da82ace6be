//! What a million of each cost on AWS: counted calls and units, measured durations, published prices (`benches/prices.json`), and
//! beside them those of the design that comes to mind first.

pub mod month;
mod naive;

use std::{collections::BTreeMap, ops::Add};

use serde::{Deserialize, Serialize};

use crate::{
    cases::{BOOK, CASES, REMINDED},
    error::BenchError,
    meter::Call,
    targets::Measured,
};

pub use naive::Naive;

const PRICES: &str = include_str!("../prices.json");
/// What a call to a service takes on AWS beyond what the embedded engines take, in milliseconds: within a region DynamoDB answers in
/// single-digit milliseconds. Calls that go side by side are charged as if they went one after the other.
const CALL: f64 = 4.0;
/// The memory of the functions (`template.yaml`, Globals), in GB.
const MEMORY: f64 = 0.25;

/// What one request or event uses of what AWS charges for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    /// Requests to the gateway.
    pub gateway_requests: f64,
    /// Invocations of functions.
    pub invocations: f64,
    /// Their duration, times their memory.
    pub gigabyte_seconds: f64,
    /// DynamoDB's read units.
    pub read_units: f64,
    /// DynamoDB's write units.
    pub write_units: f64,
    /// Schedules that fire.
    pub schedules: f64,
    /// Objects put into the bucket.
    pub objects_written: f64,
    /// Objects read.
    pub objects_read: f64,
}

impl Add for Usage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            gateway_requests: self.gateway_requests + other.gateway_requests,
            invocations: self.invocations + other.invocations,
            gigabyte_seconds: self.gigabyte_seconds + other.gigabyte_seconds,
            read_units: self.read_units + other.read_units,
            write_units: self.write_units + other.write_units,
            schedules: self.schedules + other.schedules,
            objects_written: self.objects_written + other.objects_written,
            objects_read: self.objects_read + other.objects_read,
        }
    }
}

impl Usage {
    /// An invocation with these calls that takes so long on the engines, in milliseconds, with so much memory, in GB.
    fn of(calls: &[Call], milliseconds: f64, memory: f64) -> Self {
        let of_s3 = |written: bool| {
            let calls = calls.iter().filter(|call| call.service == "s3");
            let calls = calls.filter(|call| (call.operation != "GET") == written);
            count(calls.count())
        };
        Self {
            invocations: 1.0,
            gigabyte_seconds: billed(milliseconds + CALL * count(calls.len())) * memory,
            // From +0: the sum of no numbers is -0.
            read_units: calls.iter().fold(0.0, |sum, call| sum + call.reads),
            write_units: calls.iter().fold(0.0, |sum, call| sum + call.writes),
            objects_written: of_s3(true),
            objects_read: of_s3(false),
            ..Self::default()
        }
    }
}

/// Seconds that are billed: whole milliseconds, rounded up (AWS Lambda pricing).
fn billed(milliseconds: f64) -> f64 {
    milliseconds.ceil() / 1e3
}

#[expect(clippy::cast_precision_loss, reason = "a handful of calls")]
fn count(number: usize) -> f64 {
    number as f64
}

/// The published prices.
#[derive(Debug, Deserialize)]
pub struct Prices {
    /// When they were read.
    pub date: String,
    /// Where they hold.
    pub region: String,
    #[serde(rename = "prices")]
    each: BTreeMap<String, Price>,
    month: BTreeMap<String, Monthly>,
}

/// What a month has beside requests and events.
#[derive(Debug, Deserialize)]
struct Monthly {
    each: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Price {
    per_million: f64,
}

impl Prices {
    /// Those of `benches/prices.json`.
    ///
    /// # Errors
    /// [`BenchError::Json`] where the file is not as it should be.
    pub fn read() -> Result<Self, BenchError> {
        Ok(serde_json::from_str(PRICES)?)
    }

    /// What a million of it cost, in dollars.
    ///
    /// # Errors
    /// [`BenchError::Json`] where something has no price.
    pub fn of_a_million(&self, usage: Usage) -> Result<f64, BenchError> {
        let used: BTreeMap<String, f64> = serde_json::from_value(serde_json::to_value(usage)?)?;
        let each = used.iter().map(|(name, amount)| {
            let price = self.each.get(name);
            let price = price.ok_or_else(|| BenchError::Command(format!("no price of {name}")))?;
            Ok(amount * price.per_million)
        });
        each.sum()
    }
}

/// A line of the table.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// The request or event.
    pub title: String,
    /// What it uses here.
    pub usage: Usage,
    /// What a million cost, in dollars; mails and SMS aside.
    pub dollars: f64,
    /// The same in the design that comes to mind first, if it has it.
    pub naive: Option<f64>,
}

/// What each request and event costs, and what a booking costs with all that follows from it.
///
/// # Errors
/// [`BenchError`] where something has no price.
pub fn lines(all: &[Measured<'_>], prices: &Prices) -> Result<Vec<Line>, BenchError> {
    let ours: Vec<&Measured<'_>> = all
        .iter()
        .filter(|(subject, _)| subject.program.maker == "leah")
        .collect();
    let naive = Naive::new(all);
    let mut lines = Vec::new();
    let mut whole = Usage::default();
    for (subject, shown) in ours {
        let case = subject.case;
        let (p50, _) = shown.warm_percentiles();
        let mut usage = Usage::of(&shown.warm_calls, p50, MEMORY);
        if case.status.is_some() {
            usage.gateway_requests = 1.0;
        }
        let title = case.title;
        // Reminders go twice, and are due by schedules.
        let reminding = title == REMINDER;
        if reminding {
            usage.schedules = 1.0;
        }
        match title {
            _ if title == BOOK.title || title == OWED => whole = whole + usage,
            _ if reminding || title == REMINDED.title => whole = whole + usage + usage,
            _ => {}
        }
        lines.push(Line {
            title: title.to_owned(),
            usage,
            dollars: prices.of_a_million(usage)?,
            naive: naive
                .request(title, usage)
                .map(|usage| prices.of_a_million(usage))
                .transpose()?,
        });
    }
    let naive = naive.booking(whole).map(|usage| prices.of_a_million(usage));
    lines.push(Line {
        title: "a booking, with all that follows".to_owned(),
        usage: whole,
        dollars: prices.of_a_million(whole)?,
        naive: naive.transpose()?,
    });
    Ok(lines)
}

/// What fires a reminder.
const REMINDER: &str = CASES[8].title;
/// What does what a booking owes.
const OWED: &str = CASES[9].title;

/// The table for people.
pub fn rows(lines: &[Line]) -> Vec<[String; 7]> {
    let each = lines.iter().map(|line| {
        let usage = line.usage;
        let milliseconds = usage.gigabyte_seconds / MEMORY * 1e3;
        [
            line.title.clone(),
            format!("{:.0}", usage.invocations),
            format!("{milliseconds:.0}"),
            format!("{:.1}", usage.read_units),
            format!("{:.0}", usage.write_units),
            format!("{:.2}", line.dollars),
            line.naive
                .map_or_else(String::new, |naive| format!("{naive:.2}")),
        ]
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_is_used_has_a_price() {
        let prices = Prices::read().unwrap();
        let usage = Usage {
            gateway_requests: 1.0,
            invocations: 2.0,
            write_units: 4.0,
            ..Usage::default()
        };
        let dollars = prices.of_a_million(usage).unwrap();
        // 3.50 + 2 x 0.20 + 4 x 0.625
        assert!((dollars - 6.4).abs() < 1e-9, "{dollars}");
    }

    #[test]
    fn a_started_millisecond_is_a_whole_one() {
        let call = Call {
            service: "s3",
            operation: "PUT".to_owned(),
            sent: 0,
            received: 0,
            reads: 0.0,
            writes: 0.0,
        };
        let usage = Usage::of(&[call], 1.2, 0.25);
        assert!((usage.gigabyte_seconds - 0.006 * 0.25).abs() < 1e-12);
        assert!((usage.objects_written - 1.0).abs() < 1e-12);
        assert!(usage.objects_read.abs() < 1e-12);
    }

    #[test]
    fn the_cases_that_a_booking_consists_of_are_these() {
        assert_eq!(REMINDER, "a reminder fires");
        assert_eq!(OWED, "what a booking owes");
    }
}
