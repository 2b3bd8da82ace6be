//! The waiting room in a real browser: who comes in, who stays, and what the organization's server is told of it.

mod mishaps;
mod presence;
mod press;

use std::sync::Arc;

use chromiumoxide::cdp::browser_protocol::network::{EventRequestWillBeSent, ResourceType};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    Visitor,
    receiver::Receiver,
    tab::{Tab, in_time, origins, so_far},
};
use crate::support::{Tenant, TestApp, booking};

/// What the server gets for each guest who comes in, to the byte: the payload is a document in a string.
const ONLINE: &str = r#"{"event":"appointment.guest.online","payload":"{\"externalId\":\"000001\",\"administrativeFileNumber\":\"stay-4711\"}"}"#;

const ARRIVING: &str = "Salle d'attente";
const WAITING: &str = "Vous êtes dans la salle d'attente";

const TOLD: &str = "My organization sait que vous êtes là ; gardez cette page ouverte.";
const LOST: &str = "La connexion est interrompue. Nous réessayons ; gardez cette page ouverte.";

/// A house, a guest who was told of an appointment, and the server that wants to know when the guest comes.
pub(super) struct Room {
    pub(super) app: TestApp,
    receiver: Receiver,
    /// The appointment's IRI.
    appointment: String,
    /// The link as the mail has it.
    pub(super) link: String,
    /// The mail.
    html: String,
}

impl Room {
    pub(super) async fn furnish() -> Self {
        Self::of(TestApp::start().await).await
    }

    pub(super) async fn of(app: TestApp) -> Self {
        let receiver = Receiver::start().await;
        let url = format!("{}/_local/webhook_endpoints", app.house.url());
        let endpoint = json!({ "url": receiver.url() });
        let set_up = app.client.post(url).json(&endpoint).send().await.unwrap();
        assert_eq!(set_up.status(), 201);
        let (appointment, mail) = book(&app, None).await;
        Self {
            app,
            receiver,
            appointment,
            link: link(&mail),
            html: mail["html"].as_str().unwrap().to_owned(),
        }
    }

    /// The scheme, the host and the port of the link.
    fn origin(&self) -> &str {
        self.link.split_once("/w/").unwrap().0
    }

    /// What the server was told so far.
    async fn told(&self) -> Vec<String> {
        self.app.drain().await;
        let received = self.receiver.received().into_iter();
        received
            .map(|(head, body)| {
                assert_eq!(head, "POST /hook application/json");
                body
            })
            .collect()
    }

    /// When the guest counts as gone, as the table has it.
    fn until(&self) -> String {
        let items = self.app.house.items().unwrap();
        let is = |item: &&Value| item["type"]["S"] == "Presence";
        let item = items.iter().find(is).unwrap();
        item["until"]["S"].as_str().unwrap().to_owned()
    }

    /// Moves the clock on by seconds, and nothing else: what is due stays undone.
    fn pass(&self, seconds: i64) {
        let by = SignedDuration::from_secs(seconds);
        self.app.house.clock().set(self.app.now() + by);
    }

    /// Nobody else was asked for anything, nobody was told where the guest has been, nothing was kept.
    async fn assert_discreet(&self, tab: &mut Tab) {
        let requests = tab.requests().await;
        assert_eq!(origins(&requests), [self.origin()]);
        for sent in requests {
            assert_eq!(referrer(&sent), None, "{:?}", sent.request);
        }
        assert_eq!(tab.ask::<String>("document.referrer").await, "");
        assert_eq!(tab.page.get_cookies().await.unwrap(), []);
    }

    /// Nor did the browser complain of anything.
    async fn assert_quiet(&self, tab: &mut Tab) {
        self.assert_discreet(tab).await;
        assert_eq!(tab.complaints().await, <[&str; 0]>::default());
    }
}

/// Books an appointment, for the demo organization if for nobody else: its IRI, and the mail that the guest got.
async fn book(app: &TestApp, tenant: Option<&Tenant>) -> (String, Value) {
    let mut body = booking();
    body["administrativeFileNumber"] = "stay-4711".into();
    let mut call = app.post("/api/appointments");
    if let Some(tenant) = tenant {
        body["office"] = tenant.office.id.iri().into();
        call = tenant.sign(call);
    }
    let appointment = call.json(&body).send().await.expect(201).iri();
    app.drain().await;
    (appointment, app.messages().await.pop().unwrap())
}

fn link(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let mut words = text.split_whitespace();
    let link = words.find(|word| word.contains("/w/"));
    link.unwrap().to_owned()
}

/// The link of a guest of another organization.
pub(super) async fn link_of(app: &TestApp, tenant: &Tenant) -> String {
    link(&book(app, Some(tenant)).await.1)
}

/// A guest who has just come in, and whose page has said so.
async fn waiting(app: TestApp) -> (Room, Visitor) {
    let room = Room::of(app).await;
    let mut visitor = Visitor::arrive().await;
    visitor.open(&room.link).await;
    visitor.click_through("button").await;
    assert_eq!(visitor.answered().await, 303);
    says(&visitor, TOLD).await;
    (room, visitor)
}

/// Everything that a guest may see of a waiting room. In all of them but the first the guest is there.
pub(super) const STATES: [&str; 4] = ["arriving", "waiting", "lost", "unaided"];

/// Opens a waiting room in one of its states.
pub(super) async fn enter(tab: &mut Tab, link: &str, state: &str) {
    // Whether a page may run scripts is decided while it is read.
    tab.scripts(state != "unaided").await;
    tab.network(true).await;
    tab.open(link).await;
    tab.scripts(true).await;
    if state == "lost" {
        tab.answered().await;
        tab.network(false).await;
        appear(tab).await;
        let shown = "document.getElementById('lost').checkVisibility()";
        in_time(async { while !tab.ask::<bool>(shown).await {} }).await;
    }
}

/// The page that a request comes from, where it tells.
fn referrer(sent: &EventRequestWillBeSent) -> Option<&str> {
    let referrer = sent.request.headers.inner().get("Referer");
    // Where it is kept to itself, the browser shows an empty one, and sends none.
    referrer
        .and_then(Value::as_str)
        .filter(|page| !page.is_empty())
}

/// Has the page seen again until it says that it is open: it does not while it is still saying so.
async fn appear(tab: &Tab) {
    let sent = tab.page.event_listener::<EventRequestWillBeSent>().await;
    let mut sent = sent.unwrap();
    let seen = "document.dispatchEvent(new Event('visibilitychange')); 1";
    let beat = |sent: &Arc<EventRequestWillBeSent>| {
        sent.r#type == Some(ResourceType::Fetch) && sent.redirect_response.is_none()
    };
    in_time(async {
        while !so_far(&mut sent).iter().any(beat) {
            tab.ask::<u8>(seen).await;
        }
    })
    .await;
}

/// Waits until the page says this, and not the other: that the organization has been told, or that the connection is lost.
async fn says(tab: &Tab, wanted: &str) {
    let other = if wanted == LOST { TOLD } else { LOST };
    let said = async || {
        let words = tab.words().await;
        words.contains(wanted) && !words.contains(other)
    };
    in_time(async { while !said().await {} }).await;
}

async fn heading(tab: &Tab) -> String {
    let heading: String = tab.ask("document.querySelector('h1').innerText").await;
    heading.replace('\u{a0}', " ")
}
