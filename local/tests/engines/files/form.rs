//! A ticket, signed as the functions sign it, and the form that redeems it.

use aws_sigv4::sign::v4::{calculate_signature, generate_signing_key};
use data_encoding::BASE64;
use jiff::{SignedDuration, Timestamp};
use leah_local::engines::{ACCESS_KEY, BUCKET, Engines, REGION, SECRET_KEY, SESSION_TOKEN};
use reqwest::{Client, Response};
use serde_json::{Value, json};

/// The boundary of every form here.
pub(crate) const BOUNDARY: &str = "----leah";

/// A form about to be sent.
#[derive(Clone)]
pub(crate) struct Form {
    url: String,
    fields: Vec<(String, String)>,
    now: Timestamp,
}

impl Form {
    /// A form without a signature.
    pub(crate) fn new(engines: &Engines, now: Timestamp) -> Self {
        let date = now.strftime("%Y%m%dT%H%M%SZ").to_string();
        let credential = format!("{ACCESS_KEY}/{}/{REGION}/s3/aws4_request", &date[..8]);
        let form = Self {
            url: format!("{}/{BUCKET}", engines.urls().s3),
            fields: Vec::new(),
            now,
        };
        form.with("x-amz-algorithm", "AWS4-HMAC-SHA256")
            .with("x-amz-credential", &credential)
            .with("x-amz-date", &date)
            .with("x-amz-security-token", SESSION_TOKEN)
    }

    /// A ticket for an object of a key, a type and a size, good for a quarter of an hour.
    pub(crate) fn ticket(
        engines: &Engines,
        now: Timestamp,
        key: &str,
        kind: &str,
        size: usize,
    ) -> Self {
        let form = Self::new(engines, now)
            .with("key", key)
            .with("Content-Type", kind);
        form.sign(&[
            json!({"bucket": BUCKET}),
            json!(["content-length-range", size, size]),
        ])
    }

    /// With a policy that asks for each field to be as it is now, and for `more`.
    pub(crate) fn sign(self, more: &[Value]) -> Self {
        let fields = self
            .fields
            .iter()
            .map(|(name, value)| json!({name.as_str(): value}));
        let conditions: Vec<Value> = fields.chain(more.iter().cloned()).collect();
        self.sign_only(&conditions)
    }

    /// With a policy of these conditions.
    pub(crate) fn sign_only(self, conditions: &[Value]) -> Self {
        let expiration = self.now + SignedDuration::from_mins(15);
        let policy = json!({"expiration": expiration.to_string(), "conditions": conditions});
        self.sign_text(&policy.to_string())
    }

    /// With a policy that may be none.
    pub(crate) fn sign_text(self, policy: &str) -> Self {
        let policy = BASE64.encode(policy.as_bytes());
        let key = generate_signing_key(SECRET_KEY, self.now.into(), REGION, "s3");
        let signature = calculate_signature(key, policy.as_bytes());
        self.with("policy", &policy)
            .with("x-amz-signature", &signature)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.retain(|(field, _)| field != name);
        self
    }

    /// With another value of a field that is there.
    pub(crate) fn changed(self, name: &str, value: &str) -> Self {
        assert!(self.fields.iter().any(|(field, _)| field == name), "{name}");
        self.without(name).with(name, value)
    }

    /// The fields as they stand before the file.
    pub(crate) fn fields(&self) -> String {
        let fields = self.fields.iter().map(|(name, value)| {
            format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
        });
        fields.collect()
    }

    /// The whole body, with the file last.
    pub(crate) fn body(&self, file: &[u8]) -> Vec<u8> {
        let mut body = self.fields().into_bytes();
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"scan.png\"\r\nContent-Type: text/html";
        body.extend_from_slice(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
        body.extend_from_slice(file);
        body.extend_from_slice(format!("\r\n--{BOUNDARY}--\r\n").as_bytes());
        body
    }

    pub(crate) async fn send(&self, file: &[u8]) -> Response {
        self.send_body(self.body(file)).await
    }

    pub(crate) async fn send_body(&self, body: Vec<u8>) -> Response {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.send_as(&kind, body).await
    }

    pub(crate) async fn send_as(&self, kind: &str, body: Vec<u8>) -> Response {
        let request = Client::new().post(&self.url).header("content-type", kind);
        request.body(body).send().await.unwrap()
    }
}
