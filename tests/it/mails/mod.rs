//! What guests get: the words, the bytes, and what their calendars make of it.

mod bytes;
mod calendars;
mod invitation;
mod privacy;
mod texts;

use jiff::SignedDuration;
use leah_domain::{Locale, Zone};
use serde_json::{Value, json};

use crate::support::{Tenant, TestApp};

/// The first address of the guest, and the one that replaces it.
const FIRST: &str = "jane.roe@example.org";
const SECOND: &str = "jane@home.example";
const NUMBER: &str = "+33612345678";

/// Everything that a guest got about one appointment, from its booking to its cancellation.
struct Life {
    app: TestApp,
    /// The waiting room's address.
    link: String,
}

/// Books, moves, changes the address, lets both reminders go, and cancels.
async fn life(locale: Locale) -> Life {
    let app = TestApp::start().await;
    let (slug, zone) = match locale {
        Locale::Fr => ("clinique", "Europe/Paris"),
        Locale::En => ("practice", "America/New_York"),
    };
    let tenant = Tenant::with(&app, slug, |settings| {
        settings.locale = locale;
        settings.zone = Zone::named(zone).unwrap();
        settings.sender_name = "Accueil de l'Étoile".into();
        settings.reply_to = Some("accueil@etoile.example".into());
        settings.sms_sender = Some("Etoile".into());
        settings.brand_colour = Some("#00695c".into());
        settings.logo_url = Some("https://etoile.example/logo.png".into());
    })
    .await;
    let body = json!({
        "phoneNumber": NUMBER,
        "email": FIRST,
        "office": format!("/api/offices/{}", tenant.office.id),
        "startTime": "2021-05-18T09:00:00",
        "externalId": "visit-0815",
        "administrativeFileNumber": "stay-4711",
    });
    let call = app
        .post("/api/appointments")
        .key(&tenant.key)
        .host(&tenant.host());
    let iri = call.json(&body).send().await.expect(201).iri();
    app.drain().await;
    for change in [
        json!({"startTime": "2021-05-20T14:30:00"}),
        json!({"email": SECOND}),
    ] {
        app.advance(SignedDuration::from_mins(1)).await;
        let call = app.patch(&iri).key(&tenant.key).host(&tenant.host());
        call.merge(&change).send().await.expect(200);
        app.drain().await;
    }
    app.advance_to("2021-05-20T14:10:00Z").await;
    app.delete(&iri)
        .key(&tenant.key)
        .host(&tenant.host())
        .send()
        .await
        .expect(204);
    app.drain().await;
    let first = app.messages().await.remove(0);
    let text = first["text"].as_str().unwrap();
    let link = text
        .lines()
        .find(|line| line.starts_with("http"))
        .unwrap()
        .to_owned();
    Life { app, link }
}

impl Life {
    /// The messages by time, then by recipient and channel.
    async fn messages(&self) -> Vec<Value> {
        let mut messages = self.app.messages().await;
        messages.sort_by_key(|message| {
            ["sentAt", "channel", "to", "subject"].map(|name| message[name].to_string())
        });
        messages
    }
}

/// The languages that guests are written to in.
const LOCALES: [Locale; 2] = [Locale::Fr, Locale::En];
