//! The two schedules of a booking.

use leah_domain::Settings;
use serde_json::{Value, json};

use super::support::{PATH, book, edit};
use crate::support::{Tenant, TestApp, demo};

/// When the pending schedules fire, in order.
async fn times(app: &TestApp) -> Vec<String> {
    let schedules = app.schedules().await;
    schedules
        .iter()
        .map(|schedule| schedule["at"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn a_booking_has_two() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"startTime": "2021-05-18T09:00:00"})).await;
    app.drain().await;
    let id = iri.rsplit('/').next().unwrap();
    let schedule = |kind: &str, at: &str| {
        json!({
            "name": format!("{id}-{kind}-0"),
            "at": at,
            "input": {
                "organization": demo::ORGANIZATION.rsplit('/').next(),
                "appointment": id,
                "kind": kind,
                "sequence": 0,
                "fireAt": at,
            },
        })
    };
    let both = [
        schedule("days", "2021-05-17T09:00:00Z"),
        schedule("minutes", "2021-05-18T08:30:00Z"),
    ];
    assert_eq!(app.schedules().await, both);
}

#[tokio::test]
async fn an_edit_computes_them_anew() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    assert_eq!(
        times(&app).await,
        ["2021-04-24T13:15:00Z", "2021-04-25T12:45:00Z"]
    );
    edit(&app, &iri, &json!({"startTime": "2021-05-18T09:00:00"}))
        .await
        .expect(200);
    app.drain().await;
    assert_eq!(
        times(&app).await,
        ["2021-05-17T09:00:00Z", "2021-05-18T08:30:00Z"]
    );
    let sequences: Vec<_> = app
        .schedules()
        .await
        .iter()
        .map(|s| s["input"]["sequence"].clone())
        .collect();
    assert_eq!(sequences, [1, 1]);
    // What the guest is not told of leaves them alone.
    let before = app.schedules().await;
    edit(
        &app,
        &iri,
        &json!({"phoneNumber": "+33687654321", "externalId": null}),
    )
    .await
    .expect(200);
    app.drain().await;
    assert_eq!(app.schedules().await, before);
}

#[tokio::test]
async fn none_is_in_the_past() {
    let rows = [
        ("2021-03-01T08:30:01Z", vec!["2021-03-01T08:00:01Z"]),
        ("2021-03-01T08:30:00Z", vec![]),
        ("2021-03-01T07:00:00Z", vec![]),
        ("2021-03-02T08:00:00Z", vec!["2021-03-02T07:30:00Z"]),
        (
            "2021-03-02T08:00:01Z",
            vec!["2021-03-01T08:00:01Z", "2021-03-02T07:30:01Z"],
        ),
    ];
    for (start, expected) in rows {
        let app = TestApp::start().await;
        book(&app, &json!({"startTime": start})).await;
        app.drain().await;
        assert_eq!(times(&app).await, expected, "{start}");
    }
}

#[tokio::test]
async fn an_edit_to_an_earlier_start_leaves_those_to_come() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    edit(&app, &iri, &json!({"startTime": "2021-03-01T20:00:00"}))
        .await
        .expect(200);
    app.drain().await;
    assert_eq!(times(&app).await, ["2021-03-01T19:30:00Z"]);
    edit(&app, &iri, &json!({"startTime": "2021-02-01T20:00:00"}))
        .await
        .expect(200);
    app.drain().await;
    assert_eq!(times(&app).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_a_reminder_went_an_edit_plans_it_again() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"startTime": "2021-03-03T09:00:00"})).await;
    app.advance_to("2021-03-02T12:00:00Z").await;
    assert_eq!(times(&app).await, ["2021-03-03T08:30:00Z"]);
    edit(&app, &iri, &json!({"startTime": "2021-03-10T09:00:00"}))
        .await
        .expect(200);
    app.drain().await;
    assert_eq!(
        times(&app).await,
        ["2021-03-09T09:00:00Z", "2021-03-10T08:30:00Z"]
    );
}

#[tokio::test]
async fn settings_turn_each_off_and_move_each() {
    let (day, half_hour) = ("2021-05-17T09:00:00Z", "2021-05-18T08:30:00Z");
    let week_and_hours = vec!["2021-05-11T09:00:00Z", "2021-05-18T07:00:00Z"];
    let rows = [
        (Some(1), Some(30), vec![day, half_hour]),
        (None, Some(30), vec![half_hour]),
        (Some(1), None, vec![day]),
        (None, None, vec![]),
        (Some(7), Some(120), week_and_hours),
    ];
    for (days, minutes, expected) in rows {
        let app = TestApp::start().await;
        let set = |settings: &mut Settings| {
            (settings.reminder_days, settings.reminder_minutes) = (days, minutes);
        };
        let tenant = Tenant::with(&app, "own", set).await;
        let times = book_at(&app, &tenant, "2021-05-18T09:00:00").await;
        assert_eq!(times, expected, "{days:?} {minutes:?}");
    }
}

#[tokio::test]
async fn days_before_keep_the_time_of_day_in_the_organizations_zone() {
    let days = |zone: &'static str| {
        move |settings: &mut Settings| {
            settings.zone = leah_domain::Zone::named(zone).unwrap();
            settings.reminder_minutes = None;
        }
    };
    let rows = [
        // Summer time began in Paris on 2021-03-28, and ended on 2021-10-31.
        (
            "Europe/Paris",
            "2021-03-28T08:00:00",
            "2021-03-27T09:00:00Z",
        ),
        (
            "Europe/Paris",
            "2021-03-29T00:30:00",
            "2021-03-28T01:30:00Z",
        ),
        (
            "Europe/Paris",
            "2021-10-31T09:00:00",
            "2021-10-30T08:00:00Z",
        ),
        (
            "Europe/Paris",
            "2021-11-01T01:30:00",
            "2021-10-31T00:30:00Z",
        ),
        ("UTC", "2021-03-28T08:00:00", "2021-03-27T08:00:00Z"),
        (
            "America/New_York",
            "2021-03-14T14:00:00",
            "2021-03-13T15:00:00Z",
        ),
    ];
    for (zone, start, expected) in rows {
        let app = TestApp::start().await;
        let tenant = Tenant::with(&app, "own", days(zone)).await;
        assert_eq!(
            book_at(&app, &tenant, start).await,
            [expected],
            "{start} in {zone}"
        );
    }
}

/// Books at a tenant; when its schedules fire.
async fn book_at(app: &TestApp, tenant: &Tenant, start: &str) -> Vec<String> {
    let mut body: Value = crate::support::booking();
    body["office"] = json!(tenant.office.id.iri());
    body["startTime"] = json!(start);
    tenant
        .sign(app.post(PATH))
        .json(&body)
        .send()
        .await
        .expect(201);
    app.drain().await;
    times(app).await
}
