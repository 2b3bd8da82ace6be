//! What belongs to one organization is nothing to another: not its things, its lists, its keys, its pages, its answers.

mod keys;

use leah_domain::{Feature, Id, Ids, webhook::Event};
use reqwest::Method;
use serde_json::json;

use crate::support::{Answer, Call, Seeded, Tenant, TestApp, booking, demo, hook};

const UNKNOWN: &str = "6e229d04-1880-4b6b-a520-36f757f4a532";

impl Tenant {
    /// A request as this organization, at its own host.
    fn call(&self, app: &TestApp, method: Method, path: &str) -> Call {
        app.request(method, path).key(&self.key).host(&self.host())
    }

    fn get(&self, app: &TestApp, path: &str) -> Call {
        self.call(app, Method::GET, path)
    }

    async fn book(&self, app: &TestApp, reference: &str) -> String {
        let mut body = booking();
        body["office"] = json!(self.office.id.iri());
        body["externalId"] = json!(reference);
        body["email"] = json!("guest@example.org");
        let call = self
            .call(app, Method::POST, "/api/appointments")
            .json(&body);
        call.send().await.expect(201).iri()
    }
}

/// A request for a path.
type Request<'a> = Box<dyn Fn(&str) -> Call + 'a>;

/// All that an answer says, but for the time and the request's own id.
fn shown(answer: &Answer) -> (u16, String, Vec<(String, String)>) {
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| !["date", "x-request-id", "x-amzn-requestid"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    (answer.status, answer.text.clone(), headers)
}

#[tokio::test]
async fn what_is_anothers_is_not_there() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    let ids = Seeded::starting_at("feature");
    let feature = Feature {
        id: Id::new(ids.uuid()),
        name: "Theirs".into(),
    };
    app.house
        .app()
        .table()
        .put_feature(other.organization.id, &feature)
        .await
        .unwrap();
    let appointment = other.book(&app, "theirs").await;
    app.drain().await;
    let owed = app.owed().await;
    let empty = json!({});
    let edit = json!({"startTime": "2021-05-18T09:00:00"});
    let cancel = json!({"status": "cancelled"});
    for iri in [
        other.office.id.iri(),
        other.worker.id.iri(),
        other.organization.id.iri(),
        feature.id.iri(),
        appointment.clone(),
    ] {
        let before = other.get(&app, &iri).send().await.expect(200);
        let unknown = format!("{}/{UNKNOWN}", iri.rsplit_once('/').unwrap().0);
        let mut calls: Vec<Request<'_>> = vec![
            Box::new(|path| app.get(path)),
            Box::new(|path| {
                let (collection, id) = path.rsplit_once('/').unwrap();
                app.get(&format!("{collection}/{}", id.to_uppercase()))
            }),
            Box::new(|path| app.get(path).accept("application/json")),
            Box::new(|path| app.get(path).header("If-None-Match", "*")),
            Box::new(|path| app.get(&format!("{path}.json"))),
            Box::new(|path| app.request(Method::HEAD, path)),
        ];
        if iri == appointment {
            calls.extend([
                Box::new(|path: &str| app.patch(path).merge(&empty)) as Request<'_>,
                Box::new(|path| app.patch(path).merge(&edit)),
                Box::new(|path| app.patch(path).merge(&cancel)),
                Box::new(|path| app.patch(path).merge(&edit).header("Idempotency-Key", "1")),
                Box::new(|path| app.patch(path).body("text/plain", "{")),
                Box::new(|path| app.delete(path)),
            ]);
        }
        for call in calls {
            let (theirs, nobodys) = (call(&iri).send().await, call(&unknown).send().await);
            assert_eq!(theirs.status, 404, "{iri}: {}", theirs.text);
            assert_eq!(shown(&theirs), shown(&nobodys), "{iri}");
        }
        let after = other.get(&app, &iri).send().await;
        assert_eq!(shown(&after), shown(&before), "{iri} is as it was");
    }
    assert_eq!(app.owed().await, owed);
}

#[tokio::test]
async fn an_office_of_anothers_cannot_be_booked() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    // The office is known to this process, but not as ours.
    other.book(&app, "theirs").await;
    app.drain().await;
    for iri in [other.office.id.iri(), format!("/api/offices/{UNKNOWN}")] {
        let mut body = booking();
        body["office"] = json!(iri);
        let words = format!("Item not found for \"{iri}\".");
        let booked = app
            .post("/api/appointments")
            .json(&body)
            .send()
            .await
            .expect(400);
        assert_eq!(booked.json()["hydra:description"], words);
        let moved = app
            .patch(demo::APPOINTMENT)
            .merge(&json!({"office": iri}))
            .send()
            .await;
        assert_eq!(moved.expect(400).json()["hydra:description"], words);
    }
}

#[tokio::test]
async fn lists_and_filters_show_nothing_of_anothers() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    let worker = other.add_worker(&app, "john.doe@gmail.com").await;
    other.add_office(&app, &worker).await;
    let endpoint = hook(
        &app,
        "theirs",
        "http://127.0.0.1:1/",
        &[Event::AppointmentCreated],
    );
    app.put_hook(other.organization.id, &endpoint).await;
    other.book(&app, "theirs").await;
    app.drain().await;
    let delivered = other.get(&app, "/api/webhook_deliveries").send().await;
    let delivery = delivered.expect(200).members().remove(0);
    for iri in [endpoint.id.iri(), delivery] {
        app.get(&iri).send().await.expect(404);
        other.get(&app, &iri).send().await.expect(200);
    }
    for (path, ours) in [
        ("/api/offices", Some(demo::OFFICE)),
        ("/api/healthcare_workers", Some(demo::WORKER)),
        ("/api/appointments", Some(demo::APPOINTMENT)),
        (
            "/api/appointments?order[startTime]=desc",
            Some(demo::APPOINTMENT),
        ),
        (
            "/api/healthcare_workers?email=john.doe@gmail.com",
            Some(demo::WORKER),
        ),
        (
            "/api/offices?healthcareWorker.email=john.doe@gmail.com",
            Some(demo::OFFICE),
        ),
        ("/api/healthcare_workers?email=ann@example.org", None),
        ("/api/offices?healthcareWorker.email=ann@example.org", None),
        ("/api/appointments?externalId=theirs", None),
        ("/api/appointments?email=guest@example.org", None),
        (
            "/api/appointments?email=guest@example.org&externalId=theirs",
            None,
        ),
        ("/api/appointments?startTime[after]=2021-04-01", None),
        ("/api/webhook_endpoints", None),
        ("/api/webhook_deliveries", None),
        (
            "/api/webhook_deliveries?status[]=pending&status[]=dead",
            None,
        ),
    ] {
        let list = app.get(path).send().await.expect(200).json();
        let members: Vec<&str> = list["hydra:member"]
            .as_array()
            .unwrap()
            .iter()
            .map(|member| member["@id"].as_str().unwrap())
            .collect();
        assert_eq!(members, Vec::from_iter(ours), "{path}");
        if let Some(total) = list.get("hydra:totalItems") {
            assert_eq!(total, members.len(), "{path}");
        }
        let theirs = other.get(&app, path).send().await.expect(200);
        assert!(!theirs.text.contains("6e229d04"), "{path}: {}", theirs.text);
        assert!(!theirs.text.contains("70cbe776"), "{path}: {}", theirs.text);
    }
}

#[tokio::test]
async fn a_cursor_of_anothers_is_only_a_position() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    for number in 0..31 {
        other.book(&app, &number.to_string()).await;
    }
    app.drain().await;
    let page = other
        .get(&app, "/api/appointments")
        .send()
        .await
        .expect(200)
        .json();
    let next = page["hydra:view"]["hydra:next"].as_str().unwrap();
    let rest = other.get(&app, next).send().await.expect(200).json();
    assert_eq!(rest["hydra:member"].as_array().unwrap().len(), 1);

    // Our one appointment starts before theirs.
    let ours = app.get(next).send().await.expect(200).json();
    assert_eq!(ours["hydra:member"], json!([]));
    assert_eq!(ours["hydra:view"].get("hydra:next"), None);
    let back = app
        .get(&format!("{next}&order[startTime]=desc"))
        .send()
        .await
        .expect(200)
        .json();
    let members = back["hydra:member"].as_array().unwrap();
    assert_eq!(members.len(), 1);
    assert_eq!(members[0]["@id"], demo::APPOINTMENT);
}

#[tokio::test]
async fn the_same_idempotency_key_of_two_organizations_is_two_requests() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    let post = |call: Call| call.json(&booking()).header("Idempotency-Key", "1").send();
    let ours = post(app.post("/api/appointments")).await.expect(201);
    // The same body, to the byte: a replay would be our answer, where the office is not theirs.
    let theirs = post(other.call(&app, Method::POST, "/api/appointments"))
        .await
        .expect(400);
    assert_eq!(
        theirs.json()["hydra:description"],
        format!("Item not found for \"{}\".", demo::OFFICE)
    );
    let mut body = booking();
    body["office"] = json!(other.office.id.iri());
    let call = other.call(&app, Method::POST, "/api/appointments");
    let theirs = call
        .json(&body)
        .header("Idempotency-Key", "1")
        .send()
        .await
        .expect(201);
    assert_ne!(theirs.iri(), ours.iri());
    assert_eq!(
        post(app.post("/api/appointments")).await.expect(201).iri(),
        ours.iri()
    );
    app.drain().await;
}
