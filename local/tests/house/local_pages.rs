//! `/_local`, as integrators' tests use it.

use std::{collections::BTreeMap, sync::Arc};

use aws_sdk_s3::config::{BehaviorVersion, Builder, Credentials, Region};
use leah_aws::system::SystemIds;
use leah_local::{
    House,
    demo::ORGANIZATION,
    engines::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY, SESSION_TOKEN},
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use crate::{book, house};

async fn get(house: &House, path: &str) -> Value {
    let answer = reqwest::get(format!("{}/_local/{path}", house.url()));
    answer.await.unwrap().json().await.unwrap()
}

async fn post(house: &House, path: &str, body: &str) -> (StatusCode, Value) {
    let request = Client::new().post(format!("{}/_local/{path}", house.url()));
    let answer = request.body(body.to_owned()).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_booking_can_be_followed_to_its_last_message() {
    let house = house().await;
    let appointment = book(&house, "2026-01-07T09:00:00").await;
    let id = appointment.rsplit('/').next().unwrap();
    assert_eq!(get(&house, "owed").await[0]["appointment"], id);
    assert_eq!(post(&house, "drain", "").await.0, 200);

    let schedules = get(&house, "schedules").await;
    assert_eq!(schedules.as_array().unwrap().len(), 2);
    assert_eq!(schedules[0]["at"], "2026-01-06T09:00:00Z");
    assert_eq!(schedules[0]["input"]["appointment"], id);

    let moved = post(&house, "clock", r#"{"advance":"PT48H"}"#).await;
    assert_eq!(
        moved,
        (StatusCode::OK, json!({"now": "2026-01-07T08:00:00Z"}))
    );
    let sms = get(&house, "messages?to=+33612345678").await;
    assert_eq!(sms[0]["channel"], "sms");
    assert_eq!(sms[0]["sentAt"], "2026-01-06T09:00:00Z");
    assert_eq!(sms[0]["attachments"], json!([]));
    let mails = get(&house, "messages?to=guest@example.com").await;
    assert_eq!(mails[0]["attachments"][0]["contentType"], "text/calendar");
    assert_eq!(mails.as_array().unwrap().len(), 2);

    let back = post(&house, "clock", r#"{"now":"2026-01-05T00:00:00+01:00"}"#).await;
    assert_eq!(back.1, json!({"now": "2026-01-04T23:00:00Z"}));
}

#[tokio::test]
async fn what_is_wrong_is_said() {
    let house = house().await;
    for body in [
        "",
        "{",
        "[]",
        "{}",
        r#"{"advance":1}"#,
        r#"{"advance":"soon"}"#,
        r#"{"later":"PT1H"}"#,
    ] {
        let (status, answer) = post(&house, "clock", body).await;
        assert_eq!(status, 400, "{body}");
        assert!(answer["error"].is_string(), "{body}");
    }
    assert!(get(&house, "nowhere").await["error"].is_string());
}

#[tokio::test]
async fn the_files_are_listed() {
    let house = house().await;
    assert_eq!(get(&house, "files").await, json!([]));
    let token = Some(SESSION_TOKEN.to_owned());
    let config = Builder::new()
        .behavior_version(BehaviorVersion::latest())
        .credentials_provider(Credentials::new(
            ACCESS_KEY, SECRET_KEY, token, None, "test",
        ))
        .region(Region::from_static(REGION))
        .endpoint_url(&house.engines().urls().s3)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .force_path_style(true);
    let s3 = aws_sdk_s3::Client::from_conf(config.build());
    let put = s3
        .put_object()
        .bucket(BUCKET)
        .key("files/a")
        .content_type("image/png");
    put.body(b"hello".to_vec().into()).send().await.unwrap();
    let listed =
        json!([{"key": "files/a", "size": 5, "type": "image/png", "created": crate::START}]);
    assert_eq!(get(&house, "files").await, listed);
    let page = reqwest::get(format!("{}/_local", house.url()))
        .await
        .unwrap();
    assert!(
        page.text()
            .await
            .unwrap()
            .contains("href=\"/_local/files\"")
    );
}

#[tokio::test]
async fn the_page_shows_messages_and_keeps_them_in_their_frame() {
    let house = house().await;
    book(&house, "2026-01-07T09:00:00").await;
    house.drain().await.unwrap();
    let page = reqwest::get(format!("{}/_local", house.url()))
        .await
        .unwrap();
    assert!(
        page.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .contains("default-src 'none'")
    );
    let page = page.text().await.unwrap();
    assert!(page.contains("guest@example.com"));
    assert!(page.contains(r#"src="/_local/messages/1/html""#));
    let mail = reqwest::get(format!("{}/_local/messages/1/html", house.url()));
    let mail = mail.await.unwrap();
    assert!(
        mail.headers()["content-security-policy"]
            .to_str()
            .unwrap()
            .starts_with("sandbox ")
    );
    let source = reqwest::get(format!("{}/_local/messages/1/source", house.url()));
    assert!(
        source
            .await
            .unwrap()
            .text()
            .await
            .unwrap()
            .contains("text/calendar")
    );
    let none = reqwest::get(format!("{}/_local/messages/2/html", house.url()));
    assert_eq!(none.await.unwrap().status(), 404);
}

#[tokio::test]
async fn other_sites_are_kept_out() {
    let house = house().await;
    let foreign = Client::new()
        .post(format!("{}/_local/drain", house.url()))
        .header("Origin", "https://example.com")
        .send();
    assert_eq!(foreign.await.unwrap().status(), 403);
    let rebound = Client::new()
        .get(format!("{}/_local/messages", house.url()))
        .header("Host", "example.com")
        .send();
    assert_eq!(rebound.await.unwrap().status(), 421);
}

#[tokio::test]
async fn the_environment_is_that_of_a_function_on_these_engines() {
    let house = house().await;
    let environment: BTreeMap<String, String> =
        serde_json::from_value(get(&house, "environment").await).unwrap();
    assert_eq!(environment, house.environment());
    let config = leah_aws::Config::from_env(&environment).unwrap();
    assert_eq!(&config, house.app().config());
    let app = leah_aws::App::from_env(
        &environment,
        Arc::new(house.clock().clone()),
        Arc::new(SystemIds),
    );
    let found = app.unwrap().table().organization(ORGANIZATION).await;
    assert_eq!(found.unwrap().unwrap().slug, "myorganization");
}
