//! What an import changes, decided from what a file says and what is there. Pure.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use leah_domain::{Feature, HealthcareWorker, Id, Office, Organization, fold};

use super::{
    Imported,
    rows::{OfficeRow, WorkerRow},
};
use crate::error::Wrong;

/// What is to be written.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// New healthcare workers.
    pub(super) workers: Vec<HealthcareWorker>,
    /// Healthcare workers whose names have changed.
    pub(super) renamed: Vec<HealthcareWorker>,
    /// New offices.
    pub(super) offices: Vec<Office>,
    rows: usize,
    unchanged: usize,
}

impl Plan {
    /// How many writes it takes.
    pub(super) const fn writes(&self) -> usize {
        self.workers.len() + self.renamed.len() + self.offices.len()
    }

    pub(super) const fn imported(&self) -> Imported {
        Imported {
            rows: self.rows,
            workers_added: self.workers.len(),
            workers_renamed: self.renamed.len(),
            offices_added: self.offices.len(),
            rows_unchanged: self.unchanged,
        }
    }
}

/// What healthcare workers are new, and which have other names.
pub(super) fn workers(
    organization: Id<Organization>,
    rows: &[(u64, WorkerRow)],
    there: Vec<HealthcareWorker>,
    offices: &[Office],
    now: Timestamp,
) -> Plan {
    let there: HashMap<_, _> = there
        .into_iter()
        .map(|worker| (fold(&worker.email), worker))
        .collect();
    let offices = places(offices);
    let mut plan = Plan {
        rows: rows.len(),
        ..Plan::default()
    };
    for (_, row) in rows {
        let before = plan.writes();
        let wanted = row.worker.clone().worker(organization);
        let id = match there.get(&row.worker.email.folded()) {
            None => {
                let id = wanted.id;
                plan.workers.push(wanted);
                id
            }
            Some(known) => {
                let named =
                    |worker: &HealthcareWorker| (worker.firstname.clone(), worker.lastname.clone());
                if named(known) != named(&wanted) {
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

/// What offices are new; or the lines that name somebody or something that is not there.
pub(super) fn offices(
    organization: Id<Organization>,
    rows: &[(u64, OfficeRow)],
    workers: &[HealthcareWorker],
    features: &[Feature],
    offices: &[Office],
    now: Timestamp,
) -> Result<Plan, Vec<Wrong>> {
    let workers: HashMap<_, _> = workers
        .iter()
        .map(|worker| (fold(&worker.email), worker.id))
        .collect();
    let features: HashMap<_, _> = features
        .iter()
        .map(|feature| (feature.name.to_lowercase(), feature.id))
        .collect();
    let offices = places(offices);
    let (mut plan, mut all_wrong) = (Plan::default(), Vec::new());
    plan.rows = rows.len();
    for (line, row) in rows {
        let absent = |property: &str, message: String| Wrong {
            line: *line,
            property: property.to_owned(),
            message,
        };
        let worker = workers.get(&row.worker.folded());
        if worker.is_none() {
            let message = "There is no healthcare worker of this address.".to_owned();
            all_wrong.push(absent("worker", message));
        }
        let mut wanted = Vec::new();
        for name in &row.features {
            match features.get(name) {
                Some(feature) => wanted.push(*feature),
                None => {
                    all_wrong.push(absent("features", format!("There is no feature {name:?}.")));
                }
            }
        }
        let Some(worker) = worker else { continue };
        if offices.contains(&(*worker, row.office.slug.as_str())) {
            plan.unchanged += 1;
        } else {
            let office = row
                .office
                .clone()
                .office(organization, *worker, wanted, now);
            plan.offices.push(office);
        }
    }
    if all_wrong.is_empty() {
        Ok(plan)
    } else {
        Err(all_wrong)
    }
}

/// Which offices there are: whose, and by what label.
fn places(offices: &[Office]) -> HashSet<(Id<HealthcareWorker>, &str)> {
    let places = offices.iter();
    places
        .map(|office| (office.healthcare_worker, office.slug.as_str()))
        .collect()
}

#[cfg(test)]
mod tests;
