//! A request in the making.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;

use super::{Answer, TestApp, described};

/// The host of the demo organization, as the API's documentation has it.
const HOST: &str = "myorganization.leah.care";

pub(crate) struct Call {
    builder: RequestBuilder,
    key: Option<String>,
    /// The host that the request names, if not that of its address.
    host: Option<String>,
    changes: bool,
    owes: Arc<AtomicBool>,
}

impl Call {
    pub(super) fn new(app: &TestApp, method: Method, path: &str) -> Self {
        let changes = !matches!(method, Method::GET | Method::HEAD | Method::OPTIONS);
        let url = format!("{}{path}", app.house.url());
        Self {
            builder: app.client.request(method, url),
            key: Some(app.house.key().to_owned()),
            host: Some(HOST.to_owned()),
            changes,
            owes: Arc::clone(&app.owes),
        }
    }

    /// A request to a Leah that runs elsewhere: what it owes is its own business.
    pub(crate) fn elsewhere(builder: RequestBuilder, key: &str) -> Self {
        Self {
            builder,
            key: Some(key.to_owned()),
            host: None,
            changes: false,
            owes: Arc::default(),
        }
    }

    /// With another key.
    pub(crate) fn key(mut self, key: &str) -> Self {
        self.key = Some(key.to_owned());
        self
    }

    /// Without a key.
    pub(crate) fn anonymous(mut self) -> Self {
        self.key = None;
        self
    }

    /// At another host.
    pub(crate) fn host(mut self, host: &str) -> Self {
        self.host = Some(host.to_owned());
        self
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.builder = self.builder.header(name, value);
        self
    }

    pub(crate) fn accept(self, media: &str) -> Self {
        self.header("accept", media)
    }

    /// With a body of a media type.
    pub(crate) fn body(mut self, media: &str, body: impl Into<reqwest::Body>) -> Self {
        self.builder = self.builder.header(header::CONTENT_TYPE, media).body(body);
        self
    }

    /// With a body but no media type.
    pub(crate) fn bare(mut self, body: impl Into<reqwest::Body>) -> Self {
        self.builder = self.builder.body(body);
        self
    }

    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    pub(crate) fn merge(self, body: &Value) -> Self {
        self.body("application/merge-patch+json", body.to_string())
    }

    pub(crate) async fn send(self) -> Answer {
        let mut builder = self.builder;
        if let Some(host) = &self.host {
            builder = builder.header(header::HOST, host);
        }
        if let Some(key) = &self.key {
            builder = builder.header("LEAH-AUTH-TOKEN", key);
        }
        let (client, request) = builder.build_split();
        let request = request.unwrap();
        let (method, path) = (request.method().clone(), request.url().path().to_owned());
        let answer = Answer::read(client.execute(request).await.unwrap()).await;
        described::hold(method.as_str(), &path, &answer);
        if self.changes && (200..300).contains(&answer.status) {
            self.owes.store(true, Ordering::Relaxed);
        }
        answer
    }
}
