//! The lines of the files: each follows the domain's own rules, and names what is there.

use std::{borrow::Cow, collections::HashMap};

use leah_domain::{
    Email, Feature, HealthcareWorker, Id, Office, OfficeDraft, WorkerDraft, fold,
    input::{Constraint, Violation},
};

use crate::error::Wrong;

/// What a line of a file says.
pub trait Row: Sized {
    /// The columns: each name, and whether it must be there.
    const COLUMNS: &'static [(&'static str, bool)];
    /// The columns whose values two lines may not share, case aside; what is said of it is said of the last.
    const UNIQUE: &'static [&'static str];
    /// What a line may name.
    type Known;

    /// Reads the values, in the columns' order; that of a column that is not there is empty.
    ///
    /// # Errors
    /// All that is wrong with them.
    fn parse(values: &[&str], known: &Self::Known) -> Result<Self, Vec<Flaw>>;
}

/// What is wrong with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    property: Cow<'static, str>,
    message: String,
    code: &'static str,
}

impl Flaw {
    pub(super) fn at(self, line: u64) -> Wrong {
        Wrong::new(line, self.property, self.message, self.code)
    }

    fn unknown(property: &'static str, message: String) -> Self {
        Self {
            property: property.into(),
            message,
            code: Constraint::Choice.code(),
        }
    }
}

impl From<Violation> for Flaw {
    fn from(violation: Violation) -> Self {
        Self {
            property: violation.property,
            message: violation.constraint.message(),
            code: violation.constraint.code(),
        }
    }
}

/// A healthcare worker, perhaps with an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerRow {
    /// The healthcare worker.
    pub worker: WorkerDraft,
    /// Their office.
    pub office: Option<OfficeDraft>,
}

impl Row for WorkerRow {
    const COLUMNS: &'static [(&'static str, bool)] = &[
        ("firstname", true),
        ("lastname", true),
        ("email", true),
        ("office", false),
    ];
    const UNIQUE: &'static [&'static str] = &["email"];
    type Known = ();

    fn parse(values: &[&str], (): &()) -> Result<Self, Vec<Flaw>> {
        let [firstname, lastname, email, office] = values else {
            return Err(Vec::new());
        };
        let mut flaws = Vec::new();
        let worker = WorkerDraft::parse(firstname, lastname, email);
        let worker = kept(worker, None, &mut flaws);
        let office = match office.trim() {
            "" => None,
            slug => kept(OfficeDraft::parse(slug), Some("office"), &mut flaws),
        };
        match worker {
            Some(worker) if flaws.is_empty() => Ok(Self { worker, office }),
            _ => Err(flaws),
        }
    }
}

/// An office of a healthcare worker who is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeRow {
    /// Whose it is.
    pub worker: Id<HealthcareWorker>,
    /// The office.
    pub office: OfficeDraft,
    /// What it can do, each once; empty where the line does not say.
    pub features: Vec<Id<Feature>>,
}

/// Whom and what offices may name.
#[derive(Debug, Default)]
pub struct Known {
    workers: HashMap<String, Id<HealthcareWorker>>,
    features: HashMap<String, Id<Feature>>,
}

impl Known {
    /// These healthcare workers by their addresses, and features by their names.
    pub fn new(workers: &[HealthcareWorker], features: &[Feature]) -> Self {
        let workers = workers
            .iter()
            .map(|worker| (fold(&worker.email), worker.id));
        let features = features
            .iter()
            .map(|feature| (fold(&feature.name), feature.id));
        Self {
            workers: workers.collect(),
            features: features.collect(),
        }
    }
}

impl Row for OfficeRow {
    const COLUMNS: &'static [(&'static str, bool)] =
        &[("worker", true), ("slug", true), ("features", false)];
    const UNIQUE: &'static [&'static str] = &["worker", "slug"];
    type Known = Known;

    fn parse(values: &[&str], known: &Known) -> Result<Self, Vec<Flaw>> {
        let [worker, slug, features] = values else {
            return Err(Vec::new());
        };
        let mut flaws = Vec::new();
        let worker = match Email::parse(worker.trim()) {
            Ok(email) => {
                let found = known.workers.get(&email.folded()).copied();
                if found.is_none() {
                    let message = "There is no healthcare worker of this address.";
                    flaws.push(Flaw::unknown("worker", message.to_owned()));
                }
                found
            }
            Err(constraint) => {
                let property = "worker".into();
                flaws.push(Flaw::from(Violation {
                    property,
                    constraint,
                }));
                None
            }
        };
        let office = kept(OfficeDraft::parse(slug), None, &mut flaws);
        let mut able = Vec::new();
        for name in features.split('|').map(str::trim) {
            match known.features.get(&fold(name)) {
                Some(feature) if able.contains(feature) => {}
                Some(feature) => able.push(*feature),
                None if name.is_empty() => {}
                None => {
                    let message = format!("There is no feature {name:?}.");
                    flaws.push(Flaw::unknown("features", message));
                }
            }
        }
        match (worker, office) {
            (Some(worker), Some(office)) if flaws.is_empty() => Ok(Self {
                worker,
                office,
                features: able,
            }),
            _ => Err(flaws),
        }
    }
}

/// A value, or what is wrong with it, under the name of the column that it stands in.
fn kept<T>(
    read: Result<T, Vec<Violation>>,
    column: Option<&'static str>,
    flaws: &mut Vec<Flaw>,
) -> Option<T> {
    let named = |violation: Violation| Violation {
        property: column.map_or(violation.property, Cow::from),
        ..violation
    };
    read.map_err(|violations| {
        flaws.extend(violations.into_iter().map(named).map(Flaw::from));
    })
    .ok()
}

/// Whose an office is, and its label: no two offices share both.
pub(super) fn place(office: &Office) -> (Id<HealthcareWorker>, &str) {
    (office.healthcare_worker, office.slug.as_str())
}
