//! Editing: what a merge patch changes.

use serde_json::{Value, json};

use super::support::{PATH, book, edit, item, mails, outbox};
use crate::support::{Tenant, TestApp, demo};

/// A second office of the demo organization; its IRI.
pub(super) async fn other_office(app: &TestApp) -> String {
    let table = app.house.app().table();
    let found = table
        .office(leah_local::demo::ORGANIZATION, leah_local::demo::OFFICE)
        .await
        .unwrap();
    let mut office = found.unwrap();
    office.id = "6e229d04-1880-4b6b-a520-36f757f4a532".parse().unwrap();
    table
        .put_office(leah_local::demo::ORGANIZATION, &office)
        .await
        .unwrap();
    office.id.iri()
}

#[tokio::test]
async fn each_field_can_be_changed() {
    let app = TestApp::start().await;
    let office = other_office(&app).await;
    let office_id = office.rsplit('/').next().unwrap().to_owned();
    // The patch, what the answer shows then, and what the table holds then.
    let rows = [
        (
            json!({"startTime": "2021-05-18T11:00:00+02:00"}),
            "startTime",
            "2021-05-18T09:00:00+00:00",
            "start",
            "2021-05-18T09:00:00Z",
        ),
        (
            json!({"email": "jane@example.org"}),
            "email",
            "jane@example.org",
            "email",
            "jane@example.org",
        ),
        (
            json!({"phoneNumber": "+33 6 87 65 43 21"}),
            "phoneNumber",
            "+33687654321",
            "phone",
            "+33687654321",
        ),
        (
            json!({"office": office}),
            "status",
            "scheduled",
            "office",
            office_id.as_str(),
        ),
        (
            json!({"externalId": "B"}),
            "status",
            "scheduled",
            "external_id",
            "B",
        ),
        (
            json!({"external_id": "C"}),
            "status",
            "scheduled",
            "external_id",
            "C",
        ),
        (
            json!({"administrativeFileNumber": "S-8"}),
            "status",
            "scheduled",
            "file_number",
            "S-8",
        ),
    ];
    for (patch, property, printed, attribute, stored) in rows {
        let iri = book(&app, &json!({})).await;
        let mut expected = app.get(&iri).send().await.expect(200).json();
        expected[property] = json!(printed);
        let edited = edit(&app, &iri, &patch).await.expect(200);
        assert_eq!(edited.text, expected.to_string(), "{patch}");
        assert_eq!(
            edited.header("content-location"),
            Some(iri.as_str()),
            "{patch}"
        );
        assert_eq!(edited.header("location"), None, "{patch}");
        assert_eq!(app.get(&iri).send().await.text, edited.text, "{patch}");
        let mut item = item(&app, &iri).unwrap();
        assert_eq!(item[attribute]["S"], stored, "{patch}");
        // Nothing else of what was booked has changed.
        item.as_object_mut().unwrap().remove(attribute);
        let rest = [
            ("start", "2021-04-25T13:15:00Z"),
            ("email", "john.doe@gmail.com"),
            ("phone", "+33612345678"),
            ("office", "6e229d04-1880-4b6b-a520-36f757f4a531"),
            ("external_id", "000001"),
        ];
        for (name, value) in rest.into_iter().filter(|(name, _)| *name != attribute) {
            assert_eq!(item[name]["S"], value, "{patch}");
        }
    }
    app.drain().await;
}

#[tokio::test]
async fn what_changes_nothing_is_200_and_tells_nobody() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    app.drain().await;
    let (before, item_before, mails_before) = (
        app.get(&iri).send().await.text,
        item(&app, &iri),
        mails(&app).await,
    );
    let rows = [
        json!({}),
        json!([]),
        json!({"status": "scheduled"}),
        json!({"startTime": "2021-04-25T15:15:00+02:00"}),
        json!({"email": "john.doe@gmail.com", "phoneNumber": "+33 6 12 34 56 78", "office": demo::OFFICE}),
        json!({"externalId": "000001"}),
        json!({"administrativeFileNumber": null}),
        json!({"unknown": 1, "@id": "/x", "id": null, "createdAt": "x"}),
    ];
    for patch in rows {
        let edited = edit(&app, &iri, &patch).await.expect(200);
        assert_eq!(edited.text, before, "{patch}");
        assert_eq!(outbox(&app), Vec::<Value>::new(), "{patch}");
        assert_eq!(item(&app, &iri), item_before, "{patch}");
    }
    app.drain().await;
    assert_eq!(mails(&app).await, mails_before);
}

#[tokio::test]
async fn a_reference_is_removed_by_null() {
    let app = TestApp::start().await;
    let found = async |reference: &str| {
        app.get(&format!("{PATH}?externalId={reference}"))
            .send()
            .await
            .members()
    };
    for patch in [
        json!({"externalId": null}),
        json!({"external_id": null}),
        json!({"externalId": ""}),
    ] {
        let iri = book(&app, &json!({"administrativeFileNumber": "S-7"})).await;
        assert_eq!(found("000001").await, [iri.as_str()]);
        edit(&app, &iri, &patch).await.expect(200);
        assert_eq!(found("000001").await, Vec::<String>::new(), "{patch}");
        assert_eq!(
            item(&app, &iri).unwrap()["file_number"]["S"],
            "S-7",
            "{patch}"
        );
        edit(
            &app,
            &iri,
            &json!({"externalId": "again", "administrativeFileNumber": null}),
        )
        .await
        .expect(200);
        assert_eq!(found("again").await, [iri.as_str()]);
        assert_eq!(item(&app, &iri).unwrap().get("file_number"), None);
        app.delete(&iri).send().await.expect(204);
    }
    app.drain().await;
}

#[tokio::test]
async fn lists_follow_an_edit() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({"email": "old@example.org"})).await;
    let patch =
        json!({"email": "New@example.org", "startTime": "2021-06-01T10:00:00", "externalId": "B"});
    edit(&app, &iri, &patch).await.expect(200);
    let rows = [
        ("email=old@example.org", false),
        ("email=new@example.org", true),
        ("externalId=000001", false),
        ("externalId=B", true),
        ("startTime[before]=2021-05-31", false),
        ("startTime[after]=2021-05-31", true),
    ];
    for (query, there) in rows {
        let members = app.get(&format!("{PATH}?{query}")).send().await.members();
        assert_eq!(members.contains(&iri), there, "{query}");
    }
    app.drain().await;
}

#[tokio::test]
async fn a_broken_edit_changes_nothing() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "second").await;
    let iri = book(&app, &json!({})).await;
    let before = item(&app, &iri);
    let rows = [
        (json!({"startTime": "2021-05-18T09:00:00", "email": "x"}), 422, "email: This value is not a valid email address.".to_owned()),
        (json!({"startTime": "2021-05-18T09:00:00", "email": null}), 400, "The type of the \"email\" attribute must be \"string\", \"NULL\" given.".to_owned()),
        (json!({"status": "weird"}), 422, "status: The value you selected is not a valid choice.".to_owned()),
        (json!({"office": null}), 422, "office: This value should not be null.".to_owned()),
        (json!({"office": tenant.office.id.iri()}), 400, format!("Item not found for \"{}\".", tenant.office.id.iri())),
        (json!({"status": "cancelled", "phoneNumber": "x"}), 422, "phoneNumber: This value is not valid.".to_owned()),
        (
            json!({"status": "", "email": "", "phoneNumber": ""}),
            422,
            "status: The value you selected is not a valid choice.\nemail: This value should not be blank.\nphoneNumber: This value should not be blank.".to_owned(),
        ),
    ];
    for (patch, status, description) in rows {
        let refused = edit(&app, &iri, &patch).await.expect(status);
        assert_eq!(refused.json()["hydra:description"], description, "{patch}");
        assert_eq!(item(&app, &iri), before, "{patch}");
    }
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 1);
}

#[tokio::test]
async fn edits_at_once_are_all_made_or_refused_and_none_is_lost() {
    let app = TestApp::start().await;
    let iri = book(&app, &json!({})).await;
    let edits = (0..24_u32).map(|number| {
        let patch = match number % 3 {
            0 => json!({"externalId": format!("E{number}")}),
            1 => json!({"administrativeFileNumber": format!("S{number}")}),
            _ => json!({"phoneNumber": format!("+336123456{number:02}")}),
        };
        let call = app.patch(&iri).merge(&patch);
        tokio::spawn(async move { call.send().await.status })
    });
    let edits: Vec<_> = edits.collect();
    let mut made = 0;
    for edit in edits {
        match edit.await.unwrap() {
            200 => made += 1,
            409 => {}
            other => panic!("{other}"),
        }
    }
    assert!(made > 0);
    assert_eq!(item(&app, &iri).unwrap()["version"]["N"], made.to_string());
    // One after the other each is made.
    let patch = json!({"externalId": "E", "administrativeFileNumber": "S"});
    edit(&app, &iri, &patch).await.expect(200);
    let item = item(&app, &iri).unwrap();
    assert_eq!(
        (&item["external_id"]["S"], &item["file_number"]["S"]),
        (&json!("E"), &json!("S"))
    );
    app.drain().await;
    assert_eq!(mails(&app).await.len(), 1);
}
