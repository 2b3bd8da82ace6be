//! What the gateway answers by itself: whatever is sent, an error in the one shape, and the house stands.

use std::time::Duration;

use leah_local::{House, Options, gateway::Limits};
use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{house, options};

/// Sends bytes and returns the status, the head and the body of the one answer.
async fn send(house: &House, bytes: &[u8]) -> (u16, String, Value) {
    let stream = TcpStream::connect(("127.0.0.1", house.port()))
        .await
        .unwrap();
    let (mut from, mut to) = stream.into_split();
    // The answer may come, and the connection end, before all is sent.
    let sending = async {
        let _ = to.write_all(bytes).await;
        to
    };
    let reading = async {
        let mut text = String::new();
        let mut buffer = [0; 4096];
        loop {
            let read = from.read(&mut buffer).await.unwrap();
            text.push_str(std::str::from_utf8(&buffer[..read]).unwrap());
            let whole = text
                .split_once("\r\n\r\n")
                .and_then(|(head, body)| Some((head.to_owned(), serde_json::from_str(body).ok()?)));
            if let Some(answer) = whole {
                return answer;
            }
            assert_ne!(read, 0, "the connection ended after {text:?}");
        }
    };
    let (_to, (head, body)) = tokio::join!(sending, reading);
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head, body)
}

async fn refused(house: &House, bytes: &[u8], expected: u16) {
    let (status, head, body) = send(house, bytes).await;
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(80)]);
    assert_eq!(status, expected, "{shown:?}");
    assert_eq!(body["@type"], "hydra:Error", "{shown:?}");
    assert_eq!(body["hydra:title"], "An error occurred", "{shown:?}");
    assert!(
        head.contains("content-type: application/ld+json; charset=utf-8"),
        "{head}"
    );
    for name in ["x-amzn-requestid", "x-request-id", "x-content-type-options"] {
        assert!(head.contains(&format!("\r\n{name}: ")), "{head}");
    }
}

/// The house still answers.
async fn stands(house: &House) {
    let answer = reqwest::get(format!("{}/api", house.url())).await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn what_is_no_request_is_a_400() {
    let house = house().await;
    for bytes in [
        &b"hello\r\n\r\n"[..],
        b"GET /api HTTP/1.1\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: localhost\r\nx: \0\r\n\r\n",
        b"GET /api/offices?email=%FF HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/offices/%FF HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT a:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /api/appointments HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"POST /api/appointments HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ] {
        refused(&house, bytes, 400).await;
    }
    stands(&house).await;
}

#[tokio::test]
async fn a_head_that_is_too_large_is_a_431() {
    let house = house().await;
    for headers in [2_000, 20_000, 100_000] {
        let mut bytes = b"GET /api HTTP/1.1\r\nHost: localhost\r\n".to_vec();
        for n in 0..headers {
            bytes.extend_from_slice(format!("x-{n}: y\r\n").as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        refused(&house, &bytes, 431).await;
    }
    for length in [20_000, 100_000, 1_000_000] {
        let path = "a".repeat(length);
        let bytes = format!("GET /api/{path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        refused(&house, bytes.as_bytes(), 431).await;
    }
    stands(&house).await;
}

#[tokio::test]
async fn a_body_that_is_too_large_is_a_413() {
    let house = house().await;
    let url = format!("{}/api/appointments", house.url());
    let client = reqwest::Client::new();
    let announced = client
        .post(&url)
        .body(vec![b'x'; 100 << 20])
        .send()
        .await
        .unwrap();
    assert_eq!(announced.status(), 413);
    let answer: Value = announced.json().await.unwrap();
    assert_eq!(answer["@type"], "hydra:Error");

    let mut counted =
        b"POST /api/appointments HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            .to_vec();
    counted.extend_from_slice(b"1000000\r\n");
    counted.resize(counted.len() + 0x0100_0000, b'x');
    counted.extend_from_slice(b"\r\n0\r\n\r\n");
    refused(&house, &counted, 413).await;
    stands(&house).await;
}

/// The status of a POST of so many bytes, and what is said of it.
async fn posted(house: &House, kind: &str, bytes: usize) -> (u16, String) {
    let url = format!("{}/api/transfers", house.url());
    let request = reqwest::Client::new()
        .post(url)
        .header("content-type", kind);
    let answer = request.body(vec![b'x'; bytes]).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test]
async fn what_aws_would_not_carry_is_a_413_that_says_what_to_do() {
    let limits = Limits::aws();
    let house = House::start(Options {
        limits,
        ..options()
    })
    .await
    .unwrap();
    // As base64, three bytes are four.
    let event = 6_291_456 / 4 * 3;
    for kind in ["multipart/form-data; boundary=b", "application/json"] {
        for bytes in [event, (10 << 20) + 1, 40 << 20] {
            let (status, said) = posted(&house, kind, bytes).await;
            assert_eq!(status, 413, "{kind}, {bytes}");
            assert!(said.contains("upload ticket"), "{said}");
            assert!(said.contains("hydra:Error"), "{said}");
        }
        // What surrounds the body has some room too.
        assert_ne!(posted(&house, kind, event - 10_000).await.0, 413);
    }
}

#[tokio::test]
async fn a_full_upload_passes_where_nobody_asks_for_the_limits_of_aws() {
    let house = house().await;
    let multipart = "multipart/form-data; boundary=b";
    assert_ne!(posted(&house, multipart, 150 << 20).await.0, 413);
    assert_eq!(posted(&house, multipart, (160 << 20) + 1).await.0, 413);
    assert_eq!(
        posted(&house, "application/json", (10 << 20) + 1).await.0,
        413
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_a_408() {
    let house = House::start(Options {
        limits: Limits {
            arrival: Duration::from_millis(50),
            ..Limits::default()
        },
        ..options()
    });
    let house = house.await.unwrap();
    let bytes =
        b"POST /api/appointments HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc";
    refused(&house, bytes, 408).await;
    stands(&house).await;
}
