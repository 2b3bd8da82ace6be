//! The end of a transfer: nothing of it stays, but that it was, and what was downloaded when.

use jiff::SignedDuration;
use leah_local::wire::FaultKind;
use serde_json::{Value, json};

use super::support::{
    FAILURES, MANY, create, download, fault, heal, id, items, items_of, keys, link, operations,
    pass, put, read, revoke, share, subject, ticket, upload,
};
use crate::{
    outbox::sweep,
    support::{Form, Tenant, TestApp, gif, pdf, png},
};

const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
const GUEST: &str = "guest@example.org";

/// A transfer with all that one can have: files by form and by ticket, an archive, kept answers, tickets in every
/// standing, an upload that nobody looked at, a guest who was told and has downloaded. As it is then.
async fn full(app: &TestApp) -> Value {
    let iri = create(app).await;
    let form = Form::new()
        .file("Ordonnance.pdf", &pdf("one"))
        .file("b.png", &png());
    let call = app
        .post(&format!("{iri}/files"))
        .header("idempotency-key", "k");
    call.form(&form).send().await.expect(200);
    for content in [png(), gif()] {
        let ticket = ticket(app, &iri, "c.png", "image/png", content.len()).await;
        put(app, &ticket, &content).await;
        app.drain().await;
    }
    ticket(app, &iri, "d.png", "image/png", 1000).await;
    let unseen = ticket(app, &iri, "e.png", "image/png", png().len()).await;
    put(app, &unseen, &png()).await;
    app.house.take_uploads();
    share(app, &iri, GUEST).await.expect(200);
    app.drain().await;
    let transfer = read(app, &iri).await;
    download(app, &transfer, transfer["files"][0].as_str().unwrap()).await;
    let all = format!("{}/all", link(&transfer));
    app.post(&all).anonymous().send().await.expect(303);
    app.drain().await;
    assert_eq!(
        keys_of(app, &iri).await.len(),
        5,
        "three files, an archive, an upload"
    );
    transfer
}

/// The keys in the bucket that belong to a transfer.
async fn keys_of(app: &TestApp, iri: &str) -> Vec<String> {
    let folder = format!("/{}/", id(iri));
    let keys = keys(app).await.into_iter();
    keys.filter(|key| key.contains(&folder)).collect()
}

/// The kinds of the items that name any of these, each with how many there are.
fn naming(app: &TestApp, names: &[&str]) -> Vec<(String, usize)> {
    let mut kinds = std::collections::BTreeMap::new();
    for item in items(app) {
        let text = item.to_string();
        if names.iter().any(|name| text.contains(name)) {
            *kinds
                .entry(item["type"]["S"].as_str().unwrap().to_owned())
                .or_insert(0) += 1;
        }
    }
    kinds.into_iter().collect()
}

/// Whether nothing is left of a transfer but its downloads, and of the others everything.
async fn is_erased(app: &TestApp, transfer: &Value, besides: &[(String, usize)]) {
    let iri = transfer["@id"].as_str().unwrap();
    assert_eq!(keys_of(app, iri).await, Vec::<String>::new());
    let mut expected = vec![("Audit".to_owned(), 2)];
    expected.extend_from_slice(besides);
    assert_eq!(naming(app, &[id(iri)]), expected);
    let secret = link(transfer);
    let secret = secret.rsplit('/').next().unwrap();
    let personal = [
        GUEST,
        "Ordonnance",
        "c.png",
        transfer["hash"].as_str().unwrap(),
        secret,
    ];
    assert_eq!(naming(app, &personal), []);
    for address in [
        iri.to_owned(),
        transfer["files"][0].as_str().unwrap().to_owned(),
    ] {
        app.get(&address).send().await.expect(404);
    }
    let page = app
        .get(&link(transfer))
        .anonymous()
        .send()
        .await
        .expect(410);
    assert!(page.text.starts_with("<!DOCTYPE html>") || page.text.starts_with("<!doctype html>"));
}

/// What is left of the link, without what every item has.
fn tombstones(app: &TestApp) -> Vec<Value> {
    let mut links = items_of(app, "Link");
    links.retain(|link| link["opens"]["S"] == "expired");
    for link in &mut links {
        for name in ["PK", "SK", "type", "v", "ttl"] {
            link.as_object_mut().unwrap().remove(name).unwrap();
        }
    }
    links
}

#[tokio::test]
async fn at_its_end_a_transfer_is_erased() {
    let app = TestApp::start().await;
    let transfer = full(&app).await;
    // A minute before, all is there; then it is gone within a minute.
    app.advance(WEEK - SignedDuration::from_mins(1)).await;
    read(&app, transfer["@id"].as_str().unwrap()).await;
    app.advance(SignedDuration::from_mins(2)).await;
    is_erased(&app, &transfer, &[]).await;
    let organization = leah_local::demo::ORGANIZATION.to_string();
    assert_eq!(
        tombstones(&app),
        [json!({"opens": {"S": "expired"}, "organization": {"S": organization}})]
    );
    assert_eq!(app.owed().await, Vec::<Value>::new());

    // The link is remembered for a while, and then as unknown as any other.
    app.advance(SignedDuration::from_hours(89 * 24)).await;
    app.get(&link(&transfer))
        .anonymous()
        .send()
        .await
        .expect(410);
    app.advance(SignedDuration::from_hours(2 * 24)).await;
    app.get(&link(&transfer))
        .anonymous()
        .send()
        .await
        .expect(404);
    assert_eq!(tombstones(&app), Vec::<Value>::new());
}

#[tokio::test]
async fn what_was_downloaded_when_is_kept_without_whom() {
    let app = TestApp::start().await;
    let transfer = full(&app).await;
    app.advance(WEEK).await;
    let files = transfer["files"].as_array().unwrap();
    let mut noted = items_of(&app, "Audit");
    noted.sort_by_key(|audit| audit["files"]["L"].as_array().unwrap().len());
    for (audit, files) in noted.iter().zip([&files[..1], &files[..]]) {
        let listed: Vec<&str> = audit["files"]["L"]
            .as_array()
            .unwrap()
            .iter()
            .map(|file| file["S"].as_str().unwrap())
            .collect();
        let expected: Vec<&str> = files
            .iter()
            .map(|file| id(file.as_str().unwrap()))
            .collect();
        assert_eq!(listed, expected);
        assert_eq!(audit["action"]["S"], "transfer.downloaded");
        assert_eq!(audit["at"]["S"], "2021-03-01T08:00:00Z");
        let mut names: Vec<&String> = audit.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(
            names,
            ["PK", "SK", "action", "at", "files", "transfer", "type", "v"]
        );
    }
}

#[tokio::test]
async fn a_revoked_transfer_is_erased_at_once() {
    let app = TestApp::start().await;
    let other = full(&app).await;
    let iri = &create(&app).await;
    let form = Form::new().file("a.pdf", &pdf("one"));
    upload(&app, iri, &form).await.expect(200);
    ticket(&app, iri, "d.png", "image/png", 1000).await;
    share(&app, iri, "second@example.org").await.expect(200);
    app.drain().await;
    let revoked = read(&app, iri).await;
    revoke(&app, iri).await;
    // Before it is erased it does not exist any more, either.
    app.get(iri).send().await.expect(404);
    app.get(&link(&revoked))
        .anonymous()
        .send()
        .await
        .expect(410);
    app.drain().await;
    assert_eq!(
        naming(&app, &[id(iri), "second@example.org"]),
        [("Later".to_owned(), 1)]
    );
    assert_eq!(keys_of(&app, iri).await, Vec::<String>::new());
    app.get(revoked["files"][0].as_str().unwrap())
        .send()
        .await
        .expect(404);
    app.get(&link(&revoked))
        .anonymous()
        .send()
        .await
        .expect(410);
    let leah = app.house.app();
    let again = leah.table().revoke_transfer(subject(iri), leah.ids()).await;
    assert!(!again.unwrap(), "there is none");

    // The other one is as it was, and ends at its own time; what was owed at the end of both is done then.
    assert_eq!(read(&app, other["@id"].as_str().unwrap()).await, other);
    app.advance(WEEK).await;
    assert_eq!(naming(&app, &[id(iri)]), []);
    assert_eq!(app.owed().await, Vec::<Value>::new());
    is_erased(&app, &other, &[]).await;
}

#[tokio::test]
async fn from_its_revocation_nothing_of_a_transfer_can_be_read() {
    let app = TestApp::start().await;
    let transfer = full(&app).await;
    revoke(&app, transfer["@id"].as_str().unwrap()).await;
    for file in transfer["files"].as_array().unwrap() {
        app.get(file.as_str().unwrap()).send().await.expect(404);
    }
    app.drain().await;
    let kept = [("Idempotency".to_owned(), 1), ("Later".to_owned(), 1)];
    is_erased(&app, &transfer, &kept).await;
    app.advance(SignedDuration::from_hours(25)).await;
    is_erased(&app, &transfer, &kept[1..]).await;
    app.advance(WEEK).await;
    is_erased(&app, &transfer, &[]).await;
}

#[tokio::test]
async fn other_organizations_lose_nothing() {
    let app = TestApp::start().await;
    let second = Tenant::create(&app, "second").await;
    let body = json!({"healthcareWorker": second.worker.id.iri()});
    let iri = second
        .sign(app.post(super::support::PATH))
        .json(&body)
        .send()
        .await
        .expect(200)
        .iri();
    let form = Form::new().file("a.png", &png());
    let call = second.sign(app.post(&format!("{iri}/files"))).form(&form);
    let theirs = call.send().await.expect(200);
    let ours = full(&app).await;
    revoke(&app, ours["@id"].as_str().unwrap()).await;
    app.drain().await;
    assert_eq!(keys(&app).await.len(), 1);
    let read = second.sign(app.get(&iri)).send().await.expect(200);
    assert_eq!(read.text, theirs.text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_races_with_a_revocation_leaves_nothing() {
    for round in 0..15 {
        let app = TestApp::start().await;
        let iri = &create(&app).await;
        let seen = ticket(&app, iri, "a.png", "image/png", png().len()).await;
        put(&app, &seen, &png()).await;
        let event = app.house.take_uploads().remove(0);
        let form = Form::new().file("b.pdf", &pdf("one")).file("c.png", &png());
        let end = async {
            revoke(&app, iri).await;
            app.drain().await;
        };
        let told = app.house.invoke("uploads", event);
        let (told, uploaded, ()) = tokio::join!(told, upload(&app, iri, &form), end);
        told.unwrap();
        assert!(matches!(uploaded.status, 200 | 404), "{}", uploaded.text);
        app.advance(SignedDuration::from_hours(1)).await;
        assert_eq!(keys(&app).await, Vec::<String>::new(), "round {round}");
        assert_eq!(
            naming(&app, &[id(iri)]),
            [("Later".to_owned(), 1)],
            "round {round}"
        );
    }
}

/// A sweep as the platform runs it, alone.
async fn swept(app: &TestApp) {
    // It may fail: the next minute's goes on.
    let _ = app.house.invoke("outbox", sweep()).await;
}

#[tokio::test]
async fn an_erasure_that_fails_anywhere_is_done_later() {
    let app = TestApp::wired().await;
    full(&app).await;
    pass(&app, WEEK);
    app.house.wire().unwrap().clear();
    swept(&app).await;
    let calls = operations(&app);
    assert!(calls.len() > 5, "{calls:?}");
    app.drain().await;

    for (service, operation) in calls {
        for kind in FAILURES {
            let row = format!("{operation} {kind:?}");
            let app = TestApp::wired().await;
            let transfer = full(&app).await;
            pass(&app, WEEK);
            fault(&app, service, &operation, kind, MANY);
            swept(&app).await;
            // Whatever was done of it by now: it does not exist.
            let iri = transfer["@id"].as_str().unwrap();
            if !(operation == "GetItem" || operation == "BatchGetItem") {
                app.get(iri).send().await.expect(404);
            }
            heal(&app);
            app.advance(SignedDuration::from_hours(3)).await;
            is_erased(&app, &transfer, &[]).await;
            assert_eq!(app.owed().await, Vec::<Value>::new(), "{row}");
        }
    }
}

#[tokio::test]
async fn an_erasure_is_tried_for_as_long_as_storage_is_down() {
    let app = TestApp::wired().await;
    let transfer = full(&app).await;
    fault(
        &app,
        leah_local::wire::Service::S3,
        "ListObjectsV2",
        FaultKind::Status(503),
        MANY,
    );
    app.advance(WEEK + SignedDuration::from_hours(24)).await;
    app.get(transfer["@id"].as_str().unwrap())
        .send()
        .await
        .expect(404);
    assert_eq!(
        keys(&app).await.len(),
        4,
        "the bucket's lifecycle has taken the upload"
    );
    heal(&app);
    app.advance(SignedDuration::from_hours(2)).await;
    is_erased(&app, &transfer, &[]).await;
}
