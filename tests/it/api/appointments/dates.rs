//! Every way to write a start, in a booking and in an edit.

use serde_json::{Value, json};

use super::support::{PATH, book, booking_with, create, edit};
use crate::support::TestApp;

#[tokio::test]
async fn what_is_understood_is_printed_in_utc() {
    let app = TestApp::start().await;
    let rows = [
        ("2021-04-25T13:15:00", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00Z", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00+00:00", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00+02:00", "2021-04-25T11:15:00+00:00"),
        ("2021-04-25T23:15:00-05:30", "2021-04-26T04:45:00+00:00"),
        ("2021-04-25T13:15:00.123Z", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25T13:15:00.999999", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25 13:15", "2021-04-25T13:15:00+00:00"),
        ("2021-04-25 13:15:30", "2021-04-25T13:15:30+00:00"),
        ("2024-02-29T10:00:00", "2024-02-29T10:00:00+00:00"),
        ("2021-12-31T23:59:59", "2021-12-31T23:59:59+00:00"),
        ("2022-01-01T00:30:00+01:00", "2021-12-31T23:30:00+00:00"),
        ("1970-01-01T00:00:00", "1970-01-01T00:00:00+00:00"),
        ("9998-12-31T23:59:59", "9998-12-31T23:59:59+00:00"),
    ];
    let edited = book(&app, &json!({})).await;
    for (given, printed) in rows {
        let start = json!({"startTime": given});
        let created = create(&app, &booking_with(&start)).await.expect(201);
        assert_eq!(created.json()["startTime"], printed, "{given}");
        let read = app.get(&created.iri()).send().await.expect(200);
        assert_eq!(read.json()["startTime"], printed, "{given}");
        let moved = edit(&app, &edited, &start).await.expect(200);
        assert_eq!(moved.json()["startTime"], printed, "{given}");
    }
    app.drain().await;
}

#[tokio::test]
async fn what_is_no_date_is_400_and_says_what_to_write() {
    let app = TestApp::start().await;
    let nothing = "The data is either not an string, an empty string, or null; you should pass a string that can be parsed with the passed format or a valid DateTime string.";
    let impossible = "there is no such date or time; use yyyy-mm-ddThh:mm:ss.";
    let format = "use yyyy-mm-ddThh:mm:ss, which is UTC, or add Z or an offset such as +02:00.";
    let year = "the year must be between 1970 and 9998.";
    let refused =
        |text: &str, reason: &str| format!("Failed to parse time string ({text}): {reason}");
    let mut rows: Vec<(Value, String)> = vec![
        (json!(null), nothing.into()),
        (json!(""), nothing.into()),
        (json!(1_619_356_500), nothing.into()),
        (json!(1.5), nothing.into()),
        (json!(true), nothing.into()),
        (json!(["2021-04-25T13:15:00"]), nothing.into()),
        (json!({"date": "2021-04-25"}), nothing.into()),
    ];
    let texts = [
        ("2021-02-30T10:00:00", impossible),
        ("2021-02-29T10:00:00", impossible),
        ("2021-04-31T10:00:00", impossible),
        ("2021-13-01T10:00:00", impossible),
        ("2021-04-25T24:00:00", impossible),
        ("2021-04-25T13:60:00", impossible),
        ("2016-12-31T23:59:60Z", impossible),
        ("2021-04-25", format),
        ("tomorrow-ish", format),
        ("25/04/2021 13:15", format),
        ("20210425T131500", format),
        ("2021-04-25T13:15:00+02:00[Europe/Paris]", format),
        ("9999-12-31T23:59:59", year),
        ("1969-12-31T23:59:59", year),
    ];
    rows.extend(texts.map(|(text, reason)| (json!(text), refused(text, reason))));
    let iri = book(&app, &json!({})).await;
    for (given, description) in rows {
        let mut body = booking_with(&json!({}));
        body["startTime"] = given.clone();
        let expected = json!({
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": description,
        });
        let created = create(&app, &body).await.expect(400);
        assert_eq!(created.text, expected.to_string(), "{given}");
        let edited = edit(&app, &iri, &json!({"startTime": given}))
            .await
            .expect(400);
        assert_eq!(edited.text, expected.to_string(), "{given}");
    }
    let untouched = app.get(&iri).send().await.expect(200).json();
    assert_eq!(untouched["startTime"], "2021-04-25T13:15:00+00:00");
    assert_eq!(app.get(PATH).send().await.members().len(), 2);
    app.drain().await;
}
