//! The list of deliveries, empty or not, by each of its names.

use reqwest::Method;

use super::support::{DELIVERIES, given_up, iri, named};
use crate::support::TestApp;

#[tokio::test]
async fn there_is_none_at_first() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(DELIVERIES).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries",
      "@type": "hydra:Collection",
      "hydra:member": [],
      "hydra:view": {
        "@id": "/api/webhook_deliveries?page=1",
        "@type": "hydra:PartialCollectionView"
      },
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/webhook_deliveries{?webhookEndpoint,webhookEndpoint[],status,status[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "webhookEndpoint",
            "property": "webhookEndpoint",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "webhookEndpoint[]",
            "property": "webhookEndpoint",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "status",
            "property": "status",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "status[]",
            "property": "status",
            "required": false
          }
        ]
      }
    }
    "#);
}

#[tokio::test]
async fn heads_and_names_are_those_of_all_lists() {
    let app = TestApp::start().await;
    let (_, _receiver, dead) = given_up(&app).await;
    for path in [DELIVERIES.to_owned(), iri(&dead)] {
        for suffix in ["", ".json", ".jsonld"] {
            let path = format!("{path}{suffix}");
            let get = app.get(&path).send().await.expect(200);
            let head = app.request(Method::HEAD, &path).send().await.expect(200);
            assert_eq!(head.text, "", "{path}");
            for name in ["etag", "content-type", "link", "vary"] {
                assert_eq!(head.header(name), get.header(name), "{path}: {name}");
            }
        }
    }
    let list = app.get(DELIVERIES).send().await.expect(200);
    insta::assert_snapshot!(named(&list, &dead), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/webhook_deliveries/{id}",
          "@type": "WebhookDelivery",
          "id": "{id}",
          "webhookEndpoint": "/api/webhook_endpoints/aa638990-69e3-489c-b92d-a603504decb0",
          "webhookId": "msg_{id}",
          "event": "appointment.created",
          "payload": "{\"externalId\":\"000001\",\"administrativeFileNumber\":null,\"appointment\":\"{appointment}\"}",
          "status": "dead",
          "reason": "endpoint-gone",
          "attempts": 1,
          "lastAttemptAt": "2021-03-01T08:00:00+00:00",
          "lastStatus": 410,
          "lastError": null,
          "nextAttemptAt": null,
          "createdAt": "2021-03-01T08:00:00+00:00",
          "endedAt": "2021-03-01T08:00:00+00:00"
        }
      ],
      "hydra:view": {
        "@id": "/api/webhook_deliveries?page=1",
        "@type": "hydra:PartialCollectionView"
      },
      "hydra:search": {
        "@type": "hydra:IriTemplate",
        "hydra:template": "/api/webhook_deliveries{?webhookEndpoint,webhookEndpoint[],status,status[]}",
        "hydra:variableRepresentation": "BasicRepresentation",
        "hydra:mapping": [
          {
            "@type": "IriTemplateMapping",
            "variable": "webhookEndpoint",
            "property": "webhookEndpoint",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "webhookEndpoint[]",
            "property": "webhookEndpoint",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "status",
            "property": "status",
            "required": false
          },
          {
            "@type": "IriTemplateMapping",
            "variable": "status[]",
            "property": "status",
            "required": false
          }
        ]
      }
    }
    "#);
    let plain = app.get(&format!("{DELIVERIES}.json")).send().await;
    assert_eq!(plain.json()[0]["webhookId"], dead["webhookId"]);
    assert_eq!(plain.json()[0].get("@id"), None);
}
