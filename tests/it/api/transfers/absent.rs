//! What is not there, or not for everybody, or not any more.

use jiff::SignedDuration;
use serde_json::json;

use super::{
    item::everything,
    support::{PATH, id, pass, read},
};
use crate::support::{Answer, Form, Tenant, TestApp, pdf};

const UNKNOWN: &str = "acdca04c-97af-4d20-bcaa-708ce5d36b9f";

#[tokio::test]
async fn a_method_that_is_not_there_is_405_with_those_that_are() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    let (get, post) = ("GET", "POST");
    for (path, allow) in [
        (PATH.to_owned(), "GET, POST"),
        (transfer.clone(), get),
        (format!("{transfer}/files"), post),
        (format!("{transfer}/share"), post),
        (format!("{transfer}/tickets"), get),
        (ticket, get),
        (file, get),
    ] {
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if allow.contains(method) {
                continue;
            }
            let refused = app.request(method.parse().unwrap(), &path).send().await;
            assert_eq!(refused.status, 405, "{method} {path}: {}", refused.text);
            assert_eq!(refused.header("allow"), Some(allow), "{method} {path}");
            assert_eq!(refused.json()["@type"], "hydra:Error", "{method} {path}");
        }
    }
    app.drain().await;
}

#[tokio::test]
async fn what_is_not_there_is_404() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    let not_found = "Not Found";
    let invalid = "Invalid identifier value or configuration.";
    for (path, words) in [
        (format!("{PATH}/{UNKNOWN}"), not_found),
        (format!("{PATH}/zzz"), invalid),
        (format!("{PATH}/{UNKNOWN}/tickets"), not_found),
        (
            format!("{PATH}/{UNKNOWN}/tickets/{}", id(&ticket)),
            not_found,
        ),
        (format!("{transfer}/tickets/{UNKNOWN}"), not_found),
        (format!("{transfer}/tickets/zzz"), invalid),
        (format!("{PATH}/zzz/tickets"), invalid),
        (format!("/api/transfer_files/{UNKNOWN}"), not_found),
        ("/api/transfer_files/zzz".to_owned(), invalid),
        // One thing's identifier is no other's.
        (format!("{PATH}/{}", id(&file)), not_found),
        (format!("/api/transfer_files/{}", id(&transfer)), not_found),
    ] {
        let answer = app.get(&path).send().await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        assert_eq!(answer.json()["hydra:description"], words, "{path}");
    }
    for path in [
        "/api/transfer_files".to_owned(),
        format!("{transfer}/nope"),
        format!("{transfer}/files/{}", id(&file)),
        format!("{transfer}/share/{UNKNOWN}"),
        format!("{transfer}//tickets"),
        format!("{ticket}/x"),
        format!("{file}/x"),
    ] {
        let answer = app.get(&path).send().await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text);
        let words = answer.json()["hydra:description"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(words.starts_with("No route found for"), "{path}: {words}");
    }
    app.drain().await;
}

/// What can be asked of a transfer with a file and a ticket.
async fn ask_everything(app: &TestApp, key: Option<&Tenant>, paths: &[String; 3]) -> Vec<Answer> {
    let [transfer, file, ticket] = paths;
    let form = Form::new().file("a.pdf", &pdf("two"));
    let tickets = json!({"files": [{"name": "a.pdf", "type": "application/pdf", "size": 5}]});
    let calls = [
        app.get(transfer),
        app.get(file),
        app.get(ticket),
        app.get(&format!("{transfer}/tickets")),
        app.post(&format!("{transfer}/files")).form(&form),
        app.post(&format!("{transfer}/files")).json(&tickets),
        // Whether there is such a transfer comes before what is wrong with the body.
        app.post(&format!("{transfer}/files"))
            .body("application/json", "{"),
        app.post(&format!("{transfer}/files"))
            .body("multipart/form-data", "x"),
        app.post(&format!("{transfer}/share"))
            .json(&json!({"email": "guest@example.org"})),
        app.post(&format!("{transfer}/share"))
            .body("text/plain", "{}"),
    ];
    let mut answers = Vec::new();
    for call in calls {
        let call = match key {
            Some(tenant) => tenant.sign(call),
            None => call,
        };
        answers.push(call.send().await);
    }
    answers
}

#[tokio::test]
async fn another_organizations_transfers_do_not_exist() {
    let app = TestApp::start().await;
    let second = Tenant::create(&app, "second").await;
    let paths = everything(&app).await;
    let before = read(&app, &paths[0]).await;
    let unknown = paths.clone().map(|path| path.replace(id(&path), UNKNOWN));
    let theirs = ask_everything(&app, Some(&second), &paths).await;
    let nobodys = ask_everything(&app, Some(&second), &unknown).await;
    for (theirs, nobodys) in theirs.iter().zip(&nobodys) {
        assert_eq!((theirs.status, &theirs.text), (404, &nobodys.text));
    }
    assert_eq!(read(&app, &paths[0]).await, before);
    app.drain().await;
    assert!(app.messages().await.is_empty());
}

#[tokio::test]
async fn without_a_key_nothing_is_said_of_what_exists() {
    let app = TestApp::start().await;
    let [transfer, file, ticket] = everything(&app).await;
    for path in [transfer, file, ticket, format!("{PATH}/{UNKNOWN}")] {
        app.get(&path).anonymous().send().await.expect(401);
    }
    app.post(PATH)
        .anonymous()
        .json(&json!({}))
        .send()
        .await
        .expect(401);
    app.drain().await;
}

#[tokio::test]
async fn after_seven_days_a_transfer_does_not_exist() {
    let app = TestApp::start().await;
    let paths = everything(&app).await;
    app.drain().await;
    let week = SignedDuration::from_hours(7 * 24);
    pass(&app, week - SignedDuration::from_millis(1));
    for path in &paths[..2] {
        app.get(path).send().await.expect(200);
    }
    // Neither before it is erased, nor after.
    pass(&app, SignedDuration::from_millis(1));
    let ended = ask_everything(&app, None, &paths).await;
    app.drain().await;
    let erased = ask_everything(&app, None, &paths).await;
    for (ended, erased) in ended.iter().zip(&erased) {
        assert_eq!((ended.status, erased.status), (404, 404), "{}", ended.text);
        assert_eq!(ended.json()["hydra:description"], "Not Found");
        assert_eq!(ended.text, erased.text);
    }
    app.drain().await;
    assert!(app.files().await.is_empty());
    assert!(app.messages().await.is_empty());
}
