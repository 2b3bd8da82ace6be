//! Many tickets redeemed at once.

use futures_util::future::join_all;
use serde_json::json;

use super::super::support::{announce, create, put, read, upload, whole};
use crate::support::{Form, TestApp, pdf, png};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_uploads_with_ten_events_at_once_are_all_attached() {
    for round in 0..5 {
        let app = TestApp::start().await;
        let iri = create(&app).await;
        let contents: Vec<Vec<u8>> = (0..10).map(|number| pdf(&number.to_string())).collect();
        let files = contents.iter().enumerate().map(|(number, content)| {
            json!({"name": format!("{number}.pdf"), "type": "application/pdf", "size": content.len()})
        });
        let issued = announce(&app, &iri, &files.collect())
            .await
            .expect(200)
            .json();
        let tickets = issued["hydra:member"].as_array().unwrap();
        join_all(
            tickets
                .iter()
                .zip(&contents)
                .map(|(ticket, content)| put(&app, ticket, content)),
        )
        .await;
        let events = app.house.take_uploads();
        assert_eq!(events.len(), 10);
        // All of them at once, and some twice.
        let told = events.iter().chain(&events[..3]);
        for answer in join_all(told.map(|event| app.house.invoke("uploads", event.clone()))).await {
            assert_eq!(answer.unwrap(), json!({}), "round {round}");
        }
        for ticket in tickets {
            let ticket = read(&app, ticket["@id"].as_str().unwrap()).await;
            assert_eq!(ticket["status"], "attached", "round {round}");
        }
        assert_eq!(whole(&app, &iri).await, 10, "round {round}");
        app.drain().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn for_the_last_places_tickets_and_forms_race() {
    for round in 0..8 {
        let app = TestApp::start().await;
        let iri = create(&app).await;
        let files = json!(vec![
            json!({"name": "a.png", "type": "image/png", "size": 67});
            8
        ]);
        let issued = announce(&app, &iri, &files).await.expect(200).json();
        for ticket in issued["hydra:member"].as_array().unwrap() {
            put(&app, ticket, &png()).await;
        }
        let events = app.house.take_uploads();
        let told = join_all(
            events
                .into_iter()
                .map(|event| app.house.invoke("uploads", event)),
        );
        let forms = (0..4).map(|_| async {
            upload(&app, &iri, &Form::new().file("b.png", &png()))
                .await
                .status
        });
        let (told, forms) = tokio::join!(told, join_all(forms));
        assert!(told.iter().all(Result::is_ok), "round {round}: {told:?}");
        let list = app.get(&format!("{iri}/tickets")).send().await.json();
        let standings = list["hydra:member"].as_array().unwrap();
        let attached = standings
            .iter()
            .filter(|ticket| ticket["status"] == "attached")
            .count();
        let refused = standings
            .iter()
            .filter(|ticket| ticket["status"] == "refused")
            .count();
        let taken = forms.iter().filter(|status| **status == 200).count();
        assert_eq!(
            (attached + refused, attached + taken),
            (8, 10),
            "round {round}: {forms:?}"
        );
        assert_eq!(whole(&app, &iri).await, 10, "round {round}");
        app.drain().await;
    }
}
