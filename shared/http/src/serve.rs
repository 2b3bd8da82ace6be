//! From a Lambda request to a handler's reply, and back.

use std::{convert::Infallible, future::Future, sync::Arc};

use bytes::Bytes;
use http::{HeaderMap, Method};
use lambda_http::{Body, Request, RequestExt, Response, request::RequestContext};
use leah_aws::App;
use tower::{service_fn, util::BoxCloneSyncService};

use crate::{
    Caller, Exchange, Format, Problem, Query, Reply,
    answer::Frame,
    negotiation::OFFERED,
    route::{self, Match, Route},
};

/// A function as Lambda and `local` run it.
pub type Service = BoxCloneSyncService<Request, Response<Body>, Infallible>;

/// A function whose every route wants a key.
pub fn service<F, Fut>(app: App, routes: &'static [Route], handler: F) -> Service
where
    F: Fn(Arc<Exchange>, Caller) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    build(app, routes, move |exchange| {
        let handler = handler.clone();
        async move {
            let token = exchange.header("leah-auth-token");
            let caller = Caller::identify(&exchange.app, token, &exchange.host).await?;
            // After the key and before anything else: 401 comes before 406.
            let exchange = exchange.settled(OFFERED)?;
            handler(Arc::new(exchange), caller).await
        }
    })
}

/// A function whose routes are open to all. It settles the format itself ([`Exchange::settled`]), for it has answers that are in none.
pub fn open<F, Fut>(app: App, routes: &'static [Route], handler: F) -> Service
where
    F: Fn(Exchange) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    build(app, routes, handler)
}

fn build<F, Fut>(app: App, routes: &'static [Route], handler: F) -> Service
where
    F: Fn(Exchange) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<Reply, Problem>> + Send + 'static,
{
    BoxCloneSyncService::new(service_fn(move |request: Request| {
        let (app, handler) = (app.clone(), handler.clone());
        async move {
            let (envelope, parcel) = open_up(request);
            let found = route::find(routes, &envelope.path);
            let suffix = found.as_ref().and_then(|found| found.suffix.clone());
            let result = match found {
                Some(found) => dispatch(&envelope, parcel, app, found, handler).await,
                None => envelope.stray(routes, parcel.query),
            };
            Ok(envelope.answer(result, suffix.as_deref()))
        }
    }))
}

async fn dispatch<F, Fut>(
    envelope: &Envelope,
    parcel: Parcel,
    app: App,
    found: Match,
    handler: F,
) -> Result<Reply, Problem>
where
    F: Fn(Exchange) -> Fut,
    Fut: Future<Output = Result<Reply, Problem>>,
{
    route::allow(found.methods, &envelope.method, || envelope.url())?;
    handler(envelope.exchange(parcel, app, found)).await
}

/// What the answer needs of a request, whatever becomes of it.
struct Envelope {
    method: Method,
    path: String,
    base_url: String,
    request_id: String,
    accept: Option<String>,
    if_none_match: Option<String>,
}

/// What only a handler needs of a request.
struct Parcel {
    query: Query,
    host: String,
    headers: HeaderMap,
    body: Bytes,
}

fn open_up(request: Request) -> (Envelope, Parcel) {
    // Not the URI: under a REST API it carries the stage.
    let path = request.raw_http_path().to_owned();
    let query = request
        .query_string_parameters()
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let request_id = request_id(&request);
    let (parts, body) = request.into_parts();
    let text = |name: &str| {
        let value = parts.headers.get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let host = text("host").unwrap_or_else(|| "localhost".into());
    let scheme = match text("x-forwarded-proto").as_deref() {
        Some("http") => "http",
        _ => "https",
    };
    let envelope = Envelope {
        method: parts.method,
        path,
        base_url: format!("{scheme}://{host}"),
        request_id,
        accept: text("accept"),
        if_none_match: text("if-none-match"),
    };
    let parcel = Parcel {
        query: Query::new(query),
        host,
        headers: parts.headers,
        body: match body {
            Body::Binary(bytes) => bytes.into(),
            Body::Text(text) => text.into_bytes().into(),
            _ => Bytes::new(),
        },
    };
    (envelope, parcel)
}

impl Envelope {
    fn url(&self) -> String {
        format!("{}{}", self.base_url, self.path)
    }

    /// The answer where no route has the path: if only a slash is too many, the address without it.
    ///
    /// To reading alone: most clients follow by GET, and would take what they get for the answer to their change.
    fn stray(&self, routes: &'static [Route], query: Query) -> Result<Reply, Problem> {
        let reading = matches!(self.method, Method::GET | Method::HEAD);
        match self.path.strip_suffix('/') {
            Some(stem) if reading && route::find(routes, stem).is_some() => Ok(Reply::moved(
                &format!("{}{}", self.base_url, query.iri(stem)),
            )),
            _ => Err(Problem::NoRoute {
                method: self.method.to_string(),
                url: self.url(),
            }),
        }
    }

    fn under_api(&self) -> bool {
        self.path == "/api" || self.path.starts_with("/api/")
    }

    fn exchange(&self, parcel: Parcel, app: App, found: Match) -> Exchange {
        Exchange {
            app,
            method: self.method.clone(),
            path: self.path.clone(),
            query: parcel.query,
            host: parcel.host,
            base_url: self.base_url.clone(),
            format: Format::default(),
            route: found.route,
            target: found.target,
            suffix: found.suffix,
            headers: parcel.headers,
            body: parcel.body,
        }
    }

    fn answer(&self, result: Result<Reply, Problem>, suffix: Option<&str>) -> Response<Body> {
        let (reply, problem) = match result {
            Ok(reply) => (reply, None),
            Err(problem) => {
                // The router reads no suffixes.
                let suffix = suffix.filter(|_| !problem.is_routers());
                let format = Format::guess(suffix, self.accept.as_deref());
                (Reply::problem(&problem, format), Some(problem))
            }
        };
        self.log(&reply, problem.as_ref());
        reply.finish(&Frame {
            method: &self.method,
            base_url: &self.base_url,
            under_api: self.under_api(),
            request_id: &self.request_id,
            if_none_match: self.if_none_match.as_deref(),
        })
    }

    /// One line a request, at the boundary; ids only.
    fn log(&self, reply: &Reply, problem: Option<&Problem>) {
        let (request, status) = (self.request_id.as_str(), reply.status().as_u16());
        let method = self.method.as_str();
        match problem {
            Some(problem) if reply.status().is_server_error() => {
                let cause = std::error::Error::source(problem).map(ToString::to_string);
                let problem = problem.label();
                tracing::error!(
                    request,
                    method,
                    status,
                    problem,
                    cause,
                    "request {request} failed"
                );
            }
            Some(problem) => {
                let problem = problem.label();
                tracing::info!(
                    request,
                    method,
                    status,
                    problem,
                    "request {request} refused"
                );
            }
            None => tracing::info!(request, method, status, "request {request} answered"),
        }
    }
}

/// The identifier by which the platform knows a request.
pub(crate) fn request_id(request: &Request) -> String {
    let named = match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV1(context)) => context.request_id.clone(),
        Some(RequestContext::ApiGatewayV2(context)) => context.request_id.clone(),
        _ => None,
    };
    named
        .or_else(|| {
            request
                .lambda_context_ref()
                .map(|context| context.request_id.clone())
        })
        .unwrap_or_else(|| "unknown".into())
}
