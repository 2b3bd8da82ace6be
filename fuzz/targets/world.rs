//! Functions without a world: whatever they call fails at once, so that a test notices that they call.

use std::{
    future::Future,
    sync::{Arc, LazyLock, Mutex},
};

use aws_credential_types::Credentials;
use futures_util::FutureExt;
use http::Method;
use jiff::Timestamp;
use lambda_http::{Body, Request, Response};
use leah_aws::{App, Config, Endpoints};
use leah_domain::{Clock, Ids};
use leah_http::{Exchange, Problem, Reply, Route};
use serde_json::json;
use tower::ServiceExt;

pub(crate) const HOST: &str = "myorganization.leah.care";

/// The one path that is served.
pub(crate) const PATH: &str = "/api/things";

static ROUTES: [Route; 1] = [Route {
    path: PATH,
    collection: &[Method::GET, Method::POST],
    item: &[],
    parts: &[],
}];

/// Time that does not pass, and randomness that is none: every run is the same.
struct Still;

impl Clock for Still {
    fn now(&self) -> Timestamp {
        Timestamp::UNIX_EPOCH
    }
}

impl Ids for Still {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
    }
}

static APP: LazyLock<App> = LazyLock::new(|| {
    // A port that nobody listens at.
    let nowhere = || Some("http://127.0.0.1:1".to_owned());
    let config = Config {
        table: "leah".into(),
        base_domains: vec!["leah.care".into()],
        guest_url: "https://{slug}.leah.care".into(),
        mail_from: "no-reply@leah.care".into(),
        bucket: "documents".into(),
        schedule_group: String::new(),
        schedule_target: String::new(),
        schedule_role: String::new(),
        schedule_dead_letters: String::new(),
        webhooks: String::new(),
        webhooks_vpc: None,
        malware_scan: false,
        endpoints: Endpoints {
            dynamodb: nowhere(),
            ses: nowhere(),
            sms: nowhere(),
            scheduler: nowhere(),
            s3: nowhere(),
            lambda: nowhere(),
        },
    };
    let credentials = Credentials::new("key", "secret", None, None, "test");
    App::new(
        config,
        credentials,
        "eu-west-3",
        Arc::new(Still),
        Arc::new(Still),
    )
});

/// An app whose calls lead nowhere.
pub(crate) fn app() -> &'static App {
    &APP
}

/// What comes of something that calls nobody.
pub(crate) fn at_once<T>(work: impl Future<Output = T>) -> T {
    work.now_or_never()
        .expect("it waits for nothing, as it calls nobody")
}

/// The answer to a request, and what `read` has made of it where it was understood that far.
pub(crate) fn ask<T, Fut>(
    request: Request,
    read: impl Fn(Arc<Exchange>) -> Fut + Clone + Send + Sync + 'static,
) -> (Response<Body>, Option<T>)
where
    T: Send + 'static,
    Fut: Future<Output = Result<T, Problem>> + Send + 'static,
{
    let made = Arc::new(Mutex::new(None));
    let place = Arc::clone(&made);
    let service = leah_http::open(app().clone(), &ROUTES, move |exchange| {
        let (read, place) = (read.clone(), Arc::clone(&place));
        async move {
            let exchange = Arc::new(exchange.settled(leah_http::OFFERED)?);
            let format = exchange.format;
            let found = read(exchange).await?;
            *place.lock().unwrap() = Some(found);
            Ok(Reply::json(format, &json!({})))
        }
    });
    let answer = match at_once(service.oneshot(request)) {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let made = made.lock().unwrap().take();
    (answer, made)
}
