//! No delivery opens anybody's network: what may be reached is judged where it is connected, at every attempt.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use leah_domain::webhook::{Event, Network};
use leah_local::{demo::ORGANIZATION, wire::Service};
use serde_json::Value;

use super::{
    receiver::Silent,
    support::{HOST, HOUR, MINUTE, SECOND, World, endpoint},
};

const EVENTS: &[Event] = &[Event::AppointmentCreated];
/// Global unicast as the registries have it, and assigned to nobody since 2006 (RFC 3701): no packet arrives.
const NOWHERE: &str = "3ffe::1";

/// As on AWS: this machine is nobody's receiver.
async fn on_aws() -> World {
    World::with(|options| {
        options.webhooks.loopback = false;
        options.webhooks.limit = Duration::from_secs(1);
        options.wire = true;
    })
    .await
}

/// Sets an endpoint up and tries it once; what the API says of the attempt.
async fn tried(world: &World, url: &str, network: Network) -> Value {
    let stored = endpoint(url, network, EVENTS);
    world.put(ORGANIZATION, &stored).await;
    // Settings are believed for a minute.
    world.app.advance(MINUTE + SECOND).await;
    world.book().await;
    world.app.drain().await;
    // It gets no other event.
    world
        .put(ORGANIZATION, &endpoint(url, stored.network, &[]))
        .await;
    let query = format!("?webhookEndpoint={}", stored.id);
    let delivery = &world.deliveries(&query).await[0];
    assert_eq!(delivery["status"], "pending", "{url}");
    assert_eq!(delivery["lastStatus"], Value::Null, "{url}");
    delivery["lastError"].clone()
}

#[tokio::test]
async fn an_address_that_is_no_public_one_is_not_reached() {
    let world = on_aws().await;
    let silent = Silent::new();
    let port = silent.port();
    for host in [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.168.1.1",
        "198.18.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[fd00::1]",
        "[fe80::1]",
        "[2002:7f00:1::1]",
    ] {
        let url = format!("https://{host}:{port}/");
        let error = tried(&world, &url, Network::Public).await;
        assert_eq!(error, "forbidden-address", "{host}");
    }
    silent.is_untouched();
}

#[tokio::test]
async fn a_name_that_leads_to_no_public_address_is_not_reached() {
    let world = on_aws().await;
    let silent = Silent::new();
    world
        .names
        .says("inner.example.test", &["127.0.0.1", "10.1.2.3", "::1"]);
    world.names.says("empty.example.test", &[]);
    for (host, expected) in [
        ("inner.example.test", "forbidden-address"),
        ("empty.example.test", "unknown-name"),
        ("unheard-of.example.test", "unknown-name"),
    ] {
        let url = format!("https://{host}:{}/", silent.port());
        let error = tried(&world, &url, Network::Public).await;
        assert_eq!(error, expected, "{host}");
    }
    silent.is_untouched();
}

#[tokio::test]
async fn a_name_that_turns_private_is_not_followed() {
    let world = on_aws().await;
    let silent = Silent::new();
    // Public to who checks, private to who connects: but who connects is who checks.
    let answers: [&[&str]; 3] = [&[NOWHERE], &["127.0.0.1"], &[NOWHERE, "127.0.0.1"]];
    world.names.says_in_turn(HOST, &answers);
    let url = format!("https://{HOST}:{}/", silent.port());
    let first = tried(&world, &url, Network::Public).await;
    let unreached = ["connection-failed", "timeout"];
    assert!(unreached.iter().any(|error| first == *error), "{first}");
    assert_eq!(
        world.names.asked(HOST),
        1,
        "a second answer is never asked for"
    );

    let stored = endpoint(&url, Network::Public, EVENTS);
    world.app.advance(MINUTE).await;
    assert_eq!(world.names.asked(HOST), 2);
    let second = world.delivery_to(&stored).await;
    assert_eq!(second["lastError"], "forbidden-address");

    world.app.advance(MINUTE * 5).await;
    assert_eq!(world.names.asked(HOST), 3);
    let third = world.delivery_to(&stored).await;
    let third = &third["lastError"];
    assert!(unreached.iter().any(|error| third == error), "{third}");
    silent.is_untouched();
}

#[tokio::test]
async fn behind_a_vpn_only_its_ranges_are_reached_and_never_this_machine() {
    // Even where this machine counts as public.
    let world = World::with(|options| options.webhooks.limit = Duration::from_secs(1)).await;
    let silent = Silent::new();
    let port = silent.port();
    let vpn = || Network::vpn(&["10.20.0.0/16", "fd00:1::/32"]).unwrap();
    let careless = Network::Vpn(vec![
        "127.0.0.0/8".parse().unwrap(),
        "::/0".parse().unwrap(),
    ]);
    world.names.says("self.vpn.test", &["127.0.0.1", "::1"]);
    world.names.says(
        "beside.vpn.test",
        &["10.21.0.1", "192.168.0.1", "fd00:2::1"],
    );
    world.names.says("public.vpn.test", &[NOWHERE]);
    for (url, network) in [
        (format!("http://127.0.0.1:{port}/"), vpn()),
        (format!("https://[::1]:{port}/"), vpn()),
        (format!("http://self.vpn.test:{port}/"), vpn()),
        (format!("http://beside.vpn.test:{port}/"), vpn()),
        (format!("https://public.vpn.test:{port}/"), vpn()),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), vpn()),
        (
            format!("http://127.0.0.1:{port}/careless"),
            careless.clone(),
        ),
        (format!("http://self.vpn.test:{port}/careless"), careless),
    ] {
        let error = tried(&world, &url, network).await;
        assert_eq!(error, "forbidden-address", "{url}");
    }
    silent.is_untouched();
}

#[tokio::test]
async fn what_is_behind_a_vpn_is_called_for_in_its_vpc() {
    let world = on_aws().await;
    world.names.says("self.vpn.test", &["127.0.0.1"]);
    let called = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&called);
    world.app.house.wire().unwrap().judge(move |call| {
        if call.service == Service::Lambda {
            let function = call.path.rsplit("leah-").next().unwrap();
            seen.lock().unwrap().push(function.to_owned());
        }
        None
    });
    let vpn = Network::vpn(&["10.20.0.0/16"]).unwrap();
    tried(&world, "http://self.vpn.test/", vpn).await;
    // By the sweep, too.
    world.app.advance(MINUTE).await;
    assert_eq!(*called.lock().unwrap(), ["webhooks_vpc/invocations"; 2]);
    called.lock().unwrap().clear();
    tried(&world, "https://10.0.0.1/", Network::Public).await;
    assert!(
        called
            .lock()
            .unwrap()
            .iter()
            .any(|call| call == "webhooks/invocations")
    );
    world.app.advance(HOUR).await;
}
