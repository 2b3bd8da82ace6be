//! The page of `/_local` for people. Nothing on it comes from elsewhere, and the mails that it shows cannot reach it.

use askama::Template;
use axum::{
    extract::{Path, State},
    http::{HeaderName, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use jiff::{Timestamp, Unit};

use super::{
    Inspector, Refused,
    webhooks::{self, Delivery, Endpoint},
};
use crate::{
    engines::{Channel, Message, Schedule},
    pumps::{PumpError, owed},
};

/// How many messages the page shows; the JSON has all.
const SHOWN: usize = 50;

const POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);

/// A mail may show its organization's logo, and do nothing else.
const MAIL_POLICY: (HeaderName, &str) = (
    header::CONTENT_SECURITY_POLICY,
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; \
     img-src data: https:; frame-ancestors 'self'",
);

#[derive(Template)]
#[template(path = "local.html")]
struct Overview {
    now: String,
    total: usize,
    messages: Vec<(usize, Message)>,
    schedules: Vec<Schedule>,
    owed: Vec<owed::Owed>,
    endpoints: Vec<Endpoint>,
    deliveries: Vec<Delivery>,
}

impl Overview {
    fn is_mail(message: &Message) -> bool {
        message.channel == Channel::Email
    }
}

/// The page.
pub(super) async fn overview(State(inspector): State<Inspector>) -> Result<Response, Refused> {
    let messages = inspector.engines.messages(None);
    let owed = owed::all(inspector.engines.database(), &inspector.table);
    let page = Overview {
        now: seconds(&inspector.clock.now()),
        total: messages.len(),
        messages: (1..)
            .zip(messages)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .take(SHOWN)
            .collect(),
        schedules: inspector.engines.schedules(),
        owed: owed.map_err(PumpError::from)?,
        endpoints: webhooks::listed(&inspector).await?,
        deliveries: webhooks::last(&inspector).await?,
    };
    let html = page
        .render()
        .map_err(|error| Refused::new(StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    Ok(([POLICY], Html(html)).into_response())
}

/// A mail's HTML part, for the frame that shows it.
pub(super) async fn mail(
    State(inspector): State<Inspector>,
    Path(number): Path<usize>,
) -> Result<Response, Refused> {
    let html = message(&inspector, number)?.html;
    let html =
        html.ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "this message has no HTML"))?;
    Ok(([MAIL_POLICY], Html(html)).into_response())
}

/// A mail as it was sent.
pub(super) async fn source(
    State(inspector): State<Inspector>,
    Path(number): Path<usize>,
) -> Result<Response, Refused> {
    let raw = message(&inspector, number)?.raw;
    let raw =
        raw.ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "this message has no source"))?;
    let kind = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    let nosniff = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    Ok(([kind, nosniff, POLICY], raw).into_response())
}

/// Messages are counted from one, oldest first.
fn message(inspector: &Inspector, number: usize) -> Result<Message, Refused> {
    let index = number.checked_sub(1);
    index
        .and_then(|index| inspector.engines.messages(None).into_iter().nth(index))
        .ok_or_else(|| Refused::new(StatusCode::NOT_FOUND, "there is no such message"))
}

/// An instant without its fraction.
fn seconds(at: &Timestamp) -> String {
    at.round(Unit::Second).unwrap_or(*at).to_string()
}
