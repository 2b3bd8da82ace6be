//! What is missed for a reason that is known, and how far it may be: `benches/explained.json`; the reasons at length are in ADR 12.

use serde::{Deserialize, Serialize};

use crate::{error::BenchError, programs::root, targets::Target};

/// Why a target is missed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// The target's own words.
    target: String,
    /// The most that the reason accounts for: beyond it something else has grown.
    pub limit: f64,
    /// The reason, in short.
    pub why: String,
}

/// All that is explained.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Explanations(Vec<Explanation>);

impl Explanations {
    /// Reads the file.
    ///
    /// # Errors
    /// [`BenchError`] where it cannot be read.
    pub fn read() -> Result<Self, BenchError> {
        let path = root().join("benches/explained.json");
        let text = std::fs::read_to_string(&path).map_err(BenchError::at(path))?;
        Ok(serde_json::from_str(&text)?)
    }

    /// Puts to each target that is missed why, if that accounts for all of it.
    pub fn explain(&self, targets: &mut [Target]) {
        for target in targets.iter_mut().filter(|target| !target.met) {
            let mut all = self.0.iter();
            target.explained = all
                .find(|one| one.target == target.what && target.found <= one.limit)
                .cloned();
        }
    }

    /// The targets that are explained and were not measured: renamed or gone, if all was measured.
    pub fn idle<'a>(&'a self, targets: &'a [Target]) -> impl Iterator<Item = &'a str> {
        let words = self.0.iter().map(|one| one.target.as_str());
        words.filter(|what| targets.iter().all(|target| target.what != *what))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explanations() -> Explanations {
        let json = r#"[{ "target": "a", "limit": 1.5, "why": "because" }]"#;
        serde_json::from_str(json).unwrap()
    }

    fn explained(what: &str, found: f64) -> Target {
        let mut targets = [Target::at_most(what.to_owned(), found, 1.0)];
        explanations().explain(&mut targets);
        let [target] = targets;
        target
    }

    #[test]
    fn a_reason_holds_as_far_as_it_goes() {
        let within = explained("a", 1.5);
        assert!(!within.met && within.holds());
        assert!(!explained("a", 1.51).holds());
    }

    #[test]
    fn what_is_met_needs_no_reason_and_what_has_none_is_missed() {
        let met = explained("a", 1.0);
        assert!(met.holds() && met.explained.is_none());
        assert!(!explained("b", 1.2).holds());
    }

    #[test]
    fn a_reason_for_nothing_is_told() {
        let found = [Target::at_most("b".to_owned(), 1.0, 1.0)];
        assert_eq!(explanations().idle(&found).collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn the_file_is_read_and_explains_each_target_once() {
        let Explanations(all) = Explanations::read().unwrap();
        let mut seen = std::collections::BTreeSet::new();
        assert!(all.iter().all(|one| seen.insert(&one.target)));
        assert!(all.iter().all(|one| !one.why.is_empty()));
    }
}
