//! SES v2: `SendEmail`, over AWS restJson1.

mod address;
mod read;
mod request;

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::account::Shared;
use super::answer::AwsError;
use super::message::{Attachment, Channel};
use super::store::{NewMessage, Store};
use crate::clock::VirtualClock;
use address::Mailbox;
use read::Mail;
use request::{Content, Destination, SendEmail, Simple};

/// The largest mail that SES takes, in bytes before base64.
const LARGEST: usize = 40 * 1024 * 1024;
/// What such a mail takes in a request.
const LARGEST_REQUEST: usize = LARGEST / 3 * 4 + 64 * 1024;
/// The most recipients of one mail.
const MOST_RECIPIENTS: usize = 50;

struct Post {
    store: Arc<Store>,
    clock: VirtualClock,
    verified: Vec<String>,
    account: Shared,
}

pub(crate) fn router(
    store: Arc<Store>,
    clock: VirtualClock,
    verified: &[String],
    account: Shared,
) -> Router {
    let verified = verified
        .iter()
        .map(|domain| domain.to_ascii_lowercase())
        .collect();
    Router::new()
        .route("/v2/email/outbound-emails", post(send))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .with_state(Arc::new(Post {
            store,
            clock,
            verified,
            account,
        }))
}

async fn send(State(office): State<Arc<Post>>, body: Bytes) -> Result<Json<Value>, AwsError> {
    let request: SendEmail =
        serde_json::from_slice(&body).map_err(|error| AwsError::serialization(&error))?;
    let SendEmail {
        from_email_address,
        destination,
        content,
    } = request;
    let (mail, raw) = match content {
        Content {
            raw: Some(raw),
            simple: None,
            template: None,
        } => {
            let bytes = raw.bytes()?;
            (
                Mail::read(&bytes)
                    .ok_or_else(|| refused("The raw message is not an RFC 5322 message."))?,
                Some(bytes),
            )
        }
        Content {
            raw: None,
            simple: Some(simple),
            template: None,
        } => (compose(simple)?, None),
        Content {
            template: Some(_),
            raw: None,
            simple: None,
        } => {
            return Err(refused(
                "This engine has no templates: send raw or simple content.",
            ));
        }
        _ => {
            return Err(refused(
                "Content must have exactly one of Raw, Simple and Template.",
            ));
        }
    };
    let recipients = recipients(&destination.unwrap_or_default(), &mail)?;
    let from = office.sender(from_email_address.as_deref(), &mail)?;
    office.reaches(&recipients)?;
    let id = office.store.add_messages(&NewMessage {
        channel: Channel::Email,
        recipients,
        from,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        attachments: mail.attachments,
        raw,
        sent_at: office.clock.now(),
    })?;
    Ok(Json(json!({ "MessageId": id })))
}

impl Post {
    /// The sender, whose every address is of a verified domain.
    fn sender(&self, given: Option<&str>, mail: &Mail) -> Result<String, AwsError> {
        let given = given.map(Mailbox::parse).transpose()?;
        let header = mail.from.as_deref().map(Mailbox::parse).transpose()?;
        let failed: Vec<&str> = [&given, &header]
            .into_iter()
            .flatten()
            .filter(|mailbox| !self.is_verified(mailbox.domain()))
            .map(Mailbox::address)
            .collect();
        if !failed.is_empty() {
            return Err(unverified(&failed));
        }
        // Readers see the header; the envelope's sender stands in only where there is none.
        let sender = header
            .or(given)
            .ok_or_else(|| refused("Missing required header 'From'."))?;
        Ok(sender.to_string())
    }

    /// In the sandbox, each recipient is of a verified domain, too.
    fn reaches(&self, recipients: &[String]) -> Result<(), AwsError> {
        let domain = |to: &str| {
            to.rsplit_once('@')
                .map_or("", |(_, domain)| domain)
                .to_owned()
        };
        let failed: Vec<&str> = recipients
            .iter()
            .map(String::as_str)
            .filter(|to| self.account.get().mail_sandbox && !self.is_verified(&domain(to)))
            .collect();
        if failed.is_empty() {
            Ok(())
        } else {
            Err(unverified(&failed))
        }
    }

    fn is_verified(&self, domain: &str) -> bool {
        let domain = domain.to_ascii_lowercase();
        self.verified.iter().any(|verified| {
            domain
                .strip_suffix(verified.as_str())
                .is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    }
}

/// As SES says it (Amazon SES developer guide, "Email sending errors").
fn unverified(failed: &[&str]) -> AwsError {
    let region = super::REGION.to_ascii_uppercase();
    let message = format!(
        "Email address is not verified. The following identities failed the check in region {region}: {}",
        failed.join(", ")
    );
    AwsError::bad_request("MessageRejected", message)
}

/// The bare addresses of those who get it: of the envelope if it names any, otherwise of the headers.
fn recipients(destination: &Destination, mail: &Mail) -> Result<Vec<String>, AwsError> {
    let named: Vec<&String> = destination.all().collect();
    let named = if named.is_empty() {
        mail.recipients.iter().collect()
    } else {
        named
    };
    if named.is_empty() {
        return Err(refused("At least one recipient is required."));
    }
    if named.len() > MOST_RECIPIENTS {
        return Err(refused("Recipient count exceeds 50."));
    }
    named
        .into_iter()
        .map(|text| Ok(Mailbox::parse(text)?.address().to_owned()))
        .collect()
}

fn compose(simple: Simple) -> Result<Mail, AwsError> {
    let (text, html) = (simple.body.text, simple.body.html);
    if text.is_none() && html.is_none() {
        return Err(refused("Body must have Text or Html."));
    }
    let attachments = simple.attachments.iter().map(|part| {
        let content_type = part
            .content_type
            .as_deref()
            .unwrap_or("application/octet-stream");
        let method = read::calendar_method(content_type);
        let bare = content_type.split(';').next().unwrap_or_default().trim();
        Ok(Attachment::new(
            &part.name,
            bare,
            method.as_deref(),
            &request::base64(&part.raw_content)?,
        ))
    });
    Ok(Mail {
        from: None,
        recipients: Vec::new(),
        subject: Some(simple.subject.data),
        text: text.map(|part| part.data).unwrap_or_default(),
        html: html.map(|part| part.data),
        attachments: attachments.collect::<Result<_, AwsError>>()?,
    })
}

fn refused(message: impl Into<String>) -> AwsError {
    AwsError::bad_request("BadRequestException", message)
}
