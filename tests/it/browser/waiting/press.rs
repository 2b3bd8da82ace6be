//! The button: by mouse, by keyboard, without scripts.

use data_encoding::BASE64;

use super::{ARRIVING, ONLINE, Room, WAITING, heading, referrer};
use crate::browser::Visitor;

#[tokio::test]
async fn the_mail_leads_to_a_button_and_the_button_tells_the_organization() {
    let room = Room::furnish().await;
    let mut visitor = Visitor::arrive().await;
    let mail = BASE64.encode(room.html.as_bytes());
    visitor
        .open(&format!("data:text/html;charset=utf-8;base64,{mail}"))
        .await;
    visitor.origins().await;
    visitor.complaints().await;
    visitor.click_through("a[href*='/w/']").await;
    assert_eq!(visitor.ask::<String>("location.href").await, room.link);
    assert_eq!(
        visitor.words().await,
        "My organization Salle d'attente Votre rendez-vous est le dimanche 25 avril 2021 à 15 h 15 (heure de Paris). Je suis là"
    );
    assert_eq!(
        room.told().await,
        <[&str; 0]>::default(),
        "opening is nothing"
    );

    visitor.click_through("button").await;
    assert_eq!(visitor.ask::<String>("location.href").await, room.link);
    assert_eq!(
        visitor.words().await,
        "My organization Vous êtes dans la salle d'attente My organization sait que vous êtes là ; gardez cette page ouverte. \
         Votre rendez-vous est le dimanche 25 avril 2021 à 15 h 15 (heure de Paris)."
    );
    // The page says at once that it is open.
    assert_eq!(visitor.answered().await, 303);
    assert_eq!(room.told().await, [ONLINE]);

    // To load it again presses nothing again.
    visitor
        .through(async {
            visitor.page.reload().await.unwrap();
        })
        .await;
    assert_eq!(heading(&visitor).await, WAITING);
    assert_eq!(visitor.answered().await, 303);
    assert_eq!(visitor.unnoticed().await, [0; 0], "one beat for each load");
    assert_eq!(room.told().await, [ONLINE]);
    room.assert_quiet(&mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn the_keyboard_alone_is_enough() {
    for key in ["Enter", " "] {
        let room = Room::furnish().await;
        let mut visitor = Visitor::arrive().await;
        visitor.open(&room.link).await;
        visitor.key("Tab").await;
        let focused = "document.activeElement.innerText + getComputedStyle(document.activeElement).outlineStyle";
        assert_eq!(visitor.ask::<String>(focused).await, "Je suis làsolid");
        visitor.through(visitor.key(key)).await;
        assert_eq!(heading(&visitor).await, WAITING);
        assert_eq!(visitor.answered().await, 303);
        assert_eq!(room.told().await, [ONLINE], "{key:?}");
        room.assert_quiet(&mut visitor).await;
        visitor.leave().await;
    }
}

#[tokio::test]
async fn without_scripts_the_button_is_pressed_again() {
    let room = Room::furnish().await;
    let mut visitor = Visitor::arrive().await;
    visitor.scripts(false).await;
    visitor.open(&room.link).await;
    assert_eq!(heading(&visitor).await, ARRIVING);
    visitor.click_through("button").await;
    assert_eq!(
        visitor.words().await,
        "My organization Vous êtes dans la salle d'attente My organization sait que vous êtes là ; gardez cette page ouverte. \
         Votre rendez-vous est le dimanche 25 avril 2021 à 15 h 15 (heure de Paris). \
         Cette page ne peut pas signaler d'elle-même qu'elle est encore ouverte : appuyez sur ce bouton au moins une fois par \
         minute, s'il vous plaît. Je suis toujours là"
    );
    // Once a minute is often enough.
    for _ in 0..5 {
        room.pass(60);
        visitor.click_through("button").await;
        assert_eq!(heading(&visitor).await, WAITING);
    }
    assert_eq!(room.told().await, [ONLINE]);
    assert_eq!(visitor.unnoticed().await, [0; 0], "no script has run");
    // Who forgets it is gone, and comes back by the same button.
    room.pass(90);
    visitor.click_through("button").await;
    assert_eq!(heading(&visitor).await, WAITING);
    assert_eq!(room.told().await, [ONLINE; 2]);
    room.assert_quiet(&mut visitor).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_page_that_told_where_its_guest_has_been_would_be_seen_here() {
    let room = Room::furnish().await;
    let mut visitor = Visitor::arrive().await;
    visitor.open(&room.link).await;
    visitor.click_through("button").await;
    assert_eq!(visitor.answered().await, 303);
    room.assert_quiet(&mut visitor).await;
    let telling = "fetch('/api/docs', { referrerPolicy: 'unsafe-url' }).then(() => 1)";
    visitor.ask::<u8>(telling).await;
    let requests = visitor.requests().await;
    let told = requests.iter().find_map(|sent| referrer(sent)).unwrap();
    assert_eq!(told, room.link);
    // Its script reaches Leah alone.
    let elsewhere = "fetch('http://127.0.0.1:9/').catch(() => 1)";
    visitor.ask::<u8>(elsewhere).await;
    visitor.hears("Content Security Policy").await;
    visitor.leave().await;
}
