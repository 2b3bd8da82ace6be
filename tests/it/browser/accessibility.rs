//! The pages by the rules of axe-core, which `tests/accessibility.sh` fetches.

use chromiumoxide::cdp::browser_protocol::emulation::MediaFeature;

use super::{Visitor, visit};

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

#[tokio::test]
#[ignore = "needs axe-core: run tests/accessibility.sh"]
async fn axe_has_nothing_against_the_pages() {
    let axe = std::env::var("LEAH_AXE").unwrap();
    let axe = std::fs::read_to_string(axe).unwrap();
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
            let feature = MediaFeature::new("prefers-color-scheme", scheme);
            let features = vec![feature];
            visitor.page.emulate_media_features(features).await.unwrap();
            visitor.open(&link).await;
            assert_accessible(&visitor, &axe, &format!("{what}, {scheme}")).await;
        }
    }
    visitor.leave().await;
}
