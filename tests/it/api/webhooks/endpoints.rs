//! Endpoints: read, never changed, and without what they sign with.

use jiff::SignedDuration;
use leah_domain::{
    Id, Ids, WebhookEndpoint,
    webhook::{Disabled, Event, Form, MAX_ENDPOINTS, Network, Reason, Url, WebhookSecret},
};
use leah_local::demo::ORGANIZATION;
use reqwest::Method;

use super::support::{DELIVERIES, ELSEWHERE, ENDPOINTS, book, delivery_to, told_of_bookings};
use crate::support::{Nameless, Receiver, Seeded, Tenant, TestApp, hook, refused_pages};

/// An endpoint of each kind: on the Internet; behind a VPN, failing; not served any more.
async fn three(app: &TestApp) -> [WebhookEndpoint; 3] {
    let events = Event::ALL;
    let mut plain = hook(app, "plain", ELSEWHERE, &events[..1]);
    let mut failing = hook(app, "failing", ELSEWHERE, &events[1..4]);
    failing.network = Network::vpn(&["10.20.0.0/16"]).unwrap();
    failing.url = Url::parse("http://10.20.0.7/hook", &failing.network, false).unwrap();
    failing.form = Form::Object;
    failing.failing = Some(app.now());
    let mut disabled = hook(app, "disabled", "https://münchen.example:8443/", &events);
    disabled.disabled = Some(Disabled {
        at: app.now(),
        reason: Reason::Operator,
    });
    // In the order of their making, whatever their identifiers.
    for (minutes, endpoint) in (0..).zip([&mut plain, &mut failing, &mut disabled]) {
        endpoint.created = app.now() + SignedDuration::from_mins(minutes);
    }
    let three = [plain, failing, disabled];
    for endpoint in &three {
        app.put_hook(ORGANIZATION, endpoint).await;
    }
    three
}

#[tokio::test]
async fn nothing_is_set_up_at_first() {
    let app = TestApp::start().await;
    insta::assert_snapshot!(app.get(ENDPOINTS).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookEndpoint",
      "@id": "/api/webhook_endpoints",
      "@type": "hydra:Collection",
      "hydra:member": [],
      "hydra:totalItems": 0
    }
    "#);
}

#[tokio::test]
async fn each_is_shown_whole_but_for_its_secret() {
    let app = TestApp::start().await;
    three(&app).await;
    let ld = app.get(ENDPOINTS).send().await;
    insta::assert_snapshot!(ld.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookEndpoint",
      "@id": "/api/webhook_endpoints",
      "@type": "hydra:Collection",
      "hydra:member": [
        {
          "@id": "/api/webhook_endpoints/91bae3a2-4c28-48f0-ac05-ecacdfcaf48c",
          "@type": "WebhookEndpoint",
          "id": "91bae3a2-4c28-48f0-ac05-ecacdfcaf48c",
          "url": "https://hooks.example.org/leah?tenant=1",
          "network": "public",
          "events": [
            "appointment.guest.online"
          ],
          "payload": "string",
          "enabled": true,
          "disabledAt": null,
          "disabledReason": null,
          "failingSince": null,
          "createdAt": "2021-03-01T08:00:00+00:00"
        },
        {
          "@id": "/api/webhook_endpoints/9eaa269b-11f8-4b40-b738-974022f1deba",
          "@type": "WebhookEndpoint",
          "id": "9eaa269b-11f8-4b40-b738-974022f1deba",
          "url": "http://10.20.0.7/hook",
          "network": "vpn",
          "events": [
            "appointment.created",
            "appointment.rescheduled",
            "appointment.cancelled"
          ],
          "payload": "object",
          "enabled": true,
          "disabledAt": null,
          "disabledReason": null,
          "failingSince": "2021-03-01T08:00:00+00:00",
          "createdAt": "2021-03-01T08:01:00+00:00"
        },
        {
          "@id": "/api/webhook_endpoints/41c956f7-beb2-40d7-bf79-3cccf9ae88e3",
          "@type": "WebhookEndpoint",
          "id": "41c956f7-beb2-40d7-bf79-3cccf9ae88e3",
          "url": "https://xn--mnchen-3ya.example:8443/",
          "network": "public",
          "events": [
            "appointment.guest.online",
            "appointment.created",
            "appointment.rescheduled",
            "appointment.cancelled",
            "appointment.reminder.sent",
            "transfer.shared",
            "transfer.downloaded"
          ],
          "payload": "string",
          "enabled": false,
          "disabledAt": "2021-03-01T08:00:00+00:00",
          "disabledReason": "operator",
          "failingSince": null,
          "createdAt": "2021-03-01T08:02:00+00:00"
        }
      ],
      "hydra:totalItems": 3
    }
    "#);
}

#[tokio::test]
async fn in_plain_json_each_is_shown_without_the_keys_of_json_ld() {
    let app = TestApp::start().await;
    three(&app).await;
    let json = app.get(ENDPOINTS).accept("application/json").send().await;
    insta::assert_snapshot!(json.snapshot(), @r#"
    200 application/json; charset=utf-8
    [
      {
        "id": "91bae3a2-4c28-48f0-ac05-ecacdfcaf48c",
        "url": "https://hooks.example.org/leah?tenant=1",
        "network": "public",
        "events": [
          "appointment.guest.online"
        ],
        "payload": "string",
        "enabled": true,
        "disabledAt": null,
        "disabledReason": null,
        "failingSince": null,
        "createdAt": "2021-03-01T08:00:00+00:00"
      },
      {
        "id": "9eaa269b-11f8-4b40-b738-974022f1deba",
        "url": "http://10.20.0.7/hook",
        "network": "vpn",
        "events": [
          "appointment.created",
          "appointment.rescheduled",
          "appointment.cancelled"
        ],
        "payload": "object",
        "enabled": true,
        "disabledAt": null,
        "disabledReason": null,
        "failingSince": "2021-03-01T08:00:00+00:00",
        "createdAt": "2021-03-01T08:01:00+00:00"
      },
      {
        "id": "41c956f7-beb2-40d7-bf79-3cccf9ae88e3",
        "url": "https://xn--mnchen-3ya.example:8443/",
        "network": "public",
        "events": [
          "appointment.guest.online",
          "appointment.created",
          "appointment.rescheduled",
          "appointment.cancelled",
          "appointment.reminder.sent",
          "transfer.shared",
          "transfer.downloaded"
        ],
        "payload": "string",
        "enabled": false,
        "disabledAt": "2021-03-01T08:00:00+00:00",
        "disabledReason": "operator",
        "failingSince": null,
        "createdAt": "2021-03-01T08:02:00+00:00"
      }
    ]
    "#);
}

#[tokio::test]
async fn alone_each_is_what_it_is_in_the_list() {
    let app = TestApp::start().await;
    let three = three(&app).await;
    insta::assert_snapshot!(app.get(&three[0].id.iri()).send().await.snapshot(), @r#"
    200 application/ld+json; charset=utf-8
    {
      "@context": "/api/contexts/WebhookEndpoint",
      "@id": "/api/webhook_endpoints/91bae3a2-4c28-48f0-ac05-ecacdfcaf48c",
      "@type": "WebhookEndpoint",
      "id": "91bae3a2-4c28-48f0-ac05-ecacdfcaf48c",
      "url": "https://hooks.example.org/leah?tenant=1",
      "network": "public",
      "events": [
        "appointment.guest.online"
      ],
      "payload": "string",
      "enabled": true,
      "disabledAt": null,
      "disabledReason": null,
      "failingSince": null,
      "createdAt": "2021-03-01T08:00:00+00:00"
    }
    "#);
    let ld = app.get(ENDPOINTS).send().await;
    let json = app.get(ENDPOINTS).accept("application/json").send().await;
    for (number, endpoint) in three.iter().enumerate() {
        let iri = endpoint.id.iri();
        let alone = app.get(&iri).send().await.expect(200);
        let mut member = ld.json()["hydra:member"][number].take();
        member["@context"] = alone.json()["@context"].clone();
        assert_eq!(alone.json(), member);
        let plain = app.get(&format!("{iri}.json")).send().await.expect(200);
        assert_eq!(plain.json(), json.json()[number]);
        let head = app.request(Method::HEAD, &iri).send().await.expect(200);
        assert_eq!(
            (head.text.as_str(), head.header("etag")),
            ("", alone.header("etag"))
        );
    }
    for (suffix, expected) in [("json", &json), ("jsonld", &ld)] {
        let path = format!("{ENDPOINTS}.{suffix}");
        let answer = app.get(&path).send().await.expect(200);
        assert_eq!(answer.text, expected.text);
        let head = app.request(Method::HEAD, &path).send().await.expect(200);
        assert_eq!(
            (head.text.as_str(), head.header("etag")),
            ("", answer.header("etag"))
        );
    }
}

/// Twenty is as many as there may be: less than a page.
#[tokio::test]
async fn all_there_may_be_are_one_page() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "crowd").await;
    let ids = Seeded::starting_at("endpoints");
    let mut all = Vec::new();
    for _ in 0..MAX_ENDPOINTS {
        let mut endpoint = hook(&app, "one", ELSEWHERE, &[Event::GuestOnline]);
        endpoint.id = Id::new(ids.uuid());
        app.put_hook(tenant.organization.id, &endpoint).await;
        all.push(endpoint.id.iri());
    }
    all.sort();
    let one_more = hook(&app, "one more", ELSEWHERE, &[Event::GuestOnline]);
    let table = app.house.app().table();
    let put = table.put_webhook_endpoint(tenant.organization.id, &one_more);
    assert!(!put.await.unwrap());
    for (query, expected) in [("", &all[..]), ("?page=1", &all[..]), ("?page=2", &[])] {
        let call = app.get(&format!("{ENDPOINTS}{query}"));
        let answer = tenant.sign(call).send().await.expect(200);
        assert_eq!(answer.members(), expected, "{query}");
        let body = answer.json();
        assert_eq!(body["hydra:totalItems"], MAX_ENDPOINTS, "{query}");
        assert_eq!(body.get("hydra:view"), None, "{query}");
    }
    refused_pages(&app, ENDPOINTS).await;
}

#[tokio::test]
async fn no_answer_shows_what_is_signed_with() {
    let app = TestApp::with(|options| options.webhooks.names = std::sync::Arc::new(Nameless)).await;
    let receiver = Receiver::answering(200).await;
    let mut rotated = hook(&app, "rotated", &receiver.url, &[Event::AppointmentCreated]);
    let ids = Seeded::starting_at("next secret");
    let next = WebhookSecret::generate(&ids);
    rotated.secrets = rotated.secrets.rotated(next, app.now());
    app.put_hook(ORGANIZATION, &rotated).await;
    let other = told_of_bookings(&app, "other", ELSEWHERE).await;
    book(&app).await;
    assert_eq!(receiver.bodies().len(), 1);

    let secrets: Vec<String> = [&rotated, &other]
        .iter()
        .flat_map(|endpoint| endpoint.secrets.signing_at(app.now()))
        .map(|secret| secret.reveal().trim_start_matches("whsec_").to_owned())
        .collect();
    assert_eq!(secrets.len(), 3);
    let delivered = delivery_to(&app, &rotated).await;
    let pending = delivery_to(&app, &other).await;
    let iri = |delivery: &serde_json::Value| delivery["@id"].as_str().unwrap().to_owned();
    for path in [
        ENDPOINTS.to_owned(),
        rotated.id.iri(),
        other.id.iri(),
        DELIVERIES.to_owned(),
        format!("{DELIVERIES}?webhookEndpoint={}", rotated.id),
        iri(&delivered),
        iri(&pending),
        "/api".to_owned(),
        "/api/docs.jsonld".to_owned(),
    ] {
        for accept in ["application/ld+json", "application/json"] {
            let answer = app.get(&path).accept(accept).send().await;
            let headers = format!("{:?}", answer.headers);
            for text in ["whsec", "ecret"]
                .into_iter()
                .chain(secrets.iter().map(String::as_str))
            {
                assert!(!answer.text.contains(text), "{path}: {}", answer.text);
                assert!(!headers.contains(text), "{path}: {headers}");
            }
        }
    }
}
