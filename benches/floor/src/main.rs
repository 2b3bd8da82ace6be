//! An empty function: it takes a request of the API Gateway and answers its body. What the others cost beyond it is their own.

use lambda_http::{Error, Request, Response, service_fn};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let echo = |request: Request| async { Ok::<_, Error>(Response::new(request.into_body())) };
    lambda_http::run(service_fn(echo)).await
}
