//! Request lines and headers that no client would send.

use super::{assert_shape, assert_stands};
use crate::support::{TestApp, booking, demo};

#[tokio::test]
async fn too_many_or_too_large_headers_are_refused() {
    let app = TestApp::start().await;
    for count in [1_500, 5_000, 50_000] {
        let lines: Vec<String> = (0..count).map(|n| format!("X-{n}: y")).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let answer = app
            .raw(app.head("GET", demo::OFFICE, &lines).as_bytes())
            .await;
        assert_shape(&answer.expect(431), &format!("{count} headers"));
    }
    let repeated = vec!["Accept: application/json"; 2_000];
    let answer = app
        .raw(app.head("GET", demo::OFFICE, &repeated).as_bytes())
        .await;
    assert_shape(&answer.expect(431), "one header many times");
    for size in [11_000, 100_000, 2_000_000] {
        for name in [
            "X",
            "Accept",
            "LEAH-AUTH-TOKEN",
            "Idempotency-Key",
            "Cookie",
        ] {
            let line = format!("{name}: {}", "y".repeat(size));
            let answer = app
                .raw(app.head("GET", demo::OFFICE, &[&line]).as_bytes())
                .await;
            assert_shape(&answer.expect(431), &format!("{name} of {size} bytes"));
        }
        let path = format!("/api/{}", "y".repeat(size));
        let answer = app.raw(app.head("GET", &path, &[]).as_bytes()).await;
        assert_shape(&answer.expect(431), &format!("a path of {size} bytes"));
        let path = format!("/api/offices?email={}", "y".repeat(size));
        let answer = app.raw(app.head("GET", &path, &[]).as_bytes()).await;
        assert_shape(&answer.expect(431), &format!("a query of {size} bytes"));
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn what_just_fits_is_answered() {
    let app = TestApp::start().await;
    let lines: Vec<String> = (0..900).map(|n| format!("X{n}: y")).collect();
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    app.raw(app.head("GET", demo::OFFICE, &lines).as_bytes())
        .await
        .expect(200);
    let path = format!("/api/offices/{}", "y".repeat(9_000));
    assert_shape(&app.get(&path).send().await.expect(404), "a long path");
    let accept = vec!["text/html"; 800].join(",");
    assert_shape(
        &app.get(demo::OFFICE)
            .accept(&accept)
            .send()
            .await
            .expect(406),
        "a long Accept",
    );
}

#[tokio::test]
async fn headers_of_any_bytes_are_answered() {
    let app = TestApp::start().await;
    for value in [
        &b"\xFF\xFE"[..],
        b"\xC3\xA9",
        b"\t\"';,=",
        b"",
        b"%00%0d%0a",
    ] {
        for name in [
            "Accept",
            "Content-Type",
            "If-None-Match",
            "Idempotency-Key",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "Forwarded",
            "Cookie",
            "Range",
            "Expect",
        ] {
            for (method, path) in [("GET", demo::OFFICE), ("POST", "/api/appointments")] {
                let head = app.head(method, path, &[]);
                let line = [name.as_bytes(), b": ", value, b"\r\n\r\n"].concat();
                let bytes = [head.trim_end().as_bytes(), b"\r\n", &line[..]].concat();
                let answer = app.raw(&bytes).await;
                let row = format!("{method} {name}: {}", String::from_utf8_lossy(value));
                if answer.status != 200 {
                    assert_shape(&answer, &row);
                }
            }
        }
    }
    assert_stands(&app).await;
}

/// Taken for none, it would let the same change be made twice.
#[tokio::test]
async fn an_idempotency_key_that_cannot_be_read_is_refused() {
    let app = TestApp::start().await;
    let body = booking().to_string();
    let length = format!("Content-Length: {}", body.len());
    let lines = [
        "Content-Type: application/json",
        &length,
        "Idempotency-Key: \u{e9}",
    ];
    let answer = app
        .raw((app.head("POST", "/api/appointments", &lines) + &body).as_bytes())
        .await;
    assert_shape(&answer.expect(400), "a key beyond ASCII");
    assert_stands(&app).await;
}

#[tokio::test]
async fn what_is_no_http_is_refused() {
    let app = TestApp::start().await;
    for bytes in [
        &b"\0\0\0\0\r\n\r\n"[..],
        b"\x16\x03\x01\x02\0\x01\0\x01\xFC\x03\x03\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /api\r\n\r\n",
        b"GET /api HTTP/9.9\r\nHost: localhost\r\n\r\n",
        b"GET  /api HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api HTTP/1.1\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: a b\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: \xFF\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: localhost\r\nX : a\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n",
        b"GET /api HTTP/1.1\r\nHost: localhost\r\n\xFF: a\r\n\r\n",
        b"GET /\xFF HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /api/\0 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET api HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT localhost:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ] {
        let row = String::from_utf8_lossy(bytes).into_owned();
        assert_shape(&app.raw(bytes).await, &row);
    }
    // Who begins in HTTP/2 could not read an answer in HTTP/1 (RFC 9113, section 3.3).
    let mut connection = app.connect().await;
    connection.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    assert_eq!(connection.rest().await, "");
    assert_stands(&app).await;
}
