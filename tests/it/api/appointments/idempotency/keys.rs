//! What a key is, and what it belongs to.

use serde_json::json;

use super::{HEADER, patch, post};
use crate::{
    api::appointments::support::PATH,
    support::{TestApp, booking},
};

#[tokio::test]
async fn a_key_has_1_to_255_characters_of_ascii() {
    let app = TestApp::start().await;
    let iri = post(&app, &"k".repeat(255), &booking())
        .await
        .expect(201)
        .iri();
    let expected = json!({
        "@context": "/api/contexts/Error",
        "@type": "hydra:Error",
        "hydra:title": "An error occurred",
        "hydra:description": "The Idempotency-Key header must be 1 to 255 characters of ASCII.",
    });
    for key in [
        "k".repeat(256),
        String::new(),
        "clé".to_owned(),
        "a\tb".to_owned(),
    ] {
        let refused = post(&app, &key, &booking()).await;
        assert_eq!(
            (refused.status, &refused.text),
            (400, &expected.to_string()),
            "{key:?}"
        );
        let refused = patch(&app, &iri, &key, &json!({})).await;
        assert_eq!(
            (refused.status, &refused.text),
            (400, &expected.to_string()),
            "{key:?}"
        );
    }
    assert_eq!(app.get(PATH).send().await.members().len(), 2);
    app.drain().await;
}

#[tokio::test]
async fn a_key_belongs_to_a_method_and_a_path() {
    let app = TestApp::start().await;
    let first = post(&app, "k", &booking()).await.expect(201).iri();
    let second = post(&app, "l", &booking()).await.expect(201).iri();
    for iri in [&first, &second] {
        let edited = patch(&app, iri, "k", &json!({"externalId": "1"}))
            .await
            .expect(200);
        assert_eq!(&edited.iri(), iri);
    }
    // A DELETE is idempotent by itself: the key is nothing to it.
    app.delete(&first)
        .header(HEADER, "k")
        .send()
        .await
        .expect(204);
    app.delete(&first)
        .header(HEADER, "k")
        .send()
        .await
        .expect(404);
    app.get(&second)
        .header(HEADER, "k")
        .send()
        .await
        .expect(200);
    app.drain().await;
}

#[tokio::test]
async fn keys_that_differ_in_case_differ() {
    let app = TestApp::start().await;
    let lower = post(&app, "k", &booking()).await.expect(201).iri();
    let upper = post(&app, "K", &booking()).await.expect(201).iri();
    assert_ne!(lower, upper);
    app.drain().await;
}
