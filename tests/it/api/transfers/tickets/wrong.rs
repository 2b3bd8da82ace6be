//! Files for which there is no ticket.

use serde_json::{Value, json};

use super::super::support::{announce, create, filled, items_of};
use crate::support::TestApp;

/// A file to ask for, with one field set; `null` leaves it out.
fn with(field: &str, value: Value) -> Value {
    let mut file = json!({"name": "a.png", "type": "image/png", "size": 67});
    if value.is_null() {
        file.as_object_mut().unwrap().remove(field);
    } else {
        file[field] = value;
    }
    file
}

#[tokio::test]
async fn all_that_is_wrong_is_said_by_index() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let none = app
        .post(&format!("{iri}/files"))
        .json(&json!({}))
        .send()
        .await;
    insta::assert_snapshot!(none.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "files: This collection should contain 1 element or more.",
      "violations": [
        {
          "propertyPath": "files",
          "message": "This collection should contain 1 element or more.",
          "code": "bef8e338-6ae5-4caf-b8e2-50e7b0579e69"
        }
      ]
    }
    "#);
    let wrong = json!([
        {},
        with("name", "../x.png".into()),
        with("type", "image/gif".into()),
        with("size", 15_728_641.into()),
        {"name": "", "type": "", "size": 0},
    ]);
    insta::assert_snapshot!(announce(&app, &iri, &wrong).await.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "files[0].name: This value should not be blank.\nfiles[0].type: This value should not be blank.\nfiles[0].size: This value should not be null.\nfiles[1].name: A file name may hold no path, no control character and no direction mark.\nfiles[2].type: The value you selected is not a valid choice.\nfiles[3].size: The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.\nfiles[4].name: This value should not be blank.\nfiles[4].type: This value should not be blank.\nfiles[4].size: An empty file is not allowed.",
      "violations": [
        {
          "propertyPath": "files[0].name",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "files[0].type",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "files[0].size",
          "message": "This value should not be null.",
          "code": "ad32d13f-c3d4-423b-909a-857b961eb720"
        },
        {
          "propertyPath": "files[1].name",
          "message": "A file name may hold no path, no control character and no direction mark.",
          "code": "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"
        },
        {
          "propertyPath": "files[2].type",
          "message": "The value you selected is not a valid choice.",
          "code": "8e179f1b-97aa-4560-a02f-2a8b42e49df7"
        },
        {
          "propertyPath": "files[3].size",
          "message": "The file is too large (15728641 bytes). Allowed maximum size is 15728640 bytes.",
          "code": "df8637af-d466-48c6-a59d-e7126250a654"
        },
        {
          "propertyPath": "files[4].name",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "files[4].type",
          "message": "This value should not be blank.",
          "code": "c1051bb4-d103-4f74-8988-acbcafc7fdc3"
        },
        {
          "propertyPath": "files[4].size",
          "message": "An empty file is not allowed.",
          "code": "5d743385-9775-4aa5-8ff5-495fb1e60137"
        }
      ]
    }
    "#);
    assert!(items_of(&app, "UploadTicket").is_empty());
    app.drain().await;
}

#[tokio::test]
async fn the_rules_are_those_of_files() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    for (field, value, words) in [
        (
            "name",
            json!("a\u{202e}b"),
            "A file name may hold no path, no control character and no direction mark.",
        ),
        (
            "name",
            json!("x".repeat(256)),
            "This value is too long. It should have 255 characters or less.",
        ),
        (
            "type",
            json!("image/svg+xml"),
            "The value you selected is not a valid choice.",
        ),
        (
            "type",
            json!("image/jpg"),
            "The value you selected is not a valid choice.",
        ),
        (
            "type",
            json!("application/pdf; x=y"),
            "The value you selected is not a valid choice.",
        ),
        ("size", json!(-1), "An empty file is not allowed."),
        (
            "size",
            json!(i64::MAX),
            "The file is too large (8796093022208 MiB). Allowed maximum size is 15 MiB.",
        ),
    ] {
        let refused = announce(&app, &iri, &json!([with(field, value)]))
            .await
            .expect(422);
        let words = format!("files[0].{field}: {words}");
        assert_eq!(refused.json()["hydra:description"], words);
    }
    assert!(items_of(&app, "UploadTicket").is_empty());
    app.drain().await;
}

/// It is an integer to JSON Schema, and so to those who make clients from the OpenAPI document.
#[tokio::test]
async fn a_size_may_be_written_with_a_point() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let answer = announce(&app, &iri, &json!([with("size", json!(67.0))])).await;
    let tickets = answer.expect(200).json();
    assert_eq!(tickets["hydra:member"][0]["size"], 67);
    app.drain().await;
}

#[tokio::test]
async fn values_of_the_wrong_type_are_400() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let post = |body: Value| {
        let call = app.post(&format!("{iri}/files")).json(&body);
        async move {
            call.send().await.expect(400).json()["hydra:description"]
                .as_str()
                .unwrap()
                .to_owned()
        }
    };
    for (value, given) in [
        (json!("a.png"), "string"),
        (json!(null), "NULL"),
        (json!(5), "integer"),
        (json!({"name": "a.png"}), "array"),
    ] {
        let words =
            format!("The type of the \"files\" attribute must be \"array\", \"{given}\" given.");
        assert_eq!(post(json!({"files": value})).await, words);
    }
    let words = "The type of the \"files[1]\" attribute must be \"array\", \"string\" given.";
    assert_eq!(
        post(json!({"files": [with("size", 67.into()), "a.png"]})).await,
        words
    );
    for (field, value, expected, given) in [
        ("name", json!(5), "string", "integer"),
        ("type", json!(["image/png"]), "string", "array"),
        ("size", json!("67"), "integer", "string"),
        ("size", json!(67.5), "integer", "double"),
        ("size", json!(true), "integer", "boolean"),
    ] {
        let words = format!(
            "The type of the \"files[0].{field}\" attribute must be \"{expected}\", \"{given}\" given."
        );
        assert_eq!(post(json!({"files": [with(field, value)]})).await, words);
    }
    for (body, words) in [
        ("{", "Syntax error"),
        ("", "Syntax error"),
        ("\"x\"", "Invalid IRI \"x\"."),
        (
            "null",
            "Expected IRI or document for resource \"Transfer\", \"NULL\" given.",
        ),
    ] {
        let call = app
            .post(&format!("{iri}/files"))
            .body("application/json", body);
        assert_eq!(
            call.send().await.expect(400).json()["hydra:description"],
            words,
            "{body}"
        );
    }
    let large = json!({"files": [with("name", "x".repeat(70_000).into())]});
    app.post(&format!("{iri}/files"))
        .json(&large)
        .send()
        .await
        .expect(413);
    app.drain().await;
}

#[tokio::test]
async fn what_could_not_be_attached_gets_no_ticket() {
    let app = TestApp::start().await;
    let many = |count: usize| Value::Array(vec![with("size", 67.into()); count]);
    let words = "files: This collection should contain 10 elements or less.";
    let iri = filled(&app, 7).await;
    for count in [4, 10, 11, 500] {
        let refused = announce(&app, &iri, &many(count)).await.expect(422);
        assert_eq!(refused.json()["hydra:description"], words, "{count}");
    }
    announce(&app, &iri, &many(3)).await.expect(200);
    let full = filled(&app, 10).await;
    announce(&app, &full, &many(1)).await.expect(422);
    app.drain().await;
}

#[tokio::test]
async fn a_transfer_has_a_hundred_tickets_at_the_most() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let many = |count: usize| Value::Array(vec![with("size", 67.into()); count]);
    for _ in 0..9 {
        announce(&app, &iri, &many(10)).await.expect(200);
    }
    announce(&app, &iri, &many(9)).await.expect(200);
    let refused = announce(&app, &iri, &many(2)).await;
    insta::assert_snapshot!(refused.snapshot(), @r#"
    422 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/ConstraintViolationList",
      "@type": "ConstraintViolationList",
      "hydra:title": "An error occurred",
      "hydra:description": "files: A transfer has 100 upload tickets at most: create another transfer.",
      "violations": [
        {
          "propertyPath": "files",
          "message": "A transfer has 100 upload tickets at most: create another transfer.",
          "code": "756b1212-697c-468d-a9ad-50dd783bb169"
        }
      ]
    }
    "#);
    announce(&app, &iri, &many(1)).await.expect(200);
    announce(&app, &iri, &many(1)).await.expect(422);
    let list = app.get(&format!("{iri}/tickets")).send().await.expect(200);
    assert_eq!(list.members().len(), 100);
    assert_eq!(list.json()["hydra:totalItems"], 100);
    app.drain().await;
}
