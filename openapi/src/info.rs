//! The document's head.

use leah_domain::transfer::MAX_SIZE;
use leah_http::{
    collection::PAGE,
    schema::{LARGEST_BODY, LONGEST_KEY},
};
use serde_json::{Value, json};

/// The name of the security scheme.
pub(crate) const SCHEME: &str = "apiKey";

/// The tags: name and description.
const TAGS: [(&str, &str); 7] = [
    (PEOPLE, "Those who see guests. The operator sets them up."),
    (
        OFFICES,
        "Where guests are seen, on line. The operator sets them up.",
    ),
    (
        ORGANIZATION,
        "The key's own organization, and what its offices can do.",
    ),
    (
        APPOINTMENTS,
        "Booked, read, edited, cancelled. The guest gets mails with a calendar entry, and two reminders by mail and SMS.",
    ),
    (
        TRANSFERS,
        "Documents for a guest: created, filled, shared by a secret link.",
    ),
    (
        WEBHOOKS,
        "Where your systems are told of events, and what became of each delivery.",
    ),
    (
        DOCUMENTATION,
        "What the API says of itself, open without a key.",
    ),
];

pub(crate) const PEOPLE: &str = "Healthcare workers";
pub(crate) const OFFICES: &str = "Offices";
pub(crate) const ORGANIZATION: &str = "Organization";
pub(crate) const APPOINTMENTS: &str = "Appointments";
pub(crate) const TRANSFERS: &str = "Transfers";
pub(crate) const WEBHOOKS: &str = "Webhooks";
pub(crate) const DOCUMENTATION: &str = "Documentation";

pub(crate) fn tags() -> Value {
    let tag = |(name, said): &(&str, &str)| json!({ "name": name, "description": said });
    TAGS.iter().map(tag).collect()
}

pub(crate) fn info() -> Value {
    let licence = env!("CARGO_PKG_LICENSE");
    json!({
        "title": "Leah's API",
        "summary": "Appointments, documents and webhooks of a telehealth service.",
        "description": description(),
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": licence, "identifier": licence },
    })
}

fn description() -> String {
    format!(
        "Each organization has a host of its own, `https://{{slug}}.leah.care`, and keys that open it.\n\n\
        **Formats.** Answers are JSON-LD with Hydra; plain JSON comes with `Accept: application/json`, or with `.json` at the end of \
        the path (`.jsonld` for the other). A list is a page of {PAGE} members: follow `hydra:next`.\n\n\
        **Times** without an offset are UTC. `Z` and offsets such as `+02:00` are understood and converted.\n\n\
        **Errors** have one shape: `hydra:Error` as JSON-LD, `application/problem+json` where plain JSON is asked for. A 422 lists \
        every rule that the request breaks, each with a `code` that does not change. Each answer has an `X-Request-Id`: tell it to \
        support.\n\n\
        **Repeating safely.** Send an `Idempotency-Key` of up to {LONGEST_KEY} characters with `POST` and `PATCH`: for 24 hours the same \
        key gives the same answer, and nothing is done again.\n\n\
        **Sizes.** A JSON body has {LARGEST_BODY} bytes at most, a file {MAX_SIZE}. One call carries about 4.5 MB of files; larger ones go \
        to storage directly, by upload tickets.\n\n\
        What a request holds besides what is described is ignored. `HEAD` is answered wherever `GET` is."
    )
}

pub(crate) fn security() -> Value {
    json!({
        SCHEME: {
            "type": "apiKey",
            "in": "header",
            "name": "LEAH-AUTH-TOKEN",
            "description": "The organization's key, `leah_…`. The operator gives it out, once.",
        },
    })
}
