//! A service is down for a day: nobody who books notices, and nothing is lost.

use leah_local::wire::{FaultKind, Service};

use super::support::{
    HOUR, MINUTE, bell, book, break_wire, elsewhere, fault, handle, heal, owed_items, pass,
    recipients, sweep,
};
use crate::support::TestApp;

/// Books a guest every six hours while SES is down for a day, then brings it back.
async fn a_day_without_mail(kind: FaultKind) {
    let app = TestApp::wired().await;
    break_wire(&app, fault(Service::Ses, kind));
    let mut guests = Vec::new();
    for quarter in 0..4 {
        let guest = format!("guest{quarter}@example.org");
        book(&app, &guest).await;
        guests.push(guest);
        app.advance(HOUR * 6).await;
    }
    assert_eq!(
        app.messages().await,
        Vec::<serde_json::Value>::new(),
        "{kind:?}"
    );
    heal(&app);
    // The longest wait between two attempts, and the minute of the sweep.
    app.advance(HOUR + MINUTE).await;
    let mut told = recipients(&app).await;
    told.sort();
    assert_eq!(told, guests, "{kind:?}");
    let mails_owed = app
        .owed()
        .await
        .into_iter()
        .filter(|owed| owed["effect"] == "confirmation-mail");
    assert_eq!(mails_owed.count(), 0, "{kind:?}");
    // Nor does anything follow later.
    app.advance(HOUR * 24).await;
    assert_eq!(recipients(&app).await.len(), guests.len(), "{kind:?}");
}

#[tokio::test]
async fn mails_go_once_after_a_day_of_errors() {
    a_day_without_mail(FaultKind::Status(503)).await;
}

#[tokio::test]
async fn mails_go_once_after_a_day_of_throttling() {
    a_day_without_mail(FaultKind::Status(429)).await;
}

#[tokio::test]
async fn mails_go_once_after_a_day_of_broken_connections() {
    // A connection that breaks after the request leaves open whether the mail was taken: the one repeat that is
    // allowed must not be spent while the service is still down.
    a_day_without_mail(FaultKind::Reset).await;
}

#[tokio::test]
async fn mails_go_once_after_a_day_of_refused_connections() {
    let app = TestApp::start().await;
    // A port that nobody listens on: it was free a moment ago.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let down = elsewhere(&app, |config| config.endpoints.ses = Some(nobody));

    book(&app, "guest@example.org").await;
    handle(&down, bell(&owed_items(&app).await)).await;
    for _ in 0..24 {
        pass(&app, HOUR);
        handle(&down, sweep()).await;
    }
    assert_eq!(recipients(&app).await, Vec::<String>::new());
    let waiting = &app.owed().await[0];
    assert_eq!(
        (&waiting["effect"], &waiting["dead"]),
        (&"confirmation-mail".into(), &false.into())
    );
    app.advance(HOUR + MINUTE).await;
    assert_eq!(recipients(&app).await, ["guest@example.org"]);
}

#[tokio::test]
async fn text_messages_go_once_after_an_outage() {
    for kind in [FaultKind::Status(503), FaultKind::Reset] {
        let app = TestApp::wired().await;
        book(&app, "guest@example.org").await;
        app.drain().await;
        break_wire(&app, fault(Service::Sms, kind));
        // The first reminder goes a day before, its SMS does not.
        app.advance_to("2021-04-24T13:15:00Z").await;
        app.advance(HOUR * 4).await;
        assert_eq!(recipients(&app).await, ["guest@example.org"; 2], "{kind:?}");
        heal(&app);
        app.advance(HOUR + MINUTE).await;
        let told = recipients(&app).await;
        assert_eq!(told[2..], ["+33612345678"], "{kind:?}");
    }
}
