//! The lines of the files: each follows the domain's own rules.

use leah_domain::{
    Email, OfficeDraft, WorkerDraft,
    input::{Violation, Violations},
};

use super::sheet::Row;

/// A healthcare worker, perhaps with an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct WorkerRow {
    pub(super) worker: WorkerDraft,
    pub(super) office: Option<OfficeDraft>,
}

impl Row for WorkerRow {
    const COLUMNS: &'static [(&'static str, bool)] = &[
        ("firstname", true),
        ("lastname", true),
        ("email", true),
        ("office", false),
    ];

    fn parse(fields: &[&str]) -> Result<Self, Vec<Violation>> {
        let [firstname, lastname, email, office] = fields else {
            return Err(Vec::new());
        };
        let worker = WorkerDraft::parse(firstname, lastname, email);
        let office = match office.trim() {
            "" => Ok(None),
            slug => OfficeDraft::parse(slug).map(Some),
        };
        match (worker, office) {
            (Ok(worker), Ok(office)) => Ok(Self { worker, office }),
            (worker, office) => {
                let mut violations = worker.err().unwrap_or_default();
                violations.extend(of_column("office", office.err()));
                Err(violations)
            }
        }
    }

    fn unique(&self) -> (&'static str, String) {
        ("email", self.worker.email.folded())
    }
}

/// An office of a healthcare worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OfficeRow {
    pub(super) worker: Email,
    pub(super) office: OfficeDraft,
    pub(super) features: Vec<String>,
}

impl Row for OfficeRow {
    const COLUMNS: &'static [(&'static str, bool)] =
        &[("worker", true), ("slug", true), ("features", false)];

    fn parse(fields: &[&str]) -> Result<Self, Vec<Violation>> {
        let [worker, slug, features] = fields else {
            return Err(Vec::new());
        };
        let mut violations = Violations::default();
        let worker = violations.take("worker", Email::parse(worker.trim()));
        let office = OfficeDraft::parse(slug);
        let features = features.split('|').map(str::trim);
        let features = features.filter(|name| !name.is_empty());
        let features: Vec<_> = features.map(str::to_lowercase).collect();
        match (worker, office) {
            (Some(worker), Ok(office)) => Ok(Self {
                worker,
                office,
                features,
            }),
            (_, office) => {
                let mut all = violations.into_vec();
                all.extend(of_column("slug", office.err()));
                Err(all)
            }
        }
    }

    fn unique(&self) -> (&'static str, String) {
        (
            "slug",
            format!("{} {}", self.worker.folded(), self.office.slug),
        )
    }
}

/// What is wrong with a value, under the name of the column that it stands in.
fn of_column(
    column: &'static str,
    violations: Option<Vec<Violation>>,
) -> impl Iterator<Item = Violation> {
    let violations = violations.into_iter().flatten();
    violations.map(move |violation| Violation {
        property: column.into(),
        ..violation
    })
}
