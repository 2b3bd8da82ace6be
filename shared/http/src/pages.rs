//! Pages for people: answers in HTML, to whoever has the address.

use std::{convert::Infallible, future::Future};

use http::{HeaderName, HeaderValue, Method, StatusCode};
use lambda_http::{Body, Request, RequestExt, Response};
use leah_aws::App;
use tower::{service_fn, util::BoxCloneSyncService};

use crate::{Service, host::label, serve::request_id};

/// A request for a page.
#[derive(Clone)]
pub struct Visit {
    /// The function's world.
    pub app: App,
    /// Its method.
    pub method: Method,
    /// Its path, as the gateway had it.
    pub path: String,
    /// The languages that its visitor reads, as the browser says (RFC 9110, section 12.5.4).
    pub languages: String,
    /// The organization's label that its host has, if it is under a base domain.
    pub label: Option<String>,
    /// Its identifier, for the log.
    pub request: String,
}

/// A page in the making.
#[derive(Debug, Clone)]
pub struct Page {
    /// Its status.
    pub status: StatusCode,
    /// Its HTML.
    pub html: String,
    /// The random mark by which its policy knows its own styles.
    pub nonce: String,
    /// Where else its forms may lead, besides its own origin.
    pub forms_lead_to: Option<String>,
    /// Whether it has a script, known by the same mark, which may call its own origin.
    pub script: bool,
    /// Where the visitor goes instead (RFC 9110, section 15.4.4): the address is fetched by GET.
    pub see: Option<String>,
    /// After how many seconds it may be asked for again, where it cannot be had now.
    pub retry_after: Option<u32>,
    /// What can be done at its address, where something else was tried (RFC 9110, section 15.5.6).
    pub allow: Option<&'static str>,
}

/// A function whose every answer is a page. The handler answers whatever is asked.
pub fn pages<F, Fut>(app: App, handler: F) -> Service
where
    F: Fn(Visit) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Page> + Send + 'static,
{
    BoxCloneSyncService::new(service_fn(move |request: Request| {
        let (app, handler) = (app.clone(), handler.clone());
        async move {
            let visit = visit(app, &request);
            let (method, id) = (visit.method.clone(), visit.request.clone());
            let page = handler(visit).await;
            let status = page.status.as_u16();
            tracing::info!(
                request = id,
                method = method.as_str(),
                status,
                "request {id} answered"
            );
            Ok::<_, Infallible>(page.answer(&method, &id))
        }
    }))
}

fn visit(app: App, request: &Request) -> Visit {
    let header = |name: &str| {
        let value = request.headers().get(name);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let label = label(header("host"), &app.config().base_domains).map(str::to_owned);
    Visit {
        languages: header("accept-language").to_owned(),
        label,
        method: request.method().clone(),
        path: request.raw_http_path().to_owned(),
        request: request_id(request),
        app,
    }
}

impl Page {
    /// Nothing but itself is loaded by a page, nothing frames it, and no address is told to anybody.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let mut forms = vec!["'self'"];
        forms.extend(self.forms_lead_to.as_deref());
        let script = if self.script {
            format!("script-src 'nonce-{}'; connect-src 'self'; ", self.nonce)
        } else {
            String::new()
        };
        let policy = format!(
            "default-src 'none'; style-src 'nonce-{}'; {script}form-action {}; base-uri 'none'; frame-ancestors 'none'",
            self.nonce,
            forms.join(" "),
        );
        let mut headers = vec![
            ("content-type", "text/html; charset=utf-8".to_owned()),
            ("content-security-policy", policy),
            ("cache-control", "no-store".into()),
            ("referrer-policy", "no-referrer".into()),
            ("x-robots-tag", "noindex, nofollow".into()),
            ("x-content-type-options", "nosniff".into()),
            ("x-frame-options", "DENY".into()),
            ("strict-transport-security", "max-age=31536000".into()),
            (
                "permissions-policy",
                "camera=(), geolocation=(), microphone=()".into(),
            ),
        ];
        headers.extend(self.see.clone().map(|address| ("location", address)));
        headers.extend(
            self.retry_after
                .map(|seconds| ("retry-after", seconds.to_string())),
        );
        headers.extend(self.allow.map(|methods| ("allow", methods.to_owned())));
        headers
    }

    fn answer(self, method: &Method, request: &str) -> Response<Body> {
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = self.status;
        let mut headers = self.headers();
        headers.push(("x-request-id", request.to_owned()));
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::try_from(value) {
                let name = HeaderName::from_static(name);
                response.headers_mut().insert(name, value);
            }
        }
        if *method != Method::HEAD {
            *response.body_mut() = Body::Text(self.html);
        }
        response
    }
}
