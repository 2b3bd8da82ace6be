//! The Lambda function that delivers webhooks.

use std::{collections::BTreeMap, sync::Arc};

use lambda_runtime::{LambdaEvent, service_fn};
use leah_aws::{
    App,
    system::{SystemClock, SystemIds},
};
use webhooks::{Courier, Terms, Unobserved, handle};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    leah_http::telemetry::init();
    let variables: BTreeMap<String, String> = std::env::vars().collect();
    let app = App::from_env(&variables, Arc::new(SystemClock), Arc::new(SystemIds))?;
    let courier = Courier::new(Terms::from_env(&variables)?)?;
    let deliver = |event: LambdaEvent<_>| handle(&app, &courier, &Unobserved, event.payload);
    lambda_runtime::run(service_fn(deliver)).await
}
