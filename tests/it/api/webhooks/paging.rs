//! Pages of the list: the newest first, by position.

use std::sync::atomic::Ordering;

use jiff::SignedDuration;
use leah_aws::table::Woken;
use leah_domain::{
    Id, Owed, WebhookDelivery, WebhookEndpoint,
    transfer::create,
    webhook::{DeliveryStatus, Event, Payload, fan_out},
};
use serde_json::json;

use super::support::{DELIVERIES, ELSEWHERE, error};
use crate::support::{Seeded, Tenant, TestApp, hook};

/// Sixty-five deliveries to two endpoints, five for each second, of each status in turn; the newest first.
async fn crowd(app: &TestApp, tenant: &Tenant) -> ([WebhookEndpoint; 2], Vec<WebhookDelivery>) {
    let ids = Seeded::starting_at("crowd of deliveries");
    let endpoints =
        ["one", "other"].map(|name| hook(app, name, ELSEWHERE, &[Event::TransferShared]));
    let (organization, worker) = (tenant.organization.id, tenant.worker.id);
    let payload = Payload::transfer(Id::new(leah_domain::Ids::uuid(&ids)), &[]);
    let mut all = Vec::new();
    for number in 0..65 {
        let at = app.now() + SignedDuration::from_secs(number / 5);
        let endpoint = &endpoints[usize::from(number % 2 == 1)];
        let to = std::slice::from_ref(endpoint);
        let mut one =
            fan_out(organization, to, Event::TransferShared, &payload, at, &ids).remove(0);
        one.status = DeliveryStatus::ALL[all.len() % 3];
        all.push(one);
    }
    // They come to be as all do: an event that is owed becomes deliveries.
    let table = app.house.app().table();
    let mut created = create(worker, organization, app.now(), &ids);
    let mut owed: Owed = created.owed.remove(0);
    owed.created = app.now();
    created.owed = vec![owed.clone()];
    table
        .insert_transfer(organization, &created, None)
        .await
        .unwrap();
    let seen = format!(
        "{}#{}",
        owed.created.strftime("%Y-%m-%dT%H:%M:%S%.3fZ"),
        owed.id
    );
    let claim = table.claim(&Woken { owed, seen }, &ids).await.unwrap();
    table.announce(&claim.unwrap(), &all).await.unwrap();
    app.owes.store(false, Ordering::Relaxed);
    all.sort_by_key(|delivery| (delivery.created, delivery.id));
    all.reverse();
    (endpoints, all)
}

/// Which deliveries a query finds.
type Wanted = Box<dyn Fn(&WebhookDelivery) -> bool>;

/// Follows a list to its end; the IRIs of each page.
async fn follow(app: &TestApp, tenant: &Tenant, first: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let answer = tenant.sign(app.get(&path)).send().await.expect(200);
        let body = answer.json();
        assert_eq!(body["@id"], DELIVERIES);
        assert_eq!(body.get("hydra:totalItems"), None, "{path}");
        let view = &body["hydra:view"];
        for absent in ["hydra:first", "hydra:last", "hydra:previous"] {
            assert_eq!(view.get(absent), None, "{path}");
        }
        if !pages.is_empty() {
            assert_eq!(view["@id"], path);
        }
        pages.push(answer.members());
        assert!(pages.len() < 9, "no end");
        next = view
            .get("hydra:next")
            .map(|next| next.as_str().unwrap().to_owned());
    }
    pages
}

#[tokio::test]
async fn every_delivery_once_and_the_newest_first() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "crowd").await;
    let (endpoints, all) = crowd(&app, &tenant).await;
    let one = endpoints[0].id;
    let rows: [(String, Wanted, &[usize]); 5] = [
        (String::new(), Box::new(|_| true), &[30, 30, 5]),
        (
            "?status[]=pending&status[]=dead".into(),
            Box::new(|one| one.status != DeliveryStatus::Delivered),
            &[30, 13],
        ),
        (
            "?status=delivered".into(),
            Box::new(|one| one.status == DeliveryStatus::Delivered),
            &[22],
        ),
        (
            format!("?webhookEndpoint={one}"),
            Box::new(move |delivery| delivery.endpoint == one),
            &[30, 3],
        ),
        (
            format!("?webhookEndpoint={one}&status=dead"),
            Box::new(move |delivery| {
                delivery.endpoint == one && delivery.status == DeliveryStatus::Dead
            }),
            &[11],
        ),
    ];
    for (query, wanted, sizes) in rows {
        let pages = follow(&app, &tenant, &format!("{DELIVERIES}{query}")).await;
        assert_eq!(
            pages.iter().map(Vec::len).collect::<Vec<_>>(),
            sizes,
            "{query}"
        );
        let expected: Vec<String> = all
            .iter()
            .filter(|delivery| wanted(delivery))
            .map(|delivery| delivery.id.iri())
            .collect();
        assert_eq!(pages.concat(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_position_is_not_a_number_of_a_page_and_no_authority() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "crowd").await;
    crowd(&app, &tenant).await;
    let cursor = "The cursor is not one that this collection gave: start from the first page.";
    let unnumbered =
        "This collection is not paged by number: follow \"hydra:next\" from the first page.";
    for (query, words) in [
        ("page=2", unnumbered),
        ("page=0", "Page should not be less than 1"),
        ("cursor=x", cursor),
        ("cursor=", cursor),
        ("cursor=AAAA", cursor),
        // Also where nothing can be found.
        ("status=lost&cursor=AAAA", cursor),
    ] {
        let answer = app.get(&format!("{DELIVERIES}?{query}")).send().await;
        assert_eq!(
            (answer.status, answer.json()),
            (400, error(words)),
            "{query}"
        );
    }
    let first = tenant
        .sign(app.get(DELIVERIES))
        .send()
        .await
        .expect(200)
        .json();
    let next = first["hydra:view"]["hydra:next"].as_str().unwrap();
    let ours = app.get(next).send().await.expect(200).json();
    assert_eq!(ours["hydra:member"], json!([]));
}
