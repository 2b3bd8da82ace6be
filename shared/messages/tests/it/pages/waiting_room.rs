//! The waiting room, before and after the guest has said "I am here".

use std::{fmt::Write, time::Duration};

use insta::assert_snapshot;
use leah_messages::{Brand, Language, WaitingRoomPage, waiting_room_page};

use super::{NONCE, colours, words};
use crate::support::{LANGUAGES, at, brand};

const ACTION: &str = "/w/Zm9vYmFyYmF6cXV4MTIzNA";

fn view(waiting: bool) -> WaitingRoomPage<'static> {
    WaitingRoomPage {
        start: at("2021-05-18T09:00:00Z"),
        now: at("2021-05-18T08:52:10Z"),
        waiting,
        action: ACTION,
        heartbeat: Duration::from_secs(30),
    }
}

pub(super) fn room(brand: &Brand, waiting: bool) -> String {
    waiting_room_page(brand, &view(waiting), NONCE)
}

/// The page without its script.
fn still(page: &str) -> &str {
    page.split("<script").next().unwrap()
}

fn script(page: &str) -> Option<&str> {
    let (_, script) = page.split_once("<script")?;
    let (script, rest) = script.split_once("</script>").unwrap();
    assert_eq!(rest, "\n</main>\n</body>\n</html>");
    Some(script)
}

fn main(page: &str) -> &str {
    let (_, main) = still(page).split_once("<body>\n").unwrap();
    main.trim_end()
}

#[test]
fn before_the_guest_is_there() {
    assert_snapshot!(main(&room(&brand(Language::French), false)), @r#"
    <header><p class="organization">Clinique de l&#39;Étoile</p></header>
    <main>
    <div class="card">
    <h1>Salle d&#39;attente</h1>
    <p>Votre rendez-vous est à <strong>11 h 00</strong> (heure de Paris).</p>
    <form method="post" action="/w/Zm9vYmFyYmF6cXV4MTIzNA"><button>Je suis là</button></form>
    </div>
    </main>
    </body>
    </html>
    "#);
}

#[test]
fn while_the_guest_waits() {
    assert_snapshot!(main(&room(&brand(Language::French), true)), @r#"
    <header><p class="organization">Clinique de l&#39;Étoile</p></header>
    <main>
    <div class="card">
    <div id="room" role="status" aria-atomic="false" data-action="/w/Zm9vYmFyYmF6cXV4MTIzNA" data-heartbeat="30000">
    <h1>Vous êtes dans la salle d&#39;attente</h1>
    <p id="told">Clinique de l&#39;Étoile sait que vous êtes là ; gardez cette page ouverte.</p>
    <p id="lost" class="lost" hidden>La connexion est interrompue. Nous réessayons ; gardez cette page ouverte.</p>
    </div>
    <p>Votre rendez-vous est à <strong>11 h 00</strong> (heure de Paris).</p>
    </div>
    <noscript>
    <p>Cette page ne peut pas signaler d&#39;elle-même qu&#39;elle est encore ouverte : appuyez sur ce bouton au moins une fois par minute, s&#39;il vous plaît.</p>
    <form method="post" action="/w/Zm9vYmFyYmF6cXV4MTIzNA"><button class="again">Je suis toujours là</button></form>
    </noscript>
    "#);
}

#[test]
fn what_is_said_in_every_language() {
    let mut said = String::new();
    for language in LANGUAGES {
        for waiting in [false, true] {
            let page = room(&brand(language), waiting);
            let (_, title) = page.split_once("<title>").unwrap();
            let (title, _) = title.split_once("</title>").unwrap();
            writeln!(said, "{title}\n    {}", words(still(&page))).unwrap();
        }
    }
    assert_snapshot!(said, @"
    Salle d&#39;attente – Clinique de l&#39;Étoile
        Clinique de l'Étoile Salle d'attente Votre rendez-vous est à 11␣h␣00 (heure de Paris). Je suis là
    Vous êtes dans la salle d&#39;attente – Clinique de l&#39;Étoile
        Clinique de l'Étoile Vous êtes dans la salle d'attente Clinique de l'Étoile sait que vous êtes là␣; gardez cette page ouverte. La connexion est interrompue. Nous réessayons␣; gardez cette page ouverte. Votre rendez-vous est à 11␣h␣00 (heure de Paris). Cette page ne peut pas signaler d'elle-même qu'elle est encore ouverte␣: appuyez sur ce bouton au moins une fois par minute, s'il vous plaît. Je suis toujours là
    Waiting room – Clinique de l&#39;Étoile
        Clinique de l'Étoile Waiting room Your appointment is at 11:00 (Paris time). I am here
    You are in the waiting room – Clinique de l&#39;Étoile
        Clinique de l'Étoile You are in the waiting room Clinique de l'Étoile has been told; keep this page open. The connection is lost. We are trying again; keep this page open. Your appointment is at 11:00 (Paris time). This page cannot tell by itself that it is still open: please press this button at least once a minute. I am still here
    ");
}

#[test]
fn the_time_is_that_of_today_another_day_or_the_past() {
    let mut said = String::new();
    for language in LANGUAGES {
        for now in [
            // In Paris the day before, then the day itself.
            "2021-05-17T21:59:59Z",
            "2021-05-17T22:00:00Z",
            "2021-05-18T08:59:59Z",
            "2021-05-18T09:00:00Z",
            "2021-05-18T21:59:59Z",
            "2021-05-18T22:00:00Z",
            "2021-06-18T08:00:00Z",
        ] {
            let mut told = Vec::new();
            for waiting in [false, true] {
                let page = WaitingRoomPage {
                    now: at(now),
                    ..view(waiting)
                };
                let page = waiting_room_page(&brand(language), &page, NONCE);
                assert_eq!(page.matches("<button").count(), 1, "{page}");
                let sentence = page.lines().find(|line| line.contains("<strong>"));
                told.push(sentence.unwrap().replace('\u{a0}', "␣"));
            }
            assert_eq!(told[0], told[1]);
            writeln!(said, "{now} {}", told[0]).unwrap();
        }
    }
    assert_snapshot!(said, @"
    2021-05-17T21:59:59Z <p>Votre rendez-vous est le <strong>mardi 18␣mai 2021 à 11␣h␣00</strong> (heure de Paris).</p>
    2021-05-17T22:00:00Z <p>Votre rendez-vous est à <strong>11␣h␣00</strong> (heure de Paris).</p>
    2021-05-18T08:59:59Z <p>Votre rendez-vous est à <strong>11␣h␣00</strong> (heure de Paris).</p>
    2021-05-18T09:00:00Z <p>Votre rendez-vous était prévu à <strong>11␣h␣00</strong> (heure de Paris).</p>
    2021-05-18T21:59:59Z <p>Votre rendez-vous était prévu à <strong>11␣h␣00</strong> (heure de Paris).</p>
    2021-05-18T22:00:00Z <p>Votre rendez-vous était prévu le <strong>mardi 18␣mai 2021 à 11␣h␣00</strong> (heure de Paris).</p>
    2021-06-18T08:00:00Z <p>Votre rendez-vous était prévu le <strong>mardi 18␣mai 2021 à 11␣h␣00</strong> (heure de Paris).</p>
    2021-05-17T21:59:59Z <p>Your appointment is on <strong>Tuesday 18 May 2021 at 11:00</strong> (Paris time).</p>
    2021-05-17T22:00:00Z <p>Your appointment is at <strong>11:00</strong> (Paris time).</p>
    2021-05-18T08:59:59Z <p>Your appointment is at <strong>11:00</strong> (Paris time).</p>
    2021-05-18T09:00:00Z <p>Your appointment was planned for <strong>11:00</strong> (Paris time).</p>
    2021-05-18T21:59:59Z <p>Your appointment was planned for <strong>11:00</strong> (Paris time).</p>
    2021-05-18T22:00:00Z <p>Your appointment was planned for <strong>Tuesday 18 May 2021 at 11:00</strong> (Paris time).</p>
    2021-06-18T08:00:00Z <p>Your appointment was planned for <strong>Tuesday 18 May 2021 at 11:00</strong> (Paris time).</p>
    ");
}

#[test]
fn an_hour_that_comes_twice_says_which() {
    let page = WaitingRoomPage {
        start: at("2021-10-31T00:30:00Z"),
        now: at("2021-10-30T22:30:00Z"),
        ..view(false)
    };
    let page = waiting_room_page(&brand(Language::English), &page, NONCE);
    assert!(
        page.contains("<strong>02:30</strong> (Paris time, UTC+2)."),
        "{page}"
    );
}

#[test]
fn only_who_waits_is_given_a_script_and_it_is_always_the_same() {
    let hostile = Brand {
        name: "</script><script>alert(1)</script>".into(),
        ..brand(Language::English)
    };
    let plain = room(&brand(Language::French), true);
    let slow = WaitingRoomPage {
        action: "</script>",
        heartbeat: Duration::from_millis(1_500),
        ..view(true)
    };
    let slow = waiting_room_page(&hostile, &slow, NONCE);
    assert!(script(&plain).is_some());
    assert_eq!(script(&plain), script(&slow));
    assert!(slow.contains(r#"data-action="&#60;/script&#62;" data-heartbeat="1500""#));
    assert_eq!(script(&room(&brand(Language::French), false)), None);
}

#[test]
fn the_script_reaches_nothing_but_where_it_is_told() {
    let page = room(&brand(Language::French), true);
    let script = script(&page).unwrap();
    assert_eq!(script.matches("fetch(").count(), 1);
    assert!(script.contains("fetch(room.dataset.action, { method: 'POST', redirect: 'manual', cache: 'no-store', credentials: 'omit'"));
    for forbidden in [
        "http",
        "//cdn",
        "import",
        "eval",
        "innerHTML",
        "cookie",
        "Storage",
        "indexedDB",
        "XMLHttpRequest",
        "sendBeacon",
        "WebSocket",
        "console",
    ] {
        assert!(!script.contains(forbidden), "{forbidden}");
    }
    assert!(script.lines().count() < 60);
}

#[test]
fn no_name_ends_what_it_stands_in() {
    let named = |name: &str, waiting| {
        let brand = Brand {
            name: name.into(),
            ..brand(Language::French)
        };
        room(&brand, waiting)
    };
    for waiting in [false, true] {
        let page = named("\"><b>'\u{202e}</script>\r\n\0", waiting);
        let shown = "&#34;&#62;&#60;b&#62;&#39;&#60;/script&#62;";
        let header = format!("<header><p class=\"organization\">{shown}</p></header>");
        assert!(page.contains(&header), "{page}");
        assert!(page.contains(&format!("– {shown}</title>")), "{page}");
        // What reads from right to left stays as it is, only what turns the rest around goes.
        let page = named("عيادة\u{202e} النور", waiting);
        assert!(page.contains(">عيادة النور<"), "{page}");
        assert!(!page.contains('\u{202e}'));
    }
}

#[test]
fn quotes_end_neither_the_address_nor_the_nonce() {
    let hostile = r#""><script>alert(1)</script>"#;
    let escaped = "=\"&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;\"";
    for (waiting, scripts, attributes) in [(false, 0, 2), (true, 1, 4)] {
        let page = WaitingRoomPage {
            action: hostile,
            ..view(waiting)
        };
        let page = waiting_room_page(&brand(Language::French), &page, hostile);
        assert_eq!(page.matches("<script").count(), scripts);
        assert_eq!(page.matches(escaped).count(), attributes, "{page}");
    }
}

#[test]
fn a_brand_that_no_button_can_be_seen_by_has_another_edge() {
    let coloured = |colour: Option<&str>, waiting| {
        let brand = Brand {
            colour: colour.map(str::to_owned),
            ..brand(Language::French)
        };
        let page = room(&brand, waiting);
        let [day, _] = colours(&page);
        (day["fill"].to_string(), day["edge"].to_string())
    };
    for waiting in [false, true] {
        assert_eq!(
            coloured(Some("#fdfdfd"), waiting),
            ("#fdfdfd".to_owned(), "#4b5663".to_owned())
        );
        let ours = "#1d5f99".to_owned();
        assert_eq!(coloured(None, waiting), (ours.clone(), ours));
    }
}
