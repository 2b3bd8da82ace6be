use jiff::Timestamp;

use super::*;
use crate::{
    Effect, Owed,
    input::{Constraint, Violation},
    testing::{email, settings, tenant},
    webhook::{Event, Payload},
};

fn violation(property: &'static str, constraint: Constraint) -> Vec<Violation> {
    vec![Violation {
        property: property.into(),
        constraint,
    }]
}

/// So many files that have arrived.
fn arrived(files: usize) -> Vec<(Id<TransferFile>, Received)> {
    let numbers = 0..files as u128;
    numbers
        .map(|number| (id(500 + number), received(&format!("{number}.png"))))
        .collect()
}

fn announced(files: usize) -> Vec<Announced> {
    (0..files)
        .map(|number| announcement(&format!("{number}.pdf")))
        .collect()
}

fn of_the_sample(owed: &[Owed]) -> (&Effect, Timestamp) {
    let [owed] = owed else { panic!("{owed:?}") };
    assert_eq!((owed.begun, owed.failed), (0, 0));
    (&owed.effect, owed.created)
}

#[test]
fn a_new_transfer_is_empty_and_owes_its_erasure_in_seven_days() {
    let made = create(id(2), id(7), at(CREATED), &Counting::default());
    let transfer = &made.transfer;
    assert_eq!(transfer.healthcare_worker, id(2));
    assert_eq!(
        (transfer.created, transfer.expires),
        (at(CREATED), at(EXPIRES))
    );
    assert_eq!((transfer.version, transfer.tickets), (0, 0));
    assert_eq!((&transfer.files, &transfer.email), (&Vec::new(), &None));
    assert_eq!(transfer.status(), TransferStatus::InProgress);
    let subject = TransferRef {
        organization: id(7),
        transfer: transfer.id,
    };
    let erasure = Effect::EraseTransfer { subject };
    assert_eq!(of_the_sample(&made.owed), (&erasure, at(EXPIRES)));
}

#[test]
fn no_two_transfers_share_an_identifier_or_a_secret() {
    let ids = Counting::default();
    let [one, other] = [(); 2].map(|()| create(id(2), id(7), at(CREATED), &ids).transfer);
    assert_ne!(one.id, other.id);
    assert_ne!(one.secret.reveal(), other.secret.reveal());
}

#[test]
fn at_the_end_of_time_a_transfer_ends_with_it() {
    let made = create(id(2), id(7), Timestamp::MAX, &Counting::default());
    assert_eq!(made.transfer.expires, Timestamp::MAX);
}

#[test]
fn files_are_attached_all_or_none() {
    let full = Constraint::TooMany(10);
    for (held, more, fits) in [
        (0, 1, true),
        (0, 10, true),
        (0, 11, false),
        (7, 3, true),
        (7, 4, false),
        (10, 1, false),
    ] {
        let before = holding(held);
        match attach(&before, arrived(more), "file", at(NOW)) {
            Ok(change) => {
                assert!(fits, "{held} + {more}");
                assert_eq!(change.files.len(), more);
                assert_eq!(change.transfer.files.len(), held + more);
            }
            Err(found) => {
                assert!(!fits, "{held} + {more}");
                assert_eq!(found, violation("file", full));
            }
        }
    }
}

#[test]
fn what_is_attached_follows_what_was_there() {
    let mut before = holding(2);
    before.email = Some(email("benjamin@leah.care"));
    let change = attach(&before, arrived(2), "file", at(NOW)).unwrap();
    let after = &change.transfer;
    assert_eq!(after.files[..2], before.files);
    assert_eq!(after.files[2..], change.files);
    let ids: Vec<_> = change.files.iter().map(|file| file.id).collect();
    assert_eq!(ids, [id(500), id(501)]);
    for (file, name) in change.files.iter().zip(["0.png", "1.png"]) {
        assert_eq!(file.name.as_str(), name);
        assert_eq!((file.kind, file.size), (FileKind::Png, 67));
        assert_eq!((file.attached, file.expires), (at(NOW), at(EXPIRES)));
        assert_eq!(file.transfer, before.id);
    }
    assert_eq!(after.version, 5);
    let mut rest = after.clone();
    (rest.files, rest.version) = (before.files.clone(), before.version);
    assert_eq!(rest, before, "nothing else changes");
    assert!(change.tickets.is_empty() && change.owed.is_empty());
}

#[test]
fn tickets_are_issued_for_what_could_be_attached() {
    let (full, spent) = (Constraint::TooMany(10), Constraint::TooManyTickets(100));
    for (held, issued, more, expected) in [
        (0, 0, 10, None),
        (0, 0, 11, Some(full)),
        (9, 0, 1, None),
        (9, 0, 2, Some(full)),
        (0, 90, 10, None),
        (0, 91, 10, Some(spent)),
        (0, 100, 1, Some(spent)),
        // What is said first is what another transfer would not cure.
        (10, 100, 1, Some(full)),
    ] {
        let mut before = holding(held);
        before.tickets = issued;
        let issued_now = issue(&before, announced(more), at(NOW), &Counting::default());
        match (issued_now, expected) {
            (Ok(change), None) => assert_eq!(change.transfer.tickets, issued + more),
            (Err(found), Some(constraint)) => assert_eq!(found, violation("files", constraint)),
            (other, _) => panic!("{held}, {issued}, {more}: {other:?}"),
        }
    }
}

#[test]
fn a_ticket_is_good_for_a_quarter_of_an_hour_and_never_beyond_its_transfer() {
    for (now, end) in [
        (NOW, "2021-06-29T09:15:00Z"),
        ("2021-07-05T08:23:44Z", EXPIRES),
        ("2021-07-05T08:23:45Z", EXPIRES),
        ("2021-07-05T08:38:43Z", EXPIRES),
    ] {
        let before = holding(1);
        let change = issue(&before, announced(2), at(now), &Counting::default()).unwrap();
        for (ticket, name) in change.tickets.iter().zip(["0.pdf", "1.pdf"]) {
            assert_eq!((ticket.issued, ticket.expires), (at(now), at(end)));
            assert_eq!(ticket.name.as_str(), name);
            assert_eq!((ticket.kind, ticket.size), (FileKind::Pdf, MAX_SIZE));
            assert_eq!(ticket.standing, Standing::Pending);
        }
        assert_ne!(change.tickets[0].id, change.tickets[1].id);
        assert_eq!(change.transfer.version, before.version + 1);
        assert_eq!(change.transfer.files, before.files);
        assert!(change.files.is_empty() && change.owed.is_empty());
    }
}

#[test]
fn a_share_owes_one_mail_to_whom_it_names_each_time() {
    let mut before = holding(1);
    for address in [
        "benjamin@leah.care",
        "benjamin@leah.care",
        "other@example.org",
    ] {
        let change = share(
            &before,
            email(address),
            entry(address),
            tenant(&settings()),
            at(NOW),
            &Counting::default(),
        )
        .unwrap();
        let subject = TransferRef {
            organization: id(7),
            transfer: before.id,
        };
        let recipient = email(address);
        let mail = Effect::DocumentsMail { subject, recipient };
        assert_eq!(of_the_sample(&change.owed), (&mail, at(NOW)));
        assert_eq!(change.transfer.email, Some(email(address)));
        assert_eq!(change.transfer.guest, Some(entry(address)));
        assert_eq!(change.transfer.status(), TransferStatus::Shared);
        assert_eq!(change.transfer.version, before.version + 1);
        assert!(change.files.is_empty() && change.tickets.is_empty());
        before = change.transfer;
    }
}

#[test]
fn a_share_is_told_to_who_wants_to_know() {
    let before = holding(2);
    let mut settings = settings();
    settings.events = vec![Event::TransferShared];
    let (guest, ids) = (email("benjamin@leah.care"), Counting::default());
    let entry = entry(guest.as_str());
    let change = share(&before, guest, entry, tenant(&settings), at(NOW), &ids).unwrap();
    let files: Vec<_> = before.files.iter().map(|file| file.id).collect();
    let subject = TransferRef {
        organization: id(7),
        transfer: before.id,
    };
    let told = Effect::TransferEvent {
        subject,
        event: Event::TransferShared,
        payload: Payload::transfer(before.id, &files),
    };
    let owed: Vec<_> = change.owed.into_iter().map(|owed| owed.effect).collect();
    assert_eq!(owed.len(), 2);
    assert_eq!(owed[1], told);
}

#[test]
fn a_revocation_ends_it_now_and_owes_its_erasure() {
    let before = holding(2);
    let subject = TransferRef {
        organization: id(7),
        transfer: before.id,
    };
    for (now, end) in [(NOW, NOW), ("2021-07-06T00:00:00Z", EXPIRES)] {
        let change = revoke(&before, id(7), at(now), &Counting::default());
        assert!(!change.transfer.alive_at(at(now)));
        // One that has ended does not end anew.
        let mut ends = change.files.iter().map(|file| file.expires);
        assert!(ends.len() == 2 && ends.all(|other| other == at(end)));
        assert_eq!(change.transfer.expires, at(end));
        assert_eq!(change.transfer.version, before.version + 1);
        let erasure = Effect::EraseTransfer { subject };
        assert_eq!((change.owed.len(), &change.owed[0].effect), (1, &erasure));
        assert_eq!(change.owed[0].created, at(now));
    }
}

#[test]
fn nothing_cannot_be_shared() {
    let shared = share(
        &transfer(),
        email("a@b.org"),
        entry("a@b.org"),
        tenant(&settings()),
        at(NOW),
        &Counting::default(),
    );
    assert_eq!(
        shared.unwrap_err(),
        violation("files", Constraint::TooFew(1))
    );
}
