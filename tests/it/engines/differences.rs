//! In what engines that are not ours are known to differ from the embedded ones: whose fault it is, and what AWS does.

use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;

use super::{
    known::KNOWN,
    outside::Engine,
    seen::{Step, differences},
};

/// A known difference in one step of the walk.
pub(super) struct Difference {
    pub(super) engine: Engine,
    /// The steps that show it, by name.
    pub(super) steps: &'static [&'static str],
    /// Where in what was seen it shows, as pointers begin (RFC 6901), each with what the engine shows there; `…` at the end of that
    /// stands for any text.
    pub(super) shows: &'static [(&'static str, &'static str)],
    /// What it is, in words.
    pub(super) what: &'static str,
    /// Whose fault it is.
    pub(super) whose: &'static str,
    /// What AWS does.
    pub(super) aws: &'static str,
    /// Where that is written.
    pub(super) source: &'static str,
}

/// How two walks compare.
pub(super) struct Compared {
    pub(super) equal: usize,
    pub(super) explained: usize,
    /// What is not in the table, and what is and shows no more.
    pub(super) wrong: Vec<String>,
}

/// Holds a walk on an engine against the same walk on the embedded ones.
pub(super) fn compare(engine: Engine, ours: &[Step], theirs: &[Step]) -> Compared {
    let names =
        |steps: &[Step]| -> Vec<String> { steps.iter().map(|step| step.name.clone()).collect() };
    let mut compared = Compared {
        equal: 0,
        explained: 0,
        wrong: Vec::new(),
    };
    if names(ours) != names(theirs) {
        compared
            .wrong
            .push("the walks have taken different steps".to_owned());
    }
    let theirs: BTreeMap<_, _> = theirs.iter().map(|step| (&step.name, &step.seen)).collect();
    let mut shown = Vec::new();
    for step in ours {
        let Some(seen) = theirs.get(&step.name) else {
            compared.wrong.push(format!("{}: not walked", step.name));
            continue;
        };
        let found = differences(&step.seen, seen);
        if found.is_empty() {
            compared.equal += 1;
            continue;
        }
        let mut unexplained = Vec::new();
        for (at, (ours, theirs)) in found {
            match known(engine, &step.name, &at, &theirs) {
                Some(entry) => shown.push(entry),
                None => unexplained.push(format!("{}{at}: {ours} is {theirs}", step.name)),
            }
        }
        if unexplained.is_empty() {
            compared.explained += 1;
        }
        compared.wrong.extend(unexplained);
    }
    for (number, entry) in KNOWN.iter().enumerate() {
        if entry.engine != engine {
            continue;
        }
        for step in entry.steps {
            for (at, _) in entry.shows {
                if !shown.contains(&(number, *step, *at)) {
                    let words = entry.what;
                    compared
                        .wrong
                        .push(format!("{step}{at}: no longer differs: {words}"));
                }
            }
        }
    }
    compared
}

/// The entry of the table that explains a difference.
fn known(
    engine: Engine,
    step: &str,
    at: &str,
    theirs: &Value,
) -> Option<(usize, &'static str, &'static str)> {
    let theirs = theirs
        .as_str()
        .map_or_else(|| theirs.to_string(), str::to_owned);
    KNOWN.iter().enumerate().find_map(|(number, entry)| {
        let step = entry.steps.iter().find(|name| **name == step)?;
        let (place, _) = entry.shows.iter().find(|(place, shown)| {
            let fits = match shown.strip_suffix('…') {
                Some(begin) => theirs.starts_with(begin),
                None => theirs == *shown,
            };
            *place == at && fits
        })?;
        (entry.engine == engine).then_some((number, *step, *place))
    })
}

/// The table as `docs/engines.md` has it.
pub(super) fn table() -> String {
    let mut table = String::from(
        "| Engine | Step | What differs | Whose fault | AWS | Source |\n|---|---|---|---|---|---|\n",
    );
    for entry in KNOWN {
        let row = [
            entry.engine.name(),
            &entry.steps.join("; "),
            entry.what,
            entry.whose,
            entry.aws,
            entry.source,
        ];
        let _ = writeln!(table, "| {} |", row.join(" | "));
    }
    table
}
