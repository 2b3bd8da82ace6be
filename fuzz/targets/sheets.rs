//! CSV files, as an operator gives them.

use std::io::{Read, empty};

use leah_cli::import::{Known, OfficeRow, Row, Unread, WorkerRow, read};
use leah_domain::{HealthcareWorker, Id, Organization, WorkerDraft, people};
use proptest::prelude::*;

use crate::harness::{Verdict, fuzz};

/// The lines of a file, written as another one.
fn written(columns: &[&str], lines: &[Vec<String>]) -> Vec<u8> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(columns).unwrap();
    for line in lines {
        file.write_record(line).unwrap();
    }
    file.into_inner().unwrap()
}

/// What is accepted means the same when it is written again; what is refused is refused in few words, by its line.
fn judge<R: Row + PartialEq + std::fmt::Debug>(
    input: &[u8],
    known: &R::Known,
    line: impl Fn(&R) -> Vec<String>,
) -> Verdict {
    match read::<R>(input, known) {
        Ok(rows) => {
            let lines: Vec<_> = rows.iter().map(line).collect();
            let columns: Vec<_> = R::COLUMNS.iter().map(|(name, _)| *name).collect();
            let again = read::<R>(written(&columns, &lines).as_slice(), known);
            prop_assert_eq!(again.map_err(|error| error.to_string()), Ok(rows));
        }
        Err(Unread::Lines(found)) => {
            prop_assert!(!found.is_empty());
            let ends = input.split(|byte| *byte == b'\n').count() as u64;
            let mut line = 1;
            for wrong in &found {
                // In their order, and none that an editor does not have.
                prop_assert!((line..=ends).contains(&wrong.line), "{wrong:?}");
                line = wrong.line;
                let known = R::COLUMNS.iter().any(|(name, _)| *name == wrong.property);
                prop_assert!(known || ["line", "header"].contains(&wrong.property.as_ref()));
                // Escapes may say each byte by up to ten characters.
                prop_assert!(wrong.message.len() <= 10 * input.len() + 300, "{wrong:?}");
                prop_assert!(!wrong.code.is_empty());
            }
        }
        Err(Unread::Io(error)) => prop_assert!(false, "{error}"),
    }
    // However it comes, it is the same.
    let (start, rest) = input.split_at(input.len() / 2);
    let parts = start.chain(empty()).chain(rest);
    let same = |read: Result<Vec<R>, Unread>| match read {
        Ok(rows) => Ok(rows),
        Err(Unread::Lines(found)) => Err(found),
        Err(Unread::Io(error)) => panic!("{error}"),
    };
    prop_assert_eq!(same(read(parts, known)), same(read(input, known)));
    Ok(())
}

#[test]
fn worker_sheet() {
    fuzz("worker_sheet", |input| {
        judge::<WorkerRow>(input, &(), |row| {
            let office = row.office.as_ref();
            vec![
                row.worker.firstname.clone(),
                row.worker.lastname.clone(),
                row.worker.email.as_str().to_owned(),
                office.map(|office| office.slug.clone()).unwrap_or_default(),
            ]
        })
    });
}

#[test]
fn office_sheet() {
    let organization: Id<Organization> = "6e229d04-1880-4b6b-a520-36f757f4a531".parse().unwrap();
    let workers: Vec<HealthcareWorker> = ["ada@x.example", "bo@x.example"]
        .iter()
        .map(|email| WorkerDraft::parse("A", "B", email).unwrap())
        .map(|draft| draft.worker(organization))
        .collect();
    let features = ["Video", "Chat"].map(|name| people::feature(organization, name).unwrap());
    let known = Known::new(&workers, &features);
    fuzz("office_sheet", |input| {
        judge::<OfficeRow>(input, &known, |row| {
            let worker = workers.iter().find(|worker| worker.id == row.worker);
            let features = features
                .iter()
                .filter(|feature| row.features.contains(&feature.id));
            let mut features: Vec<_> = features.collect();
            features.sort_by_key(|feature| row.features.iter().position(|id| *id == feature.id));
            let names: Vec<_> = features
                .iter()
                .map(|feature| feature.name.as_str())
                .collect();
            vec![
                worker.unwrap().email.clone(),
                row.office.slug.clone(),
                names.join("|"),
            ]
        })
    });
}
