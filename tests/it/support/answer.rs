//! An answer, read whole.

use reqwest::{Response, header::HeaderMap};
use serde_json::Value;

#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(super) async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self {
            status,
            headers,
            text,
        }
    }

    /// The body as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, self.text))
    }

    /// A header's value.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The `@id` of the body.
    #[track_caller]
    pub(crate) fn iri(&self) -> String {
        self.json()["@id"].as_str().unwrap().to_owned()
    }

    /// The `@id` of each member, in order.
    #[track_caller]
    pub(crate) fn members(&self) -> Vec<String> {
        let body = self.json();
        let members = body["hydra:member"].as_array().unwrap();
        members
            .iter()
            .map(|member| member["@id"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The answer, if it has this status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text);
        self
    }

    /// Status, media type and body, for snapshots.
    #[track_caller]
    pub(crate) fn snapshot(&self) -> String {
        let media = self.header("content-type").unwrap_or("no content type");
        let body = if self.text.is_empty() {
            "(no body)".to_owned()
        } else {
            serde_json::to_string_pretty(&self.json()).unwrap()
        };
        format!("{} {media}\n{body}", self.status)
    }
}
