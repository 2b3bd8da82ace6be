mod announced;
mod constraints;
mod decisions;
mod files;
mod histories;
mod names;
mod settling;
mod token;

use super::*;
use crate::testing::{Counting, at, id};

/// When the sample was made.
const CREATED: &str = "2021-06-28T08:38:44Z";
/// When a decision on it is made.
const NOW: &str = "2021-06-29T09:00:00Z";
/// When it ends.
const EXPIRES: &str = "2021-07-05T08:38:44Z";

/// A transfer without a file, made by healthcare worker 2 of organization 7.
fn transfer() -> Transfer {
    create(id(2), id(7), at(CREATED), &Counting::default()).transfer
}

/// The same with so many files.
fn holding(files: usize) -> Transfer {
    let mut transfer = transfer();
    transfer.version = 4;
    let received = (0..files).map(|number| (id(100 + number as u128), received("scan.png")));
    let files: Vec<_> = received
        .map(|(file, received)| TransferFile::new(file, &transfer, received, at(CREATED)))
        .collect();
    transfer.files = files;
    transfer
}

/// A stand-in for the index entry of an address.
fn entry(address: &str) -> String {
    address.chars().rev().collect()
}

fn name(text: &str) -> FileName {
    FileName::parse(text).unwrap()
}

fn received(text: &str) -> Received {
    Received {
        name: name(text),
        kind: FileKind::Png,
        size: 67,
    }
}

fn announcement(text: &str) -> Announced {
    Announced {
        name: name(text),
        kind: FileKind::Pdf,
        size: MAX_SIZE,
    }
}

#[test]
fn it_lives_until_it_ends_and_not_then() {
    let transfer = transfer();
    assert!(transfer.alive_at(at("2021-07-05T08:38:43.999999999Z")));
    assert!(!transfer.alive_at(at(EXPIRES)));
}

#[test]
fn how_far_it_has_come_follows_from_what_it_holds() {
    let mut transfer = transfer();
    assert_eq!(transfer.status().name(), "in_progress");
    transfer.files = holding(1).files;
    assert_eq!(transfer.status().name(), "ready");
    transfer.email = Some(crate::testing::email("benjamin@leah.care"));
    assert_eq!(transfer.status().name(), "shared");
}

#[test]
fn room_ends_with_the_tenth_file() {
    let full = Err(Constraint::TooMany(10));
    for (held, more, expected) in [
        (0, 0, Ok(())),
        (0, 10, Ok(())),
        (0, 11, full),
        (9, 1, Ok(())),
        (9, 2, full),
        (10, 0, Ok(())),
        (10, 1, full),
    ] {
        assert_eq!(holding(held).room_for(more), expected, "{held} + {more}");
    }
}
