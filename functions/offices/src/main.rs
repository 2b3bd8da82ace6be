//! The Lambda function for offices.

use std::sync::Arc;

use leah_aws::{
    App,
    system::{SystemClock, SystemIds},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    leah_http::telemetry::init();
    let variables = std::env::vars().collect();
    let app = App::from_env(&variables, Arc::new(SystemClock), Arc::new(SystemIds))?;
    // A list is read beside its counter.
    app.warm(2).await;
    lambda_http::run(offices::service(app)).await
}
