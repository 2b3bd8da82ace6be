//! What a mail says, before it is laid out.

use askama::Template;

use crate::{
    AppointmentMail, Brand, Sender, Visit, clean,
    colour::{self, Button},
    moment::Moment,
    wording::{Phrase, say},
};

/// Stands in a phrase where the time will be. Names are cleaned of control characters, so none can contain it.
const MARK: char = '\0';

/// A phrase whose time stands out, if it has one.
pub(crate) struct Sentence {
    before: String,
    time: String,
    after: String,
}

impl Sentence {
    fn new(said: &str, time: String) -> Self {
        match said.split_once(MARK) {
            Some((before, after)) => Self {
                before: before.to_owned(),
                time,
                after: after.to_owned(),
            },
            None => Self {
                before: said.to_owned(),
                time: String::new(),
                after: String::new(),
            },
        }
    }
}

/// The way into the waiting room.
pub(crate) struct Entrance {
    introduction: String,
    button: String,
    instead: String,
    link: String,
}

/// A mail's words in the order in which they are read.
pub(crate) struct Letter {
    pub(crate) subject: String,
    language: &'static str,
    name: String,
    logo: Option<String>,
    colours: Button,
    opening: Sentence,
    /// What follows the opening, a paragraph each.
    details: Vec<String>,
    entrance: Option<Entrance>,
    /// What the attached invitation does.
    invitation: Option<String>,
    footer: String,
}

/// The letter's page.
#[derive(Template)]
#[template(path = "appointment.html")]
pub(crate) struct Html<'a> {
    pub(crate) letter: &'a Letter,
}

/// The letter as plain text.
#[derive(Template)]
#[template(path = "appointment.txt")]
pub(crate) struct Text<'a> {
    pub(crate) letter: &'a Letter,
}

impl Letter {
    /// The words of a mail; `link` is the visit's waiting room, known to be an address of the web.
    pub(crate) fn new(
        kind: AppointmentMail,
        brand: &Brand,
        sender: &Sender,
        visit: &Visit,
        link: &str,
    ) -> Self {
        let writer = Writer {
            brand,
            sender,
            start: Moment::new(brand, visit.start),
            now: Moment::new(brand, visit.now),
            name: clean::line(&brand.name),
        };
        let (subject, opening, details, invitation) = match kind {
            AppointmentMail::Confirmation => (
                Phrase::ConfirmationSubject,
                writer.opening(Phrase::Confirmation),
                Vec::new(),
                Some(Phrase::ConfirmationCalendar),
            ),
            AppointmentMail::Reschedule { earlier } => {
                match earlier.filter(|earlier| *earlier != visit.start) {
                    Some(earlier) => (
                        Phrase::RescheduleSubject,
                        writer.opening(Phrase::Reschedule),
                        vec![writer.earlier(&Moment::new(brand, earlier))],
                        Some(Phrase::RescheduleCalendar),
                    ),
                    None => (
                        Phrase::UpdateSubject,
                        writer.opening(Phrase::Update),
                        Vec::new(),
                        Some(Phrase::RescheduleCalendar),
                    ),
                }
            }
            AppointmentMail::Cancellation => (
                Phrase::CancellationSubject,
                writer.opening(Phrase::Cancellation),
                vec![writer.next()],
                Some(Phrase::CancellationCalendar),
            ),
            AppointmentMail::Withdrawal => (
                Phrase::WithdrawalSubject,
                writer.opening(Phrase::Withdrawal),
                Vec::new(),
                Some(Phrase::WithdrawalCalendar),
            ),
            AppointmentMail::Reminder(lead) => {
                let time = writer.start.ahead_of(&writer.now, lead);
                (
                    Phrase::ReminderSubject,
                    writer.sentence(Phrase::Reminder, time),
                    Vec::new(),
                    None,
                )
            }
        };
        let goes_on = !matches!(
            kind,
            AppointmentMail::Cancellation | AppointmentMail::Withdrawal
        );
        Self {
            subject: say(brand.language, subject, []),
            language: brand.language.tag(),
            logo: brand.logo_url.as_deref().and_then(clean::logo),
            colours: colour::button(brand.colour.as_deref()),
            opening,
            details,
            entrance: goes_on.then(|| writer.entrance(link)),
            invitation: invitation.map(|phrase| say(brand.language, phrase, [])),
            footer: say(
                brand.language,
                Phrase::Footer,
                [("organization", writer.name.as_str().into())],
            ),
            name: writer.name,
        }
    }
}

/// What all phrases of a letter draw on.
struct Writer<'a> {
    brand: &'a Brand,
    sender: &'a Sender,
    start: Moment,
    now: Moment,
    name: String,
}

impl Writer<'_> {
    fn opening(&self, phrase: Phrase) -> Sentence {
        self.sentence(phrase, self.start.in_full())
    }

    fn sentence(&self, phrase: Phrase, time: String) -> Sentence {
        let tense = if self.start.seen_from(&self.now) == "past" {
            "past"
        } else {
            "coming"
        };
        let values = [
            ("organization", self.name.as_str().into()),
            ("when", MARK.to_string().into()),
            ("zone", self.start.zone().into()),
            ("tense", tense.into()),
        ];
        Sentence::new(&say(self.brand.language, phrase, values), time)
    }

    fn earlier(&self, earlier: &Moment) -> String {
        say(
            self.brand.language,
            Phrase::RescheduleEarlier,
            [("when", earlier.in_full().into())],
        )
    }

    fn next(&self) -> String {
        // Without an address for answers they would reach nobody.
        let reply = if self.sender.reply_to.is_some() {
            "yes"
        } else {
            "no"
        };
        say(
            self.brand.language,
            Phrase::CancellationNext,
            [
                ("organization", self.name.as_str().into()),
                ("reply", reply.into()),
            ],
        )
    }

    fn entrance(&self, link: &str) -> Entrance {
        let language = self.brand.language;
        Entrance {
            introduction: say(
                language,
                Phrase::Enter,
                [("when", self.start.seen_from(&self.now).into())],
            ),
            button: say(language, Phrase::EnterButton, []),
            instead: say(language, Phrase::EnterLink, []),
            link: link.to_owned(),
        }
    }
}
