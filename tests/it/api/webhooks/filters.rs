//! Filters of the list: by how far deliveries have come, and by endpoint.

use leah_domain::WebhookEndpoint;
use serde_json::Value;

use super::support::{DELIVERIES, book, list, told_of_bookings};
use crate::support::{Answer, Receiver, TestApp, demo};

/// Two delivered to the first, two pending to the second, one given up to the third.
async fn five(app: &TestApp) -> ([WebhookEndpoint; 3], [Receiver; 3]) {
    let receivers = [
        Receiver::answering(200).await,
        Receiver::answering(500).await,
        Receiver::answering(410).await,
    ];
    let endpoints = [
        told_of_bookings(app, "well", &receivers[0].url).await,
        told_of_bookings(app, "failing", &receivers[1].url).await,
        told_of_bookings(app, "gone", &receivers[2].url).await,
    ];
    for _ in 0..2 {
        book(app).await;
    }
    (endpoints, receivers)
}

/// How many of each endpoint's deliveries a query finds.
fn counted(found: &[Value], endpoints: &[WebhookEndpoint; 3]) -> [usize; 3] {
    let of = |endpoint: &WebhookEndpoint| {
        let to = |delivery: &&Value| delivery["webhookEndpoint"] == endpoint.id.iri();
        found.iter().filter(to).count()
    };
    let counted = endpoints.each_ref().map(of);
    assert_eq!(counted.iter().sum::<usize>(), found.len());
    counted
}

#[tokio::test]
async fn by_status_and_endpoint_one_or_several() {
    let app = TestApp::start().await;
    let (endpoints, _receivers) = five(&app).await;
    let [well, failing, gone] = endpoints.each_ref().map(|endpoint| endpoint.id.to_string());
    let unknown = "6e229d04-1880-4b6b-a520-36f757f4a532";
    let iri = |id: &str| format!("/api/webhook_endpoints/{id}");
    for (query, expected) in [
        (String::new(), [2, 2, 1]),
        ("?status=delivered".into(), [2, 0, 0]),
        ("?status=pending".into(), [0, 2, 0]),
        ("?status=dead".into(), [0, 0, 1]),
        ("?status[]=dead".into(), [0, 0, 1]),
        ("?status%5B%5D=dead&status%5B%5D=pending".into(), [0, 2, 1]),
        ("?status[]=dead&status[]=dead".into(), [0, 0, 1]),
        (
            "?status[]=pending&status[]=delivered&status[]=dead".into(),
            [2, 2, 1],
        ),
        // Words that are no status find nothing, beside others nothing more.
        ("?status=lost".into(), [0; 3]),
        ("?status=DEAD".into(), [0; 3]),
        ("?status[]=lost&status[]=dead".into(), [0, 0, 1]),
        (format!("?webhookEndpoint={}", iri(&well)), [2, 0, 0]),
        (format!("?webhookEndpoint={failing}"), [0, 2, 0]),
        (
            format!("?webhookEndpoint={}", gone.to_uppercase()),
            [0, 0, 1],
        ),
        (format!("?webhookEndpoint[]={gone}"), [0, 0, 1]),
        (
            format!("?webhookEndpoint[]={}&webhookEndpoint[]={gone}", iri(&well)),
            [2, 0, 1],
        ),
        (
            format!("?webhookEndpoint[]={}&webhookEndpoint[]={well}", iri(&well)),
            [2, 0, 0],
        ),
        (format!("?webhookEndpoint={unknown}"), [0; 3]),
        (format!("?webhookEndpoint={}", iri(unknown)), [0; 3]),
        ("?webhookEndpoint=nope".into(), [0; 3]),
        (format!("?webhookEndpoint={}", demo::OFFICE), [0; 3]),
        (
            format!("?webhookEndpoint[]=nope&webhookEndpoint[]={well}"),
            [2, 0, 0],
        ),
        (
            format!("?webhookEndpoint={well}&status=delivered"),
            [2, 0, 0],
        ),
        (format!("?webhookEndpoint={well}&status=dead"), [0; 3]),
        (
            format!(
                "?webhookEndpoint[]={failing}&webhookEndpoint[]={gone}&status[]=dead&status[]=pending"
            ),
            [0, 2, 1],
        ),
        (format!("?webhookEndpoint={unknown}&status=dead"), [0; 3]),
        // Of what is no filter nothing is read.
        ("?event=appointment.created".into(), [2, 2, 1]),
    ] {
        let found = list(&app, &query).await;
        assert_eq!(counted(&found, &endpoints), expected, "{query}");
    }
}

#[tokio::test]
async fn a_view_says_what_was_asked_for() {
    let app = TestApp::start().await;
    let (endpoints, _receivers) = five(&app).await;
    let path = format!(
        "{DELIVERIES}?webhookEndpoint={}&status=lost",
        endpoints[0].id.iri()
    );
    let nothing = app.get(&path).send().await;
    insta::assert_snapshot!(nothing.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookDelivery",
      "@id": "/api/webhook_deliveries",
      "@type": "hydra:Collection",
      "hydra:member": [],
      "hydra:view": {
        "@id": "/api/webhook_deliveries?page=1&status=lost&webhookEndpoint=%2Fapi%2Fwebhook_endpoints%2F1d364974-70f0-4bb7-ba1e-54885973250e",
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
    let plain = app.get(&path).accept("application/json").send().await;
    assert_eq!(plain.expect(200).text, "[]");
}

/// What one request finds is never more than its own organization's.
#[tokio::test]
async fn an_endpoint_of_anothers_finds_nothing() {
    let app = TestApp::start().await;
    let (endpoints, _receivers) = five(&app).await;
    let other = crate::support::Tenant::create(&app, "other").await;
    let ask = async |query: String| -> Answer {
        let call = app.get(&format!("{DELIVERIES}{query}"));
        other.sign(call).send().await.expect(200)
    };
    for query in [
        String::new(),
        "?status[]=dead&status[]=delivered".into(),
        format!("?webhookEndpoint={}", endpoints[0].id),
        format!("?webhookEndpoint={}", endpoints[0].id.iri()),
    ] {
        assert_eq!(
            ask(query.clone()).await.members(),
            Vec::<String>::new(),
            "{query}"
        );
    }
}
