//! `/_local/webhook_endpoints` and `/_local/deliveries`, as who builds a receiver uses them.

use std::sync::{Arc, Mutex};

use axum::{Router, extract::State, http::StatusCode, routing::post};
use leah_local::House;
use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};
use tempfile::tempdir;
use tokio::net::TcpListener;

use crate::{book, house, options};

/// A server on this machine that answers with a status and a text; it ends with the test's runtime.
async fn receiver(status: StatusCode, text: &'static str) -> (String, Arc<Mutex<Vec<String>>>) {
    let bodies = Arc::new(Mutex::new(Vec::new()));
    let answer = move |State(bodies): State<Arc<Mutex<Vec<String>>>>, body: String| async move {
        bodies.lock().unwrap().push(body);
        (status, text)
    };
    let router = Router::new()
        .route("/hook", post(answer))
        .with_state(Arc::clone(&bodies));
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, bodies)
}

async fn get(house: &House, path: &str) -> Value {
    let answer = reqwest::get(format!("{}/_local/{path}", house.url()));
    answer.await.unwrap().json().await.unwrap()
}

async fn page(house: &House) -> String {
    let answer = reqwest::get(format!("{}/_local", house.url())).await;
    answer.unwrap().text().await.unwrap()
}

async fn send(house: &House, media: &str, body: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let request = client
        .post(format!("{}/_local/webhook_endpoints", house.url()))
        .header("content-type", media)
        .body(body.to_owned());
    request.send().await.unwrap()
}

/// Sets an endpoint up by JSON; what is answered.
async fn set_up(house: &House, wanted: &Value) -> Value {
    let answer = send(house, "application/json", &wanted.to_string()).await;
    assert_eq!(answer.status(), 201);
    answer.json().await.unwrap()
}

/// Books, and presses the button behind the mail's link.
async fn arrive(house: &House) {
    book(house, "2026-01-07T09:00:00").await;
    house.drain().await.unwrap();
    let messages = get(house, "messages").await;
    let text = messages.as_array().unwrap().last().unwrap()["text"].clone();
    let mut words = text.as_str().unwrap().split_whitespace();
    let link = words.find(|word| word.contains("/w/")).unwrap();
    let path = link.split_once("/w/").unwrap().1;
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let pressed = client
        .post(format!("{}/w/{path}", house.url()))
        .send()
        .await;
    assert_eq!(pressed.unwrap().status(), 303);
}

#[tokio::test]
async fn an_endpoint_is_set_up_by_json() {
    let house = house().await;
    assert_eq!(get(&house, "webhook_endpoints").await, json!([]));
    let mut plain = set_up(&house, &json!({"url": "http://localhost:8080/hook"})).await;
    let secret = plain["secret"].take();
    assert!(secret.as_str().unwrap().starts_with("whsec_"), "{secret}");
    let id = plain["id"].clone();
    assert_eq!(
        plain,
        json!({
            "id": id,
            "url": "http://localhost:8080/hook",
            "secret": null,
            "events": ["appointment.guest.online"],
            "payload": "string",
            "disabled": null,
        })
    );
    let whole = set_up(
        &house,
        &json!({
            "url": " https://hooks.example.org/leah ",
            "events": ["transfer.shared", "appointment.created"],
            "payload": "object",
        }),
    )
    .await;
    assert_eq!(whole["url"], "https://hooks.example.org/leah");
    assert_eq!(
        whole["events"],
        json!(["transfer.shared", "appointment.created"])
    );
    assert_eq!(whole["payload"], "object");
    assert_ne!(whole["secret"], secret);
    let listed = get(&house, "webhook_endpoints").await;
    let ids: Vec<&Value> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.contains(&&id) && ids.contains(&&whole["id"]));
    // curl calls everything a form that is given with -d.
    let form = "application/x-www-form-urlencoded";
    let curl = send(&house, form, r#" {"url": "http://127.0.0.1:8080/"}"#).await;
    assert_eq!(curl.status(), 201);
}

#[tokio::test]
async fn an_endpoint_is_set_up_by_the_pages_form() {
    let house = house().await;
    assert!(page(&house).await.contains("No endpoint yet."));
    let form = "application/x-www-form-urlencoded";
    let answer = send(
        &house,
        form,
        "url=http%3A%2F%2Flocalhost%3A8080%2Fhook%3Fa%3D%22b%22",
    )
    .await;
    assert_eq!(answer.status(), 303);
    assert_eq!(answer.headers()["location"], "/_local#webhooks");
    let listed = get(&house, "webhook_endpoints").await;
    assert_eq!(listed[0]["url"], "http://localhost:8080/hook?a=%22b%22");
    let page = page(&house).await;
    assert!(
        page.contains("<code>http://localhost:8080/hook?a=%22b%22</code>"),
        "{page}"
    );
    assert!(page.contains(listed[0]["secret"].as_str().unwrap()));
    assert!(page.contains(r#"<form method="post" action="/_local/webhook_endpoints">"#));
    for body in ["", "url=", "address=http://localhost/", "url=nowhere"] {
        let answer = send(&house, form, body).await;
        assert_eq!(answer.status(), 400, "{body}");
    }
    assert_eq!(
        get(&house, "webhook_endpoints")
            .await
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[tokio::test]
async fn a_typo_is_told_what_is_wrong() {
    let house = house().await;
    let usage = r#"send {"url":"http://localhost:8080/hook"}"#;
    for (body, says) in [
        ("", usage),
        ("{", usage),
        ("[]", usage),
        ("{}", "missing field `url`"),
        (r#"{"url": 1}"#, usage),
        (
            r#"{"url": "https://a.example/", "event": []}"#,
            "unknown field `event`",
        ),
        (r#"{"url": ""}"#, "not an address such as https://"),
        (
            r#"{"url": "localhost:8080"}"#,
            "not an address such as https://",
        ),
        (
            r#"{"url": "http://hooks.example.org/"}"#,
            "has an https address",
        ),
        (
            r#"{"url": "https://me@hooks.example.org/"}"#,
            "neither a user",
        ),
        (
            r#"{"url": "https://a.example/", "events": ["appointment.guest.offline"]}"#,
            r#"there is no event "appointment.guest.offline"; there are appointment.guest.online, appointment.created"#,
        ),
        (
            r#"{"url": "https://a.example/", "payload": "xml"}"#,
            r#"payload is "string" or "object""#,
        ),
    ] {
        let answer = send(&house, "application/json", body).await;
        assert_eq!(answer.status(), 400, "{body}");
        let error: Value = answer.json().await.unwrap();
        let error = error["error"].as_str().unwrap();
        assert!(error.contains(says), "{body}: {error}");
    }
    assert_eq!(get(&house, "webhook_endpoints").await, json!([]));
    for _ in 0..20 {
        set_up(&house, &json!({"url": "https://a.example/"})).await;
    }
    let more = send(
        &house,
        "application/json",
        r#"{"url": "https://a.example/"}"#,
    )
    .await;
    assert_eq!(more.status(), 400);
    let error: Value = more.json().await.unwrap();
    assert_eq!(error["error"], "an organization has 20 endpoints at most");
}

#[tokio::test]
async fn a_delivery_is_shown_with_request_answer_and_next_attempt() {
    let house = house().await;
    let (well, bodies) = receiver(StatusCode::OK, "<b>thank</b> you").await;
    let (failing, _) = receiver(StatusCode::INTERNAL_SERVER_ERROR, "").await;
    let well = set_up(&house, &json!({ "url": well })).await;
    let failing = set_up(&house, &json!({ "url": failing })).await;
    assert_eq!(get(&house, "deliveries").await, json!([]));
    arrive(&house).await;
    house.drain().await.unwrap();

    let shown = get(&house, "deliveries").await;
    let to = |endpoint: &Value| {
        let mut shown = shown.as_array().unwrap().iter();
        shown
            .find(|one| one["endpoint"] == endpoint["id"])
            .unwrap()
            .clone()
    };
    let delivered = to(&well);
    assert_eq!(delivered["event"], "appointment.guest.online");
    assert_eq!(delivered["status"], "delivered");
    assert_eq!(delivered["created"], crate::START);
    assert_eq!(delivered["nextAttempt"], Value::Null);
    let [attempt] = &delivered["attempts"].as_array().unwrap()[..] else {
        panic!("{delivered}")
    };
    assert_eq!(attempt["at"], crate::START);
    assert_eq!(attempt["url"], well["url"]);
    assert_eq!(attempt["answer"], "200");
    assert_eq!(attempt["excerpt"], "<b>thank</b> you");
    assert_eq!(
        bodies.lock().unwrap()[..],
        [attempt["body"].as_str().unwrap()]
    );
    let headers: Vec<&str> = attempt["headers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|header| header[0].as_str().unwrap())
        .collect();
    assert_eq!(
        headers,
        [
            "content-type",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature"
        ]
    );
    let id = format!("msg_{}", delivered["id"].as_str().unwrap());
    assert_eq!(attempt["headers"][1][1], id);

    let pending = to(&failing);
    assert_eq!(pending["status"], "pending");
    assert_eq!(pending["nextAttempt"], "2026-01-05T08:00:05Z");
    assert_eq!(pending["attempts"][0]["answer"], "500");

    let page = page(&house).await;
    assert!(
        page.contains(&id) && page.contains("<strong>500</strong>"),
        "{page}"
    );
    assert!(
        page.contains("next attempt at <time>2026-01-05T08:00:05Z</time>"),
        "{page}"
    );
    // What a receiver says is text here.
    assert!(page.contains("&#60;b&#62;thank&#60;/b&#62; you"), "{page}");
    assert!(!page.contains("<b>thank"), "{page}");

    // What is still tried is owed.
    let owed = get(&house, "owed").await;
    let owed: Vec<&Value> = owed
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["effect"] == "webhook-delivery")
        .collect();
    let [owed] = owed[..] else { panic!("{owed:?}") };
    assert_eq!(owed["due"], "2026-01-05T08:00:05Z");
    assert_eq!(owed["attempts"], 1);
    assert_eq!(
        owed["organization"],
        leah_local::demo::ORGANIZATION.to_string()
    );
    assert!(page.contains("<td>webhook-delivery</td>"), "{page}");

    // A minute later it was tried again; both attempts are shown, and why nobody answered.
    house
        .advance(jiff::SignedDuration::from_mins(1))
        .await
        .unwrap();
    let shown = get(&house, "deliveries").await;
    let again = shown
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["endpoint"] == failing["id"]);
    assert_eq!(again.unwrap()["attempts"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_attempt_without_an_answer_says_why() {
    let house = house().await;
    // A port that nobody listens at.
    set_up(&house, &json!({"url": "http://127.0.0.1:1/"})).await;
    arrive(&house).await;
    house.drain().await.unwrap();
    let shown = get(&house, "deliveries").await;
    let attempt = &shown[0]["attempts"][0];
    assert_eq!(
        (&attempt["answer"], &attempt["excerpt"]),
        (&json!("connection-failed"), &json!(""))
    );
    assert!(
        page(&house)
            .await
            .contains("<strong>connection-failed</strong>")
    );
}

/// Deliveries are kept; what went over the wire is remembered by the program that did it.
#[tokio::test]
async fn after_a_restart_deliveries_are_shown_without_attempts() {
    let folder = tempdir().unwrap();
    let start = || {
        let mut options = options();
        options.data = Some(folder.path().join("data"));
        House::start(options)
    };
    let first = start().await.unwrap();
    let (url, _) = receiver(StatusCode::OK, "").await;
    set_up(&first, &json!({ "url": url })).await;
    arrive(&first).await;
    first.drain().await.unwrap();
    assert_eq!(
        get(&first, "deliveries").await[0]["attempts"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    first.shutdown().await;
    let second = start().await.unwrap();
    let shown = get(&second, "deliveries").await;
    assert_eq!(
        (&shown[0]["status"], &shown[0]["attempts"]),
        (&json!("delivered"), &json!([]))
    );
    assert!(
        page(&second)
            .await
            .contains("No attempt since this program started.")
    );
    assert_eq!(get(&second, "webhook_endpoints").await[0]["url"], url);
}
