//! Histories: what happens to appointments, drawn from a seed before anything runs.

use jiff::{SignedDuration, Span, Timestamp, ToSpan, civil, tz::TimeZone};

use super::luck::{Dice, Luck};
use leah_local::wire::Service;

/// Zones, each with a day before a change of its clock or of its date line.
const PLACES: [(&str, &str); 10] = [
    ("Europe/Paris", "2021-03-25"),
    ("Europe/Paris", "2021-10-28"),
    ("America/New_York", "2021-03-11"),
    ("America/New_York", "2021-11-04"),
    ("Australia/Lord_Howe", "2021-04-01"),
    ("Australia/Lord_Howe", "2021-09-30"),
    ("Pacific/Apia", "2011-12-27"),
    ("Pacific/Chatham", "2021-09-23"),
    ("Asia/Kathmandu", "2021-06-01"),
    ("UTC", "2021-12-30"),
];
/// Wall-clock times of appointments: few, so that many reminders fall due together; one of them does not exist, or comes twice,
/// on the day of a change.
const TIMES: [(i8, i8); 3] = [(2, 30), (9, 0), (15, 45)];
/// Offsets in days that an organization may set.
const DAYS: [Option<u16>; 5] = [Some(1), Some(1), Some(2), Some(3), None];
/// Offsets in minutes that an organization may set; all longer than what befalls a message here.
const MINUTES: [Option<u32>; 5] = [Some(45), Some(60), Some(60), Some(90), None];

/// What happens in one organization.
#[derive(Clone, Debug)]
pub(super) struct History {
    pub(super) seed: u64,
    pub(super) zone: &'static str,
    pub(super) begin: Timestamp,
    pub(super) offsets: Offsets,
    /// How many of a hundred calls break.
    pub(super) weather: u64,
    /// How many of a hundred invocations die.
    pub(super) deaths: u64,
    /// How many attempts at one message may end unheard of.
    pub(super) unheard: u32,
    pub(super) settings: Vec<(Timestamp, Offsets)>,
    pub(super) outages: Vec<Outage>,
    pub(super) scripts: Vec<Script>,
}

/// When reminders go, as the organization has set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Offsets {
    pub(super) days: Option<u16>,
    pub(super) minutes: Option<u32>,
}

/// A service that is down, or the sweep (`None`) that does not come.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outage {
    pub(super) of: Option<Service>,
    pub(super) from: Timestamp,
    pub(super) to: Timestamp,
}

/// What happens to one appointment: a history of its own.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// Which one; it keeps its number when others are left out.
    pub(super) slot: usize,
    pub(super) steps: Vec<(Timestamp, Op)>,
}

/// A request about an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Op {
    Book { start: Timestamp },
    Move { start: Timestamp },
    Readdress,
    Rephone,
    Reroom,
    Nothing,
    Cancel { by_patch: bool },
}

impl History {
    /// By when what was to happen at `at` has happened, whatever befell it.
    pub(super) fn settled_by(&self, at: Timestamp) -> Timestamp {
        let mut by = at + minutes(40);
        loop {
            let delays = |o: &&Outage| o.from < by && at < o.to + hours(2) && by < o.to + hours(2);
            match self.outages.iter().find(delays) {
                Some(outage) => by = outage.to + hours(2),
                None => return by,
            }
        }
    }
}

/// Draws the history of a seed.
pub(super) fn draw(seed: u64, appointments: usize) -> History {
    let luck = Luck::new(seed);
    let mut dice = luck.dice("organization");
    let (zone, day) = dice.pick(&PLACES);
    let rules = TimeZone::get(zone).unwrap();
    let day: civil::Date = day.parse().unwrap();
    let begin = rules.to_timestamp(day.at(8, 0, 0, 0)).unwrap();
    let offsets = |dice: &mut Dice| Offsets {
        days: dice.pick(&DAYS),
        minutes: dice.pick(&MINUTES),
    };
    let calm = dice.percent(20);
    let mut history = History {
        seed,
        zone,
        begin,
        offsets: offsets(&mut dice),
        weather: if calm { 0 } else { dice.pick(&[2, 4, 8]) },
        deaths: if calm { 0 } else { dice.pick(&[2, 5, 10]) },
        unheard: if !calm && dice.percent(25) { 2 } else { 1 },
        settings: Vec::new(),
        outages: Vec::new(),
        scripts: Vec::new(),
    };
    for _ in 0..dice.below(3) {
        let at = begin + hours(dice.below(72));
        history.settings.push((at, offsets(&mut dice)));
    }
    history.settings.sort_by_key(|(at, _)| *at);
    if dice.percent(25) {
        let services = [
            None,
            Some(Service::Ses),
            Some(Service::Sms),
            Some(Service::Scheduler),
        ];
        let from = begin + hours(dice.below(96));
        let to = from + hours(1 + dice.below(9));
        let of = dice.pick(&services);
        history.outages.push(Outage { of, from, to });
    }
    let drafts = Drafts {
        rules,
        day,
        offsets: history.offsets,
        begin,
    };
    history.scripts = (0..appointments)
        .map(|slot| drafts.script(slot, &mut luck.dice(("appointment", slot))))
        .collect();
    history
}

/// What scripts are drawn from.
struct Drafts {
    rules: TimeZone,
    day: civil::Date,
    offsets: Offsets,
    begin: Timestamp,
}

impl Drafts {
    fn script(&self, slot: usize, dice: &mut Dice) -> Script {
        let mut at = self.begin + hours(dice.below(24)) + seconds(dice.below(3000));
        let mut start = self.start(dice, at);
        let mut steps = vec![(at, Op::Book { start })];
        let edits = dice.pick(&[0, 0, 0, 0, 1, 1, 1, 2, 2, 3]);
        for _ in 0..edits {
            at = self.later(dice, at, start);
            let op = match dice.below(20) {
                0..7 => {
                    start = self.start(dice, at);
                    Op::Move { start }
                }
                7..9 => Op::Readdress,
                9..11 => Op::Rephone,
                11..13 => Op::Reroom,
                13 => Op::Nothing,
                _ => Op::Cancel {
                    by_patch: dice.percent(50),
                },
            };
            steps.push((at, op));
            if matches!(op, Op::Cancel { .. }) {
                break;
            }
        }
        Script { slot, steps }
    }

    /// A start some days ahead; now and then one that is near, or past.
    fn start(&self, dice: &mut Dice, now: Timestamp) -> Timestamp {
        match dice.below(12) {
            0 => floor(now - hours(1 + dice.below(30))),
            1 => floor(now + minutes(5 + dice.below(120))),
            _ => {
                let (hour, minute) = dice.pick(&TIMES);
                let days: Span = i64::try_from(1 + dice.below(5)).unwrap().days();
                let wall = self.day.checked_add(days).unwrap().at(hour, minute, 0, 0);
                self.rules.to_timestamp(wall).unwrap()
            }
        }
    }

    /// When the next request comes: at once, some time later, or close to a reminder's time.
    fn later(&self, dice: &mut Dice, at: Timestamp, start: Timestamp) -> Timestamp {
        let close =
            |time: Timestamp, dice: &mut Dice| time - seconds(240) + seconds(dice.below(480));
        let next = match dice.below(8) {
            0 | 1 => at + seconds(1 + dice.below(20)),
            2 => at + minutes(1 + dice.below(10)),
            3 => at + hours(1 + dice.below(40)),
            4 => close(start, dice),
            5 => close(
                start - minutes(self.offsets.minutes.unwrap_or(60) as usize),
                dice,
            ),
            6 => close(
                start - hours(24 * usize::from(self.offsets.days.unwrap_or(1))),
                dice,
            ),
            _ => at + hours(12),
        };
        next.max(at + seconds(1))
    }
}

pub(super) fn seconds(n: usize) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(n).unwrap())
}

pub(super) fn minutes(n: usize) -> SignedDuration {
    seconds(60 * n)
}

pub(super) fn hours(n: usize) -> SignedDuration {
    minutes(60 * n)
}

/// The whole second: starts have no fractions.
fn floor(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap()
}
