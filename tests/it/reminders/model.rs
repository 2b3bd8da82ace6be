//! What should happen: the states of each appointment, and what each of them owes its guest. Computed here anew, from
//! the contract's words (section 3), and not by the code under test.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use super::history::{Offsets, Op, minutes};

/// One organization with its appointments.
pub(super) struct Model {
    pub(super) zone: TimeZone,
    pub(super) offsets: Offsets,
    pub(super) lives: BTreeMap<usize, Life>,
}

/// What is known of an appointment's guest and place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) start: Timestamp,
    pub(super) email: String,
    pub(super) phone: String,
    /// The first office or the second one.
    pub(super) office: usize,
}

/// An appointment from its booking to its end.
#[derive(Debug, Default)]
pub(super) struct Life {
    pub(super) id: String,
    pub(super) facts: Vec<(Timestamp, Facts)>,
    pub(super) states: Vec<State>,
    pub(super) mails: Vec<Mail>,
    pub(super) cancelled: Option<Timestamp>,
}

/// What a guest was told last, for as long as it holds.
#[derive(Debug)]
pub(super) struct State {
    pub(super) sequence: u32,
    pub(super) start: Timestamp,
    pub(super) planned: Vec<(&'static str, Timestamp)>,
    pub(super) from: Timestamp,
    /// When the appointment moved on or was cancelled.
    pub(super) until: Option<Timestamp>,
}

/// A mail that tells a change.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) effect: &'static str,
    pub(super) sequence: u32,
    pub(super) to: String,
    pub(super) start: Timestamp,
    pub(super) from: Timestamp,
    /// From when on it may be dropped, if it has not gone.
    pub(super) until: Option<Timestamp>,
}

impl State {
    pub(super) fn holds_at(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}

impl Facts {
    /// What an appointment is like at first: its guest's address and number are nobody else's.
    pub(super) fn first(slot: usize, start: Timestamp) -> Self {
        let facts = Self {
            start,
            email: String::new(),
            phone: String::new(),
            office: 0,
        };
        facts.readdressed(slot, 0).rephoned(slot, 0)
    }

    /// What a request makes of them; `step` is its number.
    pub(super) fn after(&self, op: Op, slot: usize, step: usize) -> Self {
        let same = self.clone();
        match op {
            Op::Book { start } | Op::Move { start } => Self { start, ..same },
            Op::Readdress => same.readdressed(slot, step),
            Op::Rephone => same.rephoned(slot, step),
            Op::Reroom => Self {
                office: 1 - self.office,
                ..same
            },
            Op::Nothing | Op::Cancel { .. } => same,
        }
    }

    fn readdressed(self, slot: usize, step: usize) -> Self {
        let email = format!("guest-{slot}-{step}@example.org");
        Self { email, ..self }
    }

    fn rephoned(self, slot: usize, step: usize) -> Self {
        let phone = format!("+3361{:07}", slot * 10 + step);
        Self { phone, ..self }
    }
}

impl Model {
    /// The appointment is now as `facts` say: it was booked, or edited.
    pub(super) fn changed(&mut self, slot: usize, facts: Facts, now: Timestamp) {
        let planned = self.plan(facts.start, now);
        let life = self.lives.entry(slot).or_default();
        let before = life.facts.last().map(|(_, facts)| facts.clone());
        let mail = |effect, to: &str, start, sequence| Mail {
            effect,
            sequence,
            to: to.to_owned(),
            start,
            from: now,
            until: None,
        };
        let sequence = u32::try_from(life.states.len()).unwrap();
        let (to, start) = (facts.email.as_str(), facts.start);
        let mails = match &before {
            None => vec![mail("confirmation-mail", to, start, sequence)],
            Some(before) if before.email != facts.email => vec![
                mail("withdrawal-mail", &before.email, before.start, sequence),
                mail("confirmation-mail", to, start, sequence),
            ],
            Some(before) if before.start != start || before.office != facts.office => {
                vec![mail("reschedule-mail", to, start, sequence)]
            }
            Some(_) => Vec::new(),
        };
        life.facts.push((now, facts));
        if mails.is_empty() {
            return;
        }
        life.end_state(now);
        life.mails.extend(mails);
        life.states.push(State {
            sequence,
            start,
            planned,
            from: now,
            until: None,
        });
    }

    /// The appointment is cancelled.
    pub(super) fn cancelled(&mut self, slot: usize, now: Timestamp) {
        let life = self.lives.get_mut(&slot).unwrap();
        life.end_state(now);
        life.cancelled = Some(now);
        let facts = life.facts().clone();
        life.mails.push(Mail {
            effect: "cancellation-mail",
            sequence: u32::try_from(life.states.len()).unwrap(),
            to: facts.email,
            start: facts.start,
            from: now,
            until: None,
        });
    }

    /// The reminders of a start that are still to come.
    fn plan(&self, start: Timestamp, now: Timestamp) -> Vec<(&'static str, Timestamp)> {
        let before = |days: u16| {
            let local = start.to_zoned(self.zone.clone());
            local
                .checked_sub(i32::from(days).days())
                .unwrap()
                .timestamp()
        };
        // A day that the zone left out whole is none to be reminded on.
        let days = self.offsets.days.map(|days| match before(days) {
            at if at < start => at,
            _ => before(days + 1),
        });
        let short = self.offsets.minutes.map(|n| start - minutes(n as usize));
        let both = [("days", days), ("minutes", short)];
        let to_come = both.into_iter().filter_map(|(kind, at)| Some((kind, at?)));
        to_come.filter(|(_, at)| *at > now).collect()
    }
}

impl Life {
    pub(super) fn facts(&self) -> &Facts {
        &self.facts.last().unwrap().1
    }

    /// What was known at an instant.
    pub(super) fn facts_at(&self, at: Timestamp) -> &Facts {
        let known = self.facts.iter().rev().find(|(from, _)| *from <= at);
        &known.unwrap_or(&self.facts[0]).1
    }

    fn end_state(&mut self, now: Timestamp) {
        if let Some(state) = self.states.last_mut() {
            state.until = Some(now);
        }
        for mail in &mut self.mails {
            if matches!(mail.effect, "confirmation-mail" | "reschedule-mail") {
                mail.until.get_or_insert(now);
            }
        }
    }
}
