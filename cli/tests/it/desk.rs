//! What an integrator does by the API, and what of it stands in the table, in the bucket and in the guests' mailboxes.

use jiff::SignedDuration;
use leah_local::wire::{Fault, FaultKind, Service};
use reqwest::{Client, Method, Response, redirect::Policy};
use serde_json::{Value, json};

use crate::support::Shell;

/// The organization whose desk it is.
pub(crate) const ORG: &str = "myorganization";
/// After all tests begin.
pub(crate) const LATER: &str = "2035-04-25T13:15:00";
/// Before.
pub(crate) const EARLIER: &str = "2026-02-01T10:00:00";
/// How long a revoked key may be believed, and a request that was let in may take.
pub(crate) const BELIEVED: SignedDuration = SignedDuration::from_secs(120);

const PDF: &str = "%PDF-1.4\n%%EOF\n";

impl Shell {
    /// Calls the API with the demo organization's key.
    pub(crate) async fn call(&self, method: Method, path: &str, body: &Value) -> Response {
        let url = format!("{}{path}", self.house.url());
        let merge = "application/merge-patch+json";
        let kind = match method {
            Method::PATCH => merge,
            _ => "application/json",
        };
        let call = Client::new().request(method, url);
        // Of all that can be kept, something is.
        let key = self.house.app().ids().uuid().to_string();
        call.header("LEAH-AUTH-TOKEN", self.house.key())
            .header("idempotency-key", key)
            .header("content-type", kind)
            .body(body.to_string())
            .send()
            .await
            .unwrap()
    }

    /// An appointment; its IRI.
    pub(crate) async fn book(&self, email: &str, start: &str, reference: &str) -> String {
        let body = json!({
            "phoneNumber": "+33698765432",
            "email": email,
            "office": "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531",
            "startTime": start,
            "externalId": reference,
            "administrativeFileNumber": format!("STAY-{reference}"),
        });
        let answer = self.call(Method::POST, "/api/appointments", &body).await;
        assert_eq!(answer.status(), 201);
        let made: Value = answer.json().await.unwrap();
        made["@id"].as_str().unwrap().to_owned()
    }

    /// A transfer with a document; its IRI.
    pub(crate) async fn transfer(&self, name: &str) -> String {
        let worker = "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf";
        let body = json!({ "healthcareWorker": worker });
        let made = self.call(Method::POST, "/api/transfers", &body).await;
        let made: Value = made.json().await.unwrap();
        let iri = made["@id"].as_str().unwrap().to_owned();
        let form = format!(
            "--form\r\nContent-Disposition: form-data; name=\"file[]\"; filename=\"{name}\"\r\n\
             Content-Type: application/pdf\r\n\r\n{PDF}\r\n--form--\r\n"
        );
        let url = format!("{}{iri}/files", self.house.url());
        let call = Client::new().post(url);
        let stored = call
            .header("LEAH-AUTH-TOKEN", self.house.key())
            .header("content-type", "multipart/form-data; boundary=form")
            .body(form)
            .send()
            .await
            .unwrap();
        assert_eq!(stored.status(), 200);
        iri
    }

    /// Tells a guest of a transfer, and does what is owed.
    pub(crate) async fn share(&self, iri: &str, email: &str) {
        let path = format!("{iri}/share");
        let guest = json!({ "email": email });
        let shared = self.call(Method::POST, &path, &guest).await;
        assert_eq!(shared.status(), 200);
        self.drain().await;
    }

    /// Has a guest press the button of the only document behind the link of the last mail.
    pub(crate) async fn download(&self, transfer: &str) -> String {
        let mails = self.house.engines().messages(None).into_iter().rev();
        let mut links = mails.filter_map(|mail| Some(mail.text.split_once("/t/")?.1.to_owned()));
        let link = links.next().unwrap();
        let secret = link.split_whitespace().next().unwrap();
        let file = self.api(transfer).await["files"][0].clone();
        let file = file.as_str().unwrap().rsplit('/').next().unwrap();
        let url = format!("{}/t/{secret}/files/{file}", self.house.url());
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        let pressed = client.post(url).send().await.unwrap();
        assert_eq!(pressed.status(), 303);
        self.drain().await;
        secret.to_owned()
    }

    pub(crate) async fn drain(&self) {
        self.house.drain().await.unwrap();
    }

    /// Does what a command has owed. The program's time goes on while the house's stands: what was done by it has happened a
    /// little later than now.
    pub(crate) async fn settle(&self) {
        let clock = self.house.clock();
        clock.set(clock.now() + SignedDuration::from_secs(10));
        self.drain().await;
    }

    pub(crate) async fn advance(&self, by: SignedDuration) {
        self.house.advance(by).await.unwrap();
    }

    /// The table's items.
    pub(crate) fn items(&self) -> Vec<Value> {
        self.house.items().unwrap()
    }

    /// The kinds of the items that hold one of these texts, whatever its case.
    pub(crate) fn holding(&self, texts: &[&str]) -> Vec<String> {
        let holds = |item: &&Value| {
            let text = item.to_string().to_lowercase();
            texts
                .iter()
                .any(|wanted| text.contains(&wanted.to_lowercase()))
        };
        let items = self.items();
        let kinds = items.iter().filter(holds).map(|item| &item["type"]["S"]);
        let mut kinds: Vec<_> = kinds
            .map(|kind| kind.as_str().unwrap().to_owned())
            .collect();
        kinds.sort();
        kinds
    }

    /// The subjects of the mails to an address.
    pub(crate) fn mails(&self, to: &str) -> Vec<String> {
        let messages = self.house.engines().messages(Some(to)).into_iter();
        messages.filter_map(|message| message.subject).collect()
    }

    /// The mails to an address are not taken, from now on.
    pub(crate) fn refuse_mails_to(&self, address: &str) {
        self.fault(Service::Ses, "SendEmail", address, 503);
    }

    /// Breaks the calls of an operation whose body holds a text.
    pub(crate) fn fault(&self, service: Service, operation: &str, matching: &str, status: u16) {
        self.house.wire().unwrap().fault(Fault {
            service,
            operation: Some(operation.to_owned()),
            matching: Some(matching.to_owned()),
            kind: FaultKind::Status(status),
            times: None,
        });
    }

    pub(crate) fn heal(&self) {
        self.house.wire().unwrap().heal();
    }

    /// Fails the test if the table was ever scanned.
    pub(crate) fn never_scanned(&self) {
        let calls = self.house.wire().unwrap().calls();
        assert!(!calls.is_empty());
        assert!(calls.iter().all(|call| call.operation != "Scan"));
    }
}

/// The identifier at the end of an IRI.
pub(crate) fn id(iri: &str) -> &str {
    iri.rsplit('/').next().unwrap()
}
