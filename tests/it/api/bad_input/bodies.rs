//! Bodies that are broken, or framed as no client would.

use serde_json::{Map, Value, json};

use super::{assert_shape, assert_stands};
use crate::support::{TestApp, booking, demo};

const JSON: &str = "Content-Type: application/json";
const PATH: &str = "/api/appointments";

fn broken() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = [
        &b""[..],
        b"\0",
        b"{",
        b"}",
        b"[",
        b"\"",
        b"{\"",
        b"{\"a\"",
        b"{\"a\":",
        b"{\"a\":1",
        b"{\"a\":1,",
        b"{\"a\":1]",
        b"{\"a\":tru}",
        b"{\"a\":01}",
        b"{\"a\":1e999}",
        b"{\"a\":-}",
        b"{\"a\":\"\\x\"}",
        b"{\"a\":\"\\u12\"}",
        b"{\"a\":\"\\udc00\"}",
        b"{\"a\":\"\n\"}",
        b"{a:1}",
        b"<xml/>",
        b"email=a@example.org",
        b"--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n",
        b"\xFF\xFE{\0}\0",
        b"{\"\xC0\x80\":1}",
        b"{\"email\":\"\xED\xA0\x80\"}",
        b"\x1F\x8B\x08\0\0\0\0\0\0\x03",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    for depth in [130, 1_000, 30_000] {
        all.push(vec![b'['; depth]);
        all.push(b"{\"a\":".repeat(depth.min(12_000)));
        all.push([vec![b'['; depth], vec![b']'; depth]].concat());
    }
    all
}

#[tokio::test]
async fn broken_json_is_refused() {
    let app = TestApp::start().await;
    for body in broken() {
        let row = String::from_utf8_lossy(&body[..body.len().min(30)]).into_owned();
        let post = app
            .post(PATH)
            .body("application/json", body.clone())
            .send()
            .await;
        assert_shape(&post, &row);
        let merge = "application/merge-patch+json";
        let patch = app
            .patch(demo::APPOINTMENT)
            .body(merge, body.clone())
            .send()
            .await;
        assert_shape(&patch, &row);
        let plain = app
            .post(PATH)
            .accept("application/json")
            .body("application/json", body);
        assert_shape(&plain.send().await, &row);
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn text_that_is_no_text_is_refused() {
    let app = TestApp::start().await;
    for hostile in [
        "\u{0}",
        "a\u{0}@example.org",
        "\r\nBcc: all@example.org",
        "\u{202e}\u{feff}",
        "' OR 1=1 --",
        "<script>alert(1)</script>",
        "{{7*7}}",
        "../../etc/passwd",
        &"a".repeat(60_000),
        &"é".repeat(30_000),
        &"\u{1F600}".repeat(1_000),
    ] {
        for field in ["email", "phoneNumber", "office", "startTime", "status"] {
            let mut body = booking();
            body[field] = json!(hostile);
            let row = format!("{field}: {}", hostile.chars().take(30).collect::<String>());
            assert_shape(&app.post(PATH).json(&body).send().await, &row);
            let patch = app.patch(demo::APPOINTMENT).merge(&json!({field: hostile}));
            assert_shape(&patch.send().await, &row);
        }
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn what_nobody_knows_is_ignored_however_much_there_is_of_it() {
    let app = TestApp::start().await;
    let unknown: Map<String, Value> = (0..5_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let edited = app
        .patch(demo::APPOINTMENT)
        .merge(&Value::Object(unknown.clone()))
        .send()
        .await;
    edited.expect(200);
    let mut body = booking();
    body.as_object_mut().unwrap().extend(unknown);
    body["@id"] = json!("/api/appointments/1");
    body["id"] = json!({"a": [null]});
    body["__proto__"] = json!({});
    body[""] = json!("");
    body["\u{0}"] = json!("\u{0}");
    let created = app.post(PATH).json(&body).send().await.expect(201);
    assert_eq!(created.json()["email"], "john.doe@gmail.com");
    let twice = format!(
        "{{{}\"email\":\"x\"}}",
        "\"email\":\"a@example.org\",".repeat(2_000)
    );
    let refused = app.post(PATH).body("application/json", twice).send().await;
    assert_shape(&refused, "duplicate keys");
    let many: Map<String, Value> = (0..10_000).map(|n| (format!("k{n}"), json!(n))).collect();
    let refused = app
        .post(PATH)
        .json(&Value::Object(many))
        .send()
        .await
        .expect(413);
    assert_shape(&refused, "10,000 fields");
    app.drain().await;
}

#[tokio::test]
async fn a_compressed_body_is_no_json() {
    let app = TestApp::start().await;
    // What gzip makes of `{}`.
    let body = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0".to_vec();
    for coding in ["gzip", "deflate", "br", "identity, gzip", "nonsense"] {
        let call = app.post(PATH).header("Content-Encoding", coding);
        assert_shape(
            &call.body("application/json", body.clone()).send().await,
            coding,
        );
    }
    assert_stands(&app).await;
}

fn request(app: &TestApp, lines: &[&str], body: &str) -> Vec<u8> {
    (app.head("POST", PATH, lines) + body).into_bytes()
}

#[tokio::test]
async fn chunks_are_put_together() {
    let app = TestApp::start().await;
    let chunked = [JSON, "Transfer-Encoding: chunked"];
    let chunks = booking()
        .to_string()
        .split("")
        .filter(|byte| !byte.is_empty())
        .map(|byte| ["1;ext=\"x\"\r\n", byte, "\r\n"].concat())
        .collect::<String>();
    let whole = request(&app, &chunked, &(chunks + "0\r\nX-Trailer: y\r\n\r\n"));
    let created = app.raw(&whole).await.expect(201);
    app.delete(&created.iri()).send().await.expect(204);
    app.drain().await;
    for (body, row) in [
        ("0\r\n\r\n", "no chunk"),
        ("zz\r\n{}\r\n0\r\n\r\n", "no length"),
        ("-1\r\n{}\r\n0\r\n\r\n", "a negative length"),
        ("ffffffffffffffffff\r\n{}", "a length beyond numbers"),
        ("2\r\n{}xx0\r\n\r\n", "a chunk beyond its length"),
        ("\r\n\r\n", "an empty line"),
    ] {
        assert_shape(&app.raw(&request(&app, &chunked, body)).await, row);
    }
    assert_stands(&app).await;
}

#[tokio::test]
async fn a_length_that_is_not_the_bodys_is_refused() {
    let app = TestApp::start().await;
    for lines in [
        &[JSON, "Content-Length: x"][..],
        &[JSON, "Content-Length: -1"],
        &[JSON, "Content-Length: 2, 3"],
        &[JSON, "Content-Length: 2", "Content-Length: 3"],
        &[JSON, "Content-Length: 99999999999999999999"],
        &[JSON, "Content-Length: 18446744073709551615"],
        &[JSON, "Content-Length: 1"],
        &[JSON],
    ] {
        assert_shape(
            &app.raw(&request(&app, lines, "{}")).await,
            &format!("{lines:?}"),
        );
    }
    // Both lengths: what follows the chunks must not be taken for a request.
    let both = [JSON, "Content-Length: 2", "Transfer-Encoding: chunked"];
    assert_shape(
        &app.raw(&request(&app, &both, "0\r\n\r\n")).await,
        "two framings",
    );

    // What is left over is the next request on the connection, and no HTTP.
    let mut connection = app.connect().await;
    connection
        .send(&request(&app, &[JSON, "Content-Length: 2"], "{}{}\r\n\r\n"))
        .await;
    assert_eq!(connection.answer().await.status, 422);
    assert_shape(&connection.answer().await, "left over");

    // Less than was announced, and no more to come.
    let mut connection = app.connect().await;
    connection
        .send(&request(&app, &[JSON, "Content-Length: 50"], "{}"))
        .await;
    connection.end().await;
    assert_shape(&connection.answer().await, "cut off");
    assert_stands(&app).await;
}

#[tokio::test]
async fn who_waits_to_be_asked_for_the_body_is_asked() {
    let app = TestApp::start().await;
    let body = booking().to_string();
    let length = format!("Content-Length: {}", body.len());
    let mut connection = app.connect().await;
    connection
        .send(&request(&app, &[JSON, &length, "Expect: 100-continue"], ""))
        .await;
    assert_eq!(connection.answer().await.status, 100);
    connection.send(body.as_bytes()).await;
    let created = connection.answer().await.expect(201);
    app.delete(&created.iri()).send().await.expect(204);
    app.drain().await;

    // Not asked for what would be refused.
    let lines = [JSON, "Content-Length: 104857600", "Expect: 100-continue"];
    assert_shape(
        &app.raw(&request(&app, &lines, "")).await.expect(413),
        "too large",
    );
    assert_stands(&app).await;
}

#[tokio::test]
async fn a_body_where_none_belongs_is_ignored() {
    let app = TestApp::start().await;
    for body in ["{", "\0", "{\"status\": \"cancelled\"}"] {
        app.get(demo::OFFICE)
            .body("application/json", body)
            .send()
            .await
            .expect(200);
        app.get(demo::OFFICE)
            .body("nonsense", body)
            .send()
            .await
            .expect(200);
        app.delete(demo::OFFICE)
            .body("nonsense", body)
            .send()
            .await
            .expect(405);
    }
    assert_stands(&app).await;
}
