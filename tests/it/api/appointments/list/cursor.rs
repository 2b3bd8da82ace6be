//! Pages of the list: by position, each at the same cost.

use jiff::SignedDuration;
use leah_domain::StartTime;
use serde_json::{Value, json};

use super::seed::seed;
use crate::{
    api::appointments::support::PATH,
    support::{Seeded, Tenant, TestApp, demo},
};

/// 70 appointments of which each start has seven; start and IRI of each, in the list's order.
async fn crowd(app: &TestApp) -> (Tenant, Vec<(String, String)>) {
    let tenant = Tenant::create(app, "crowd").await;
    let ids = Seeded::starting_at("crowd of appointments");
    let mut all = Vec::new();
    for number in 0..70_i64 {
        let start = app.now() + SignedDuration::from_hours(number % 10);
        let iri = seed(app, &tenant, &ids, start, "ann@example.org", "shared").await;
        all.push((StartTime::from(start).print(), iri));
    }
    all.sort();
    (tenant, all)
}

/// Follows a list to its end; the IRIs of each page.
async fn follow(app: &TestApp, tenant: &Tenant, first: &str) -> Vec<Vec<String>> {
    let (mut pages, mut next) = (Vec::new(), Some(first.to_owned()));
    while let Some(path) = next {
        let answer = tenant.sign(app.get(&path)).send().await.expect(200);
        let body = answer.json();
        assert_eq!(body.get("hydra:totalItems"), None, "{path}");
        let view = &body["hydra:view"];
        for absent in ["hydra:first", "hydra:last", "hydra:previous"] {
            assert_eq!(view.get(absent), None, "{path}");
        }
        if !pages.is_empty() {
            assert_eq!(view["@id"], path);
        }
        pages.push(answer.members());
        assert!(pages.len() < 10, "no end");
        next = view
            .get("hydra:next")
            .map(|next| next.as_str().unwrap().to_owned());
    }
    pages
}

#[tokio::test]
async fn every_appointment_once_and_in_order_in_both_directions() {
    let app = TestApp::start().await;
    let (tenant, all) = crowd(&app).await;
    let forward: Vec<_> = all.into_iter().map(|(_, iri)| iri).collect();
    let mut backward = forward.clone();
    backward.reverse();
    // Each index that lists are read from.
    for filter in [
        "",
        "email=ann@example.org&",
        "externalId=shared&",
        "externalId=shared&email=Ann@example.org&",
    ] {
        for (order, expected) in [("asc", &forward), ("desc", &backward)] {
            let first = format!("{PATH}?{filter}order[startTime]={order}");
            let pages = follow(&app, &tenant, &first).await;
            let sizes: Vec<_> = pages.iter().map(Vec::len).collect();
            assert_eq!(sizes, [30, 30, 10], "{first}");
            assert_eq!(&pages.concat(), expected, "{first}");
        }
    }
}

#[tokio::test]
async fn pages_stay_within_the_filter() {
    let app = TestApp::start().await;
    let (tenant, all) = crowd(&app).await;
    let (from, to) = ("2021-03-01T10:00:00", "2021-03-01T16:00:00");
    let within: Vec<_> = all
        .iter()
        .filter(|(start, _)| start.as_str() > from && start.as_str() < to)
        .map(|(_, iri)| iri.clone())
        .collect();
    assert_eq!(within.len(), 42);
    let first = format!("{PATH}?startTime[after]={from}&startTime[strictly_before]={to}");
    let pages = follow(&app, &tenant, &first).await;
    assert_eq!(pages.concat(), within);
}

#[tokio::test]
async fn thirty_are_one_page_and_thirty_one_are_two() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "edge").await;
    let ids = Seeded::starting_at("edge of a page");
    for _ in 0..30 {
        seed(&app, &tenant, &ids, app.now(), "ann@example.org", "x").await;
    }
    assert_eq!(follow(&app, &tenant, PATH).await.len(), 1);
    seed(&app, &tenant, &ids, app.now(), "ann@example.org", "x").await;
    let sizes: Vec<_> = follow(&app, &tenant, PATH)
        .await
        .iter()
        .map(Vec::len)
        .collect();
    assert_eq!(sizes, [30, 1]);
}

#[tokio::test]
async fn what_is_booked_or_cancelled_between_pages_neither_repeats_nor_hides_others() {
    let app = TestApp::start().await;
    let (tenant, all) = crowd(&app).await;
    let first = tenant.sign(app.get(PATH)).send().await.expect(200);
    let next = first.json()["hydra:view"]["hydra:next"]
        .as_str()
        .unwrap()
        .to_owned();
    // Before and behind the position; and the very one that the position names is cancelled.
    let ids = Seeded::starting_at("between pages");
    seed(
        &app,
        &tenant,
        &ids,
        app.now() - SignedDuration::from_hours(1),
        "ann@example.org",
        "x",
    )
    .await;
    let behind = seed(
        &app,
        &tenant,
        &ids,
        app.now() + SignedDuration::from_hours(99),
        "ann@example.org",
        "x",
    )
    .await;
    let last = first.members().pop().unwrap();
    tenant.sign(app.delete(&last)).send().await.expect(204);
    let rest = follow(&app, &tenant, &next).await.concat();
    let mut expected: Vec<_> = all[30..].iter().map(|(_, iri)| iri.clone()).collect();
    expected.push(behind);
    assert_eq!(rest, expected);
    app.drain().await;
}

#[tokio::test]
async fn what_is_no_cursor_or_no_page_is_400() {
    let app = TestApp::start().await;
    let cursor = "The cursor is not one that this collection gave: start from the first page.";
    let unnumbered =
        "This collection is not paged by number: follow \"hydra:next\" from the first page.";
    let small = "Page should not be less than 1";
    let rows = [
        ("cursor=garbage", cursor),
        ("cursor=", cursor),
        ("cursor=MTYxNDU4NTYwMA", cursor),
        ("cursor=AAAA", cursor),
        ("cursor=%F0%9F%98%80", cursor),
        ("page=2", unnumbered),
        ("page=3&cursor=garbage", unnumbered),
        ("page=0", small),
        ("page=-1", small),
        ("page=abc", small),
        ("page=", small),
        ("page=99999999999999999999", "Page parameter is too large."),
    ];
    for (query, description) in rows {
        let answer = app.get(&format!("{PATH}?{query}")).send().await.expect(400);
        let expected = json!({
            "@context": "/api/contexts/Error",
            "@type": "hydra:Error",
            "hydra:title": "An error occurred",
            "hydra:description": description,
        });
        assert_eq!(answer.text, expected.to_string(), "{query}");
    }
    let first: Value = app
        .get(&format!("{PATH}?page=1"))
        .send()
        .await
        .expect(200)
        .json();
    assert_eq!(first["hydra:member"][0]["@id"], demo::APPOINTMENT);
}
