//! The messages that were sent.

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Store, unreadable};
use crate::engines::message::{Attachment, Channel, Message};

/// A message that has been accepted, before it has a number.
#[derive(Debug)]
pub(crate) struct NewMessage {
    pub(crate) channel: Channel,
    pub(crate) recipients: Vec<String>,
    pub(crate) from: String,
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) html: Option<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) raw: Option<Vec<u8>>,
    pub(crate) sent_at: Timestamp,
}

impl Store {
    /// Keeps a message once for each recipient; answers its identifier.
    pub(crate) fn add_messages(&self, message: &NewMessage) -> rusqlite::Result<String> {
        let mut connection = self.lock();
        let change = connection.transaction()?;
        let n: u64 =
            change.query_row("SELECT coalesce(max(n), 0) + 1 FROM messages", [], |row| {
                row.get(0)
            })?;
        let millis = u64::try_from(message.sent_at.as_millisecond()).unwrap_or(0);
        let id = format!("{millis:016x}-{}-000000", uuid::Uuid::from_u64_pair(0, n));
        let channel = name(message.channel);
        let attachments =
            serde_json::to_string(&message.attachments).map_err(|error| unreadable(0, error))?;
        for recipient in &message.recipients {
            change.execute(
                "INSERT INTO messages (id, channel, recipient, sender, subject, body, html, attachments, raw, sent_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                params![
                    id,
                    channel,
                    recipient,
                    message.from,
                    message.subject,
                    message.text,
                    message.html,
                    attachments,
                    message.raw,
                    message.sent_at.to_string(),
                ],
            )?;
        }
        change.commit()?;
        Ok(id)
    }

    /// The messages, oldest first: all, or those of one recipient.
    pub(crate) fn messages(&self, to: Option<&str>) -> rusqlite::Result<Vec<Message>> {
        let connection = self.lock();
        let columns = "SELECT id, channel, recipient, sender, subject, body, html, attachments, raw, sent_at FROM messages";
        match to {
            None => connection
                .prepare(&format!("{columns} ORDER BY n"))?
                .query_map([], read)?
                .collect(),
            Some(to) => {
                let mut found =
                    connection.prepare(&format!("{columns} WHERE recipient = ?1 ORDER BY n"))?;
                found.query_map([to], read)?.collect()
            }
        }
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        id: row.get(0)?,
        channel: if row.get_ref(1)?.as_str()? == name(Channel::Sms) {
            Channel::Sms
        } else {
            Channel::Email
        },
        to: row.get(2)?,
        from: row.get(3)?,
        subject: row.get(4)?,
        text: row.get(5)?,
        html: row.get(6)?,
        attachments: serde_json::from_str(row.get_ref(7)?.as_str()?)
            .map_err(|error| unreadable(7, error))?,
        raw: row.get(8)?,
        sent_at: row
            .get_ref(9)?
            .as_str()?
            .parse()
            .map_err(|error| unreadable(9, error))?,
    })
}

fn name(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "sms",
    }
}
