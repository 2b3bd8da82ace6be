//! The pages by the rules of axe-core, which `tests/accessibility.sh` fetches.

use super::{
    Visitor, visit,
    waiting::{Room, STATES, enter},
};

/// What stands against the page: rules, and what breaks each of them. What a rule leaves to people's judgement, too.
const RUN: &str = "axe.run({ resultTypes: ['violations', 'incomplete'] }).then(found => \
    [...found.violations, ...found.incomplete].map(rule => \
        rule.id + ': ' + rule.nodes.map(node => node.html).join(' ')))";

async fn assert_accessible(visitor: &Visitor, axe: &str, what: &str) {
    visitor.ask::<String>(&format!("{axe};axe.version")).await;
    let passed: usize = visitor
        .ask("axe.run().then(found => found.passes.length)")
        .await;
    assert!(passed > 10, "{what}: {passed} rules were looked at");
    let found: Vec<String> = visitor.ask(RUN).await;
    assert_eq!(found, <[&str; 0]>::default(), "{what}");
}

fn axe() -> String {
    let axe = std::env::var("LEAH_AXE").unwrap();
    std::fs::read_to_string(axe).unwrap()
}

#[tokio::test]
#[ignore = "needs axe-core: run tests/accessibility.sh"]
async fn axe_has_nothing_against_the_pages() {
    let axe = axe();
    let (app, guest, mut visitor) = visit().await;
    let pages = ["documents", "unknown", "expired"];
    for what in pages {
        let link = match what {
            "unknown" => guest.link.replace("/t/", "/t/x"),
            _ => guest.link.clone(),
        };
        if what == "expired" {
            guest.revoke(&app).await;
            app.drain().await;
        }
        for scheme in ["light", "dark"] {
            visitor.light(scheme).await;
            visitor.open(&link).await;
            assert_accessible(&visitor, &axe, &format!("{what}, {scheme}")).await;
        }
    }
    visitor.leave().await;
}

#[tokio::test]
#[ignore = "needs axe-core: run tests/accessibility.sh"]
async fn axe_has_nothing_against_the_waiting_room() {
    let axe = axe();
    let room = Room::furnish().await;
    let mut visitor = Visitor::arrive().await;
    for state in STATES {
        for scheme in ["light", "dark"] {
            visitor.light(scheme).await;
            enter(&mut visitor, &room.link, state).await;
            assert_accessible(&visitor, &axe, &format!("{state}, {scheme}")).await;
        }
        if state == "arriving" {
            visitor.click_through("button").await;
        }
    }
    visitor.leave().await;
}
