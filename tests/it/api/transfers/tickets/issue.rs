//! Asking for tickets.

use data_encoding::BASE64;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::super::support::{announce, create, items_of, keys, pass, read};
use crate::support::{Answer, TestApp};

/// What is asked for in most of these tests.
fn files() -> Value {
    json!([
        {"name": "scan.jpg", "type": "image/jpeg", "size": 15_728_640},
        {"name": "Compte rendu.pdf", "type": "Application/PDF", "size": 1},
    ])
}

/// The answer with what differs from run to run, or only a program reads, in words.
fn shown(app: &TestApp, answer: &Answer) -> String {
    let mut body = answer.json();
    let members = match &mut body {
        Value::Array(members) => members,
        body => body["hydra:member"].as_array_mut().unwrap(),
    };
    for ticket in members {
        let upload = &mut ticket["upload"];
        let url = upload["url"].as_str().unwrap();
        upload["url"] = url.replace(&app.storage(), "(S3)").into();
        let fields = &mut upload["fields"];
        let policy = policy(fields["policy"].as_str().unwrap());
        let conditions = policy["conditions"].as_array().unwrap().iter();
        let conditions: Vec<String> = conditions.map(ToString::to_string).collect();
        fields["policy"] = json!({"expiration": policy["expiration"], "conditions": conditions});
        let signature = fields["x-amz-signature"].as_str().unwrap();
        assert!(signature.len() == 64 && signature.bytes().all(|digit| digit.is_ascii_hexdigit()));
        fields["x-amz-signature"] = "(signature)".into();
    }
    let media = answer.header("content-type").unwrap();
    format!("{} {media}\n{body:#}", answer.status)
}

fn policy(text: &str) -> Value {
    serde_json::from_slice(&BASE64.decode(text.as_bytes()).unwrap()).unwrap()
}

#[tokio::test]
async fn each_file_gets_a_form_that_fits_it_alone() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let issued = announce(&app, &iri, &files()).await.expect(200);
    insta::assert_snapshot!(shown(&app, &issued), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/UploadTicket",
      "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
          "@type": "UploadTicket",
          "id": "697240f5-d401-4cdd-bb4f-4cdbf1825e93",
          "name": "scan.jpg",
          "type": "image/jpeg",
          "size": 15728640,
          "status": "pending",
          "expiresAt": "2021-03-01T08:15:00+00:00",
          "transferFile": null,
          "violations": [],
          "upload": {
            "url": "(S3)/leah-local",
            "fields": {
              "key": "incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
              "Content-Type": "image/jpeg",
              "x-amz-algorithm": "AWS4-HMAC-SHA256",
              "x-amz-credential": "leah-local.transfers/20210301/eu-west-3/s3/aws4_request",
              "x-amz-date": "20210301T080000Z",
              "x-amz-security-token": "leah-local/session+token==",
              "policy": {
                "expiration": "2021-03-01T08:15:00.000Z",
                "conditions": [
                  "{\"bucket\":\"leah-local\"}",
                  "[\"content-length-range\",15728640,15728640]",
                  "[\"eq\",\"$key\",\"incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/697240f5-d401-4cdd-bb4f-4cdbf1825e93\"]",
                  "[\"eq\",\"$Content-Type\",\"image/jpeg\"]",
                  "[\"eq\",\"$x-amz-algorithm\",\"AWS4-HMAC-SHA256\"]",
                  "[\"eq\",\"$x-amz-credential\",\"leah-local.transfers/20210301/eu-west-3/s3/aws4_request\"]",
                  "[\"eq\",\"$x-amz-date\",\"20210301T080000Z\"]",
                  "[\"eq\",\"$x-amz-security-token\",\"leah-local/session+token==\"]"
                ]
              },
              "x-amz-signature": "(signature)"
            }
          }
        },
        {
          "@id": "/api/transfers/194dcc00-160f-4eb5-ab80-1d97973fbb84/tickets/00332392-bc2e-4869-90d5-e17db59ed240",
          "@type": "UploadTicket",
          "id": "00332392-bc2e-4869-90d5-e17db59ed240",
          "name": "Compte rendu.pdf",
          "type": "application/pdf",
          "size": 1,
          "status": "pending",
          "expiresAt": "2021-03-01T08:15:00+00:00",
          "transferFile": null,
          "violations": [],
          "upload": {
            "url": "(S3)/leah-local",
            "fields": {
              "key": "incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/00332392-bc2e-4869-90d5-e17db59ed240",
              "Content-Type": "application/pdf",
              "x-amz-algorithm": "AWS4-HMAC-SHA256",
              "x-amz-credential": "leah-local.transfers/20210301/eu-west-3/s3/aws4_request",
              "x-amz-date": "20210301T080000Z",
              "x-amz-security-token": "leah-local/session+token==",
              "policy": {
                "expiration": "2021-03-01T08:15:00.000Z",
                "conditions": [
                  "{\"bucket\":\"leah-local\"}",
                  "[\"content-length-range\",1,1]",
                  "[\"eq\",\"$key\",\"incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/00332392-bc2e-4869-90d5-e17db59ed240\"]",
                  "[\"eq\",\"$Content-Type\",\"application/pdf\"]",
                  "[\"eq\",\"$x-amz-algorithm\",\"AWS4-HMAC-SHA256\"]",
                  "[\"eq\",\"$x-amz-credential\",\"leah-local.transfers/20210301/eu-west-3/s3/aws4_request\"]",
                  "[\"eq\",\"$x-amz-date\",\"20210301T080000Z\"]",
                  "[\"eq\",\"$x-amz-security-token\",\"leah-local/session+token==\"]"
                ]
              },
              "x-amz-signature": "(signature)"
            }
          }
        }
      ],
      "hydra:totalItems": 2
    }
    "#);
    assert_eq!(read(&app, &iri).await["status"], "in_progress");
    assert!(keys(&app).await.is_empty());
    app.drain().await;
}

#[tokio::test]
async fn read_later_tickets_are_the_same_without_the_form() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let issued = announce(&app, &iri, &files()).await.expect(200);
    // It is a permission, and given once.
    let list = app
        .get(&format!("{iri}/tickets"))
        .send()
        .await
        .expect(200)
        .json();
    let mut without = issued.json();
    for ticket in without["hydra:member"].as_array_mut().unwrap() {
        ticket.as_object_mut().unwrap().remove("upload").unwrap();
        let mut read = read(&app, ticket["@id"].as_str().unwrap()).await;
        assert_eq!(read["@context"], "/api/contexts/UploadTicket");
        read.as_object_mut().unwrap().remove("@context");
        assert_eq!(read, *ticket);
    }
    assert_eq!(list, without);
    app.drain().await;
}

#[tokio::test]
async fn as_json_the_tickets_are_a_plain_list() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let call = app.post(&format!("{iri}/files")).accept("application/json");
    let body = json!({"files": [{"name": "a.png", "type": "image/png", "size": 67}]});
    let issued = call.body("application/ld+json; charset=utf-8", body.to_string());
    insta::assert_snapshot!(shown(&app, &issued.send().await), @r#"
    200 application/json; charset=utf-8
    [
      {
        "id": "697240f5-d401-4cdd-bb4f-4cdbf1825e93",
        "name": "a.png",
        "type": "image/png",
        "size": 67,
        "status": "pending",
        "expiresAt": "2021-03-01T08:15:00+00:00",
        "transferFile": null,
        "violations": [],
        "upload": {
          "url": "(S3)/leah-local",
          "fields": {
            "key": "incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/697240f5-d401-4cdd-bb4f-4cdbf1825e93",
            "Content-Type": "image/png",
            "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": "leah-local.transfers/20210301/eu-west-3/s3/aws4_request",
            "x-amz-date": "20210301T080000Z",
            "x-amz-security-token": "leah-local/session+token==",
            "policy": {
              "expiration": "2021-03-01T08:15:00.000Z",
              "conditions": [
                "{\"bucket\":\"leah-local\"}",
                "[\"content-length-range\",67,67]",
                "[\"eq\",\"$key\",\"incoming/440b4e01-d3e4-4cbc-afb2-ca62177cd630/194dcc00-160f-4eb5-ab80-1d97973fbb84/697240f5-d401-4cdd-bb4f-4cdbf1825e93\"]",
                "[\"eq\",\"$Content-Type\",\"image/png\"]",
                "[\"eq\",\"$x-amz-algorithm\",\"AWS4-HMAC-SHA256\"]",
                "[\"eq\",\"$x-amz-credential\",\"leah-local.transfers/20210301/eu-west-3/s3/aws4_request\"]",
                "[\"eq\",\"$x-amz-date\",\"20210301T080000Z\"]",
                "[\"eq\",\"$x-amz-security-token\",\"leah-local/session+token==\"]"
              ]
            },
            "x-amz-signature": "(signature)"
          }
        }
      }
    ]
    "#);
    app.drain().await;
}

#[tokio::test]
async fn a_ticket_ends_with_its_transfer() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    app.drain().await;
    pass(&app, SignedDuration::from_mins(7 * 24 * 60 - 5));
    let issued = announce(&app, &iri, &files()).await.expect(200).json();
    let ticket = &issued["hydra:member"][0];
    assert_eq!(ticket["expiresAt"], "2021-03-08T08:00:00+00:00");
    let policy = policy(ticket["upload"]["fields"]["policy"].as_str().unwrap());
    assert_eq!(policy["expiration"], "2021-03-08T08:00:00.000Z");
    app.drain().await;
}

#[tokio::test]
async fn a_repeated_request_gets_the_same_tickets() {
    let app = TestApp::start().await;
    let iri = create(&app).await;
    let post = |files: Value| {
        let call = app
            .post(&format!("{iri}/files"))
            .header("idempotency-key", "k");
        call.json(&json!({"files": files})).send()
    };
    let first = post(files()).await.expect(200);
    assert_eq!(post(files()).await.expect(200).text, first.text);
    let other = json!([{"name": "a.png", "type": "image/png", "size": 67}]);
    post(other).await.expect(422);
    assert_eq!(items_of(&app, "UploadTicket").len(), 2);
    app.drain().await;
}
