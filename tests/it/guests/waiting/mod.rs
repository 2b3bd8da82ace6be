//! The waiting room: its page, who comes in, and what is told of it.

mod faults;
mod links;
mod logs;
mod page;
mod presence;
mod races;

use leah_domain::{WebhookEndpoint, webhook::Event};
use leah_local::demo::ORGANIZATION;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Call, Tenant, TestApp, booking, hook};

/// A guest with a link out of the mail that confirms the appointment.
pub(crate) struct Room {
    /// The link as the mail has it.
    link: String,
    secret: String,
    /// The host of the link, with its port.
    host: String,
    /// The appointment's IRI.
    pub(crate) appointment: String,
}

impl Room {
    /// A guest of the demo organization, whose appointment is the documentation's.
    pub(crate) async fn of_demo(app: &TestApp) -> Self {
        Self::booked(app, app.post("/api/appointments"), &booking()).await
    }

    /// A guest of another organization.
    async fn of(app: &TestApp, tenant: &Tenant) -> Self {
        let mut body = booking();
        body["office"] = json!(tenant.office.id.iri());
        Self::booked(app, tenant.sign(app.post("/api/appointments")), &body).await
    }

    async fn booked(app: &TestApp, call: Call, body: &Value) -> Self {
        let booked = call.json(body).send().await.expect(201);
        app.drain().await;
        let messages = app.messages().await;
        let link = link(messages.last().unwrap()["text"].as_str().unwrap());
        let (origin, secret) = link.split_once("/w/").unwrap();
        Self {
            host: origin.strip_prefix("http://").unwrap().to_owned(),
            secret: secret.to_owned(),
            appointment: booked.iri(),
            link,
        }
    }

    fn path(&self) -> String {
        format!("/w/{}", self.secret)
    }

    /// A request of the guest's browser, at the link's host.
    fn request(&self, app: &TestApp, method: Method) -> Call {
        let call = app.request(method, &self.path());
        call.anonymous().host(&self.host)
    }

    pub(crate) async fn get(&self, app: &TestApp) -> Answer {
        self.request(app, Method::GET).send().await
    }

    /// Presses the button, or lets the open page's heart beat: the same request.
    pub(crate) async fn press(&self, app: &TestApp) -> Answer {
        self.request(app, Method::POST).send().await
    }

    /// Whether the page says that the guest is in the waiting room.
    async fn is_waiting(&self, app: &TestApp) -> bool {
        let page = self.get(app).await.expect(200);
        let (scripted, waiting) = (
            page.text.contains("<script"),
            page.text.contains("role=\"status\""),
        );
        assert_eq!(scripted, waiting, "{}", page.text);
        waiting
    }

    /// The room's item, if there is one.
    fn presence(&self, app: &TestApp) -> Option<Value> {
        let mut items = app.house.items().unwrap();
        let id = self.appointment.rsplit('/').next().unwrap();
        items.retain(|item| {
            item["type"]["S"] == "Presence" && item["PK"]["S"].as_str().unwrap().ends_with(id)
        });
        assert!(items.len() <= 1, "{items:?}");
        items.pop()
    }
}

/// The link of a waiting room in a message.
fn link(text: &str) -> String {
    let mut words = text.split_whitespace().filter(|word| word.contains("/w/"));
    words.next().unwrap().to_owned()
}

/// The demo organization is told of arrivals from now on, at a port that nobody listens at.
async fn told(app: &TestApp) -> WebhookEndpoint {
    let endpoint = hook(
        app,
        "arrivals",
        "http://127.0.0.1:1/",
        &[Event::GuestOnline],
    );
    app.put_hook(ORGANIZATION, &endpoint).await;
    endpoint
}

/// How often it was told, whether or not it has heard.
async fn arrivals(app: &TestApp) -> usize {
    app.drain().await;
    let list = app.get("/api/webhook_deliveries").send().await.expect(200);
    let list = list.json();
    let members = list["hydra:member"].as_array().unwrap();
    for member in members {
        assert_eq!(member["event"], "appointment.guest.online");
    }
    members.len()
}

/// The heading of a page, and whether it names the organization.
fn said(answer: &Answer) -> (String, bool) {
    let heading = answer.text.split_once("<h1>").unwrap().1;
    let heading = heading.split_once("</h1>").unwrap().0.replace("&#39;", "'");
    let named = answer.text.contains("class=\"organization\"");
    (heading.replace(['\u{a0}', '\u{202f}'], " "), named)
}
