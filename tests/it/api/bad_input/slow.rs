//! Bodies that do not come.

use std::time::Duration;

use super::{assert_shape, assert_stands};
use crate::support::TestApp;

const PATH: &str = "/api/appointments";

#[tokio::test]
async fn a_body_that_stalls_is_refused_in_time() {
    let app = TestApp::with(|options| options.limits.arrival = Duration::from_millis(50)).await;
    for (framing, begun) in [
        ("Content-Length: 10", ""),
        ("Content-Length: 10", "{"),
        ("Transfer-Encoding: chunked", ""),
        ("Transfer-Encoding: chunked", "1\r\n{\r\n"),
        ("Transfer-Encoding: chunked", "5\r\n{"),
    ] {
        let head = app.head("POST", PATH, &["Content-Type: application/json", framing]);
        let answer = app.raw((head + begun).as_bytes()).await.expect(408);
        assert_shape(&answer, &format!("{framing} {begun}"));
        assert_eq!(
            answer.header("connection"),
            Some("close"),
            "what still comes is no request"
        );
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn many_that_stall_hold_up_nobody() {
    let app = TestApp::start().await;
    let head = app.head(
        "POST",
        PATH,
        &["Content-Type: application/json", "Content-Length: 10"],
    );
    let mut stalled = Vec::new();
    for _ in 0..300 {
        let mut connection = app.connect().await;
        connection.send(head.as_bytes()).await;
        stalled.push(connection);
    }
    assert_stands(&app).await;
    drop(stalled);
}
