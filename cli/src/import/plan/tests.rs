use leah_domain::{OfficeDraft, WorkerDraft, people};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

fn organization() -> Id<Organization> {
    Id::new(Uuid::from_u128(1))
}

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn row(name: &str, number: u8, office: Option<u8>) -> (u64, WorkerRow) {
    let email = format!("w{number}@x.example");
    let row = WorkerRow {
        worker: WorkerDraft::parse(name, "Ng", &email).unwrap(),
        office: office.map(|office| OfficeDraft::parse(&format!("room-{office}")).unwrap()),
    };
    (u64::from(number) + 2, row)
}

/// What stands in the table once a part of a plan was written.
fn written(plan: &Plan, there: &mut Vec<HealthcareWorker>, offices: &mut Vec<Office>, part: usize) {
    let mut left = part;
    let mut go = || {
        let may = left > 0;
        left = left.saturating_sub(1);
        may
    };
    for worker in plan.workers.iter().chain(&plan.renamed) {
        if go() {
            there.retain(|one| one.id != worker.id);
            there.push(worker.clone());
        }
    }
    for office in &plan.offices {
        if go() {
            offices.push(office.clone());
        }
    }
}

#[test]
fn the_same_address_is_the_same_person_whatever_their_identifier() {
    let known = HealthcareWorker {
        id: Id::new(Uuid::from_u128(9)),
        firstname: "Old".into(),
        lastname: "Ng".into(),
        email: "W1@x.example".into(),
        current_organization: None,
    };
    let rows = [row("New", 1, Some(1)), row("Two", 2, None)];
    let plan = workers(organization(), &rows, vec![known], &[], now());
    assert_eq!(plan.renamed[0].id, Id::new(Uuid::from_u128(9)));
    assert_eq!(plan.renamed[0].firstname, "New");
    assert_eq!(plan.offices[0].healthcare_worker, plan.renamed[0].id);
    assert_eq!(plan.workers.len(), 1);
}

#[test]
fn offices_name_what_is_there() {
    let worker = WorkerDraft::parse("Ada", "Ng", "ada@x.example").unwrap();
    let worker = worker.worker(organization());
    let feature = people::feature(organization(), "Video").unwrap();
    let row = |email: &str, features: &[&str]| OfficeRow {
        worker: leah_domain::Email::parse(email).unwrap(),
        office: OfficeDraft::parse("room").unwrap(),
        features: features.iter().map(|name| (*name).to_owned()).collect(),
    };
    let good = [(2, row("ADA@x.example", &["video"]))];
    let there = std::slice::from_ref(&worker);
    let known = std::slice::from_ref(&feature);
    let plan = offices(organization(), &good, there, known, &[], now()).unwrap();
    assert_eq!(plan.offices[0].features, [feature.id]);
    let again = offices(organization(), &good, there, known, &plan.offices, now()).unwrap();
    assert_eq!(
        (again.offices.len(), again.imported().rows_unchanged),
        (0, 1)
    );
    let bad = [
        (2, row("bo@x.example", &["chat"])),
        (3, row("ada@x.example", &["chat"])),
    ];
    let wrong = offices(organization(), &bad, there, known, &[], now()).unwrap_err();
    let places: Vec<_> = wrong
        .iter()
        .map(|wrong| (wrong.line, wrong.property.as_str()))
        .collect();
    assert_eq!(places, [(2, "worker"), (2, "features"), (3, "features")]);
}

proptest! {
    /// Broken off anywhere and begun again, an import comes to what it would have come to at once.
    #[test]
    fn where_it_was_broken_off_makes_no_difference(
        rows in proptest::collection::vec((0_u8..3, proptest::option::of(0_u8..2)), 0..12),
        breaks in proptest::collection::vec(0_usize..9, 0..6),
    ) {
        let names = ["Ada", "Bo", "Cy"];
        let rows: Vec<_> = rows
            .iter()
            .zip(0_u8..)
            .map(|((name, office), number)| row(names[usize::from(*name)], number, *office))
            .collect();
        let sorted = |mut workers: Vec<HealthcareWorker>, mut offices: Vec<Office>| {
            workers.sort_by_key(|worker| worker.id);
            offices.sort_by_key(|office| office.id);
            (format!("{workers:?}"), format!("{offices:?}"))
        };
        let (mut workers_at_once, mut offices_at_once) = (Vec::new(), Vec::new());
        let plan = workers(organization(), &rows, Vec::new(), &[], now());
        written(&plan, &mut workers_at_once, &mut offices_at_once, usize::MAX);
        let (mut there, mut offices) = (Vec::new(), Vec::new());
        for part in breaks.into_iter().chain([usize::MAX]) {
            let plan = workers(organization(), &rows, there.clone(), &offices, now());
            written(&plan, &mut there, &mut offices, part);
        }
        let done = workers(organization(), &rows, there.clone(), &offices, now());
        prop_assert_eq!(done.writes(), 0);
        prop_assert_eq!(done.imported().rows_unchanged, rows.len());
        prop_assert_eq!(sorted(there, offices), sorted(workers_at_once, offices_at_once));
    }
}
