//! The Lambda function for appointments.

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
    leah_domain::read_plans();
    app.warm(1).await;
    lambda_http::run(appointments::service(app)).await
}
