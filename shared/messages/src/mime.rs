//! The mail as bytes (RFC 5322, RFC 2045 to 2047).

use jiff::Timestamp;
use mail_builder::{
    MessageBuilder,
    headers::{
        address::Address, content_type::ContentType, date::Date, message_id::MessageId, text::Text,
    },
    mime::MimePart,
};

use crate::{Brand, MessageError, Sender, calendar::Method, clean};

/// Who writes to whom and when: every header but the subject, checked.
pub(crate) struct Envelope<'a> {
    from: &'a str,
    name: String,
    reply_to: Option<&'a str>,
    to: &'a str,
    message_id: &'a str,
    date: i64,
    language: &'static str,
}

impl<'a> Envelope<'a> {
    pub(crate) fn new(
        brand: &Brand,
        sender: &'a Sender,
        recipient: &'a str,
        now: Timestamp,
        message_id: &'a str,
    ) -> Result<Self, MessageError> {
        Ok(Self {
            from: clean::address("sender", &sender.address)?,
            name: clean::line(&sender.name),
            reply_to: sender
                .reply_to
                .as_deref()
                .map(|address| clean::address("reply-to", address))
                .transpose()?,
            to: clean::address("recipient", recipient)?,
            message_id: clean::message_id(message_id)?,
            date: now.as_second(),
            language: brand.language.tag(),
        })
    }

    /// The whole message. The calendar stands twice: among the alternatives, where Gmail, Outlook and Apple Mail take it for an
    /// invitation, and as a file for all others.
    pub(crate) fn seal(
        &self,
        subject: &str,
        text: &str,
        html: &str,
        calendar: Option<&(Method, String)>,
    ) -> Vec<u8> {
        let mut alternatives = vec![
            MimePart::new("text/plain", text),
            MimePart::new("text/html", html),
        ];
        let body = match calendar {
            None => self.multipart("alternative", alternatives),
            Some((method, event)) => {
                let kind = ContentType::new("text/calendar")
                    .attribute("charset", "utf-8")
                    .attribute("method", method.name());
                alternatives.push(MimePart::new(kind, event.as_str()));
                let file = ContentType::new("application/ics").attribute("name", "invite.ics");
                let attachment = MimePart::new(file, event.as_bytes()).attachment("invite.ics");
                self.multipart(
                    "mixed",
                    vec![self.multipart("alternative", alternatives), attachment],
                )
            }
        };
        let name = Some(self.name.as_str()).filter(|name| !name.is_empty());
        let mut message = MessageBuilder::new()
            .from(Address::new_address(name, self.from))
            .to(Address::new_address(None::<&str>, self.to))
            .subject(subject)
            .date(Date::new(self.date))
            .message_id(MessageId::new(self.message_id))
            .header("Auto-Submitted", Text::new("auto-generated"))
            .header("Content-Language", Text::new(self.language));
        if let Some(reply_to) = self.reply_to {
            message = message.reply_to(Address::new_address(None::<&str>, reply_to));
        }
        let mut raw = Vec::new();
        message.body(body).serialize(&mut raw);
        raw
    }

    /// A multipart whose boundary follows from the message's id, so that the same mail is the same bytes. No encoded line can
    /// contain it: `=_` exists neither in quoted-printable nor in base64 (RFC 2045 section 6.7), and no plain line begins with it.
    fn multipart<'x>(&self, kind: &str, parts: Vec<MimePart<'x>>) -> MimePart<'x> {
        let id: String = self
            .message_id
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .take(48)
            .collect();
        MimePart::new(
            ContentType::new(format!("multipart/{kind}"))
                .attribute("boundary", format!("=_{kind}_{id}")),
            parts,
        )
    }
}
