//! Editing: who is told what.

use serde_json::json;

use super::{
    edit::other_office,
    support::{book, edit, mails, method, outbox, subjects, words},
};
use crate::support::TestApp;

const CONFIRMED: &str = "Votre rendez-vous est confirmé";
const MOVED: &str = "Votre rendez-vous a changé d'horaire";
const UPDATED: &str = "Votre rendez-vous a été mis à jour";
const WITHDRAWN: &str = "Une invitation ne vous est plus destinée";

#[tokio::test]
async fn the_guest_is_told_of_what_concerns_the_guest() {
    let office = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a532";
    // The patch, and the mails that it brings to the old and to the new address.
    let rows = [
        (
            json!({"startTime": "2021-05-18T09:00:00"}),
            vec![MOVED],
            vec![],
        ),
        (json!({"office": office}), vec![UPDATED], vec![]),
        (
            json!({"startTime": "2021-05-18T09:00:00", "office": office}),
            vec![MOVED],
            vec![],
        ),
        (
            json!({"email": "new@example.org"}),
            vec![WITHDRAWN],
            vec![CONFIRMED],
        ),
        (
            json!({"email": "new@example.org", "startTime": "2021-05-18T09:00:00"}),
            vec![WITHDRAWN],
            vec![CONFIRMED],
        ),
        (json!({"email": "OLD@Example.org"}), vec![], vec![]),
        (json!({"phoneNumber": "+33687654321"}), vec![], vec![]),
        (json!({"externalId": "B"}), vec![], vec![]),
        (json!({"externalId": null}), vec![], vec![]),
        (json!({"administrativeFileNumber": "S-8"}), vec![], vec![]),
    ];
    for (patch, old, new) in rows {
        let app = TestApp::start().await;
        assert_eq!(other_office(&app).await, office);
        let iri = book(&app, &json!({"email": "old@example.org"})).await;
        app.drain().await;
        edit(&app, &iri, &patch).await.expect(200);
        app.drain().await;
        let mut expected = vec![CONFIRMED];
        expected.extend(old);
        assert_eq!(subjects(&app, "old@example.org").await, expected, "{patch}");
        assert_eq!(subjects(&app, "new@example.org").await, new, "{patch}");
        assert_eq!(
            mails(&app).await.len(),
            expected.len() + new.len(),
            "{patch}"
        );
        assert_eq!(outbox(&app), Vec::<serde_json::Value>::new(), "{patch}");
    }
}

#[tokio::test]
async fn a_replaced_address_has_its_invitation_taken_back() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"email": "old@example.org"})).await;
    app.drain().await;
    edit(&app, &iri, &json!({"email": "new@example.org"}))
        .await
        .expect(200);
    app.drain().await;
    let messages = app.messages().await;
    let mut methods: Vec<_> = messages
        .iter()
        .map(|mail| (mail["to"].as_str().unwrap(), method(mail).unwrap()))
        .collect();
    methods.sort_unstable();
    let expected = [
        ("new@example.org", "REQUEST"),
        ("old@example.org", "CANCEL"),
        ("old@example.org", "REQUEST"),
    ];
    assert_eq!(methods, expected);
    // The old address learns nothing of the new one.
    for mail in messages
        .iter()
        .filter(|mail| mail["to"] == "old@example.org")
    {
        assert!(!mail.to_string().contains("new@example.org"), "{mail}");
    }
}

#[tokio::test]
async fn a_mail_that_the_next_edit_overtook_is_not_sent() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    for start in [
        "2021-05-18T09:00:00",
        "2021-05-19T09:00:00",
        "2021-05-20T09:00:00",
    ] {
        edit(&app, &iri, &json!({"startTime": start}))
            .await
            .expect(200);
    }
    app.drain().await;
    assert_eq!(subjects(&app, "john.doe@gmail.com").await, [MOVED]);
    let mail = &app.messages().await[0];
    assert!(words(mail).contains("jeudi 20 mai 2021"), "{mail}");
}
