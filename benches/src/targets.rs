//! What must hold: sizes, counts, and ratios within one run; never a time by itself.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::{
    deployed::{Shown, Subject},
    explained::Explanation,
    programs::FLOOR,
    statistics::median,
};

/// The largest deployment package, in bytes.
const PACKAGE: f64 = 4e6;
/// The most resident memory of a warm function, in MiB.
pub(crate) const MEMORY: f64 = 12.0;
/// What part of a peer's processor a cold start may take, up to its first answer.
const COLD: [(&str, f64); 2] = [("node", 1.0 / 30.0), ("python", 1.0 / 60.0)];
/// What part of a peer's processor a warm answer may take.
const WARM: [(&str, f64); 2] = [("node", 1.0 / 8.0), ("python", 1.0 / 8.0)];
/// What part of Node's time the first answer may take at the processor share of the smallest function.
const SMALL: f64 = 1.0 / 80.0;
/// How much more than an empty function one may take that calls no service.
const OWN: f64 = 1.7;

/// Something that must hold, and whether it does.
#[derive(Debug, Clone, Serialize)]
pub struct Target {
    /// What.
    pub what: String,
    /// What was found.
    pub found: f64,
    /// The most that it may be.
    pub limit: f64,
    /// Whether it holds.
    pub met: bool,
    /// Why it does not, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<Explanation>,
}

impl Target {
    /// Holds what was found against a limit.
    pub fn at_most(what: String, found: f64, limit: f64) -> Self {
        Self {
            what,
            found,
            limit,
            met: found <= limit,
            explained: None,
        }
    }

    /// Whether it is met, or missed for a known reason and no further than that goes.
    pub const fn holds(&self) -> bool {
        self.met || self.explained.is_some()
    }
}

/// A subject with what it has shown.
pub type Measured<'a> = (Subject<'a>, Shown);

fn is(measured: &Measured<'_>, maker: &str) -> bool {
    measured.0.program.maker == maker
}

fn leah<'m, 'a>(all: &'m [Measured<'a>]) -> impl Iterator<Item = &'m Measured<'a>> {
    all.iter().filter(|one| is(one, "leah"))
}

/// The same request, answered by another maker.
fn peer<'m, 'a>(all: &'m [Measured<'a>], title: &str, maker: &str) -> Option<&'m Measured<'a>> {
    all.iter()
        .find(|one| is(one, maker) && one.0.case.title == title)
}

/// The middle of what a maker's functions have shown.
fn middle(all: &[Measured<'_>], maker: &str, value: impl Fn(&Shown) -> f64) -> Option<f64> {
    let of_maker = all.iter().filter(|one| is(one, maker));
    let values: Vec<f64> = of_maker.map(|one| value(&one.1)).collect();
    (!values.is_empty()).then(|| median(&values))
}

/// Sizes and memory: of programs as they are deployed.
#[expect(clippy::cast_precision_loss, reason = "bytes of a program")]
pub fn sizes(all: &[Measured<'_>]) -> Vec<Target> {
    // A function that is asked for two things has one size.
    let mut seen = BTreeSet::new();
    let each = leah(all).filter(move |one| seen.insert(&one.0.program.function));
    let each = each.flat_map(|(subject, shown)| {
        let function = &subject.program.function;
        let package = subject.program.package as f64;
        let memory = median(&shown.memory);
        [
            Target::at_most(format!("{function}: package, bytes"), package, PACKAGE),
            Target::at_most(format!("{function}: resident memory, MiB"), memory, MEMORY),
        ]
    });
    each.collect()
}

/// Calls and connections.
#[expect(clippy::cast_precision_loss, reason = "a handful of calls")]
pub fn counts(all: &[Measured<'_>]) -> Vec<Target> {
    let each = leah(all).flat_map(|(subject, shown)| {
        let case = subject.case;
        let limit = case.calls as f64;
        let first = (case.calls + case.cold + case.warmed) as f64;
        let handshakes = shown.handshakes.iter().max().copied().unwrap_or_default();
        let title = case.title;
        [
            Target::at_most(
                format!("{title}: calls"),
                shown.warm_calls.len() as f64,
                limit,
            ),
            Target::at_most(
                format!("{title}: calls of a cold start"),
                shown.cold_calls.len() as f64,
                first,
            ),
            Target::at_most(
                format!("{title}: connections of a sandbox"),
                handshakes as f64,
                case.connections as f64,
            ),
        ]
    });
    each.collect()
}

/// What a function does by itself, beside an empty one that is told the same.
pub fn own(all: &[Measured<'_>]) -> Vec<Target> {
    let without =
        leah(all).filter(|(subject, _)| subject.case.calls == 0 && subject.case.status.is_some());
    let each = without.filter_map(|(subject, shown)| {
        let title = subject.case.title;
        let (_, floor) = peer(all, title, FLOOR)?;
        Some(Target::at_most(
            format!("{title}: warm CPU, of an empty function's"),
            shown.warm() / floor.warm(),
            OWN,
        ))
    });
    each.collect()
}

/// Processor of a cold start and of a warm answer in so many of an empty function's: what tells on any machine, in any profile, that a
/// request has become much slower.
pub fn of_floor(all: &[Measured<'_>], limits: &[(&str, f64, f64)]) -> Vec<Target> {
    let floor = all.iter().find(|one| is(one, FLOOR));
    let each = floor.into_iter().flat_map(|(_, floor)| {
        let of_leah = leah(all).filter_map(|(subject, shown)| {
            let title = subject.case.title;
            let (_, cold, warm) = limits.iter().find(|(one, ..)| *one == title)?;
            Some([
                Target::at_most(
                    format!("{title}: CPU of a cold start, of an empty function's"),
                    shown.cold() / floor.cold(),
                    *cold,
                ),
                Target::at_most(
                    format!("{title}: warm CPU, of an empty function's"),
                    shown.warm() / floor.warm(),
                    *warm,
                ),
            ])
        });
        of_leah.flatten()
    });
    each.collect()
}

/// Processor, beside the peers'. A function that no peer has is held against the middle of the peer's others.
pub fn beside(all: &[Measured<'_>]) -> Vec<Target> {
    let mut targets = Vec::new();
    for (subject, shown) in leah(all) {
        let title = subject.case.title;
        for (maker, part) in COLD {
            let same = peer(all, title, maker).map(|(_, peer)| peer.cold());
            if let Some(cold) = same.or_else(|| middle(all, maker, Shown::cold)) {
                let what = format!("{title}: CPU of a cold start, of {maker}'s");
                targets.push(Target::at_most(what, shown.cold() / cold, part));
            }
        }
        for (maker, part) in WARM {
            if let Some((_, peer)) = peer(all, title, maker) {
                let what = format!("{title}: warm CPU, of {maker}'s");
                targets.push(Target::at_most(what, shown.warm() / peer.warm(), part));
            }
        }
    }
    targets
}

/// The first answer with the processor share of a function of 128 MB.
pub fn small(all: &[Measured<'_>]) -> Vec<Target> {
    let each = leah(all).filter_map(|(subject, shown)| {
        let title = subject.case.title;
        let first = |shown: &Shown| median(&shown.first_wall);
        let same = peer(all, title, "node").map(|(_, peer)| first(peer));
        let node = same.or_else(|| middle(all, "node", first))?;
        let what = format!("{title}: first answer at 128 MB, of node's");
        Some(Target::at_most(what, first(shown) / node, SMALL))
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;
    use crate::{cases::BOOK, meter::Call, sandbox::Program};

    fn program(maker: &str) -> Program {
        Program {
            maker: maker.to_owned(),
            function: "appointments".to_owned(),
            path: PathBuf::new(),
            arguments: Vec::new(),
            folder: PathBuf::new(),
            package: 3_900_000,
        }
    }

    fn shown(cpu: f64, calls: usize) -> Shown {
        let call = Call {
            service: "dynamodb",
            operation: "GetItem".to_owned(),
            sent: 0,
            received: 0,
            reads: 1.0,
            writes: 0.0,
        };
        Shown {
            cold: vec![cpu],
            warm: vec![cpu],
            first_wall: vec![cpu],
            memory: vec![11.0],
            handshakes: vec![1],
            warm_calls: vec![call; calls],
            ..Shown::default()
        }
    }

    fn missed(targets: &[Target]) -> Vec<&str> {
        let missed = targets.iter().filter(|target| !target.met);
        missed.map(|target| target.what.as_str()).collect()
    }

    #[test]
    fn one_call_too_many_is_missed() {
        let leah = program("leah");
        let subject = Subject {
            program: &leah,
            case: BOOK,
        };
        assert_eq!(missed(&counts(&[(subject, shown(1.0, 1))])), [""; 0]);
        let found = counts(&[(subject, shown(1.0, 2))]);
        assert_eq!(missed(&found), ["POST /api/appointments: calls"]);
    }

    #[test]
    fn a_second_connection_is_missed() {
        let leah = program("leah");
        let subject = Subject {
            program: &leah,
            case: BOOK,
        };
        let mut twice = shown(1.0, 1);
        twice.handshakes = vec![1, 2, 1];
        let found = counts(&[(subject, twice)]);
        assert_eq!(
            missed(&found),
            ["POST /api/appointments: connections of a sandbox"]
        );
    }

    #[test]
    fn what_has_become_slower_than_an_empty_function_by_too_much_is_missed() {
        let (leah, floor) = (program("leah"), program(FLOOR));
        let of = |program| Subject {
            program,
            case: BOOK,
        };
        let all = [(of(&leah), shown(6.0, 1)), (of(&floor), shown(2.0, 0))];
        let held = |cold, warm| of_floor(&all, &[(BOOK.title, cold, warm)]);
        assert_eq!(missed(&held(3.0, 3.0)), [""; 0]);
        assert_eq!(
            missed(&held(2.9, 3.0)),
            ["POST /api/appointments: CPU of a cold start, of an empty function's"]
        );
        assert_eq!(
            missed(&held(3.0, 2.9)),
            ["POST /api/appointments: warm CPU, of an empty function's"]
        );
    }

    #[test]
    fn what_is_too_large_or_too_slow_is_missed() {
        let (leah, node) = (program("leah"), program("node"));
        let of = |program| Subject {
            program,
            case: BOOK,
        };
        let held = [(of(&leah), shown(1.0, 1)), (of(&node), shown(100.0, 1))];
        for found in [sizes(&held), beside(&held), small(&held)] {
            assert!(!found.is_empty());
            assert_eq!(missed(&found), [""; 0]);
        }
        let large = Program {
            package: 4_000_001,
            ..leah.clone()
        };
        let slow = [(of(&large), shown(20.0, 1)), (of(&node), shown(100.0, 1))];
        assert_eq!(missed(&sizes(&slow)), ["appointments: package, bytes"]);
        assert_eq!(missed(&beside(&slow)).len(), 2);
        assert_eq!(missed(&small(&slow)).len(), 1);
    }
}
