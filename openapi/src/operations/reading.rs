//! What is only read.

use leah_domain::{Feature, HealthcareWorker, Office, Organization, Resource};

use super::{Answer, Operation};
use crate::info::{OFFICES, ORGANIZATION, PEOPLE};

pub(super) const OPERATIONS: [Operation; 6] = [
    Operation::reads(
        "listHealthcareWorkers",
        (HealthcareWorker::PATH, ""),
        PEOPLE,
        Answer::List(HealthcareWorker::NAME),
        (
            "List healthcare workers",
            "Those of your organization. A transfer is created with the IRI of one.",
        ),
    )
    .paged(),
    Operation::reads(
        "getHealthcareWorker",
        (HealthcareWorker::PATH, "/{id}"),
        PEOPLE,
        Answer::Item(HealthcareWorker::NAME),
        ("Read a healthcare worker", "One of your organization's."),
    ),
    Operation::reads(
        "listOffices",
        (Office::PATH, ""),
        OFFICES,
        Answer::List(Office::NAME),
        (
            "List offices",
            "Those of your organization. An appointment is booked with the IRI of one.",
        ),
    )
    .paged(),
    Operation::reads(
        "getOffice",
        (Office::PATH, "/{id}"),
        OFFICES,
        Answer::Item(Office::NAME),
        ("Read an office", "One of your organization's."),
    ),
    Operation::reads(
        "getOrganization",
        (Organization::PATH, "/{id}"),
        ORGANIZATION,
        Answer::Item(Organization::NAME),
        ("Read your organization", "No other can be read."),
    ),
    Operation::reads(
        "getFeature",
        (Feature::PATH, "/{id}"),
        ORGANIZATION,
        Answer::Item(Feature::NAME),
        (
            "Read a feature",
            "Something that an office of yours can do.",
        ),
    ),
];
