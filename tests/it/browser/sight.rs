//! How the page looks: on a phone, on a desk, by night, enlarged. The pictures are in `target/screenshots`.

use chromiumoxide::cdp::browser_protocol::page::{FontSizes, SetFontSizesParams};
use jiff::SignedDuration;
use leah_domain::Settings;

use super::{
    Visitor, visit,
    waiting::{Room, STATES, enter, link_of},
};
use crate::{
    guests::{Document, Guest},
    support::{Tenant, TestApp},
};

/// Names, widths and heights in CSS pixels, and whether it is held in a hand.
const SCREENS: [(&str, i64, i64, bool); 4] = [
    ("phone", 360, 740, true),
    ("small", 320, 568, true),
    ("desktop", 1280, 800, false),
    // 1280 by 1024 pixels at 400 % (WCAG 2.2, success criterion 1.4.10).
    ("enlarged", 320, 256, false),
];

/// Nothing has to be scrolled sideways, every button can be hit with a thumb, and text is as large as it should be.
async fn assert_fits(visitor: &Visitor, screen: &str, width: i64, text: &str) {
    let root = "document.documentElement";
    let wide: (i64, i64) = visitor
        .ask(&format!("[{root}.clientWidth, {root}.scrollWidth]"))
        .await;
    assert_eq!(wide, (width, width), "{screen}");
    let buttons = "Array.from(document.querySelectorAll('button'), button => button.getBoundingClientRect().height)";
    let heights: Vec<f64> = visitor.ask(buttons).await;
    assert!(
        heights.iter().all(|height| *height >= 44.0),
        "{screen}: {heights:?}"
    );
    let size: String = visitor
        .ask("getComputedStyle(document.body).fontSize")
        .await;
    assert_eq!(size, text, "{screen}");
}

/// Text at twice its size (WCAG 2.2, success criterion 1.4.4), where there is least room for it.
async fn enlarge(visitor: &mut Visitor) {
    let sizes = FontSizes::builder().standard(32).fixed(26).build();
    let sizes = SetFontSizesParams::new(sizes);
    visitor.page.execute(sizes).await.unwrap();
    visitor.hold((320, 568, true)).await;
}

#[tokio::test]
async fn the_page_on_every_screen() {
    let (app, guest, mut visitor) = visit().await;
    for (name, width, height, mobile) in SCREENS {
        visitor.hold((width, height, mobile)).await;
        for scheme in ["light", "dark"] {
            visitor.light(scheme).await;
            visitor.open(&guest.link).await;
            assert_fits(&visitor, name, width, "18px").await;
            let paper: String = visitor
                .ask("getComputedStyle(document.body).backgroundColor")
                .await;
            let expected = if scheme == "dark" {
                "rgb(21, 25, 30)"
            } else {
                "rgb(242, 244, 247)"
            };
            assert_eq!(paper, expected, "{name}");
            visitor.picture(&format!("{name}-{scheme}")).await;
        }
    }
    visitor.hold((360, 740, true)).await;
    visitor.light("light").await;
    visitor.open(&guest.link).await;
    visitor.key("Tab").await;
    visitor.picture("phone-focus").await;
    app.advance(SignedDuration::from_hours(7 * 24)).await;
    visitor.open(&guest.link).await;
    assert_fits(&visitor, "expired", 360, "18px").await;
    visitor.picture("phone-expired").await;
    visitor.open(&guest.link.replace("/t/", "/t/x")).await;
    visitor.picture("phone-unknown").await;
    visitor.leave().await;
}

#[tokio::test]
async fn long_names_in_another_brand_fit_too() {
    let app = TestApp::start().await;
    let yellow = |settings: &mut Settings| settings.brand_colour = Some("#f6c500".to_owned());
    let tenant = Tenant::with(&app, "second", yellow).await;
    let documents = [
        Document::pdf(&format!("{}.pdf", "W".repeat(250)), 1_000),
        Document::pdf("<script>alert(1)<script>.pdf", 1_000),
        Document::png("تقرير طبي 2021.png", 12_345_678),
    ];
    let guest = Guest::of(&app, tenant, &documents).await;
    let mut visitor = Visitor::arrive().await;
    for (name, width, height, mobile) in SCREENS {
        visitor.hold((width, height, mobile)).await;
        visitor.open(&guest.link).await;
        assert_fits(&visitor, name, width, "18px").await;
        visitor.picture(&format!("{name}-long")).await;
    }
    enlarge(&mut visitor).await;
    visitor.open(&guest.link).await;
    assert_fits(&visitor, "large text", 320, "36px").await;
    visitor.picture("small-long-large").await;
    let shown: String = visitor
        .ask("document.querySelector('li:nth-of-type(2) h2').innerText")
        .await;
    assert_eq!(shown, "<script>alert(1)<script>.pdf");
    visitor.leave().await;
}

#[tokio::test]
async fn the_waiting_room_on_every_screen() {
    let room = Room::furnish().await;
    let mut visitor = Visitor::arrive().await;
    for state in STATES {
        for (name, width, height, mobile) in SCREENS {
            visitor.hold((width, height, mobile)).await;
            for scheme in ["light", "dark"] {
                visitor.light(scheme).await;
                enter(&mut visitor, &room.link, state).await;
                assert_fits(&visitor, name, width, "18px").await;
                let picture = format!("waiting-{state}-{name}-{scheme}");
                visitor.picture(&picture).await;
            }
        }
        if state == "arriving" {
            visitor.click_through("button").await;
        }
    }
    visitor.leave().await;
}

#[tokio::test]
async fn a_waiting_room_with_a_long_name_in_another_brand_fits_too() {
    let app = TestApp::start().await;
    let yellow = |settings: &mut Settings| settings.brand_colour = Some("#f6c500".to_owned());
    let mut tenant = Tenant::with(&app, "second", yellow).await;
    tenant.organization.name =
        "Centre hospitalier intercommunal de Saint-Jean-de-Braye-Fleury-les-Aubrais".to_owned();
    let table = app.house.app().table();
    let renamed = table.put_organization(&tenant.organization).await;
    renamed.unwrap();
    let link = link_of(&app, &tenant).await;
    let mut visitor = Visitor::arrive().await;
    for state in STATES {
        visitor.hold((360, 740, true)).await;
        enter(&mut visitor, &link, state).await;
        assert_fits(&visitor, state, 360, "18px").await;
        visitor.picture(&format!("waiting-{state}-long")).await;
        if state == "arriving" {
            visitor.click_through("button").await;
        }
    }
    enlarge(&mut visitor).await;
    for state in ["lost", "unaided"] {
        enter(&mut visitor, &link, state).await;
        assert_fits(&visitor, state, 320, "36px").await;
        visitor
            .picture(&format!("waiting-{state}-long-large"))
            .await;
    }
    visitor.leave().await;
}
