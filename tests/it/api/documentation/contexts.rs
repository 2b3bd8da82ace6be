//! `/api/contexts/…`: what the keys of an answer mean.

mod transfers;
mod webhooks;

use serde_json::{Value, json};

use super::{kinds, printed};
use crate::{
    house::sample,
    support::{Call, TestApp},
};

fn context(app: &TestApp, name: &str) -> Call {
    app.get(&format!("/api/contexts/{name}")).anonymous()
}

#[tokio::test]
async fn the_context_of_appointments() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "Appointment").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "status": "Appointment/status",
        "startTime": {
          "@id": "Appointment/startTime",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "email": "http://schema.org/email",
        "phoneNumber": "Appointment/phoneNumber",
        "office": {
          "@id": "Appointment/office",
          "@type": "@id"
        },
        "externalId": "Appointment/externalId",
        "administrativeFileNumber": "Appointment/administrativeFileNumber"
      }
    }
    "#);
}

#[tokio::test]
async fn the_context_of_offices() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "Office").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "slug": "Office/slug",
        "organization": {
          "@id": "Office/organization",
          "@type": "@id"
        },
        "features": {
          "@id": "Office/features",
          "@type": "@id"
        },
        "createdAt": {
          "@id": "Office/createdAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "currentMeeting": "Office/currentMeeting",
        "healthcareWorker": {
          "@id": "Office/healthcareWorker",
          "@type": "@id"
        }
      }
    }
    "#);
}

#[tokio::test]
async fn the_context_of_healthcare_workers() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "HealthcareWorker").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "hydra:first": {
          "@id": "http://www.w3.org/ns/hydra/core#first",
          "@type": "@id"
        },
        "hydra:last": {
          "@id": "http://www.w3.org/ns/hydra/core#last",
          "@type": "@id"
        },
        "hydra:next": {
          "@id": "http://www.w3.org/ns/hydra/core#next",
          "@type": "@id"
        },
        "hydra:previous": {
          "@id": "http://www.w3.org/ns/hydra/core#previous",
          "@type": "@id"
        },
        "firstname": "HealthcareWorker/firstname",
        "lastname": "HealthcareWorker/lastname",
        "email": "HealthcareWorker/email",
        "currentOrganization": {
          "@id": "HealthcareWorker/currentOrganization",
          "@type": "@id"
        }
      }
    }
    "#);
}

#[tokio::test]
async fn the_contexts_of_the_entrypoint_and_of_errors() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "Entrypoint").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#",
        "healthcareWorker": {
          "@id": "Entrypoint/healthcareWorker",
          "@type": "@id"
        },
        "feature": {
          "@id": "Entrypoint/feature",
          "@type": "@id"
        },
        "transferFile": {
          "@id": "Entrypoint/transferFile",
          "@type": "@id"
        },
        "office": {
          "@id": "Entrypoint/office",
          "@type": "@id"
        },
        "appointment": {
          "@id": "Entrypoint/appointment",
          "@type": "@id"
        },
        "organization": {
          "@id": "Entrypoint/organization",
          "@type": "@id"
        },
        "transfer": {
          "@id": "Entrypoint/transfer",
          "@type": "@id"
        },
        "uploadTicket": {
          "@id": "Entrypoint/uploadTicket",
          "@type": "@id"
        },
        "webhookEndpoint": {
          "@id": "Entrypoint/webhookEndpoint",
          "@type": "@id"
        },
        "webhookDelivery": {
          "@id": "Entrypoint/webhookDelivery",
          "@type": "@id"
        }
      }
    }
    "#);
    insta::assert_snapshot!(context(&app, "Error").send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": {
        "@vocab": "http://myorganization.leah.care/api/docs.jsonld#",
        "hydra": "http://www.w3.org/ns/hydra/core#"
      }
    }
    "#);
    let error = context(&app, "Error").send().await;
    assert_eq!(
        context(&app, "ConstraintViolationList").send().await.text,
        error.text
    );
    context(&app, "Nope").send().await.expect(404);
    context(&app, "appointment").send().await.expect(404);
}

/// A client that follows its answers' contexts knows every key of them.
#[tokio::test]
async fn every_key_that_is_printed_is_a_term_of_its_context() {
    let app = sample::house().await;
    for (name, iri) in kinds() {
        let item = printed(&app, &iri).await;
        assert_eq!(item["@context"], format!("/api/contexts/{name}"));
        let context = app
            .get(item["@context"].as_str().unwrap())
            .send()
            .await
            .expect(200)
            .json();
        for (key, value) in item.as_object().unwrap() {
            let term = &context["@context"][key];
            if key.starts_with('@') || key == "id" {
                continue;
            }
            assert_ne!(*term, Value::Null, "{name}: {key}");
            let first = value.get(0).unwrap_or(value);
            if first.as_str().is_some_and(|text| text.starts_with("/api/")) {
                assert_eq!(term["@type"], "@id", "{name}: {key}");
            }
            // An object with names of its own: untyped, they would be terms of ours.
            if value.is_object() {
                assert_eq!(term["@type"], "@json", "{name}: {key}");
            }
        }
    }
}

/// Untyped, the links of a page are plain text to an RDF client, which then cannot follow them.
#[tokio::test]
async fn contexts_type_the_links_of_a_page() {
    let app = TestApp::start().await;
    for (name, _) in kinds() {
        let context = app
            .get(&format!("/api/contexts/{name}"))
            .send()
            .await
            .expect(200)
            .json();
        for link in ["first", "last", "next", "previous"] {
            let typed =
                json!({"@id": format!("http://www.w3.org/ns/hydra/core#{link}"), "@type": "@id"});
            assert_eq!(
                context["@context"][format!("hydra:{link}")],
                typed,
                "{name}: {link}"
            );
        }
    }
}
