//! A raw mail as its reader would see it.

use mail_parser::{Address, ContentType, MessageParser, MessagePart, MimeHeaders, PartType};

use crate::engines::message::Attachment;

/// What a mail says.
#[derive(Debug, Default)]
pub(super) struct Mail {
    /// The From header: an address with or without its name.
    pub(super) from: Option<String>,
    /// The bare addresses of To, Cc and Bcc.
    pub(super) recipients: Vec<String>,
    pub(super) subject: Option<String>,
    pub(super) text: String,
    pub(super) html: Option<String>,
    pub(super) attachments: Vec<Attachment>,
}

impl Mail {
    /// Decodes an RFC 5322 message; none if it is not one.
    pub(super) fn read(raw: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(raw)?;
        let mut mail = Self {
            from: message.from().and_then(Address::first).map(|from| {
                match (&from.name, &from.address) {
                    (Some(name), Some(address)) => {
                        format!("\"{}\" <{address}>", name.replace(['"', '\\'], ""))
                    }
                    (_, address) => address.as_deref().unwrap_or_default().to_owned(),
                }
            }),
            recipients: [message.to(), message.cc(), message.bcc()]
                .into_iter()
                .flatten()
                .flat_map(Address::iter)
                .filter_map(|addr| addr.address.as_deref().map(str::to_owned))
                .collect(),
            subject: message.subject().map(str::to_owned),
            ..Self::default()
        };
        let mut has_text = false;
        for part in &message.parts {
            let attached = part
                .content_disposition()
                .is_some_and(ContentType::is_attachment);
            match &part.body {
                PartType::Multipart(_) => {}
                PartType::Text(text) if !attached && !has_text && is_plain(part) => {
                    text.as_ref().clone_into(&mut mail.text);
                    has_text = true;
                }
                PartType::Html(html) if !attached && mail.html.is_none() => {
                    mail.html = Some(html.to_string());
                }
                _ => mail.attachments.push(attachment(part)),
            }
        }
        Some(mail)
    }
}

/// A part without a type is plain text (RFC 2045 section 5.2).
fn is_plain(part: &MessagePart<'_>) -> bool {
    part.content_type().is_none() || part.is_content_type("text", "plain")
}

fn attachment(part: &MessagePart<'_>) -> Attachment {
    let content_type = part.content_type().map_or_else(
        || "application/octet-stream".to_owned(),
        |content_type| {
            format!(
                "{}/{}",
                content_type.ctype(),
                content_type.subtype().unwrap_or_default()
            )
        },
    );
    let method = part
        .content_type()
        .and_then(|content_type| content_type.attribute("method"));
    Attachment::new(
        part.attachment_name().unwrap_or_default(),
        &content_type,
        method,
        part.contents(),
    )
}

/// The parameter `method` of a content type.
pub(super) fn calendar_method(content_type: &str) -> Option<String> {
    let header = format!("Content-Type: {content_type}\r\n\r\n");
    let message = MessageParser::default().parse(header.as_bytes())?;
    Some(message.content_type()?.attribute("method")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const RAW: &str = concat!(
        "From: =?utf-8?q?Cabinet_L=C3=A9a?= <hello@leah.care>\r\nTo: john.doe@gmail.com\r\nSubject: =?utf-8?q?=C3=89t=C3=A9?=\r\n",
        "Content-Type: multipart/mixed; boundary=m\r\n\r\n",
        "--m\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n",
        "--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nL=C3=A0\r\n",
        "--a\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Là</p>\r\n",
        "--a\r\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n",
        "--a--\r\n",
        "--m\r\nContent-Type: application/ics; name=invite.ics\r\nContent-Disposition: attachment; filename=invite.ics\r\n",
        "Content-Transfer-Encoding: base64\r\n\r\nQkVHSU46VkNBTEVOREFS\r\n",
        "--m\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=x.png\r\n",
        "Content-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n--m--\r\n",
    );

    #[test]
    fn a_mail_is_read_with_all_its_parts() {
        let mail = Mail::read(RAW.as_bytes()).unwrap();
        assert_eq!(
            mail.from.as_deref(),
            Some("\"Cabinet Léa\" <hello@leah.care>")
        );
        assert_eq!(mail.recipients, ["john.doe@gmail.com"]);
        assert_eq!(mail.subject.as_deref(), Some("Été"));
        assert_eq!(mail.text.trim_end(), "Là");
        assert_eq!(mail.html.as_deref().map(str::trim_end), Some("<p>Là</p>"));
        let parts: Vec<_> = mail
            .attachments
            .iter()
            .map(|part| {
                (
                    part.name.as_str(),
                    part.content_type.as_str(),
                    part.method.as_deref(),
                    part.content.trim_end(),
                )
            })
            .collect();
        assert_eq!(
            parts,
            [
                ("", "text/calendar", Some("REQUEST"), "BEGIN:VCALENDAR"),
                ("invite.ics", "application/ics", None, "BEGIN:VCALENDAR"),
                ("x.png", "image/png", None, "iVBORw=="),
            ]
        );
    }

    #[test]
    fn the_method_of_a_content_type_is_found() {
        assert_eq!(
            calendar_method("text/calendar; method=\"CANCEL\"; charset=utf-8").as_deref(),
            Some("CANCEL")
        );
        assert_eq!(calendar_method("text/calendar"), None);
    }
}
