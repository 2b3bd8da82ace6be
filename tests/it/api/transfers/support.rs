//! Transfers, and what stands in the table and the bucket, as these tests look at them.

use std::collections::BTreeSet;

use leah_domain::TransferRef;
use leah_local::wire::{Fault, FaultKind, Service};
use serde_json::{Value, json};

use crate::support::{Answer, Form, TestApp, demo, png};

pub(super) const PATH: &str = "/api/transfers";

/// More attempts than any client makes at one call.
pub(super) const MANY: u32 = 1000;
/// The ways in which a call fails.
pub(super) const FAILURES: [FaultKind; 3] = [
    FaultKind::Status(500),
    FaultKind::Reset,
    FaultKind::ReplyLost,
];

/// Creates a transfer of the demo organization; its IRI.
pub(super) async fn create(app: &TestApp) -> String {
    let body = json!({"healthcareWorker": demo::WORKER});
    app.post(PATH).json(&body).send().await.expect(200).iri()
}

/// Sends a form with files.
pub(super) async fn upload(app: &TestApp, iri: &str, form: &Form) -> Answer {
    app.post(&format!("{iri}/files")).form(form).send().await
}

/// A transfer with so many files of one dot each.
pub(super) async fn filled(app: &TestApp, files: usize) -> String {
    let iri = create(app).await;
    let form = (0..files).fold(Form::new(), |form, number| {
        form.file(&format!("{number}.png"), &png())
    });
    upload(app, &iri, &form).await.expect(200);
    iri
}

/// Asks for tickets.
pub(super) async fn announce(app: &TestApp, iri: &str, files: &Value) -> Answer {
    let body = json!({"files": files});
    app.post(&format!("{iri}/files")).json(&body).send().await
}

/// A ticket for a file with this content.
pub(super) async fn ticket(
    app: &TestApp,
    iri: &str,
    name: &str,
    media: &str,
    size: usize,
) -> Value {
    let files = json!([{"name": name, "type": media, "size": size}]);
    let answer = announce(app, iri, &files).await.expect(200);
    answer.json()["hydra:member"][0].clone()
}

/// Redeems a ticket as a browser does: its fields in order, the file last. S3's status and text.
pub(super) async fn redeem(app: &TestApp, ticket: &Value, content: &[u8]) -> (u16, String) {
    send(app, ticket, &ticket["upload"]["fields"], content).await
}

/// Redeems a ticket with fields of one's own.
pub(super) async fn send(
    app: &TestApp,
    ticket: &Value,
    fields: &Value,
    content: &[u8],
) -> (u16, String) {
    let mut form = Form::new();
    for (name, value) in fields.as_object().unwrap() {
        form = form.field(name, value.as_str().unwrap());
    }
    let form = form.file_as("file", "blob", "application/octet-stream", content);
    let request = app.client.post(ticket["upload"]["url"].as_str().unwrap());
    let request = request
        .header("content-type", form.media())
        .body(form.body());
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Redeems a ticket; S3 takes what is sent.
pub(super) async fn put(app: &TestApp, ticket: &Value, content: &[u8]) {
    let (status, text) = redeem(app, ticket, content).await;
    assert_eq!(status, 204, "{text}");
}

pub(super) async fn share(app: &TestApp, iri: &str, email: &str) -> Answer {
    let body = json!({"email": email});
    app.post(&format!("{iri}/share")).json(&body).send().await
}

pub(super) async fn read(app: &TestApp, iri: &str) -> Value {
    app.get(iri).send().await.expect(200).json()
}

/// The last part of an IRI or key.
pub(super) fn id(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap()
}

/// A transfer of the demo organization, named with it.
pub(super) fn subject(iri: &str) -> TransferRef {
    TransferRef {
        organization: leah_local::demo::ORGANIZATION,
        transfer: id(iri).parse().unwrap(),
    }
}

/// Takes a transfer back, as an operator's tool does.
pub(super) async fn revoke(app: &TestApp, iri: &str) {
    let app = app.house.app();
    let revoked = app.table().revoke_transfer(subject(iri), app.ids()).await;
    assert!(revoked.unwrap(), "there is no such transfer");
}

/// The keys in the bucket, in order.
pub(super) async fn keys(app: &TestApp) -> Vec<String> {
    let files = app.files().await.into_iter();
    files
        .map(|file| file["key"].as_str().unwrap().to_owned())
        .collect()
}

/// All items of the table.
pub(super) fn items(app: &TestApp) -> Vec<Value> {
    app.house.items().unwrap()
}

/// The items of one kind.
pub(super) fn items_of(app: &TestApp, kind: &str) -> Vec<Value> {
    let mut items = items(app);
    items.retain(|item| item["type"]["S"] == kind);
    items
}

/// Whether the transfer, its files' own records and the bucket say the same: each of its files can be read and is stored,
/// and nothing else is. The number of its files.
pub(super) async fn whole(app: &TestApp, iri: &str) -> usize {
    let (count, orphans) = stored(app, iri).await;
    assert_eq!(orphans, Vec::<String>::new(), "objects that no file is");
    count
}

/// As [`whole`], but there may be objects that no file is, so long as they are none of other transfers; they are given back.
pub(super) async fn stored(app: &TestApp, iri: &str) -> (usize, Vec<String>) {
    let transfer = read(app, iri).await;
    let listed = transfer["files"].as_array().unwrap().clone();
    let mut names = BTreeSet::new();
    for file in &listed {
        let file = read(app, file.as_str().unwrap()).await;
        assert_eq!(file["transfer"], *iri);
        names.insert(id(file["@id"].as_str().unwrap()).to_owned());
    }
    assert_eq!(names.len(), listed.len(), "a file is listed twice");
    let mut records = items_of(app, "TransferFile");
    records.retain(|record| record["transfer"]["S"] == id(iri));
    assert_eq!(records.len(), names.len(), "records of files");

    let TransferRef {
        organization,
        transfer,
    } = subject(iri);
    let folder = format!("files/{organization}/{transfer}/");
    let keys = keys(app).await.into_iter();
    let (served, orphans): (Vec<_>, Vec<_>) = keys.partition(|key| {
        key.strip_prefix(&folder)
            .is_some_and(|name| names.contains(name))
    });
    assert_eq!(served.len(), names.len(), "files without an object");
    for key in &orphans {
        assert!(key.starts_with(&folder), "{key}");
    }
    (names.len(), orphans)
}

/// The path of a transfer's link, as its mail has it.
pub(super) fn link(transfer: &Value) -> String {
    use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
    let hash = transfer["hash"].as_str().unwrap();
    let digits = BASE64.decode(hash.as_bytes()).unwrap();
    let secret = HEXLOWER.decode(&digits).unwrap();
    format!("/t/{}", BASE64URL_NOPAD.encode(&secret))
}

/// What a guest gets who presses a file's button: its bytes.
pub(super) async fn download(app: &TestApp, transfer: &Value, file: &str) -> Vec<u8> {
    let path = format!("{}/files/{}", link(transfer), id(file));
    let answer = app.post(&path).anonymous().send().await.expect(303);
    let address = answer.header("location").unwrap();
    let answer = app.client.get(address).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().await.unwrap().to_vec()
}

/// Breaks the next `times` calls of one operation.
pub(super) fn fault(app: &TestApp, service: Service, operation: &str, kind: FaultKind, times: u32) {
    app.house.wire().unwrap().fault(Fault {
        service,
        operation: Some(operation.to_owned()),
        matching: None,
        kind,
        times: Some(times),
    });
}

pub(super) fn heal(app: &TestApp) {
    app.house.wire().unwrap().heal();
}

/// Moves the clock while nothing else happens.
pub(super) fn pass(app: &TestApp, time: jiff::SignedDuration) {
    app.house.clock().set(app.now().checked_add(time).unwrap());
}

/// The distinct calls that were made since the wire was cleared, in the order in which they came first.
pub(super) fn operations(app: &TestApp) -> Vec<(Service, String)> {
    let mut found = Vec::new();
    for call in app.house.wire().unwrap().calls() {
        let operation = (call.service, call.operation);
        if !found.contains(&operation) {
            found.push(operation);
        }
    }
    found
}
