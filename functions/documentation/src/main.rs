//! The API's own documents, on Lambda.

use std::sync::Arc;

use leah_aws::{
    App, Config,
    system::{SystemClock, SystemIds, lambda_credentials},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_http::Error> {
    leah_http::telemetry::init();
    let variables = std::env::vars().collect();
    let config = Config::from_env(&variables)?;
    let (credentials, region) = lambda_credentials(&variables)?;
    let (clock, ids) = (Arc::new(SystemClock), Arc::new(SystemIds));
    let app = App::new(config, credentials, &region, clock, ids);
    lambda_http::run(documentation::service(app)).await
}
