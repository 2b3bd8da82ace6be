//! When reminders go, in zones and on dates where that is not plain.
//!
//! The times are not this program's: they were computed with Python 3.11's `zoneinfo` on the system's tz database (2025b).
//! `wall` is the start on the office's clock, and `fold=1` its second passing:
//!
//! ```python
//! start = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone), fold=fold)
//! days_before = (datetime.fromisoformat(wall) - timedelta(days=days)).replace(tzinfo=ZoneInfo(zone))
//! minutes_before = start.astimezone(timezone.utc) - timedelta(minutes=minutes)
//! print(start.astimezone(timezone.utc), days_before.astimezone(timezone.utc), minutes_before)
//! ```
//!
//! `zoneinfo` takes a time that comes twice for the first and reads one that is left out with the offset from before
//! (PEP 495), which is the rule here, too. One row is by hand: the day before 2011-12-31 in Apia, which went from the 29th
//! to the 31st. `zoneinfo` makes it the start itself, and a reminder then is none.

use jiff::Timestamp;
use leah_domain::{ReminderKind, Settings, StartTime, Zone, reminder};
use serde_json::json;

use crate::support::{Tenant, TestApp, booking};

/// Before all rows.
const BEFORE: &str = "2011-01-01T00:00:00Z";

/// Zone, start, days before, when that is, minutes before, when that is; then the days on the office's clock.
const TABLE: &str = "
Europe/Paris        2021-03-28T08:00Z 1 2021-03-27T09:00Z  1440 2021-03-27T08:00Z | 03-28 10:00 -> 03-27 10:00, summer time has begun in the night
Europe/Paris        2021-03-29T00:30Z 1 2021-03-28T01:30Z  1500 2021-03-27T23:30Z | 03-29 02:30 -> 03-28 03:30, 2:30 is left out: 3:30
Europe/Paris        2021-03-29T01:00Z 1 2021-03-28T01:00Z    60 2021-03-29T00:00Z | 03-29 03:00 -> 03-28 03:00, the first instant of summer time
Europe/Paris        2021-03-30T07:00Z 2 2021-03-28T07:00Z  2880 2021-03-28T07:00Z | 03-30 09:00 -> 03-28 09:00
Europe/Paris        2021-04-04T00:15Z 7 2021-03-28T01:15Z    30 2021-04-03T23:45Z | 04-04 02:15 -> 03-28 03:15, 2:15 is left out: 3:15
Europe/Paris        2021-10-31T09:00Z 1 2021-10-30T08:00Z  1440 2021-10-30T09:00Z | 10-31 10:00 -> 10-30 10:00, summer time has ended in the night
Europe/Paris        2021-11-01T01:30Z 1 2021-10-31T00:30Z  1440 2021-10-31T01:30Z | 11-01 02:30 -> 10-31 02:30, 2:30 comes twice: the first
Europe/Paris        2021-10-31T00:30Z 1 2021-10-30T00:30Z    60 2021-10-30T23:30Z | 10-31 02:30 -> 10-30 02:30, from the first 2:30
Europe/Paris        2021-10-31T01:30Z 1 2021-10-30T00:30Z    60 2021-10-31T00:30Z | 10-31 02:30 -> 10-30 02:30, from the second 2:30: the minutes end in the first
Europe/Paris        2021-11-02T01:00Z 2 2021-10-31T00:00Z    60 2021-11-02T00:00Z | 11-02 02:00 -> 10-31 02:00
Europe/Paris        2021-11-06T08:00Z 7 2021-10-30T07:00Z 10080 2021-10-30T08:00Z | 11-06 09:00 -> 10-30 09:00
America/New_York    2021-03-14T13:00Z 1 2021-03-13T14:00Z   720 2021-03-14T01:00Z | 03-14 09:00 -> 03-13 09:00, summer time has begun in the night
America/New_York    2021-03-15T06:30Z 1 2021-03-14T07:30Z  1440 2021-03-14T06:30Z | 03-15 02:30 -> 03-14 03:30, 2:30 is left out: 3:30
America/New_York    2021-03-20T22:45Z 7 2021-03-13T23:45Z    45 2021-03-20T22:00Z | 03-20 18:45 -> 03-13 18:45
America/New_York    2021-11-08T06:30Z 1 2021-11-07T05:30Z    30 2021-11-08T06:00Z | 11-08 01:30 -> 11-07 01:30, 1:30 comes twice: the first
America/New_York    2021-11-07T06:30Z 2 2021-11-05T05:30Z    60 2021-11-07T05:30Z | 11-07 01:30 -> 11-05 01:30, from the second 1:30
Australia/Lord_Howe 2021-04-03T22:30Z 1 2021-04-02T22:00Z  1440 2021-04-02T22:30Z | 04-04 09:00 -> 04-03 09:00, half an hour back in the night
Australia/Lord_Howe 2021-04-04T15:15Z 1 2021-04-03T14:45Z    30 2021-04-04T14:45Z | 04-05 01:45 -> 04-04 01:45, 1:45 comes twice: the first
Australia/Lord_Howe 2021-04-03T15:15Z 2 2021-04-01T14:45Z    30 2021-04-03T14:45Z | 04-04 01:45 -> 04-02 01:45, from the second 1:45
Australia/Lord_Howe 2021-10-03T15:15Z 1 2021-10-02T15:45Z  1440 2021-10-02T15:15Z | 10-04 02:15 -> 10-03 02:45, 2:15 is left out: 2:45
Australia/Lord_Howe 2021-10-09T15:00Z 7 2021-10-02T15:30Z    90 2021-10-09T13:30Z | 10-10 02:00 -> 10-03 02:30, 2:00 is left out: 2:30
Pacific/Apia        2011-12-30T20:00Z 1 2011-12-29T20:00Z     1 2011-12-30T19:59Z | 12-31 10:00 -> 12-29 10:00, the day before is left out whole: the one before that
Pacific/Apia        2011-12-31T20:00Z 2 2011-12-30T20:00Z  1440 2011-12-30T20:00Z | 01-01 10:00 -> 12-31 10:00, the 30th is left out: as late on the 31st
Pacific/Apia        2012-01-01T20:00Z 2 2011-12-30T20:00Z  2880 2011-12-30T20:00Z | 01-02 10:00 -> 12-31 10:00, over the day that is left out
Pacific/Apia        2012-01-04T20:00Z 7 2011-12-29T20:00Z 10080 2011-12-28T20:00Z | 01-05 10:00 -> 12-29 10:00, a week of six days
Asia/Kathmandu      2021-05-17T18:25Z 1 2021-05-16T18:25Z    15 2021-05-17T18:10Z | 05-18 00:10 -> 05-17 00:10, 5:45 ahead, over midnight
Asia/Kathmandu      2021-03-01T06:15Z 2 2021-02-27T06:15Z  1440 2021-02-28T06:15Z | 03-01 12:00 -> 02-27 12:00, over the end of February
Pacific/Chatham     2021-04-03T23:15Z 1 2021-04-02T22:15Z  1440 2021-04-02T23:15Z | 04-04 12:00 -> 04-03 12:00, 13:45 to 12:45 ahead, at 3:45
Pacific/Chatham     2021-04-04T14:15Z 1 2021-04-03T13:15Z    30 2021-04-04T13:45Z | 04-05 03:00 -> 04-04 03:00, 3:00 comes twice: the first
Pacific/Chatham     2021-09-26T13:15Z 1 2021-09-25T14:15Z    30 2021-09-26T12:45Z | 09-27 03:00 -> 09-26 04:00, 3:00 is left out: 4:00
UTC                 2024-03-01T00:00Z 1 2024-02-29T00:00Z     1 2024-02-29T23:59Z | 03-01 00:00 -> 02-29 00:00, a leap day
UTC                 2021-03-28T02:30Z 7 2021-03-21T02:30Z 10080 2021-03-21T02:30Z | 03-28 02:30 -> 03-21 02:30
";

struct Row {
    line: &'static str,
    start: Timestamp,
    settings: Settings,
    days: Timestamp,
    minutes: Timestamp,
}

fn rows() -> Vec<Row> {
    TABLE.trim().lines().map(row).collect()
}

fn row(line: &'static str) -> Row {
    let columns: Vec<&str> = line.split_whitespace().take(6).collect();
    let [zone, start, days, days_at, minutes, minutes_at] = columns[..] else {
        panic!("{line}");
    };
    let zone = Zone::named(zone).unwrap();
    let mut settings = Settings::new("Practice", zone, leah_domain::Locale::En);
    settings.reminder_days = Some(days.parse().unwrap());
    settings.reminder_minutes = Some(minutes.parse().unwrap());
    Row {
        line,
        start: start.parse().unwrap(),
        settings,
        days: days_at.parse().unwrap(),
        minutes: minutes_at.parse().unwrap(),
    }
}

#[test]
fn the_plan_is_as_the_table_says() {
    for row in rows() {
        let planned = reminder::plan(
            StartTime::from(row.start),
            &row.settings,
            BEFORE.parse().unwrap(),
        );
        let planned: Vec<_> = planned.iter().map(|p| (p.kind, p.at)).collect();
        let expected = [
            (ReminderKind::Days, row.days),
            (ReminderKind::Minutes, row.minutes),
        ];
        assert_eq!(planned, expected, "{}", row.line);
    }
}

#[tokio::test]
async fn a_booking_is_scheduled_as_the_table_says() {
    let app = TestApp::with(|options| {
        options.clock = leah_local::clock::VirtualClock::frozen(BEFORE.parse().unwrap());
    })
    .await;
    let mut expected = Vec::new();
    for (n, row) in rows().into_iter().enumerate() {
        let tenant = Tenant::with(&app, &format!("tenant{n}"), |settings| {
            *settings = row.settings.clone();
        })
        .await;
        let mut body = booking();
        body["office"] = json!(format!("/api/offices/{}", tenant.office.id));
        body["startTime"] = json!(row.start);
        let post = app.post("/api/appointments").key(&tenant.key);
        let answer = post
            .host(&tenant.host())
            .json(&body)
            .send()
            .await
            .expect(201);
        let iri = answer.iri();
        expected.push((row, iri.rsplit('/').next().unwrap().to_owned()));
    }
    app.drain().await;
    let schedules = app.schedules().await;
    assert_eq!(schedules.len(), 2 * expected.len());
    for (row, appointment) in expected {
        for (kind, at) in [("days", row.days), ("minutes", row.minutes)] {
            let name = json!(format!("{appointment}-{kind}-0"));
            let found = schedules.iter().find(|schedule| schedule["name"] == name);
            assert_eq!(found.unwrap()["at"], json!(at), "{kind}: {}", row.line);
        }
    }
}
