//! The functions as Lambda would run them: JSON in, JSON out, a time limit, and a panic that ends one call and no more.

use std::{
    collections::HashMap, convert::Infallible, future::Future, pin::Pin, sync::Arc, time::Duration,
};

use lambda_http::{Adapter, Body, Context, LambdaEvent, Request, Response, request::LambdaRequest};
use serde_json::Value;
use tokio::{task::JoinError, time::error::Elapsed};
use tokio_util::task::AbortOnDropHandle;
use tower::{Service, ServiceExt, util::BoxCloneSyncService};

/// A function that answers HTTP.
pub(crate) type HttpService = BoxCloneSyncService<Request, Response<Body>, Infallible>;

/// What an event's handling ends in.
pub(crate) type Handled = Result<Value, lambda_http::Error>;

type Handler = Arc<dyn Fn(Value) -> Pin<Box<dyn Future<Output = Handled> + Send>> + Send + Sync>;

/// All functions, by the name of their binary.
#[derive(Clone)]
pub(crate) struct Functions {
    http: HashMap<&'static str, HttpService>,
    events: HashMap<&'static str, Handler>,
    timeouts: Arc<dyn Fn(&str) -> Duration + Send + Sync>,
}

/// A proxy event.
pub(crate) struct ProxyEvent {
    /// Its JSON text.
    pub(crate) json: String,
    /// A body that is larger than any that API Gateway lets through, and that so needs not to be part of the text.
    pub(crate) beside: Option<Vec<u8>>,
}

/// Why an invocation has no answer.
#[derive(Debug, thiserror::Error)]
pub enum InvocationError {
    /// The template names a function that is not mounted here.
    #[error("there is no function {0:?}")]
    Unknown(String),
    /// The event does not have the form that the adapter reads, or the answer cannot be JSON.
    #[error("event or answer is not the JSON expected")]
    Json(#[source] serde_json::Error),
    /// The function returned an error.
    #[error("the function failed")]
    Failed(#[source] lambda_http::Error),
    /// The function panicked.
    #[error("the function panicked")]
    Panicked(#[source] JoinError),
    /// The function took longer than the template lets it.
    #[error("the function ran into its timeout")]
    TimedOut,
}

impl Functions {
    /// No function yet; each may take as long as `timeouts` says.
    pub(crate) fn new(timeouts: impl Fn(&str) -> Duration + Send + Sync + 'static) -> Self {
        Self {
            http: HashMap::new(),
            events: HashMap::new(),
            timeouts: Arc::new(timeouts),
        }
    }

    /// With a function that answers HTTP.
    pub(crate) fn with_http<S>(mut self, name: &'static str, service: S) -> Self
    where
        S: Service<Request, Response = Response<Body>, Error = Infallible>
            + Clone
            + Send
            + Sync
            + 'static,
        S::Future: Send + 'static,
    {
        self.http.insert(name, BoxCloneSyncService::new(service));
        self
    }

    /// With a function that takes events.
    pub(crate) fn with_events<H, F>(mut self, name: &'static str, handle: H) -> Self
    where
        H: Fn(Value) -> F + Send + Sync + 'static,
        F: Future<Output = Handled> + Send + 'static,
    {
        let handler: Handler = Arc::new(move |event| Box::pin(handle(event)));
        self.events.insert(name, handler);
        self
    }

    /// Whether a function is mounted.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.http.contains_key(name) || self.events.contains_key(name)
    }

    /// Invokes a function with a proxy event and returns its answer, which is JSON text.
    pub(crate) async fn http(
        &self,
        name: &str,
        event: ProxyEvent,
        id: &str,
    ) -> Result<String, InvocationError> {
        let service = self.http.get(name).cloned();
        let service = service.ok_or_else(|| InvocationError::Unknown(name.to_owned()))?;
        let ProxyEvent { json, mut beside } = event;
        let event: LambdaRequest = serde_json::from_str(&json).map_err(InvocationError::Json)?;
        drop(json);
        let mut context = Context::default();
        id.clone_into(&mut context.request_id);
        let service = service.map_request(move |mut request: Request| {
            if let Some(body) = beside.take() {
                *request.body_mut() = Body::Binary(body);
            }
            request
        });
        let answer = self
            .run(name, async move {
                let adapter: Adapter<'_, Response<Body>, _> = Adapter::from(service);
                adapter.oneshot(LambdaEvent::new(event, context)).await
            })
            .await?;
        let Ok(answer) = answer;
        serde_json::to_string(&answer).map_err(InvocationError::Json)
    }

    /// Invokes a function with an event.
    pub(crate) async fn event(&self, name: &str, event: Value) -> Result<Value, InvocationError> {
        let handler = self.events.get(name);
        let handler = handler.ok_or_else(|| InvocationError::Unknown(name.to_owned()))?;
        self.run(name, handler(event))
            .await?
            .map_err(InvocationError::Failed)
    }

    /// Invokes a function with an event, on behalf of a caller with whom it ends.
    pub(crate) async fn event_held(
        &self,
        name: &str,
        event: Value,
    ) -> Result<Value, InvocationError> {
        let handler = self.events.get(name);
        let handler = handler.ok_or_else(|| InvocationError::Unknown(name.to_owned()))?;
        let limited = tokio::time::timeout((self.timeouts)(name), handler(event));
        ended(AbortOnDropHandle::new(tokio::spawn(limited)).await)?.map_err(InvocationError::Failed)
    }

    /// Invokes a function of either sort with an event, as `aws lambda invoke` does.
    pub(crate) async fn invoke(
        &self,
        name: &str,
        event: Value,
        id: &str,
    ) -> Result<Value, InvocationError> {
        if self.events.contains_key(name) {
            return self.event(name, event).await;
        }
        let event = ProxyEvent {
            json: event.to_string(),
            beside: None,
        };
        let answer = self.http(name, event, id).await?;
        serde_json::from_str(&answer).map_err(InvocationError::Json)
    }

    /// Runs to its end even if the caller has gone, as Lambda does.
    async fn run<T: Send + 'static>(
        &self,
        name: &str,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, InvocationError> {
        ended(tokio::spawn(tokio::time::timeout((self.timeouts)(name), work)).await)
    }
}

/// How a call ended that had a time limit and a task of its own.
fn ended<T>(call: Result<Result<T, Elapsed>, JoinError>) -> Result<T, InvocationError> {
    match call {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_elapsed)) => Err(InvocationError::TimedOut),
        Err(error) => Err(InvocationError::Panicked(error)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower::service_fn;

    use super::*;

    /// A function that answers how many bytes its request's body has, and its path.
    fn counting() -> Functions {
        Functions::new(|_| Duration::from_mins(1)).with_http(
            "counting",
            service_fn(|request: Request| async move {
                let told = format!("{} {}", request.body().len(), request.uri().path());
                Ok::<_, Infallible>(Response::new(Body::Text(told)))
            }),
        )
    }

    #[tokio::test]
    async fn a_body_goes_within_the_event_or_beside_it() {
        let event = |body: Value| {
            json!({
                "resource": "/{proxy+}", "path": "/a", "httpMethod": "POST", "headers": {}, "multiValueHeaders": {},
                "requestContext": {"resourcePath": "/{proxy+}", "path": "/live/a", "httpMethod": "POST", "stage": "live",
                    "identity": {"sourceIp": "127.0.0.1"}},
                "isBase64Encoded": !body.is_null(), "body": body,
            })
        };
        for (body, beside, expected) in [
            (json!("aGVsbG8="), None, "5 /live/a"),
            (Value::Null, None, "0 /live/a"),
            (Value::Null, Some(vec![7; 20_000]), "20000 /live/a"),
        ] {
            let event = ProxyEvent {
                json: event(body).to_string(),
                beside,
            };
            let answer = counting().http("counting", event, "1").await.unwrap();
            let answer: Value = serde_json::from_str(&answer).unwrap();
            assert_eq!(answer["body"], expected);
        }
    }

    #[tokio::test]
    async fn a_call_that_fails_ends_alone() {
        let timeouts = |name: &str| match name {
            "hangs" => Duration::from_millis(1),
            _ => Duration::from_mins(1),
        };
        let functions = Functions::new(timeouts)
            .with_events("well", |event| async move { Ok(event) })
            .with_events("fails", |_| async { Err("no".into()) })
            .with_events("panics", |_| async { panic!("on purpose") })
            .with_events("hangs", |_| std::future::pending());
        let call = async |name| functions.event(name, json!(1)).await;
        assert_eq!(call("well").await.unwrap(), 1);
        assert!(matches!(
            call("fails").await,
            Err(InvocationError::Failed(_))
        ));
        assert!(matches!(
            call("panics").await,
            Err(InvocationError::Panicked(_))
        ));
        assert!(matches!(
            call("hangs").await,
            Err(InvocationError::TimedOut)
        ));
        assert!(matches!(
            call("none").await,
            Err(InvocationError::Unknown(_))
        ));
        assert_eq!(call("well").await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_call_that_is_held_ends_with_its_caller() {
        let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
        let functions = Functions::new(|_| Duration::from_mins(1))
            .with_events("well", |event| async move { Ok(event) })
            .with_events("hangs", move |_| {
                let (alive, ends) = tokio::sync::oneshot::channel::<()>();
                begun.send(ends).unwrap();
                async move {
                    let _alive = alive;
                    std::future::pending().await
                }
            });
        assert_eq!(functions.event_held("well", json!(1)).await.unwrap(), 1);
        let caller = tokio::spawn(async move { functions.event_held("hangs", json!(1)).await });
        let ends = begins.recv().await.unwrap();
        caller.abort();
        // What the call held is gone.
        assert!(ends.await.is_err());
    }
}
