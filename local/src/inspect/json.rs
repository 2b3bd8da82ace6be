//! The JSON of `/_local`, for integrators' own tests.

use std::collections::BTreeMap;

use axum::{
    Json,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Span, SpanRelativeTo, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Inspector, Refused};
use crate::{
    engines::{File, Message},
    house,
    pumps::{PumpError, owed},
};

#[derive(Deserialize)]
pub(super) struct Recipient {
    to: Option<String>,
}

/// The messages sent, newest last.
pub(super) async fn messages(
    State(inspector): State<Inspector>,
    Query(recipient): Query<Recipient>,
) -> Json<Vec<Message>> {
    // A `+` in a query means a space; no recipient begins with one, many with the other.
    let to = recipient.to.map(|to| match to.strip_prefix(' ') {
        Some(number) => format!("+{number}"),
        None => to,
    });
    Json(inspector.engines.messages(to.as_deref()))
}

/// The schedules that will fire.
pub(super) async fn schedules(State(inspector): State<Inspector>) -> Json<Value> {
    let schedules = inspector.engines.schedules().into_iter();
    let schedules = schedules.map(|s| json!({ "name": s.name, "at": s.at, "input": s.input }));
    Json(schedules.collect())
}

/// What is owed.
pub(super) async fn owed(
    State(inspector): State<Inspector>,
) -> Result<Json<Vec<owed::Owed>>, Refused> {
    let owed = owed::all(inspector.engines.database(), &inspector.table);
    Ok(Json(owed.map_err(PumpError::from)?))
}

/// Where the engines are, as the environment of a function: this machine's own, credentials included.
pub(super) async fn environment(
    State(inspector): State<Inspector>,
) -> Json<BTreeMap<String, String>> {
    Json(house::environment(&inspector.app))
}

/// The objects of the bucket.
pub(super) async fn files(State(inspector): State<Inspector>) -> Json<Vec<File>> {
    Json(inspector.engines.files())
}

/// The time.
pub(super) async fn now(State(inspector): State<Inspector>) -> Json<Value> {
    Json(json!({ "now": inspector.clock.now() }))
}

/// Does what is owed and due, and answers when it is done.
pub(super) async fn drain(State(inspector): State<Inspector>) -> Result<Json<Value>, Refused> {
    let pumps = inspector.pumps.clone();
    to_the_end(async move { pumps.drain().await }).await?;
    Ok(now(State(inspector)).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Move {
    advance: Option<String>,
    now: Option<String>,
}

/// Moves the clock, and answers when everything that became due has happened.
pub(super) async fn set_clock(
    State(inspector): State<Inspector>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Refused> {
    let from_page = fields(&headers, &body);
    let wanted = match &from_page {
        Some(fields) => serde_json::to_value(fields).and_then(serde_json::from_value),
        None => serde_json::from_slice(&body),
    };
    let wanted: Move = wanted.map_err(|error| {
        Refused::bad_request(format!(
            r#"send {{"advance":"PT24H"}} or {{"now":"2026-01-02T03:04:05Z"}}: {error}"#
        ))
    })?;
    let target = target(&wanted, inspector.clock.now())?;
    let pumps = inspector.pumps.clone();
    to_the_end(async move { pumps.travel_to(target).await }).await?;
    Ok(if from_page.is_some() {
        Redirect::to("/_local").into_response()
    } else {
        now(State(inspector)).await.into_response()
    })
}

/// The fields of a form of the page, those that were left empty aside; `None` for anything else. curl calls everything a form
/// that is given with -d: JSON is told by its first character.
pub(super) fn fields(headers: &HeaderMap, body: &Bytes) -> Option<BTreeMap<String, String>> {
    let form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| {
        kind.as_bytes()
            .starts_with(b"application/x-www-form-urlencoded")
    });
    if !form || body.trim_ascii_start().starts_with(b"{") {
        return None;
    }
    let fields = url::form_urlencoded::parse(body).into_owned();
    Some(fields.filter(|(_, value)| !value.is_empty()).collect())
}

fn target(wanted: &Move, now: Timestamp) -> Result<Timestamp, Refused> {
    match (&wanted.advance, &wanted.now) {
        (Some(advance), None) => {
            let by = duration(advance)?;
            now.checked_add(by)
                .map_err(|_| Refused::bad_request("no calendar goes that far"))
        }
        (None, Some(instant)) => instant.parse().map_err(|_| {
            Refused::bad_request(
                "now is an instant with its offset, such as 2026-01-02T03:04:05Z (RFC 3339)",
            )
        }),
        _ => Err(Refused::bad_request("send either advance or now")),
    }
}

fn duration(text: &str) -> Result<SignedDuration, Refused> {
    let wrong = || {
        Refused::bad_request(
            "advance is a duration of weeks, days, hours, minutes or seconds, such as PT24H or P1DT30M (ISO 8601)",
        )
    };
    let span: Span = text.parse().map_err(|_| wrong())?;
    let by = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| wrong())?;
    if by.is_negative() {
        return Err(Refused::bad_request(
            "advance goes forward; set now to go back",
        ));
    }
    Ok(by)
}

/// Runs to its end even if the client hangs up: half a journey would leave the clock nowhere.
async fn to_the_end(
    work: impl Future<Output = Result<(), PumpError>> + Send + 'static,
) -> Result<(), Refused> {
    match tokio::spawn(work).await {
        Ok(result) => Ok(result?),
        Err(error) => Err(Refused::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            error.to_string(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(advance: Option<&str>, now: Option<&str>) -> Result<String, u16> {
        let wanted = Move {
            advance: advance.map(str::to_owned),
            now: now.map(str::to_owned),
        };
        target(&wanted, "2021-05-18T09:00:00Z".parse().unwrap())
            .map(|at| at.to_string())
            .map_err(|refused| refused.status.as_u16())
    }

    #[test]
    fn durations_and_instants_are_understood() {
        let day = Ok("2021-05-19T09:00:00Z".to_owned());
        assert_eq!(moved(Some("PT24H"), None), day);
        assert_eq!(moved(Some("P1D"), None), day);
        assert_eq!(
            moved(Some("P1W"), None),
            Ok("2021-05-25T09:00:00Z".to_owned())
        );
        assert_eq!(moved(None, Some("2021-05-19T11:00:00+02:00")), day);
        for advance in ["", "1", "P1M", "-PT1H", "PT1H x", "PT99999999999H"] {
            assert_eq!(moved(Some(advance), None), Err(400), "{advance}");
        }
        for now in ["", "2021-05-19", "2021-05-19T11:00:00", "tomorrow"] {
            assert_eq!(moved(None, Some(now)), Err(400), "{now}");
        }
        assert_eq!(moved(None, None), Err(400));
        assert_eq!(moved(Some("PT1H"), Some("2021-05-19T11:00:00Z")), Err(400));
    }
}
