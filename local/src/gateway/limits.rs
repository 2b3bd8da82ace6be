//! What the gateway lets through (Amazon API Gateway, "Quotas for configuring and running a REST API").

use std::time::Duration;

use http::{Version, header::HOST, request::Parts, uri::Authority};
use url::Url;

use super::Refusal;

/// The limits of one gateway; `default` gives those of a REST API.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of a request's body.
    pub body: usize,
    /// Bytes of a `multipart/form-data` body. The real gateway makes no difference; one machine takes full uploads.
    pub multipart: usize,
    /// Bytes of the event that a function gets, a body as base64 included; any number if there is no limit.
    pub event: Option<usize>,
    /// Bytes of the request line and all headers.
    pub head: usize,
    /// How long a request's body may take to arrive.
    pub arrival: Duration,
    /// How long an answer may take.
    pub answer: Duration,
    /// Invocations at once.
    pub at_once: usize,
}

/// Bytes of the largest body that API Gateway takes.
pub(super) const BODY: usize = 10 << 20;
/// Bytes of the largest event that Lambda takes from who waits for the answer (AWS Lambda developer guide, "Lambda
/// quotas": 6 MB).
const EVENT: usize = 6_291_456;

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: BODY,
            multipart: 160 << 20,
            event: None,
            head: 10_240,
            arrival: Duration::from_secs(29),
            answer: Duration::from_secs(29),
            at_once: 256,
        }
    }
}

impl Limits {
    /// Those of API Gateway and Lambda, full uploads included.
    pub fn aws() -> Self {
        Self {
            multipart: BODY,
            event: Some(EVENT),
            ..Self::default()
        }
    }

    /// What is said of a body over its limit.
    pub(super) const fn too_large(&self, limit: usize) -> Refusal {
        match self.event {
            Some(_) => Refusal::TooLargeForOneCall,
            None => Refusal::BodyTooLarge { limit },
        }
    }

    /// Whether an event may pass.
    pub(super) fn admit_event(&self, event: &str) -> Result<(), Refusal> {
        match self.event {
            Some(limit) if event.len() > limit => Err(Refusal::TooLargeForOneCall),
            _ => Ok(()),
        }
    }

    /// Whether a request may pass, as far as its head tells.
    pub(super) fn admit(&self, parts: &Parts) -> Result<(), Refusal> {
        if head_size(parts) > self.head {
            return Err(Refusal::HeadTooLarge);
        }
        let path = parts.uri.path();
        if !path.starts_with('/') {
            return Err(Refusal::Malformed("the request target is not a path"));
        }
        let mut hosts = parts.headers.get_all(HOST).iter();
        let host = match (hosts.next(), hosts.next()) {
            (Some(host), None) => host.to_str().ok(),
            (None, _) if parts.version < Version::HTTP_11 => return Ok(()),
            _ => None,
        };
        let host = host.ok_or(Refusal::Malformed("exactly one Host header is needed"))?;
        if is_host(host) {
            Ok(())
        } else {
            Err(Refusal::Malformed("the Host header names no host"))
        }
    }
}

/// The functions build absolute addresses from it, so it has to be a host by both readings that they use.
fn is_host(text: &str) -> bool {
    !text.contains('@')
        && text.parse::<Authority>().is_ok()
        && Url::parse(&format!("http://{text}/")).is_ok_and(|url| url.path() == "/")
}

/// The bytes of the request line and the headers as they were sent, separators included.
fn head_size(parts: &Parts) -> usize {
    let line = parts.method.as_str().len() + parts.uri.to_string().len() + " HTTP/1.1\r\n ".len();
    let headers = parts.headers.iter();
    line + headers
        .map(|(name, value)| name.as_str().len() + value.len() + ": \r\n".len())
        .sum::<usize>()
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;

    fn admit(request: http::request::Builder) -> Result<(), u16> {
        let (parts, ()) = request.body(()).unwrap().into_parts();
        Limits::default()
            .admit(&parts)
            .map_err(|refusal| refusal.status().as_u16())
    }

    #[test]
    fn a_head_up_to_the_limit_passes() {
        let long = |bytes| {
            Request::get("/api")
                .header("host", "localhost")
                .header("x", "x".repeat(bytes))
        };
        assert_eq!(admit(long(9_000)), Ok(()));
        assert_eq!(admit(long(10_240)), Err(431));
        let mut many = Request::get("/api").header("host", "localhost");
        for n in 0..2_000 {
            many = many.header(format!("x-{n}"), "1");
        }
        assert_eq!(admit(many), Err(431));
    }

    #[test]
    fn hosts_are_hosts() {
        for host in ["localhost", "127.0.0.1:3000", "[::1]:3000", "a.localhost:1"] {
            assert_eq!(admit(Request::get("/").header("host", host)), Ok(()));
        }
        for host in ["", "a b", "[", "a@b", "a/b", "a:99999", "a?b", "a#b"] {
            let result = admit(Request::get("/").header("host", host));
            assert_eq!(result, Err(400), "{host}");
        }
        assert_eq!(admit(Request::get("/")), Err(400));
        let twice = Request::get("/").header("host", "a").header("host", "b");
        assert_eq!(admit(twice), Err(400));
        assert_eq!(admit(Request::options("*").header("host", "a")), Err(400));
    }
}
