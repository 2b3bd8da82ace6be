//! What must be true once a history has calmed down.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use leah_local::engines::{Channel, Message};
use serde_json::Value;

use super::{
    calls::{message_id, slot_of_phone, text},
    history::seconds,
    mishaps::What,
    model::{Life, Mail, State},
    world::World,
};

/// What was found wrong, a line each.
pub(super) struct Findings<'a, D> {
    world: &'a World<D>,
    /// What was sent, by what it was about.
    sent: BTreeMap<What, Vec<Message>>,
    /// What was given up.
    dead: BTreeSet<What>,
    wrong: Vec<String>,
}

/// Looks at everything.
pub(super) fn check<D>(world: &World<D>) -> Vec<String> {
    let mut findings = Findings {
        world,
        sent: BTreeMap::new(),
        dead: BTreeSet::new(),
        wrong: Vec::new(),
    };
    findings.sort_messages();
    findings.sort_items();
    findings.schedules();
    for (&slot, life) in &world.model.lives {
        findings.owed(slot, life);
        for mail in &life.mails {
            findings.mail(slot, mail);
        }
        for state in &life.states {
            findings.reminders(slot, life, state);
        }
    }
    findings.counts();
    findings.wrong
}

impl<D> Findings<'_, D> {
    fn found(&mut self, wrong: String) {
        self.wrong.push(wrong);
    }

    /// Finds out what each message was about: a mail says it in its head, an SMS by its number and time.
    fn sort_messages(&mut self) {
        for message in self.world.app.house.engines().messages(None) {
            let what = match message.channel {
                Channel::Email => self.about_mail(&message),
                Channel::Sms => self.about_sms(&message),
            };
            match what {
                Some(what) => self.sent.entry(what).or_default().push(message),
                None => self.found(format!(
                    "nobody was to get: {} {}",
                    message.to, message.text
                )),
            }
        }
    }

    fn about_mail(&self, message: &Message) -> Option<What> {
        let raw = String::from_utf8_lossy(message.raw.as_ref()?);
        let id = message_id(&raw)?;
        self.world.mishaps.state().known.get(&id).cloned()
    }

    fn about_sms(&self, message: &Message) -> Option<What> {
        let slot = slot_of_phone(&message.to)?;
        let life = self.world.model.lives.get(&slot)?;
        let state = life
            .states
            .iter()
            .find(|state| state.holds_at(message.sent_at))?;
        let begun = state
            .planned
            .iter()
            .filter(|(_, at)| *at <= message.sent_at);
        let (kind, _) = begun.max_by_key(|(_, at)| *at)?;
        Some(What {
            slot,
            effect: "reminder-sms".to_owned(),
            sequence: state.sequence,
            kind: (*kind).to_owned(),
        })
    }

    /// The table at the end: nothing is owed, nothing is left of cancelled appointments.
    fn sort_items(&mut self) {
        let cancelled = self
            .world
            .model
            .lives
            .values()
            .filter(|life| life.cancelled.is_some());
        let personal: Vec<String> = cancelled
            .flat_map(|life| {
                let facts = life.facts.iter();
                let known = facts.flat_map(|(_, facts)| [facts.email.clone(), facts.phone.clone()]);
                known.chain([life.id.clone()])
            })
            .collect();
        for item in self.world.app.house.items().unwrap() {
            let (kind, due) = (text(&item["type"]["S"]), text(&item["DUEPK"]["S"]));
            if due == "DEAD" {
                self.given_up(&item);
                continue;
            }
            if !due.is_empty() {
                self.found(format!("still owed: {item}"));
            }
            let shown = item.to_string();
            if kind != "Audit" && personal.iter().any(|text| shown.contains(text)) {
                self.found(format!("left of a cancelled appointment: {item}"));
            }
            if kind == "Audit" && (shown.contains('@') || shown.contains("+33")) {
                self.found(format!("an audit entry says too much: {item}"));
            }
        }
    }

    fn given_up(&mut self, item: &Value) {
        let id = text(&item["id"]["S"]);
        let (what, unheard) = {
            let state = self.world.mishaps.state();
            let unheard = state.unheard.get(id).copied().unwrap_or(0);
            (state.known[id].clone(), unheard)
        };
        if unheard < 2 {
            self.found(format!("given up without need: {item}"));
        }
        self.dead.insert(what);
    }

    /// No schedule is left, and each of those that fired had its reason.
    fn schedules(&mut self) {
        for schedule in self.world.app.house.engines().schedules() {
            self.found(format!("a schedule is left: {schedule:?}"));
        }
        for (slot, name, at) in &self.world.fired {
            let life = &self.world.model.lives[slot];
            let of = life.states.iter().find(|state| {
                let mut planned = state.planned.iter();
                planned.any(|(kind, _)| *name == format!("-{kind}-{}", state.sequence))
            });
            let late = of.is_none_or(|state| {
                state
                    .until
                    .is_some_and(|until| self.world.history.settled_by(until) < *at)
            });
            if late {
                self.wrong.push(format!(
                    "schedule {slot}{name} was not taken back: it fired at {at}"
                ));
            }
        }
    }

    /// What the changes owe is what the model says, each once.
    fn owed(&mut self, slot: usize, life: &Life) {
        let mut expected: Vec<What> = Vec::new();
        let mut expect = |effect: &str, sequence, kind: &str| {
            let (effect, kind) = (effect.to_owned(), kind.to_owned());
            expected.push(What {
                slot,
                effect,
                sequence,
                kind,
            });
        };
        for mail in &life.mails {
            expect(mail.effect, mail.sequence, "");
        }
        for state in &life.states {
            for &(kind, at) in &state.planned {
                expect("create-schedule", state.sequence, kind);
                if state.until.is_some_and(|until| until < at) {
                    expect("delete-schedule", state.sequence, kind);
                }
            }
        }
        if life.cancelled.is_some() {
            expect("erase-answers", 0, "");
        }
        expected.sort();
        let known: Vec<What> = self.world.mishaps.state().known.values().cloned().collect();
        let mut owed: Vec<What> = known.into_iter().filter(|what| what.slot == slot).collect();
        owed.sort();
        let reminds = |what: &What| what.effect.starts_with("reminder-");
        for twice in owed.windows(2).filter(|pair| pair.first() == pair.last()) {
            self.wrong.push(format!("owed twice: {:?}", twice.first()));
        }
        owed.retain(|what| !reminds(what));
        if owed != expected {
            self.found(format!("owed: {owed:?}\n  instead of {expected:?}"));
        }
    }

    fn mail(&mut self, slot: usize, mail: &Mail) {
        let what = What {
            slot,
            effect: mail.effect.to_owned(),
            sequence: mail.sequence,
            kind: String::new(),
        };
        let start = mail.start.strftime("DTSTART:%Y%m%dT%H%M%SZ").to_string();
        for sent in self.sent.get(&what).cloned().unwrap_or_default() {
            let holds =
                mail.from < sent.sent_at && mail.until.is_none_or(|until| sent.sent_at < until);
            let calendar = sent
                .attachments
                .iter()
                .any(|part| part.content.contains(&start));
            if !holds || !calendar || sent.to != mail.to {
                self.found(format!("wrong: {} of {mail:?}", shown(&sent)));
            }
        }
        let droppable = mail
            .until
            .is_some_and(|until| until < self.world.history.settled_by(mail.from));
        self.came(&what, droppable);
    }

    fn reminders(&mut self, slot: usize, life: &Life, state: &State) {
        let local = state.start.to_zoned(self.world.model.zone.clone());
        // As SMS and English mails say it, and as French mails do.
        let times = ["%H:%M", "%-H\u{a0}h\u{a0}%M"].map(|form| local.strftime(form).to_string());
        let day = local.strftime("%d/%m").to_string();
        for &(kind, at) in &state.planned {
            let by = self.world.history.settled_by(at);
            let overtaken = state.until.is_some_and(|until| until <= by) || state.start <= by;
            for effect in ["reminder-mail", "reminder-sms"] {
                let what = What {
                    slot,
                    effect: effect.to_owned(),
                    sequence: state.sequence,
                    kind: kind.to_owned(),
                };
                for sent in self.sent.get(&what).cloned().unwrap_or_default() {
                    let facts = life.facts_at(sent.sent_at);
                    let time = times.iter().any(|time| sent.text.contains(time));
                    let (to, says) = match sent.channel {
                        Channel::Email => (&facts.email, time),
                        Channel::Sms => (&facts.phone, time && sent.text.contains(&day)),
                    };
                    let in_time = at <= sent.sent_at
                        && sent.sent_at < state.start
                        && (overtaken || sent.sent_at <= by);
                    if !state.holds_at(sent.sent_at) || !in_time || !says || sent.to != *to {
                        self.found(format!("wrong {kind}: {} of {state:?}", shown(&sent)));
                    }
                }
                self.came(&what, overtaken);
            }
            let made = self.world.history.settled_by(state.from) + seconds(60);
            let name = format!("-{kind}-{}", state.sequence);
            let had_one = self
                .world
                .fired
                .iter()
                .any(|(of, fired, _)| *of == slot && *fired == name);
            if made < at && state.until.is_none_or(|until| at < until) && !had_one {
                self.found(format!("{slot}{name} never had its schedule, due at {at}"));
            }
        }
    }

    /// It came, unless it may have been dropped or was given up.
    fn came(&mut self, what: &What, droppable: bool) {
        if !self.sent.contains_key(what) && !droppable && !self.dead.contains(what) {
            self.found(format!("lost: {what:?}"));
        }
    }

    /// Nothing came twice, but what nobody heard the end of.
    fn counts(&mut self) {
        let unheard = |what: &What| {
            let state = self.world.mishaps.state();
            let of = state.known.iter().filter(|(_, known)| *known == what);
            of.filter_map(|(id, _)| state.unheard.get(id)).sum::<u32>()
        };
        let counts: Vec<(What, usize, Vec<Timestamp>)> = self
            .sent
            .iter()
            .map(|(what, sent)| {
                (
                    what.clone(),
                    sent.len(),
                    sent.iter().map(|m| m.sent_at).collect(),
                )
            })
            .collect();
        for (what, count, times) in counts {
            let most = if unheard(&what) > 0 { 2 } else { 1 };
            if count > most {
                self.found(format!("{count} times, at {times:?}: {what:?}"));
            }
            if !self.expected(&what) {
                self.found(format!("unexpected: {what:?}"));
            }
        }
    }

    fn expected(&self, what: &What) -> bool {
        let life = &self.world.model.lives[&what.slot];
        let mail = |mail: &Mail| mail.effect == what.effect && mail.sequence == what.sequence;
        let reminder = |state: &State| {
            what.effect.starts_with("reminder-")
                && state.sequence == what.sequence
                && state.planned.iter().any(|(kind, _)| *kind == what.kind)
        };
        life.mails.iter().any(mail) || life.states.iter().any(reminder)
    }
}

fn shown(message: &Message) -> String {
    format!("{} {} {:?}", message.sent_at, message.to, message.text)
}
