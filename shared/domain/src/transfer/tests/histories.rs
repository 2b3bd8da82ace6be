//! Whatever happens to a transfer, in whatever order.

use std::collections::{BTreeMap, HashSet};

use proptest::{collection::vec, prelude::*, sample::Index};

use super::*;
use crate::testing::{email, settings, tenant};

#[derive(Debug, Clone)]
enum Step {
    Attach(usize),
    Issue(usize),
    Share(&'static str),
    /// An upload by one of the tickets: its head and size.
    Settle(Index, &'static [u8], u64),
}

fn step() -> impl Strategy<Value = Step> {
    let addresses = &["benjamin@leah.care", "other@example.org"][..];
    let heads: &[&[u8]] = &[b"%PDF-1.7\n", b"\xff\xd8\xff\xe0", b"GIF89a", b""];
    let sizes = &[0, 1, MAX_SIZE, MAX_SIZE + 1][..];
    let upload = (
        any::<Index>(),
        proptest::sample::select(heads),
        proptest::sample::select(sizes),
    );
    prop_oneof![
        1 => (1..6_usize).prop_map(Step::Attach),
        1 => (1..12_usize).prop_map(Step::Issue),
        1 => proptest::sample::select(addresses).prop_map(Step::Share),
        4 => upload.prop_map(|(ticket, head, size)| Step::Settle(ticket, head, size)),
    ]
}

/// A transfer and its tickets, as the table would hold them.
struct World {
    transfer: Transfer,
    tickets: BTreeMap<Id<UploadTicket>, UploadTicket>,
    ids: Ascending,
    mails: usize,
}

/// Identifiers that are never given twice, however many are drawn.
#[derive(Default)]
struct Ascending(std::sync::atomic::AtomicU64);

impl crate::Ids for Ascending {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        bytes.fill(0);
        bytes[..8].copy_from_slice(&number.to_be_bytes());
    }
}

impl World {
    fn file(&self) -> Id<TransferFile> {
        Id::new(crate::Ids::uuid(&self.ids))
    }

    fn take(&mut self, step: &Step) -> Result<(), TestCaseError> {
        let (before, now) = (self.transfer.clone(), at(NOW));
        let change = match step {
            Step::Attach(files) => {
                let arrived = (0..*files).map(|_| (self.file(), received("scan.png")));
                attach(&before, arrived.collect(), "file", now).ok()
            }
            Step::Issue(files) => {
                let announced = vec![announcement("letter.pdf"); *files];
                issue(&before, announced, now, &self.ids).ok()
            }
            Step::Share(address) => {
                let (guest, entry) = (email(address), entry(address));
                share(&before, guest, entry, tenant(&settings()), now, &self.ids).ok()
            }
            Step::Settle(which, head, size) => match self.settle(*which, head, *size)? {
                Some(change) => Some(*change),
                None => return Ok(()),
            },
        };
        let Some(change) = change else {
            return Ok(());
        };
        let after = &change.transfer;
        prop_assert_eq!(after.version, before.version + 1);
        prop_assert_eq!(
            &after.files[..before.files.len()],
            &before.files[..],
            "nothing is lost"
        );
        prop_assert_eq!(&after.files[before.files.len()..], &change.files[..]);
        let issued = change
            .tickets
            .iter()
            .filter(|ticket| !self.tickets.contains_key(&ticket.id));
        prop_assert_eq!(after.tickets, before.tickets + issued.count());
        prop_assert_eq!(
            (
                after.id,
                &after.secret,
                after.healthcare_worker,
                after.created,
                after.expires
            ),
            (
                before.id,
                &before.secret,
                before.healthcare_worker,
                before.created,
                before.expires
            )
        );
        self.mails += change.owed.len();
        for ticket in change.tickets {
            self.tickets.insert(ticket.id, ticket);
        }
        self.transfer = change.transfer;
        Ok(())
    }

    /// What becomes of an upload; only a pending ticket may be settled.
    fn settle(
        &self,
        which: Index,
        head: &[u8],
        size: u64,
    ) -> Result<Option<Box<Change>>, TestCaseError> {
        if self.tickets.is_empty() {
            return Ok(None);
        }
        let tickets: Vec<_> = self.tickets.values().collect();
        let ticket = which.get(&tickets);
        let settled = settle(
            &self.transfer,
            ticket,
            Tried {
                head,
                size,
                scan: Scan::Unasked,
            },
            self.file(),
            at(NOW),
        );
        let pending = ticket.standing == Standing::Pending;
        prop_assert_eq!(pending, !matches!(settled, Settled::Before));
        Ok(match settled {
            Settled::Attached(change) | Settled::Refused(change) => {
                let settled = change.tickets.iter().map(|settled| settled.id);
                prop_assert_eq!(settled.collect::<Vec<_>>(), [ticket.id]);
                prop_assert_ne!(&change.tickets[0].standing, &Standing::Pending);
                Some(change)
            }
            Settled::Before => None,
        })
    }

    fn holds(&self) -> Result<(), TestCaseError> {
        let transfer = &self.transfer;
        prop_assert!(transfer.files.len() <= MAX_FILES && transfer.tickets <= MAX_TICKETS);
        prop_assert_eq!(transfer.tickets, self.tickets.len());
        let files: HashSet<_> = transfer.files.iter().map(|file| file.id).collect();
        prop_assert_eq!(
            files.len(),
            transfer.files.len(),
            "each file is another one"
        );
        let mut redeemed = HashSet::new();
        for ticket in self.tickets.values() {
            if let Standing::Attached { file } = ticket.standing {
                prop_assert!(files.contains(&file));
                prop_assert!(redeemed.insert(file), "one ticket, one file");
            }
        }
        let sizes = transfer
            .files
            .iter()
            .all(|file| (1..=MAX_SIZE).contains(&file.size));
        prop_assert!(sizes);
        prop_assert_eq!(transfer.email.is_some(), self.mails > 0);
        Ok(())
    }
}

proptest! {
    #[test]
    fn a_transfer_stays_within_its_rules(steps in vec(step(), 1..60)) {
        let mut world = World {
            transfer: transfer(),
            tickets: BTreeMap::new(),
            ids: Ascending::default(),
            mails: 0,
        };
        for step in &steps {
            world.take(step)?;
            world.holds()?;
        }
    }
}
