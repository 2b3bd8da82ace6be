//! What a month costs, with what no request shows: mails, SMS, logs, what is stored, alarms.

use super::Prices;
use crate::error::BenchError;

/// What is sent for an appointment: a confirmation and two reminders by mail, both reminders by SMS, too.
const MAILS: f64 = 3.0;
const SMS: f64 = 2.0;
/// A mail with its calendar entry, in GB.
const MAIL: f64 = 1e-5;
/// Requests that read, for each appointment: the integrator's list, the waiting room.
const READS: f64 = 4.0;
/// What a million of them cost, in dollars: a list's ("GET /api/offices").
const READ: f64 = 3.92;
/// What an appointment leaves in logs, in GB: a dozen calls, each with Lambda's three lines and the gateway's or its own.
const LOGGED: f64 = 1.2e-5;
/// What an appointment leaves in the table with four indexes, in GB, for a year.
const STORED: f64 = 8e-6;
/// Metrics that alarms of `template.yaml` look at.
const ALARMED: f64 = 53.0;
/// Metrics that the functions count, in sum and by effect, as far as there is anything to count.
const COUNTED: f64 = 10.0;
/// Each minute the sweep asks eight parts of an index, some 50 ms at 256 MB: for 43,800 minutes.
const SWEEP: f64 = 43_800.0 * (8.0 * 0.5 * 0.125e-6 + 0.2e-6 + 0.05 * 0.25 * 13.3334e-6);

/// What a month costs, by what it is for, in dollars.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Appointments in a year.
    pub appointments: f64,
    /// What is there whatever happens: alarms, metrics, dashboard, key, zone, sweep.
    pub fixed: f64,
    /// Requests, functions, table, schedules.
    pub requests: f64,
    /// Logs, and what the table holds.
    pub kept: f64,
    /// Mails.
    pub mails: f64,
    /// SMS.
    pub sms: f64,
}

impl Month {
    /// A month of so many appointments a year, of which a million cost so much with all that follows.
    ///
    /// # Errors
    /// [`BenchError::Command`] where something has no price.
    pub fn of(appointments: f64, million: f64, prices: &Prices) -> Result<Self, BenchError> {
        let price = |name: &str| {
            let price = prices.month.get(name).map(|one| one.each);
            price.ok_or_else(|| BenchError::Command(format!("no price of {name}")))
        };
        let monthly = appointments / 12.0;
        let fixed = ALARMED * price("alarmMetrics")?
            + COUNTED * price("metrics")?
            + price("dashboards")?
            + price("keys")?
            + price("zones")?
            + SWEEP;
        let gigabyte = price("tableGigabytes")? + price("recoverableGigabytes")?;
        Ok(Self {
            appointments,
            fixed,
            requests: monthly * (million + READS * READ) / 1e6,
            kept: monthly * LOGGED * price("logGigabytes")? + appointments * STORED * gigabyte,
            mails: monthly * MAILS * (price("mails")? + MAIL * price("mailGigabytes")?),
            sms: monthly * SMS * price("sms")?,
        })
    }

    /// All but SMS.
    pub fn without_sms(&self) -> f64 {
        self.fixed + self.requests + self.kept + self.mails
    }

    /// The row that docs/operators.md has of it.
    pub fn row(&self) -> String {
        let whole = |dollars: f64| {
            let digits = format!("{dollars:.0}");
            let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
            let groups = groups.iter().map(|group| String::from_utf8_lossy(group));
            groups.collect::<Vec<_>>().join(",")
        };
        let columns = [
            self.appointments,
            self.fixed,
            self.requests,
            self.kept,
            self.mails,
            self.without_sms(),
            self.sms,
        ];
        format!("| {} |", columns.map(whole).join(" | "))
    }
}

/// The sizes that docs/operators.md speaks of, in appointments a year: fifty offices, and a country's.
pub const SIZES: [f64; 2] = [250_000.0, 10_000_000.0];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_says_what_a_month_costs() {
        let guide = include_str!("../../../docs/operators.md");
        let results = include_str!("../../results/2026-11-28-x86_64-2.json");
        let results: serde_json::Value = serde_json::from_str(results).unwrap();
        let lines = results["costs"].as_array().unwrap();
        let booking = lines
            .iter()
            .find(|line| line["title"] == "a booking, with all that follows");
        let million = booking.unwrap()["dollars"].as_f64().unwrap();
        let prices = Prices::read().unwrap();
        for appointments in SIZES {
            let row = Month::of(appointments, million, &prices).unwrap().row();
            assert!(
                guide.contains(&row),
                "docs/operators.md lacks this row: {row}"
            );
        }
    }

    #[test]
    fn what_alarms_look_at_is_counted_from_the_template() {
        let template = include_str!("../../../template.yaml");
        let looked_at = template.matches("\n      MetricName: ").count()
            + template.matches("\n              MetricName: ").count();
        assert!(
            (super::super::count(looked_at) - ALARMED).abs() < 0.5,
            "{looked_at}"
        );
    }
}
