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

fn row(name: &str, number: u8, office: Option<u8>) -> WorkerRow {
    let email = format!("w{number}@x.example");
    WorkerRow {
        worker: WorkerDraft::parse(name, "Ng", &email).unwrap(),
        office: office.map(|office| OfficeDraft::parse(&format!("room-{office}")).unwrap()),
    }
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
fn an_office_that_is_there_gets_the_features_that_its_line_names() {
    let feature = |name| people::feature(organization(), name).unwrap().id;
    let (video, chat) = (feature("Video"), feature("Chat"));
    let row = |features: &[Id<Feature>]| OfficeRow {
        worker: Id::new(Uuid::from_u128(5)),
        office: OfficeDraft::parse("room").unwrap(),
        features: features.to_vec(),
    };
    let new = offices(organization(), &[row(&[video, chat])], &[], now()).offices;
    assert_eq!(new[0].features, [video, chat]);
    for (features, changed) in [
        (&[][..], false),
        (&[chat, video], false),
        (&[video, chat], false),
        (&[chat], true),
    ] {
        let later = now() + jiff::SignedDuration::from_hours(1);
        let plan = offices(organization(), &[row(features)], &new, later);
        assert!(plan.offices.is_empty());
        assert_eq!(plan.imported().rows_unchanged, usize::from(!changed));
        let known: Vec<_> = plan.changed.iter().map(|office| &office.features).collect();
        assert_eq!(known, if changed { vec![features] } else { vec![] });
        for office in &plan.changed {
            assert_eq!((office.id, office.created_at), (new[0].id, now()));
        }
    }
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
