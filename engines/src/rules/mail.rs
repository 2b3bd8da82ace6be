//! SES v2. Source: SES developer guide, "Service quotas", "Raw email", "Header field requirements"; API reference, `SendEmail`,
//! `MessageTag`, `Destination`; RFC 5322, sections 2.1.1 and 3.6.

use data_encoding::BASE64;
use serde_json::Value;

use super::{Refusal, text};

/// How many recipients one message has at the most.
const RECIPIENTS: usize = 50;
/// How many bytes a message has at the most, before base64.
const LARGEST: usize = 40 * 1024 * 1024;
/// How many bytes a line of a message has at the most, its end aside.
const LINE: usize = 998;
/// What a message has once at the most.
const ONCE: [&str; 13] = [
    "bcc",
    "cc",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "in-reply-to",
    "message-id",
    "mime-version",
    "references",
    "reply-to",
    "sender",
    "subject",
];

fn invalid(rule: &'static str, message: impl Into<String>) -> Refusal {
    Refusal::new(rule, "BadRequestException", message)
}

pub(super) fn check(operation: &str, input: &Value) -> Result<(), Refusal> {
    if operation != "SendEmail" {
        return Ok(());
    }
    let destination = input["Destination"].as_object().into_iter().flatten();
    let recipients: Vec<_> = destination
        .filter_map(|(_, addresses)| addresses.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    if recipients.len() > RECIPIENTS {
        return Err(invalid("recipients", "Recipient count exceeds 50."));
    }
    let addresses = recipients
        .into_iter()
        .chain(text(input, "FromEmailAddress"));
    for address in addresses {
        is_address(address)?;
    }
    for tag in input["EmailTags"].as_array().into_iter().flatten() {
        let words = ["Name", "Value"].map(|member| text(tag, member).unwrap_or_default());
        let within = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'_' | b'-' | b'.' | b'@');
        if words
            .iter()
            .any(|word| word.is_empty() || word.len() > 256 || !word.bytes().all(within))
        {
            return Err(invalid(
                "mail-tag",
                "Invalid tag: only alphanumeric ASCII characters, '_', '-', '.', '@' are allowed, 256 at the most.",
            ));
        }
    }
    let Some(raw) = text(&input["Content"]["Raw"], "Data") else {
        return Ok(());
    };
    // What is no base64 the model has refused.
    let raw = BASE64.decode(raw.as_bytes());
    raw.map_or(Ok(()), |raw| raw_message(&raw))
}

/// Whether an address is one that SES takes: ASCII, without control characters, `local@domain`, a name before it or not.
fn is_address(address: &str) -> Result<(), Refusal> {
    if !address.is_ascii() {
        return Err(invalid(
            "address-ascii",
            "Local address contains control or whitespace",
        ));
    }
    if address.bytes().any(|c| c.is_ascii_control()) {
        return Err(invalid(
            "address-control",
            "Local address contains control or whitespace",
        ));
    }
    let bare = address.rsplit_once('<').map_or(address, |(_, bare)| bare);
    let bare = bare.strip_suffix('>').unwrap_or(bare);
    match bare.rsplit_once('@') {
        Some((local, domain)) if !local.is_empty() && !domain.is_empty() => Ok(()),
        _ => Err(invalid("address-form", "Missing final '@domain'")),
    }
}

fn raw_message(raw: &[u8]) -> Result<(), Refusal> {
    if raw.len() > LARGEST {
        return Err(invalid(
            "message-size",
            format!(
                "Message length is more than {LARGEST} bytes long: '{}'.",
                raw.len()
            ),
        ));
    }
    let lines = || {
        let lines = raw.split(|byte| *byte == b'\n');
        lines.map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    };
    if lines().any(|line| line.len() > LINE) {
        return Err(invalid("line-length", "A line of the message is too long."));
    }
    let mut seen = Vec::new();
    for line in lines().take_while(|line| !line.is_empty()) {
        if !line.is_ascii() {
            return Err(invalid(
                "header-ascii",
                "The header of the message has characters that are not ASCII.",
            ));
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else {
            return Err(invalid("header-form", "Invalid header line."));
        };
        let (name, value) = (&line[..colon], &line[colon + 1..]);
        if name.is_empty() || !name.iter().all(u8::is_ascii_graphic) {
            return Err(invalid("header-name", "Invalid header name."));
        }
        if value.iter().any(|c| c.is_ascii_control() && *c != b'\t') {
            return Err(invalid("header-control", "Invalid header value."));
        }
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        if ONCE.contains(&name.as_str()) && seen.contains(&name) {
            return Err(invalid(
                "header-twice",
                format!("Duplicate header '{name}'."),
            ));
        }
        seen.push(name);
    }
    Ok(())
}
