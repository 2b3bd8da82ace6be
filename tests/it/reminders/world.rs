//! One organization's world, event by event: requests, the stream's records, schedules, sweeps, each at its own time.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::atomic::Ordering,
};

use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use leah_domain::{Id, Locale, Office, Organization, StartTime, Zone};
use serde_json::{Value, json};

use super::{
    driver::{Desk, Driver, Ended},
    history::{History, Offsets, Op, hours, minutes, seconds},
    luck::Luck,
    mishaps::Mishaps,
    model::{Facts, Model},
};
use crate::support::{Tenant, TestApp};

/// What is to happen.
#[derive(Debug)]
pub(super) enum Event {
    /// A request: whose, and the number of its step.
    Request(usize, usize),
    Settings(Offsets),
    /// Records of the stream reach `outbox`.
    Ring {
        records: Vec<Value>,
        name: String,
        tries: u32,
    },
    /// A schedule reaches `reminders`.
    Fire {
        input: Value,
        name: String,
        tries: u32,
    },
}

/// Events beyond which a history counts as one that never calms down.
const ENDLESS: usize = 100_000;

pub(super) struct World<D> {
    pub(super) app: TestApp,
    driver: D,
    pub(super) history: History,
    pub(super) luck: Luck,
    pub(super) mishaps: Mishaps,
    pub(super) model: Model,
    pub(super) tenant: Tenant,
    organization: Organization,
    offices: [Id<Office>; 2],
    agenda: BTreeMap<(Timestamp, u64), Event>,
    drawn: u64,
    swept: Timestamp,
    /// Schedules that fired: whose, which kind and state, and when.
    pub(super) fired: BTreeSet<(usize, String, Timestamp)>,
}

impl<D> World<D> {
    /// Has something happen at `at`.
    pub(super) fn plan(&mut self, at: Timestamp, event: Event) {
        self.drawn += 1;
        self.agenda.insert((at, self.drawn), event);
    }
}

impl<D: Driver> World<D> {
    pub(super) async fn open(history: History, driver: D) -> Self {
        let app = TestApp::with(|options| {
            options.wire = true;
            options.demo = false;
        })
        .await;
        app.house.clock().set(history.begin);
        let zone = Zone::named(history.zone).unwrap();
        let luck = Luck::new(history.seed);
        let tenant = Tenant::with(&app, "histories", |settings| {
            settings.zone = zone;
            settings.locale = if luck.percent(50, "locale") {
                Locale::En
            } else {
                Locale::Fr
            };
            settings.sms_sender = Some("Practice".to_owned());
            settings.reminder_days = history.offsets.days;
            settings.reminder_minutes = history.offsets.minutes;
        })
        .await;
        let second = tenant.add_office(&app, &tenant.worker).await;
        let mishaps = Mishaps::new(&history, app.house.clock().clone());
        let judge = mishaps.clone();
        app.house
            .wire()
            .unwrap()
            .judge(move |seen| judge.judge(seen));
        let model = Model {
            zone: TimeZone::get(history.zone).unwrap(),
            offsets: history.offsets,
            lives: BTreeMap::new(),
        };
        let mut world = Self {
            driver,
            luck,
            mishaps,
            model,
            organization: tenant.organization.clone(),
            offices: [tenant.office.id, second.id],
            tenant,
            agenda: BTreeMap::new(),
            drawn: 0,
            swept: history.begin,
            fired: BTreeSet::new(),
            app,
            history,
        };
        for (at, offsets) in world.history.settings.clone() {
            world.plan(at, Event::Settings(offsets));
        }
        for script in world.history.scripts.clone() {
            for (step, (at, _)) in script.steps.iter().enumerate() {
                world.plan(*at, Event::Request(script.slot, step));
            }
        }
        world
    }

    /// Lives until nothing is to come any more.
    pub(super) async fn live(&mut self) {
        for _ in 0..ENDLESS {
            let Some((at, what)) = self.next() else {
                self.app.owes.store(false, Ordering::Relaxed);
                // What is kept for a day has gone, too.
                self.app.house.clock().set(self.app.now() + hours(25));
                self.app.house.engines().database().sweep_ttl().unwrap();
                return;
            };
            // No two events share an instant: so it is known which came first.
            let now = self.app.now();
            self.app
                .house
                .clock()
                .set(at.max(now + SignedDuration::from_millis(1)));
            match what {
                Next::Planned(key) => {
                    let event = self.agenda.remove(&key).unwrap();
                    self.happen(event).await;
                }
                Next::Schedules => self.take_schedules(),
                Next::Sweep => {
                    self.swept = at;
                    let name = format!("sweep {at}");
                    self.outbox(json!({"source": "leah.sweep"}), &name).await;
                }
            }
            self.take_stream().await;
        }
        panic!("the history does not calm down");
    }

    fn next(&self) -> Option<(Timestamp, Next)> {
        let planned = self.agenda.keys().next();
        let planned = planned.map(|key| (key.0, Next::Planned(*key)));
        let schedules = self.app.house.engines().next_schedule();
        let schedules = schedules.map(|at| (at, Next::Schedules));
        let due = self.app.house.next_due().unwrap();
        let sweep = due.map(|at| (self.next_sweep(at), Next::Sweep));
        [planned, schedules, sweep]
            .into_iter()
            .flatten()
            .min_by_key(|(at, _)| *at)
    }

    /// The first whole minute after the last sweep at which what is due at `at` is found; those between find nothing.
    fn next_sweep(&self, at: Timestamp) -> Timestamp {
        let minute = at.as_second().div_euclid(60) * 60 + 60;
        let next = Timestamp::from_second(minute)
            .unwrap()
            .max(self.swept + minutes(1));
        let mut outages = self.history.outages.iter();
        let hidden = outages.find(|o| o.of.is_none() && o.from <= next && next < o.to);
        hidden.map_or(next, |outage| outage.to)
    }

    async fn happen(&mut self, event: Event) {
        match event {
            Event::Request(slot, step) => self.request(slot, step).await,
            Event::Settings(offsets) => {
                self.mishaps.quiet();
                self.model.offsets = offsets;
                self.organization.settings.reminder_days = offsets.days;
                self.organization.settings.reminder_minutes = offsets.minutes;
                let table = self.app.house.app().table();
                table.put_organization(&self.organization).await.unwrap();
                // What a warm sandbox has read of them is believed for a minute.
                self.app.house.clock().set(self.app.now() + minutes(1));
            }
            Event::Ring {
                records,
                name,
                tries,
            } => {
                let done = self
                    .outbox(json!({"Records": records}), &format!("{name} try {tries}"))
                    .await;
                if !done && tries < 2 {
                    let at = self.app.now() + seconds(1);
                    self.plan(
                        at,
                        Event::Ring {
                            records,
                            name,
                            tries: tries + 1,
                        },
                    );
                }
            }
            Event::Fire { input, name, tries } => {
                let done = self
                    .reminders(input.clone(), &format!("{name} try {tries}"))
                    .await;
                if !done && tries < 2 {
                    let at = self.app.now() + minutes(1);
                    self.plan(
                        at,
                        Event::Fire {
                            input,
                            name,
                            tries: tries + 1,
                        },
                    );
                }
            }
        }
    }

    async fn request(&mut self, slot: usize, step: usize) {
        let script = self
            .history
            .scripts
            .iter()
            .find(|script| script.slot == slot)
            .unwrap();
        let (_, op) = script.steps[step];
        let life = self.model.lives.get(&slot);
        let facts = match (op, life) {
            (Op::Book { start }, _) => Facts::first(slot, start),
            (_, Some(life)) => life.facts().after(op, slot, step),
            (_, None) => return,
        };
        let id = life.map(|life| life.id.clone());
        let desk = Desk {
            app: &self.app,
            tenant: &self.tenant,
            organization: &self.organization,
            offices: self.offices,
            key: format!("request-{slot}-{step}"),
        };
        // Who does not know how a request ended makes it again.
        let mut known = id;
        for attempt in 0..3 {
            if attempt < 1 {
                self.mishaps.begin(&desk.key, false);
            } else {
                self.mishaps.quiet();
            }
            let ended = match (op, known.clone()) {
                (Op::Book { .. }, _) => {
                    let (id, ended) = self.driver.book(&desk, &facts).await;
                    known = id;
                    ended
                }
                (_, Some(id)) => self.driver.change(&desk, &id, op, &facts).await,
                (_, None) => return,
            };
            self.mishaps.quiet();
            if ended == Ended::Done || holds(&desk, known.as_deref(), op, &facts).await {
                break;
            }
            assert!(attempt < 2, "{op:?} of {slot} cannot be made");
        }
        let (now, id) = (self.app.now(), known.unwrap());
        if let Op::Cancel { .. } = op {
            self.model.cancelled(slot, now);
        } else {
            self.model.changed(slot, facts, now);
        }
        self.mishaps.state().slots.insert(id.clone(), slot);
        self.model.lives.get_mut(&slot).unwrap().id = id;
    }
}

enum Next {
    Planned((Timestamp, u64)),
    Schedules,
    Sweep,
}

/// Whether the table has what a request wanted.
async fn holds(desk: &Desk<'_>, id: Option<&str>, op: Op, facts: &Facts) -> bool {
    let Some(id) = id else { return false };
    let id = Id::new(id.parse().unwrap());
    let table = desk.app.house.app().table();
    let found = table.appointment(desk.organization.id, id).await.unwrap();
    match (op, found) {
        (Op::Cancel { .. }, found) => found.is_none(),
        (_, None) => false,
        (_, Some(found)) => {
            found.start == StartTime::from(facts.start)
                && found.email.as_str() == facts.email
                && found.phone.as_str() == facts.phone
                && found.office == desk.offices[facts.office]
        }
    }
}
