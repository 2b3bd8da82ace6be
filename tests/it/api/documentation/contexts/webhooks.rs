//! Webhooks: endpoints and deliveries.

use super::context;
use crate::support::TestApp;

#[tokio::test]
async fn the_context_of_webhook_endpoints() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "WebhookEndpoint").send().await.snapshot(), @r#"
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
        "url": "WebhookEndpoint/url",
        "network": "WebhookEndpoint/network",
        "events": "WebhookEndpoint/events",
        "payload": "WebhookEndpoint/payload",
        "enabled": "WebhookEndpoint/enabled",
        "disabledAt": {
          "@id": "WebhookEndpoint/disabledAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "disabledReason": "WebhookEndpoint/disabledReason",
        "failingSince": {
          "@id": "WebhookEndpoint/failingSince",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "createdAt": {
          "@id": "WebhookEndpoint/createdAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        }
      }
    }
    "#);
}

#[tokio::test]
async fn the_context_of_their_deliveries() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(context(&app, "WebhookDelivery").send().await.snapshot(), @r#"
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
        "webhookEndpoint": {
          "@id": "WebhookDelivery/webhookEndpoint",
          "@type": "@id"
        },
        "webhookId": "WebhookDelivery/webhookId",
        "event": "WebhookDelivery/event",
        "payload": "WebhookDelivery/payload",
        "status": "WebhookDelivery/status",
        "reason": "WebhookDelivery/reason",
        "attempts": "WebhookDelivery/attempts",
        "lastAttemptAt": {
          "@id": "WebhookDelivery/lastAttemptAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "lastStatus": "WebhookDelivery/lastStatus",
        "lastError": "WebhookDelivery/lastError",
        "nextAttemptAt": {
          "@id": "WebhookDelivery/nextAttemptAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "createdAt": {
          "@id": "WebhookDelivery/createdAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        },
        "endedAt": {
          "@id": "WebhookDelivery/endedAt",
          "@type": "http://www.w3.org/2001/XMLSchema#dateTime"
        }
      }
    }
    "#);
}
