//! The examples of the OpenAPI document are real answers to real requests: `openapi/examples/`, from which the document is written.
//!
//! Where an answer has changed, `LEAH_EXAMPLES=write cargo test -p leah-tests --test it api::examples` writes it anew, and then
//! `cargo run -p leah-openapi -- --write` the document.

mod mask;
mod told;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    house::sample,
    support::{Answer, Call, Form, TestApp, booking, demo, png},
};

/// What was recorded, by the names of the files.
#[derive(Default)]
struct Recorded(BTreeMap<String, String>);

impl Recorded {
    fn add(&mut self, name: String, value: Value) {
        let text = format!("{:#}\n", mask::masked(value));
        let before = self.0.insert(name, text);
        assert_eq!(before, None, "it is there twice");
    }

    /// An answer in a format; `case` tells several of one operation apart.
    fn answer(&mut self, operation: &str, case: &str, answer: &Answer) {
        let media = answer.header("content-type").unwrap();
        let format = match media.split(';').next().unwrap() {
            "application/ld+json" => "jsonld",
            "application/json" => "json",
            "application/problem+json" => "problem",
            other => panic!("{other} has no name"),
        };
        let name = format!("{operation}.{}.{format}.{case}json", answer.status);
        self.add(name, answer.json());
    }

    /// What was asked.
    fn request(&mut self, operation: &str, case: &str, body: &Value) {
        self.add(format!("{operation}.request.json.{case}json"), body.clone());
    }

    /// The answers in both formats.
    async fn both(&mut self, operation: &str, status: u16, call: impl Fn() -> Call) {
        for accept in ["application/ld+json", "application/json"] {
            let answer = call().accept(accept).send().await.expect(status);
            self.answer(operation, "", &answer);
        }
    }
}

#[tokio::test]
async fn the_examples_are_what_is_answered() {
    let mut recorded = Recorded::default();
    let app = sample::house().await;
    reading(&app, &mut recorded).await;
    changing(&app, &mut recorded).await;
    failing(&app, &mut recorded).await;
    app.drain().await;
    told::record(&mut recorded).await;
    hold(&recorded.0);
}

async fn reading(app: &TestApp, recorded: &mut Recorded) {
    let (transfer, tickets) = (
        sample::transfer(),
        format!("{}/tickets", sample::transfer()),
    );
    let (file, ticket) = (sample::file(), sample::ticket());
    let (endpoint, delivery) = (sample::endpoint(), sample::delivery());
    for (operation, path) in [
        (
            "listHealthcareWorkers",
            "/api/healthcare_workers?email=john.doe@gmail.com",
        ),
        ("getHealthcareWorker", demo::WORKER),
        (
            "listOffices",
            "/api/offices?healthcareWorker.email=john.doe@gmail.com",
        ),
        ("getOffice", demo::OFFICE),
        ("getOrganization", demo::ORGANIZATION),
        ("getFeature", demo::FEATURE),
        (
            "listAppointments",
            "/api/appointments?order[startTime]=desc",
        ),
        ("getAppointment", demo::APPOINTMENT),
        ("listTransfers", "/api/transfers"),
        ("getTransfer", &transfer),
        ("listUploadTickets", &tickets),
        ("getUploadTicket", &ticket),
        ("getTransferFile", &file),
        ("listWebhookEndpoints", "/api/webhook_endpoints"),
        ("getWebhookEndpoint", &endpoint),
        (
            "listWebhookDeliveries",
            "/api/webhook_deliveries?status=pending",
        ),
        ("getWebhookDelivery", &delivery),
        ("getEntrypoint", "/api"),
    ] {
        recorded.both(operation, 200, || app.get(path)).await;
    }
}

async fn changing(app: &TestApp, recorded: &mut Recorded) {
    recorded.request("createAppointment", "", &booking());
    let book = || app.post("/api/appointments").json(&booking());
    recorded.both("createAppointment", 201, book).await;
    let booked = book().send().await.expect(201).iri();

    let later = json!({ "startTime": "2021-05-18T09:00:00" });
    recorded.request("editAppointment", "reschedule.", &later);
    let edit = || app.patch(&booked).merge(&later);
    for accept in ["application/ld+json", "application/json"] {
        let answer = edit().accept(accept).send().await.expect(200);
        recorded.answer("editAppointment", "reschedule.", &answer);
    }
    let cancelled = json!({ "status": "cancelled" });
    recorded.request("editAppointment", "cancel.", &cancelled);
    let answer = app
        .patch(&booked)
        .merge(&cancelled)
        .send()
        .await
        .expect(200);
    recorded.answer("editAppointment", "cancel.", &answer);

    let worker = json!({ "healthcareWorker": demo::WORKER });
    recorded.request("createTransfer", "", &worker);
    let create = || app.post("/api/transfers").json(&worker);
    recorded.both("createTransfer", 200, create).await;
    let transfer = create().send().await.expect(200).iri();
    let files = format!("{transfer}/files");
    let form = Form::new().file("prescription_echo.png", &png());
    let answer = app.post(&files).form(&form).send().await.expect(200);
    recorded.answer("sendFiles", "form.", &answer);
    let announced = json!({
        "files": [{ "name": "scan.pdf", "type": "application/pdf", "size": 12_345_678 }],
    });
    recorded.request("sendFiles", "tickets.", &announced);
    let answer = app.post(&files).json(&announced).send().await.expect(200);
    recorded.answer("sendFiles", "tickets.", &answer);
    let guest = json!({ "email": "benjamin@leah.care" });
    recorded.request("shareTransfer", "", &guest);
    let share = || app.post(&format!("{transfer}/share")).json(&guest);
    recorded.both("shareTransfer", 200, share).await;

    let dead = app.get("/api/webhook_deliveries?status=dead").send().await;
    let dead = dead.members().remove(0);
    let answer = app.post(&format!("{dead}/replay")).send().await.expect(200);
    recorded.answer("replayWebhookDelivery", "", &answer);
}

/// The failures by the names of their components, each in both shapes.
async fn failing(app: &TestApp, recorded: &mut Recorded) {
    let unknown = "/api/appointments/e6d21e48-ec5e-4013-8c3e-78f71e14a499";
    let elsewhere = json!({ "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532" });
    let replay = format!("{}/replay", sample::delivery());
    let post = || app.post("/api/appointments");
    for accept in ["application/ld+json", "application/json"] {
        for (name, status, call) in [
            ("BadRequest", 400, post().json(&elsewhere)),
            ("Unauthorized", 401, app.get("/api/offices").anonymous()),
            ("NotFound", 404, app.get(unknown)),
            (
                "MethodNotAllowed",
                405,
                app.request(Method::PUT, demo::APPOINTMENT),
            ),
            ("Conflict", 409, app.post(&replay)),
            (
                "ContentTooLarge",
                413,
                post().body("application/json", vec![b' '; 70_000]),
            ),
            (
                "UnsupportedMediaType",
                415,
                post().body("application/xml", "<a/>"),
            ),
            ("UnprocessableContent", 422, post().json(&json!({}))),
        ] {
            let answer = call.accept(accept).send().await.expect(status);
            recorded.answer(name, "", &answer);
        }
    }
    let answer = app
        .get("/api/offices")
        .accept("application/xml")
        .send()
        .await;
    recorded.answer("NotAcceptable", "", &answer.expect(406));
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/examples")
}

/// Holds the files against what was recorded, or writes them.
fn hold(recorded: &BTreeMap<String, String>) {
    let folder = folder();
    if std::env::var_os("LEAH_EXAMPLES").is_some() {
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in recorded {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let files = fs::read_dir(&folder).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        (name, fs::read_to_string(path).unwrap())
    });
    let kept: BTreeMap<String, String> = files.collect();
    let command = "LEAH_EXAMPLES=write cargo test -p leah-tests --test it api::examples";
    for (name, text) in recorded {
        assert_eq!(kept.get(name), Some(text), "{name} has changed: {command}");
    }
    assert_eq!(kept.len(), recorded.len(), "there are others: {command}");
}
