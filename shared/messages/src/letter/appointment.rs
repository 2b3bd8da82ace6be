use super::{Letter, Way};
use crate::{
    AppointmentMail, Brand, Sender, Visit, clean,
    moment::Moment,
    sentence::{MARK, Sentence},
    wording::{Phrase, say},
};

impl Letter {
    /// The words about an appointment; `link` is the visit's waiting room, known to be an address of the web.
    pub(crate) fn appointment(
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
        let (subject, opening, details, closing) = match kind {
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
            details,
            way: goes_on.then(|| writer.entrance(link)),
            closing: closing.map(|phrase| say(brand.language, phrase, [])),
            ..Self::new(brand, subject, opening, Phrase::AppointmentFooter)
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

    fn entrance(&self, link: &str) -> Way {
        let language = self.brand.language;
        Way {
            introduction: Some(say(
                language,
                Phrase::Enter,
                [("when", self.start.seen_from(&self.now).into())],
            )),
            button: say(language, Phrase::EnterButton, []),
            instead: say(language, Phrase::ButtonInstead, []),
            link: link.to_owned(),
        }
    }
}
