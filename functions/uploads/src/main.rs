//! The Lambda function that an upload to the bucket invokes.

use std::sync::Arc;

use lambda_runtime::{LambdaEvent, service_fn};
use leah_aws::{
    App,
    system::{SystemClock, SystemIds},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    leah_http::telemetry::init();
    let variables = std::env::vars().collect();
    let app = App::from_env(&variables, Arc::new(SystemClock), Arc::new(SystemIds))?;
    let handler = |event: LambdaEvent<_>| async { uploads::handle(&app, event.payload).await };
    lambda_runtime::run(service_fn(handler)).await
}
