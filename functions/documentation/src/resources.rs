//! The resources that the API publishes: the one source of the entrypoint, the contexts and the Hydra documentation.
//!
//! A new resource is one more entry of [`RESOURCES`]. List only what is served: every address printed from here must answer.

use lambda_http::http::Method;

/// A type of resource.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The short name, which is also the JSON-LD `@type`.
    pub(crate) name: &'static str,
    /// Its list; none if items are reached by their own address alone.
    pub(crate) list: Option<List>,
    /// What can be done with an item.
    pub(crate) item: &'static [Method],
    /// The fields, in the order in which they are printed. The identifier `id` is not one of them.
    pub(crate) properties: &'static [Property],
}

/// The list of a type's items.
#[derive(Debug)]
pub(crate) struct List {
    /// Where it is served.
    pub(crate) path: &'static str,
    /// What can be done with it.
    pub(crate) methods: &'static [Method],
}

/// A field of a resource.
#[derive(Debug)]
pub(crate) struct Property {
    /// The key in JSON.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) kind: Kind,
    /// It must be sent when the resource is created.
    pub(crate) required: bool,
    /// Answers show it.
    pub(crate) readable: bool,
    /// Requests may set it.
    pub(crate) writeable: bool,
}

/// What a field holds.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// A date with a time.
    Date,
    /// An e-mail address, checked as such on input.
    Email,
    /// The address of one resource of the type named.
    One(&'static str),
    /// The addresses of several resources of the type named.
    Many(&'static str),
    /// Violated rules, printed whole.
    Violations,
    /// JSON that means nothing but itself.
    Json,
}

impl Resource {
    /// The name as a key of the entrypoint: its first letter is small.
    pub(crate) fn key(&self) -> String {
        let (first, rest) = self.name.split_at(1);
        first.to_ascii_lowercase() + rest
    }
}

impl Property {
    /// A field that answers show.
    const fn shown(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
            readable: true,
            writeable: false,
        }
    }

    /// A field that no answer shows.
    const fn hidden(name: &'static str, kind: Kind) -> Self {
        Self {
            name,
            kind,
            required: false,
            readable: false,
            writeable: false,
        }
    }

    /// The same field, which requests may set.
    const fn settable(mut self) -> Self {
        self.writeable = true;
        self
    }

    /// The same field, which a creation must set.
    const fn mandatory(mut self) -> Self {
        self.required = true;
        self.settable()
    }
}

/// Every type of resource, in the order in which the documents list them.
pub(crate) static RESOURCES: &[Resource] = &[
    Resource {
        name: "HealthcareWorker",
        list: Some(List {
            path: "/api/healthcare_workers",
            methods: &[Method::GET],
        }),
        item: &[Method::GET],
        properties: &[
            Property::shown("firstname", Kind::Text),
            Property::shown("lastname", Kind::Text),
            Property::shown("email", Kind::Text),
            Property::shown("currentOrganization", Kind::One("Organization")),
        ],
    },
    Resource {
        name: "Feature",
        list: None,
        item: &[Method::GET],
        properties: &[Property::shown("name", Kind::Text)],
    },
    Resource {
        name: "TransferFile",
        list: None,
        item: &[Method::GET],
        properties: &[
            Property::shown("name", Kind::Text),
            Property::shown("type", Kind::Text),
            Property::shown("size", Kind::Integer),
            Property::shown("transfer", Kind::One("Transfer")),
            Property::shown("createdAt", Kind::Date),
        ],
    },
    Resource {
        name: "Office",
        list: Some(List {
            path: "/api/offices",
            methods: &[Method::GET],
        }),
        item: &[Method::GET],
        properties: &[
            Property::shown("slug", Kind::Text),
            Property::shown("organization", Kind::One("Organization")),
            Property::shown("features", Kind::Many("Feature")),
            Property::shown("createdAt", Kind::Date),
            Property::shown("currentMeeting", Kind::Text),
            // Never printed: it names what the list's filter looks at.
            Property::hidden("healthcareWorker", Kind::One("HealthcareWorker")),
        ],
    },
    Resource {
        name: "Appointment",
        list: Some(List {
            path: "/api/appointments",
            methods: &[Method::GET, Method::POST],
        }),
        item: &[Method::GET, Method::PATCH, Method::DELETE],
        properties: &[
            Property::shown("status", Kind::Text).settable(),
            Property::shown("startTime", Kind::Date).mandatory(),
            Property::shown("email", Kind::Email).mandatory(),
            Property::shown("phoneNumber", Kind::Text).mandatory(),
            Property::hidden("office", Kind::One("Office")).mandatory(),
            Property::hidden("externalId", Kind::Text).settable(),
            Property::hidden("administrativeFileNumber", Kind::Text).settable(),
        ],
    },
    Resource {
        name: "Organization",
        list: None,
        item: &[Method::GET],
        properties: &[Property::shown("name", Kind::Text)],
    },
    Resource {
        name: "Transfer",
        list: Some(List {
            path: "/api/transfers",
            methods: &[Method::GET, Method::POST],
        }),
        item: &[Method::GET],
        properties: &[
            Property::shown("hash", Kind::Text),
            Property::shown("expiresAt", Kind::Date),
            Property::shown("healthcareWorker", Kind::One("HealthcareWorker")).mandatory(),
            Property::shown("status", Kind::Text),
            Property::shown("files", Kind::Many("TransferFile")),
            Property::shown("type", Kind::Text),
            Property::shown("email", Kind::Email),
            Property::shown("firstname", Kind::Text),
            Property::shown("lastname", Kind::Text),
        ],
    },
    // Its items stand under their transfer.
    Resource {
        name: "UploadTicket",
        list: None,
        item: &[Method::GET],
        properties: &[
            Property::shown("name", Kind::Text).mandatory(),
            Property::shown("type", Kind::Text).mandatory(),
            Property::shown("size", Kind::Integer).mandatory(),
            Property::shown("status", Kind::Text),
            Property::shown("expiresAt", Kind::Date),
            Property::shown("transferFile", Kind::One("TransferFile")),
            Property::shown("violations", Kind::Violations),
            // The form that redeems it: shown once, when the ticket is issued.
            Property::shown("upload", Kind::Json),
        ],
    },
    Resource {
        name: "WebhookEndpoint",
        list: Some(List {
            path: "/api/webhook_endpoints",
            methods: &[Method::GET],
        }),
        item: &[Method::GET],
        properties: &[
            Property::shown("url", Kind::Text),
            Property::shown("network", Kind::Text),
            Property::shown("events", Kind::Text),
            Property::shown("payload", Kind::Text),
            Property::shown("enabled", Kind::Boolean),
            Property::shown("disabledAt", Kind::Date),
            Property::shown("disabledReason", Kind::Text),
            Property::shown("failingSince", Kind::Date),
            Property::shown("createdAt", Kind::Date),
        ],
    },
    Resource {
        name: "WebhookDelivery",
        list: Some(List {
            path: "/api/webhook_deliveries",
            methods: &[Method::GET],
        }),
        item: &[Method::GET],
        properties: &[
            Property::shown("webhookEndpoint", Kind::One("WebhookEndpoint")),
            Property::shown("webhookId", Kind::Text),
            Property::shown("event", Kind::Text),
            Property::shown("payload", Kind::Text),
            Property::shown("status", Kind::Text),
            Property::shown("reason", Kind::Text),
            Property::shown("attempts", Kind::Integer),
            Property::shown("lastAttemptAt", Kind::Date),
            Property::shown("lastStatus", Kind::Integer),
            Property::shown("lastError", Kind::Text),
            Property::shown("nextAttemptAt", Kind::Date),
            Property::shown("createdAt", Kind::Date),
            Property::shown("endedAt", Kind::Date),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::{Kind, RESOURCES};

    #[test]
    fn links_lead_to_resources_of_the_table() {
        for property in RESOURCES.iter().flat_map(|resource| resource.properties) {
            if let Kind::One(to) | Kind::Many(to) = property.kind {
                assert!(
                    RESOURCES.iter().any(|resource| resource.name == to),
                    "{} leads to an unlisted {to}",
                    property.name
                );
            }
        }
    }
}
