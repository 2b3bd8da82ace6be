//! What a function answers, as the gateway sends it on.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use http::{HeaderName, HeaderValue, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Bytes;
use serde::Deserialize;

/// An invocation's answer may have so many bytes, base64 included (AWS Lambda quotas).
const LIMIT: usize = 6 * 1024 * 1024;

/// Headers that API Gateway keeps for itself; a function's own are renamed (Amazon API Gateway, "Important notes").
const REMAPPED: [&str; 4] = ["connection", "date", "server", "www-authenticate"];

/// Why an answer cannot be sent.
#[derive(Debug, thiserror::Error)]
pub(super) enum AnswerError {
    #[error("the answer has {0} bytes of JSON")]
    TooLarge(usize),
    #[error("the answer is not the JSON of a proxy integration")]
    Json(#[from] serde_json::Error),
    #[error("the answer's status is no HTTP status")]
    Status(#[from] http::status::InvalidStatusCode),
    #[error("the answer has a header that HTTP cannot carry")]
    Header(#[source] http::Error),
    #[error("the answer's body is not base64")]
    Base64(#[from] data_encoding::DecodeError),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Json {
    status_code: u16,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    multi_value_headers: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    body: Option<String>,
    #[serde(default)]
    is_base64_encoded: bool,
}

/// Reads the JSON text of a function's answer.
pub(super) fn read(text: &str) -> Result<Response<Full<Bytes>>, AnswerError> {
    if text.len() > LIMIT {
        return Err(AnswerError::TooLarge(text.len()));
    }
    let answer: Json = serde_json::from_str(text)?;
    let body = match answer.body {
        Some(body) if answer.is_base64_encoded => BASE64.decode(body.as_bytes())?,
        Some(body) => body.into_bytes(),
        None => Vec::new(),
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(answer.status_code)?;
    let several = answer.multi_value_headers.into_iter();
    let single = answer.headers.into_iter();
    for (name, values) in several.chain(single.map(|(name, value)| (name, vec![value]))) {
        let name = renamed(&name).map_err(|error| AnswerError::Header(error.into()))?;
        for value in values {
            let value =
                HeaderValue::from_str(&value).map_err(|error| AnswerError::Header(error.into()))?;
            response.headers_mut().append(name.clone(), value);
        }
    }
    Ok(response)
}

fn renamed(name: &str) -> Result<HeaderName, http::header::InvalidHeaderName> {
    let lower = name.to_ascii_lowercase();
    if REMAPPED.contains(&lower.as_str()) {
        HeaderName::try_from(format!("x-amzn-remapped-{lower}"))
    } else {
        HeaderName::try_from(lower)
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;

    #[tokio::test]
    async fn headers_that_the_gateway_keeps_are_renamed() {
        let response = read(
            r#"{"statusCode":401,"headers":{},"multiValueHeaders":{"WWW-Authenticate":["Leah"],"Date":["x"],"Server":["x"],
            "Connection":["close"],"Link":["a","b"]},"body":"aGk=","isBase64Encoded":true}"#,
        )
        .unwrap();
        assert_eq!(response.status(), 401);
        let headers = response.headers();
        assert_eq!(headers["x-amzn-remapped-www-authenticate"], "Leah");
        assert_eq!(headers["x-amzn-remapped-date"], "x");
        assert_eq!(headers["x-amzn-remapped-server"], "x");
        assert_eq!(headers["x-amzn-remapped-connection"], "close");
        for kept in REMAPPED {
            assert!(!headers.contains_key(kept));
        }
        assert_eq!(headers.get_all("link").iter().count(), 2);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(&body[..], b"hi");
    }

    #[test]
    fn what_no_gateway_could_send_is_an_error() {
        for text in [
            "null",
            r#"{"statusCode":99}"#,
            r#"{"statusCode":200,"headers":{"a b":"c"}}"#,
            r#"{"statusCode":200,"headers":{"a":"b\nc"}}"#,
            r#"{"statusCode":200,"body":"%","isBase64Encoded":true}"#,
        ] {
            assert!(read(text).is_err(), "{text}");
        }
        let large = format!(r#"{{"statusCode":200,"body":"{}"}}"#, "x".repeat(LIMIT));
        assert!(matches!(read(&large), Err(AnswerError::TooLarge(_))));
    }
}
