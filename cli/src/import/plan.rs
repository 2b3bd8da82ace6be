//! What an import changes, decided from what a file says and what is there. Pure.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;
use leah_domain::{Feature, HealthcareWorker, Id, Office, Organization, fold};

use super::{
    Imported,
    rows::{OfficeRow, WorkerRow, place},
};

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New healthcare workers.
    pub(super) workers: Vec<HealthcareWorker>,
    /// Healthcare workers whose names have changed.
    pub(super) renamed: Vec<HealthcareWorker>,
    /// New offices.
    pub(super) offices: Vec<Office>,
    /// Offices that can do something else.
    pub(super) changed: Vec<Office>,
    rows: usize,
    unchanged: usize,
}

impl Plan {
    /// How many writes it takes.
    pub(super) const fn writes(&self) -> usize {
        self.workers.len() + self.renamed.len() + self.offices.len() + self.changed.len()
    }

    /// What it comes to if nobody else is at it.
    pub(super) const fn imported(&self) -> Imported {
        Imported {
            rows: self.rows,
            workers_added: self.workers.len(),
            workers_renamed: self.renamed.len(),
            offices_added: self.offices.len(),
            offices_changed: self.changed.len(),
            rows_unchanged: self.unchanged,
        }
    }
}

/// What healthcare workers are new, and which have other names.
pub(super) fn workers(
    organization: Id<Organization>,
    rows: &[WorkerRow],
    there: Vec<HealthcareWorker>,
    offices: &[Office],
    now: Timestamp,
) -> Plan {
    let there: HashMap<_, _> = there
        .into_iter()
        .map(|worker| (fold(&worker.email), worker))
        .collect();
    let offices: HashSet<_> = offices.iter().map(place).collect();
    let mut plan = Plan {
        rows: rows.len(),
        ..Plan::default()
    };
    for row in rows {
        let before = plan.writes();
        let wanted = row.worker.clone().worker(organization);
        let id = match there.get(&row.worker.email.folded()) {
            None => {
                let id = wanted.id;
                plan.workers.push(wanted);
                id
            }
            Some(known) => {
                if (&known.firstname, &known.lastname) != (&wanted.firstname, &wanted.lastname) {
                    plan.renamed.push(HealthcareWorker {
                        firstname: wanted.firstname,
                        lastname: wanted.lastname,
                        ..known.clone()
                    });
                }
                known.id
            }
        };
        if let Some(draft) = &row.office
            && !offices.contains(&(id, draft.slug.as_str()))
        {
            let office = draft.clone().office(organization, id, Vec::new(), now);
            plan.offices.push(office);
        }
        plan.unchanged += usize::from(plan.writes() == before);
    }
    plan
}

/// What offices are new, and which can do something else. A line that names no features leaves them as they are.
pub(super) fn offices(
    organization: Id<Organization>,
    rows: &[OfficeRow],
    there: &[Office],
    now: Timestamp,
) -> Plan {
    let there: HashMap<_, _> = there.iter().map(|office| (place(office), office)).collect();
    let mut plan = Plan {
        rows: rows.len(),
        ..Plan::default()
    };
    for row in rows {
        let features = row.features.clone();
        match there.get(&(row.worker, row.office.slug.as_str())) {
            None => {
                let office = row.office.clone();
                let office = office.office(organization, row.worker, features, now);
                plan.offices.push(office);
            }
            Some(known) if features.is_empty() || same(&features, &known.features) => {
                plan.unchanged += 1;
            }
            Some(known) => plan.changed.push(Office {
                features,
                ..(*known).clone()
            }),
        }
    }
    plan
}

/// Whether two lists hold the same, in whatever order.
fn same(one: &[Id<Feature>], other: &[Id<Feature>]) -> bool {
    let set = |list: &[Id<Feature>]| list.iter().copied().collect::<BTreeSet<_>>();
    set(one) == set(other)
}

#[cfg(test)]
mod tests;
