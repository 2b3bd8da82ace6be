//! The Lambda function that delivers webhooks.

use std::{collections::BTreeMap, sync::Arc};

use lambda_runtime::{LambdaEvent, service_fn};
use leah_aws::{
    App,
    system::{SystemClock, SystemIds},
};
use webhooks::{
    Unobserved,
    courier::{Courier, LIMIT, SystemNames, Terms, roots},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    leah_http::telemetry::init("info");
    let variables: BTreeMap<String, String> = std::env::vars().collect();
    let app = App::from_env(&variables, Arc::new(SystemClock), Arc::new(SystemIds))?;
    let own = variables.get("LEAH_WEBHOOK_ROOTS").map(String::as_str);
    let courier = Courier::new(Terms {
        limit: LIMIT,
        loopback: false,
        roots: roots(own.filter(|pem| !pem.is_empty()))?,
        names: Arc::new(SystemNames),
    })?;
    let handler = |event: LambdaEvent<_>| async {
        webhooks::handle(&app, &courier, &Unobserved, event.payload).await
    };
    lambda_runtime::run(service_fn(handler)).await
}
