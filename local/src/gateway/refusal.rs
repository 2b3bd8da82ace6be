//! What the gateway answers by itself: always a `hydra:Error`, whatever the request accepts (contract, section 6).

use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use hyper::body::Bytes;
use serde_json::json;

/// The media type of every refusal.
pub(super) const CONTENT_TYPE: &str = "application/ld+json; charset=utf-8";

/// What is said of a request that AWS would not carry to a function. Integrators read it.
const TOO_LARGE_FOR_ONE_CALL: &str = "Content Too Large: this request is too large for one call. To send documents of this \
    size, POST {\"files\": [{\"name\": \"scan.pdf\", \"type\": \"application/pdf\", \"size\": 12345678}]} as application/json to the \
    same address; the answer has an upload ticket for each file, by which the file is then sent directly to storage.";

/// Why the gateway does not hand a request to a function, or not its answer to the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refusal {
    /// The request is not understood.
    #[error("Bad Request: {0}")]
    Malformed(&'static str),
    /// No route takes the path.
    #[error("Not Found")]
    NoRoute,
    /// The body did not arrive in time.
    #[error("Request Timeout: the request's body did not arrive in time")]
    Slow,
    /// The body is over the limit.
    #[error("Content Too Large: a request's body may have up to {limit} bytes")]
    BodyTooLarge {
        /// In bytes.
        limit: usize,
    },
    /// The body, or the event that it becomes part of, is over what AWS carries in one call.
    #[error("{TOO_LARGE_FOR_ONE_CALL}")]
    TooLargeForOneCall,
    /// Request line and headers are over the limit.
    #[error("Request Header Fields Too Large: request line and headers may have up to 10240 bytes")]
    HeadTooLarge,
    /// The function failed, or answered what cannot be sent.
    #[error("Internal Server Error")]
    BadGateway,
    /// The function did not answer in time.
    #[error("Gateway Timeout")]
    Timeout,
}

impl Refusal {
    /// The status to answer.
    pub(crate) const fn status(self) -> StatusCode {
        match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::NoRoute => StatusCode::NOT_FOUND,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge { .. } | Self::TooLargeForOneCall => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::BadGateway => StatusCode::BAD_GATEWAY,
            Self::Timeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }

    /// The body to answer.
    pub(super) fn body(self) -> String {
        json!({
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": self.to_string(),
        })
        .to_string()
    }

    /// The answer.
    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.body())));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if self == Self::Slow {
            // The rest of the body may still come; it must not be read as the next request.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_the_real_gateway_say_the_same() {
        let template: serde_json::Value =
            serde_saphyr::from_str(include_str!("../../../template.yaml")).unwrap();
        let answer = &template["Resources"]["Api"]["Properties"]["GatewayResponses"];
        let body = answer["REQUEST_TOO_LARGE"]["ResponseTemplates"]["application/json"].as_str();
        assert_eq!(body, Some(Refusal::TooLargeForOneCall.body().as_str()));
    }

    #[test]
    fn a_failed_function_shows_nothing_of_itself() {
        assert_eq!(
            Refusal::BadGateway.body(),
            r#"{"@context":"/api/contexts/Error","@type":"hydra:Error","hydra:title":"An error occurred","hydra:description":"Internal Server Error"}"#
        );
        assert_eq!(Refusal::BadGateway.status(), 502);
    }
}
