//! Answers.

use http::{HeaderName, HeaderValue, Method, StatusCode, header};
use lambda_http::{Body, Response};
use leah_aws::table::Answer;
use serde_json::Value;

use crate::{
    Document, Exchange, Format, Problem,
    collection::{self, Collection},
    headers,
};

/// An answer in the making.
#[derive(Debug, Clone)]
pub struct Reply {
    status: StatusCode,
    headers: Vec<(String, String)>,
    body: Body,
}

impl Reply {
    /// 200 with an item.
    pub fn item(exchange: &Exchange, document: &Document) -> Self {
        Self::document(
            StatusCode::OK,
            exchange.format,
            &document.render(exchange.format),
        )
    }

    /// 200 with an item that the request has changed.
    pub fn changed(exchange: &Exchange, document: &Document) -> Self {
        Self::item(exchange, document).with("content-location", &document.iri)
    }

    /// 201 with a new item.
    pub fn created(exchange: &Exchange, document: &Document) -> Self {
        let format = exchange.format;
        Self::document(StatusCode::CREATED, format, &document.render(format))
            .with("location", &document.iri)
            .with("content-location", &document.iri)
    }

    /// 200 with a page of a collection.
    pub fn collection(exchange: &Exchange, collection: &Collection) -> Self {
        let document = collection.render(exchange.format, &exchange.query);
        Self::document(StatusCode::OK, exchange.format, &document)
    }

    /// 200 with all members of a small collection that stands at `iri`.
    pub fn members(exchange: &Exchange, kind: &str, iri: &str, members: &[Document]) -> Self {
        let format = exchange.format;
        let document = collection::whole(kind, iri, members, format);
        Self::document(StatusCode::OK, format, &document)
    }

    /// 204: done, and nothing left to show.
    pub fn gone() -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            headers: Vec::new(),
            body: Body::Empty,
        }
    }

    /// 200 with a document as it is.
    pub fn json(format: Format, document: &Value) -> Self {
        Self::document(StatusCode::OK, format, document)
    }

    /// 200 with text of another kind than JSON.
    pub fn text(media_type: &str, text: &str) -> Self {
        Self::file(media_type, text.into())
    }

    /// 200 with bytes, such as text that is compressed.
    pub fn bytes(media_type: &str, bytes: &[u8]) -> Self {
        Self::file(media_type, bytes.into())
    }

    /// The address without its trailing slash.
    pub(crate) fn moved(to: &str) -> Self {
        Self {
            status: StatusCode::MOVED_PERMANENTLY,
            headers: vec![("location".into(), to.into())],
            body: Body::Empty,
        }
    }

    fn document(status: StatusCode, format: Format, document: &Value) -> Self {
        Self {
            status,
            headers: vec![("content-type".into(), format.content_type().into())],
            body: document.to_string().into(),
        }
    }

    fn file(media_type: &str, body: Body) -> Self {
        Self {
            status: StatusCode::OK,
            headers: vec![("content-type".into(), media_type.into())],
            body,
        }
    }

    /// The answer with one more header, or with another value of one that every answer has.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The answer as it is kept for a repeated request. Only text is: no request that changes something is answered by bytes.
    pub fn keep(&self) -> Answer {
        let body = match &self.body {
            Body::Text(text) => text.clone(),
            _ => String::new(),
        };
        Answer {
            status: self.status.as_u16(),
            headers: self.headers.clone(),
            body,
        }
    }

    /// An answer that was kept.
    pub(crate) fn kept(answer: Answer) -> Self {
        Self {
            status: StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK),
            headers: answer.headers,
            body: answer.body.into(),
        }
    }

    /// The answer to a request that has failed.
    pub(crate) fn problem(problem: &Problem, format: Format) -> Self {
        let (document, content_type) = problem.document(format);
        let mut reply = Self {
            status: problem.status(),
            headers: vec![("content-type".into(), content_type.into())],
            body: document.to_string().into(),
        };
        for (name, value) in problem.headers() {
            reply = reply.with(name, &value);
        }
        reply
    }

    pub(crate) const fn status(&self) -> StatusCode {
        self.status
    }

    /// The answer on the wire.
    pub(crate) fn finish(self, frame: &Frame<'_>) -> Response<Body> {
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = self.status;
        let always = headers::ALWAYS.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let mut all: Vec<(String, String)> = always.into_iter().collect();
        all.extend(self.headers);
        all.push(("x-request-id".into(), frame.request_id.to_owned()));
        if frame.under_api {
            all.push(("link".into(), headers::documentation(frame.base_url)));
        }
        let reading = matches!(*frame.method, Method::GET | Method::HEAD);
        let mut body = self.body;
        if reading && self.status == StatusCode::OK {
            let tag = headers::etag(&body);
            let known = frame
                .if_none_match
                .is_some_and(|given| headers::matches(given, &tag));
            all.push(("etag".into(), tag));
            if known {
                *response.status_mut() = StatusCode::NOT_MODIFIED;
                all.retain(|(name, _)| !headers::OF_BODIES.contains(&name.as_str()));
                body = Body::Empty;
            }
        }
        for (name, value) in all {
            let name = HeaderName::try_from(name);
            let value = HeaderValue::try_from(value);
            if let (Ok(name), Ok(value)) = (name, value) {
                response.headers_mut().insert(name, value);
            }
        }
        if *frame.method != Method::HEAD && !body.is_empty() {
            *response.body_mut() = body;
        }
        // The platform counts the body itself.
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response
    }
}

/// What an answer takes from its request.
pub(crate) struct Frame<'a> {
    pub(crate) method: &'a Method,
    pub(crate) base_url: &'a str,
    pub(crate) under_api: bool,
    pub(crate) request_id: &'a str,
    pub(crate) if_none_match: Option<&'a str>,
}
