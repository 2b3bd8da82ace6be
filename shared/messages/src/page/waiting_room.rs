use std::time::Duration;

use askama::Template;
use jiff::Timestamp;

use super::{Frame, Palette, lay_out, title};
use crate::{
    Brand, Language, clean,
    moment::Moment,
    sentence::{MARK, Sentence},
    wording::{Phrase, say},
};

/// What a guest sees of the waiting room.
#[derive(Clone, Copy)]
pub struct WaitingRoomPage<'a> {
    /// When the appointment begins.
    pub start: Timestamp,
    /// The moment of writing, which tells whether that is today, and whether it is past.
    pub now: Timestamp,
    /// Whether the guest is online now.
    pub waiting: bool,
    /// Where the button's form and the heartbeat are sent.
    pub action: &'a str,
    /// How often the open page says that it still is.
    pub heartbeat: Duration,
}

/// What only those who wait are told.
struct Room {
    told: String,
    lost: String,
    unaided: String,
    /// In milliseconds.
    heartbeat: u128,
}

#[derive(Template)]
#[template(path = "waiting_room.html")]
struct Page<'a> {
    frame: Frame<'a>,
    organization: &'a str,
    heading: &'a str,
    start: Sentence,
    room: Option<Room>,
    action: &'a str,
    button: String,
}

/// The page of the waiting room. `nonce` is the one that the content security policy allows styles by, and scripts: while the guest
/// waits there is one, which sends the heartbeat to the page's own origin. Without it the guest presses a button.
pub fn waiting_room_page(brand: &Brand, page: &WaitingRoomPage<'_>, nonce: &str) -> String {
    let language = brand.language;
    let organization = clean::line(&brand.name);
    let guest = if page.waiting { "waiting" } else { "arriving" };
    let heading = say(language, Phrase::WaitingHeading, [("guest", guest.into())]);
    lay_out(&Page {
        frame: Frame {
            language: language.tag(),
            title: &title(language, &heading, &organization),
            palette: Palette::new(brand.colour.as_deref()),
            nonce,
        },
        organization: &organization,
        heading: &heading,
        start: start(brand, page),
        room: page
            .waiting
            .then(|| room(language, &organization, page.heartbeat)),
        action: page.action,
        button: say(language, Phrase::WaitingButton, [("guest", guest.into())]),
    })
}

fn start(brand: &Brand, page: &WaitingRoomPage<'_>) -> Sentence {
    let [start, now] = [page.start, page.now].map(|instant| Moment::new(brand, instant));
    let tense = match start.seen_from(&now) {
        "past" => "past",
        _ => "coming",
    };
    let (day, time) = if start.is_on_the_day_of(&now) {
        ("same", start.time())
    } else {
        ("other", start.in_full())
    };
    let said = say(
        brand.language,
        Phrase::WaitingStart,
        [
            ("tense", tense.into()),
            ("day", day.into()),
            ("when", MARK.to_string().into()),
            ("zone", start.zone().into()),
        ],
    );
    Sentence::new(&said, time)
}

fn room(language: Language, organization: &str, heartbeat: Duration) -> Room {
    Room {
        told: say(
            language,
            Phrase::WaitingTold,
            [("organization", organization.into())],
        ),
        lost: say(language, Phrase::WaitingLost, []),
        unaided: say(language, Phrase::WaitingUnaided, []),
        heartbeat: heartbeat.as_millis(),
    }
}
