//! Upload tickets as forms that S3 takes (Amazon S3 API reference, "POST Object", and "Browser-based uploads using POST").

use std::time::SystemTime;

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use data_encoding::BASE64;
use jiff::Timestamp;
use leah_domain::{TransferRef, transfer::UploadTicket};
use serde_json::{Value, json};

use super::{Files, Incoming};

const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// A form to be sent as `multipart/form-data`, its fields in order and the file last, in a field `file`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it goes.
    pub url: String,
    /// Its fields besides the file.
    pub fields: Vec<(&'static str, String)>,
}

impl Files {
    /// The form by which a ticket is redeemed: its size and type are fixed, and it is good until the ticket ends.
    /// Signed here; no call is made.
    pub fn form(&self, subject: TransferRef, ticket: &UploadTicket, now: Timestamp) -> Form {
        let incoming = Incoming {
            subject,
            ticket: ticket.id,
        };
        let date = now.strftime("%Y%m%d").to_string();
        let scope = format!("{date}/{}/s3/aws4_request", self.region);
        let access_key = self.credentials.access_key_id();
        let mut fields = vec![
            ("key", incoming.key()),
            ("Content-Type", ticket.kind.media_type().to_owned()),
            ("x-amz-algorithm", ALGORITHM.to_owned()),
            ("x-amz-credential", format!("{access_key}/{scope}")),
            ("x-amz-date", now.strftime("%Y%m%dT%H%M%SZ").to_string()),
        ];
        if let Some(token) = self.credentials.session_token() {
            fields.push(("x-amz-security-token", token.to_owned()));
        }
        let policy = self.policy(&fields, ticket);
        let policy = BASE64.encode(policy.to_string().as_bytes());
        let secret = self.credentials.secret_access_key();
        let key = generate_signing_key(secret, SystemTime::from(now), &self.region, "s3");
        let signature = calculate_signature(key, policy.as_bytes());
        fields.push(("policy", policy));
        fields.push(("x-amz-signature", signature));
        Form {
            url: self.address.clone(),
            fields,
        }
    }

    /// What the form may be sent with: every field as it is, and a file of the ticket's size.
    fn policy(&self, fields: &[(&'static str, String)], ticket: &UploadTicket) -> Value {
        let mut conditions = vec![
            json!({ "bucket": self.bucket }),
            json!(["content-length-range", ticket.size, ticket.size]),
        ];
        conditions.extend(
            fields
                .iter()
                .map(|(name, value)| json!(["eq", format!("${name}"), value])),
        );
        let end = ticket
            .expires
            .strftime("%Y-%m-%dT%H:%M:%S.%3fZ")
            .to_string();
        json!({ "expiration": end, "conditions": conditions })
    }
}
