//! A body of 100 MB: refused before it has come, and never held.

use super::{assert_shape, assert_stands};
use crate::support::{Raw, TestApp};

const PATH: &str = "/api/appointments";
const HUNDRED_MB: usize = 100 << 20;
/// How many come at once: what one process would hold of them is far above the noise of the other tests beside.
const AT_ONCE: usize = 8;
/// What eight refused bodies may take, with all that other tests take meanwhile.
#[cfg(target_os = "linux")]
const MARGIN: usize = 250 << 20;

/// The most memory that this process has held, in bytes.
#[cfg(target_os = "linux")]
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kilobytes: usize = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kilobytes << 10
}

#[tokio::test]
async fn a_length_that_is_too_large_is_refused_before_the_body() {
    let app = TestApp::start().await;
    let length = format!("Content-Length: {HUNDRED_MB}");
    for media in ["Content-Type: application/json", "Content-Type: text/plain"] {
        let mut connection = app.connect().await;
        let head = app.head("POST", PATH, &[media, &length]);
        connection.send(head.as_bytes()).await;
        assert_shape(&connection.answer().await.expect(413), media);
    }
    assert_stands(&app).await;
}

/// Sends the body in pieces until the answer has come.
async fn pour(mut connection: Raw, head: String, chunked: bool) {
    connection.send(head.as_bytes()).await;
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..HUNDRED_MB >> 20 {
        let sent = if chunked {
            let chunk = [b"100000\r\n", &piece[..], b"\r\n"].concat();
            connection.try_send(&chunk).await
        } else {
            connection.try_send(&piece).await
        };
        if sent.is_err() {
            break;
        }
    }
    let answer = connection.answer().await.expect(413);
    assert_shape(&answer, "poured");
}

#[tokio::test]
async fn bodies_of_100_mb_take_no_memory() {
    let app = TestApp::start().await;
    #[cfg(target_os = "linux")]
    let before = peak();
    for (framing, chunked) in [
        (format!("Content-Length: {HUNDRED_MB}"), false),
        ("Transfer-Encoding: chunked".to_owned(), true),
    ] {
        let mut poured = tokio::task::JoinSet::new();
        for _ in 0..AT_ONCE {
            let head = app.head("POST", PATH, &["Content-Type: application/json", &framing]);
            poured.spawn(pour(app.connect().await, head, chunked));
        }
        while let Some(done) = poured.join_next().await {
            done.unwrap();
        }
    }
    #[cfg(target_os = "linux")]
    assert!(
        peak() - before < MARGIN,
        "{} bytes more were held",
        peak() - before
    );
    assert_stands(&app).await;
}
