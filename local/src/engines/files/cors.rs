//! Requests from pages on other sites (Amazon S3 user guide, "Using cross-origin resource sharing").

use http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE,
    ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use s3s::{S3Error, S3ErrorCode, S3Result, s3_error};

use crate::template::CorsRule;

/// What S3 says an answer depends on.
const VARIES: &str = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";

/// The answer's headers to a browser that asks beforehand.
pub(super) fn preflight(rules: &[CorsRule], headers: &HeaderMap) -> S3Result<HeaderMap> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let (Some(origin), Some(method)) = (text(ORIGIN), text(ACCESS_CONTROL_REQUEST_METHOD)) else {
        return Err(s3_error!(
            InvalidRequest,
            "Insufficient information. Origin and Access-Control-Request-Method request headers needed."
        ));
    };
    let asked = text(ACCESS_CONTROL_REQUEST_HEADERS).unwrap_or_default();
    let asked = asked
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let asked: Vec<String> = asked.map(str::to_ascii_lowercase).collect();
    let permits = |rule: &&CorsRule| {
        asked.iter().all(|name| {
            let mut allowed = rule.headers.iter();
            allowed.any(|pattern| fits(&pattern.to_ascii_lowercase(), name))
        })
    };
    let rule = rules
        .iter()
        .filter(|rule| applies(rule, origin, method))
        .find(permits)
        .ok_or_else(forbidden)?;
    let mut answer = allowance(rule, origin);
    let mut say = |name, text: String| {
        if let Ok(value) = HeaderValue::from_str(&text) {
            answer.insert(name, value);
        }
    };
    if !asked.is_empty() {
        say(ACCESS_CONTROL_ALLOW_HEADERS, asked.join(", "));
    }
    if let Some(seconds) = rule.max_age {
        say(ACCESS_CONTROL_MAX_AGE, seconds.to_string());
    }
    Ok(answer)
}

/// What is added to the answer of a request that a page on another site has made.
pub(super) fn allow(rules: &[CorsRule], origin: Option<&HeaderValue>, method: &str) -> HeaderMap {
    let origin = origin.and_then(|value| value.to_str().ok());
    let rule = origin.and_then(|origin| {
        let rule = rules.iter().find(|rule| applies(rule, origin, method))?;
        Some(allowance(rule, origin))
    });
    rule.unwrap_or_default()
}

fn allowance(rule: &CorsRule, origin: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut say = |name, text: &str| {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(name, value);
        }
    };
    if rule.origins.iter().any(|pattern| pattern == "*") {
        say(ACCESS_CONTROL_ALLOW_ORIGIN, "*");
    } else {
        say(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        say(ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
    }
    say(ACCESS_CONTROL_ALLOW_METHODS, &rule.methods.join(", "));
    if !rule.exposed.is_empty() {
        say(ACCESS_CONTROL_EXPOSE_HEADERS, &rule.exposed.join(", "));
    }
    say(VARY, VARIES);
    headers
}

fn applies(rule: &CorsRule, origin: &str, method: &str) -> bool {
    rule.methods.iter().any(|allowed| allowed == method)
        && rule.origins.iter().any(|pattern| fits(pattern, origin))
}

/// Whether a text fits a pattern, in which one `*` stands for any text.
fn fits(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => {
            text.len() >= start.len() + end.len() && text.starts_with(start) && text.ends_with(end)
        }
    }
}

fn forbidden() -> S3Error {
    let mut error = S3Error::with_message(
        S3ErrorCode::Custom("AccessForbidden".into()),
        "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / \
         Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    );
    error.set_status_code(http::StatusCode::FORBIDDEN);
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> CorsRule {
        CorsRule {
            origins: vec!["https://*.example.com".to_owned()],
            methods: vec!["POST".to_owned()],
            headers: vec!["x-*".to_owned()],
            exposed: vec!["ETag".to_owned()],
            max_age: Some(60),
        }
    }

    fn asked(origin: &str, method: &str, headers: &str) -> Result<HeaderMap, String> {
        let pairs = [
            (ORIGIN, origin),
            (ACCESS_CONTROL_REQUEST_METHOD, method),
            (ACCESS_CONTROL_REQUEST_HEADERS, headers),
        ];
        let request = pairs.map(|(name, value)| (name, HeaderValue::from_str(value).unwrap()));
        preflight(&[rule()], &request.into_iter().collect())
            .map_err(|error| error.code().as_str().to_owned())
    }

    #[test]
    fn only_what_a_rule_allows_is_allowed() {
        let answer = asked("https://a.example.com", "POST", "X-One, x-two").unwrap();
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_ORIGIN], "https://a.example.com");
        assert_eq!(answer[ACCESS_CONTROL_ALLOW_HEADERS], "x-one, x-two");
        assert_eq!(answer[ACCESS_CONTROL_MAX_AGE], "60");
        for (origin, method, headers) in [
            ("https://example.com", "POST", ""),
            ("http://a.example.com", "POST", ""),
            ("https://a.example.com", "GET", ""),
            ("https://a.example.com", "POST", "y"),
        ] {
            let refused = asked(origin, method, headers);
            assert_eq!(
                refused.unwrap_err(),
                "AccessForbidden",
                "{origin} {method} {headers}"
            );
        }
    }
}
