//! Keys of the items, in one place: `ARCHITECTURE.md` has them as a table.

use jiff::Timestamp;
use leah_domain::{
    Appointment, Feature, HealthcareWorker, Id, KeyDigest, Office, Organization, ReminderKind,
    Subject, TransferFile, TransferRef, WebhookDelivery, WebhookEndpoint, transfer::UploadTicket,
    webhook::DeliveryStatus,
};
use uuid::Uuid;

/// The primary key of an item.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    pub(crate) pk: String,
    pub(crate) sk: String,
}

impl Key {
    fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }
}

/// The indexes, each with an attribute for its partition and one for its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Index {
    Gsi1,
    Gsi2,
    Gsi3,
    Due,
}

impl Index {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gsi1 => "GSI1",
            Self::Gsi2 => "GSI2",
            Self::Gsi3 => "GSI3",
            Self::Due => "DUE",
        }
    }

    pub(crate) const fn pk(self) -> &'static str {
        match self {
            Self::Gsi1 => "GSI1PK",
            Self::Gsi2 => "GSI2PK",
            Self::Gsi3 => "GSI3PK",
            Self::Due => "DUEPK",
        }
    }

    pub(crate) const fn sk(self) -> &'static str {
        match self {
            Self::Gsi1 => "GSI1SK",
            Self::Gsi2 => "GSI2SK",
            Self::Gsi3 => "GSI3SK",
            Self::Due => "DUESK",
        }
    }
}

/// How many partitions the due index is spread over.
pub(crate) const SHARDS: u8 = 8;
/// The partition of what was given up.
pub(crate) const DEAD: &str = "DEAD";

pub(crate) const OFFICES: &str = "OFFICE#";
pub(crate) const WORKERS: &str = "HCW#";
pub(crate) const TICKETS: &str = "TICKET#";
pub(crate) const ANSWERS: &str = "ANSWER#";
pub(crate) const ENDPOINTS: &str = "HOOK#";
pub(crate) const KEYS: &str = "KEY#";
pub(crate) const FEATURES: &str = "FEATURE#";
pub(crate) const COUNTER: &str = "COUNT";

pub(crate) fn organization_partition(o: Id<Organization>) -> String {
    format!("ORG#{o}")
}

pub(crate) fn organization(o: Id<Organization>) -> Key {
    Key::new(organization_partition(o), "ORG")
}

pub(crate) fn api_key(o: Id<Organization>, digest: &KeyDigest) -> Key {
    Key::new(
        organization_partition(o),
        format!("{KEYS}{}", digest.as_str()),
    )
}

pub(crate) fn counter(o: Id<Organization>) -> Key {
    Key::new(organization_partition(o), COUNTER)
}

pub(crate) fn worker(o: Id<Organization>, w: Id<HealthcareWorker>) -> Key {
    Key::new(organization_partition(o), format!("{WORKERS}{w}"))
}

pub(crate) fn workers_by_email(o: Id<Organization>) -> String {
    format!("ORG#{o}#HCW")
}

pub(crate) fn office(o: Id<Organization>, f: Id<Office>) -> Key {
    Key::new(organization_partition(o), format!("{OFFICES}{f}"))
}

pub(crate) fn offices_of_worker(o: Id<Organization>, w: Id<HealthcareWorker>) -> String {
    format!("ORG#{o}#HCW#{w}#OFFICE")
}

pub(crate) fn feature(o: Id<Organization>, f: Id<Feature>) -> Key {
    Key::new(organization_partition(o), format!("{FEATURES}{f}"))
}

/// The partition of all slugs.
pub(crate) const SLUGS: &str = "SLUG";

/// Where it stands whose a slug is: a slug is one organization's.
pub(crate) fn slug(slug: &str) -> Key {
    Key::new(SLUGS, slug)
}

pub(crate) fn appointment_partition(o: Id<Organization>, a: Id<Appointment>) -> String {
    format!("ORG#{o}#APPT#{a}")
}

pub(crate) fn appointment(o: Id<Organization>, a: Id<Appointment>) -> Key {
    Key::new(appointment_partition(o, a), "APPT")
}

pub(crate) fn presence(subject: Subject) -> Key {
    let partition = appointment_partition(subject.organization, subject.appointment);
    Key::new(partition, "PRESENCE")
}

pub(crate) fn reminder(subject: Subject, kind: ReminderKind) -> Key {
    let partition = appointment_partition(subject.organization, subject.appointment);
    Key::new(partition, format!("REMINDER#{}", kind.name()))
}

pub(crate) fn answer(partition: &str, digest: &str) -> Key {
    Key::new(partition, format!("{ANSWERS}{digest}"))
}

pub(crate) fn appointments_by_start(o: Id<Organization>) -> String {
    format!("ORG#{o}#APPT")
}

pub(crate) fn appointments_by_reference(o: Id<Organization>, reference: &str) -> String {
    format!("ORG#{o}#EXT#{reference}")
}

pub(crate) fn appointments_by_guest(o: Id<Organization>, guest: &str) -> String {
    format!("ORG#{o}#GUEST#{guest}")
}

/// The place of something in an order by time.
pub(crate) fn ordered<R>(at: Timestamp, id: Id<R>) -> String {
    format!("{}#{id}", instant(at))
}

pub(crate) fn transfer_partition(subject: TransferRef) -> String {
    format!("ORG#{}#XFER#{}", subject.organization, subject.transfer)
}

pub(crate) fn transfers_by_creation(o: Id<Organization>) -> String {
    format!("ORG#{o}#XFER")
}

/// Apart from the appointments of the same guest: no list of those meets them.
pub(crate) fn transfers_by_guest(o: Id<Organization>, guest: &str) -> String {
    format!("ORG#{o}#XFER#GUEST#{guest}")
}

pub(crate) fn transfer(subject: TransferRef) -> Key {
    Key::new(transfer_partition(subject), "XFER")
}

pub(crate) fn upload_ticket(subject: TransferRef, k: Id<UploadTicket>) -> Key {
    Key::new(transfer_partition(subject), format!("{TICKETS}{k}"))
}

pub(crate) fn transfer_file(o: Id<Organization>, i: Id<TransferFile>) -> Key {
    Key::new(format!("ORG#{o}#FILE#{i}"), "FILE")
}

pub(crate) fn webhook_endpoint(o: Id<Organization>, h: Id<WebhookEndpoint>) -> Key {
    Key::new(organization_partition(o), format!("{ENDPOINTS}{h}"))
}

pub(crate) fn webhook_delivery(o: Id<Organization>, d: Id<WebhookDelivery>) -> Key {
    Key::new(format!("ORG#{o}#DLV#{d}"), "DELIVERY")
}

pub(crate) fn deliveries(o: Id<Organization>, status: DeliveryStatus) -> String {
    format!("ORG#{o}#DLV#{}", status.name())
}

pub(crate) fn deliveries_to(
    o: Id<Organization>,
    h: Id<WebhookEndpoint>,
    status: DeliveryStatus,
) -> String {
    format!("ORG#{o}#HOOK#{h}#DLV#{}", status.name())
}

pub(crate) fn link(digest: &str) -> Key {
    Key::new(format!("LINK#{digest}"), "LINK")
}

/// How the partitions of owed items begin.
pub(crate) const OWED: &str = "OUTBOX#";

pub(crate) fn owed(id: Uuid) -> Key {
    Key::new(format!("{OWED}{id}"), "effect")
}

/// The shard of the due index that an item with this identifier stands in.
pub(crate) fn due_shard(id: Uuid) -> String {
    // The last byte is random in versions 4 and 7 alike.
    due_partition(id.as_bytes()[15] % SHARDS)
}

pub(crate) fn due_partition(shard: u8) -> String {
    format!("OUTBOX#{shard}")
}

pub(crate) fn due(at: Timestamp, id: Uuid) -> String {
    format!("{}#{id}", instant(at))
}

pub(crate) fn idempotency(o: Id<Organization>, digest: &str) -> Key {
    Key::new(format!("IDEM#{o}#{digest}"), "IDEM")
}

pub(crate) fn audit(o: Id<Organization>, at: Timestamp, id: Uuid) -> Key {
    Key::new(
        format!("ORG#{o}#AUDIT#{}", at.strftime("%Y-%m")),
        id.to_string(),
    )
}

/// An instant of fixed width, which sorts as text.
pub(crate) fn instant(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}
