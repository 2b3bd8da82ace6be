//! Keys: one answer for all that open nothing.

use jiff::SignedDuration;
use leah_aws::table::keys::StoredKey;
use leah_domain::{ApiKey, Id, Ids, Organization};
use serde_json::json;

use super::shown;
use crate::support::{Seeded, Tenant, TestApp, booking, demo};

/// A key with a right checksum that no table knows.
fn stranger(organization: Id<Organization>) -> String {
    let key = ApiKey::generate(organization, &Seeded::starting_at("stranger"));
    key.reveal().to_owned()
}

fn typo(key: &str, place: usize) -> String {
    let mut bytes = key.as_bytes().to_vec();
    bytes[place] = if bytes[place] == b'a' { b'b' } else { b'a' };
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn every_key_that_opens_nothing_gets_the_same_answer() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    let own = app.house.key().to_owned();
    let organization = other.organization.id;
    let table = app.house.app().table();
    let ids = Seeded::starting_at("keys");
    let mut past = Vec::new();
    for (expires, revoked) in [(Some(app.now()), None), (None, Some(app.now()))] {
        let key = ApiKey::generate(leah_local::demo::ORGANIZATION, &ids);
        let stored = StoredKey {
            label: "past".into(),
            expires,
            revoked,
        };
        table
            .put_key(leah_local::demo::ORGANIZATION, &key.digest(), &stored)
            .await
            .unwrap();
        past.push(key.reveal().to_owned());
    }
    let mut keys = vec![
        ("empty", String::new()),
        ("a word", "secret".into()),
        ("a prefix", "leah_".into()),
        ("no base32", "leah_!!!!".into()),
        ("cut", own[..own.len() - 1].into()),
        ("more", format!("{own}a")),
        ("doubled", format!("{own}{own}")),
        ("another scheme", format!("Bearer {own}")),
        ("upper case", own.to_uppercase()),
        ("long", "leah_".to_owned() + &"a".repeat(5_000)),
        ("no ASCII", "leah_é".into()),
        ("unknown", stranger(leah_local::demo::ORGANIZATION)),
        ("of nobody", stranger(Id::new(ids.uuid()))),
        ("expired", past[0].clone()),
        ("revoked", past[1].clone()),
        ("another tenant's", other.key.clone()),
        ("another tenant's, unknown", stranger(organization)),
    ];
    keys.extend(
        (5..own.len())
            .step_by(7)
            .map(|place| ("a typo", typo(&own, place))),
    );
    let expected = app.get(demo::OFFICE).anonymous().send().await.expect(401);
    for (what, key) in keys {
        let answer = app.get(demo::OFFICE).key(&key).send().await;
        assert_eq!(shown(&answer), shown(&expected), "{what}");
    }
    for host in [
        "other.leah.care",
        "nobody.leah.care",
        "a.myorganization.leah.care",
    ] {
        let host = app.get(demo::OFFICE).host(host).send().await;
        assert_eq!(
            (host.status, &host.text),
            (401, &expected.text),
            "our key at another's host"
        );
    }
    for call in [
        app.get("/api/offices"),
        app.post("/api/appointments").json(&booking()),
        app.patch(demo::APPOINTMENT)
            .merge(&json!({"status": "cancelled"})),
        app.delete(demo::APPOINTMENT),
    ] {
        assert_eq!(
            call.key(&other.key).send().await.expect(401).text,
            expected.text
        );
    }
    app.get(demo::APPOINTMENT).send().await.expect(200);
}

#[tokio::test]
async fn a_host_that_names_nobody_leaves_it_to_the_key() {
    let app = TestApp::start().await;
    let other = Tenant::create(&app, "other").await;
    for host in [
        "127.0.0.1",
        "127.0.0.1:3000",
        "[::1]:3000",
        "localhost:3000",
        "abc123.execute-api.eu-west-3.amazonaws.com",
        "leah.care",
        "notleah.care",
        "myorganization.leah.care.example.org",
    ] {
        let ours = app
            .get("/api/offices")
            .host(host)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(ours["hydra:member"][0]["@id"], demo::OFFICE, "{host}");
        let theirs = app
            .get("/api/offices")
            .host(host)
            .key(&other.key)
            .send()
            .await
            .expect(200)
            .json();
        assert_eq!(
            theirs["hydra:member"][0]["@id"],
            other.office.id.iri(),
            "{host}"
        );
    }
    for host in [
        "MyOrganization.Leah.Care",
        "myorganization.leah.care:443",
        "myorganization.localhost:3000",
        "myorganization.leah.care.",
    ] {
        app.get(demo::OFFICE).host(host).send().await.expect(200);
        app.get(demo::OFFICE)
            .host(host)
            .key(&other.key)
            .send()
            .await
            .expect(401);
    }
}

#[tokio::test]
async fn a_revoked_key_is_refused_within_a_minute_and_an_expired_one_at_once() {
    let app = TestApp::start().await;
    let tenant = Tenant::create(&app, "other").await;
    let table = app.house.app().table();
    let key = ApiKey::parse(&tenant.key).unwrap();
    let mut stored = StoredKey {
        label: "test".into(),
        expires: Some(app.now() + SignedDuration::from_secs(100)),
        revoked: None,
    };
    table
        .put_key(tenant.organization.id, &key.digest(), &stored)
        .await
        .unwrap();
    let get = || tenant.get(&app, "/api/offices").send();
    get().await.expect(200);
    app.advance(SignedDuration::from_secs(99)).await;
    get().await.expect(200);
    // Believed for another minute, but its end is known.
    app.advance(SignedDuration::from_secs(1)).await;
    get().await.expect(401);

    stored.expires = None;
    table
        .put_key(tenant.organization.id, &key.digest(), &stored)
        .await
        .unwrap();
    app.advance(SignedDuration::from_secs(60)).await;
    get().await.expect(200);
    stored.revoked = Some(app.now());
    table
        .put_key(tenant.organization.id, &key.digest(), &stored)
        .await
        .unwrap();
    app.advance(SignedDuration::from_secs(60)).await;
    get().await.expect(401);
}
