//! A request as the event that API Gateway sends (AWS Lambda developer guide, "Lambda proxy integration", format 1.0).

use std::{borrow::Cow, collections::BTreeMap, net::SocketAddr};

use data_encoding::BASE64;
use http::{HeaderMap, request::Parts};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde::Serialize;
use url::form_urlencoded;

use super::Refusal;
use crate::template::{Parameters, Target};

/// The stage that the template deploys.
const STAGE: &str = "live";

/// A request about to become JSON.
pub(super) struct Event<'a> {
    pub(super) parts: &'a Parts,
    pub(super) target: &'a Target<'a>,
    pub(super) body: &'a [u8],
    pub(super) peer: SocketAddr,
    pub(super) id: &'a str,
    pub(super) now: Timestamp,
}

/// Names to their values. Sorted, as the gateway keeps no order.
type Multi<'a> = BTreeMap<Cow<'a, str>, Vec<String>>;
type Single<'a> = BTreeMap<&'a str, &'a str>;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Json<'a> {
    resource: &'a str,
    path: &'a str,
    http_method: &'a str,
    headers: Single<'a>,
    multi_value_headers: &'a Multi<'a>,
    query_string_parameters: Option<Single<'a>>,
    multi_value_query_string_parameters: Option<&'a Multi<'a>>,
    path_parameters: Option<Parameters>,
    stage_variables: Option<()>,
    request_context: Context<'a>,
    body: Option<String>,
    is_base64_encoded: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Context<'a> {
    account_id: &'static str,
    api_id: &'static str,
    resource_path: &'a str,
    path: String,
    http_method: &'a str,
    stage: &'static str,
    protocol: String,
    domain_name: Option<&'a str>,
    request_id: &'a str,
    request_time: String,
    request_time_epoch: i64,
    identity: Identity,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity {
    source_ip: String,
}

impl Event<'_> {
    /// The event's JSON text.
    pub(super) fn to_json(&self) -> Result<String, Refusal> {
        let path = self.parts.uri.path();
        let method = self.parts.method.as_str();
        let headers = self.headers();
        let query = query(self.parts.uri.query().unwrap_or_default())?;
        let event = Json {
            resource: &self.target.route.resource,
            path,
            http_method: method,
            headers: last_values(&headers),
            multi_value_headers: &headers,
            query_string_parameters: (!query.is_empty()).then(|| last_values(&query)),
            multi_value_query_string_parameters: (!query.is_empty()).then_some(&query),
            path_parameters: path_parameters(&self.target.parameters)?,
            stage_variables: None,
            request_context: Context {
                account_id: "000000000000",
                api_id: "local",
                resource_path: &self.target.route.resource,
                path: format!("/{STAGE}{path}"),
                http_method: method,
                stage: STAGE,
                protocol: format!("{:?}", self.parts.version),
                domain_name: host(&self.parts.headers),
                request_id: self.id,
                request_time: self.now.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
                request_time_epoch: self.now.as_millisecond(),
                identity: Identity {
                    source_ip: self.peer.ip().to_string(),
                },
            },
            body: (!self.body.is_empty()).then(|| BASE64.encode(self.body)),
            is_base64_encoded: !self.body.is_empty(),
        };
        serde_json::to_string(&event).map_err(|_| Refusal::BadGateway)
    }

    /// The headers as sent, with those that the gateway sets itself.
    fn headers(&self) -> Multi<'_> {
        let mut headers = Multi::new();
        for (name, value) in &self.parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            let values = headers.entry(Cow::Borrowed(name.as_str())).or_default();
            values.push(value);
        }
        let peer = self.peer.ip().to_string();
        let forwarded = match headers.get("x-forwarded-for") {
            Some(before) => format!("{}, {peer}", before.join(", ")),
            None => peer,
        };
        let port = host(&self.parts.headers)
            .and_then(|host| host.parse::<http::uri::Authority>().ok())
            .and_then(|authority| authority.port_u16())
            .unwrap_or(80);
        headers.insert("x-forwarded-for".into(), vec![forwarded]);
        headers.insert("x-forwarded-proto".into(), vec!["http".to_owned()]);
        headers.insert("x-forwarded-port".into(), vec![port.to_string()]);
        headers
    }
}

fn host(headers: &HeaderMap) -> Option<&str> {
    headers.get(http::header::HOST)?.to_str().ok()
}

fn last_values<'a>(multi: &'a Multi<'_>) -> Single<'a> {
    multi
        .iter()
        .filter_map(|(name, values)| Some((name.as_ref(), values.last()?.as_str())))
        .collect()
}

/// The query, decoded as a form. What is no UTF-8 cannot stand in JSON.
fn query(text: &str) -> Result<Multi<'_>, Refusal> {
    let mut query = Multi::new();
    for pair in text.split('&').filter(|pair| !pair.is_empty()) {
        if percent_decode_str(pair).decode_utf8().is_err() {
            return Err(Refusal::Malformed("the query is not UTF-8"));
        }
        for (name, value) in form_urlencoded::parse(pair.as_bytes()) {
            query.entry(name).or_default().push(value.into_owned());
        }
    }
    Ok(query)
}

fn path_parameters(encoded: &Parameters) -> Result<Option<Parameters>, Refusal> {
    let mut decoded = Parameters::new();
    for (name, value) in encoded {
        let value = percent_decode_str(value)
            .decode_utf8()
            .map_err(|_| Refusal::Malformed("the path is not UTF-8"))?;
        decoded.insert(name.clone(), value.into_owned());
    }
    Ok((!decoded.is_empty()).then_some(decoded))
}

#[cfg(test)]
mod tests {
    use http::Request;
    use lambda_http::{Body, RequestExt, request::LambdaRequest};

    use super::*;
    use crate::template::Template;

    fn through_the_adapter(request: Request<&str>) -> Result<lambda_http::Request, Refusal> {
        let template = Template::read().unwrap();
        let (parts, body) = request.into_parts();
        let target = template.route(parts.uri.path()).unwrap();
        let event = Event {
            parts: &parts,
            target: &target,
            body: body.as_bytes(),
            peer: ([127, 0, 0, 1], 5000).into(),
            id: "1",
            now: "2021-05-18T09:00:00Z".parse().unwrap(),
        };
        let text = event.to_json()?;
        let event: LambdaRequest = serde_json::from_str(&text).unwrap();
        assert!(matches!(event, LambdaRequest::ApiGatewayV1(_)));
        Ok(event.into())
    }

    #[test]
    fn a_request_arrives_whole() {
        let request = Request::post("/api/offices/x%20y/?a%5B%5D=1&a[]=2&b=c+d%26&b=e&flag")
            .header("Host", "myorganization.localhost:3000")
            .header("X-Forwarded-Proto", "https")
            .header("Accept", "text/html")
            .header("Accept", "application/ld+json")
            .body("{\u{e9}}")
            .unwrap();
        let request = through_the_adapter(request).unwrap();
        assert_eq!(request.method(), "POST");
        assert_eq!(request.raw_http_path(), "/api/offices/x%20y/");
        assert_eq!(request.path_parameters().first("id"), Some("x y"));
        let query = request.query_string_parameters();
        assert_eq!(query.all("a[]"), Some(vec!["1", "2"]));
        assert_eq!(query.all("b"), Some(vec!["c d&", "e"]));
        assert_eq!(query.first("flag"), Some(""));
        let headers = request.headers();
        assert_eq!(headers["x-forwarded-proto"], "http");
        assert_eq!(headers["x-forwarded-port"], "3000");
        assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
        assert_eq!(headers["host"], "myorganization.localhost:3000");
        let Body::Binary(bytes) = request.body() else {
            panic!("every body is binary here");
        };
        assert_eq!(bytes, "{\u{e9}}".as_bytes());
    }

    #[test]
    fn nothing_a_client_can_send_breaks_the_adapter() {
        for path in [
            "/api/offices?%00",
            "/api/offices?a=%00&a=%0D%0A",
            "/api/../x",
            "/api/%00",
            "/api/%2e%2e/%2F",
            "/api/|\"{}~",
            "/?=&&=",
            "//",
        ] {
            let request = Request::get(path).header("host", "[::1]:3000");
            assert!(through_the_adapter(request.body("").unwrap()).is_ok());
        }
    }

    #[test]
    fn what_is_no_utf8_is_refused() {
        for path in ["/api/offices?a=%FF", "/api/offices/%C0%80"] {
            let request = Request::get(path).body("").unwrap();
            let refusal = through_the_adapter(request).unwrap_err();
            assert_eq!(refusal.status(), 400, "{path}");
        }
    }
}
