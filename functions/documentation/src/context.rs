//! `/api/contexts/{name}`: what the keys of an answer mean (JSON-LD 1.1, section 3.1).

use serde_json::{Map, Value, json};

use crate::resources::{Kind, Property, RESOURCES, Resource};

/// The namespace of Hydra, the vocabulary of lists, links and operations.
pub(crate) const HYDRA: &str = "http://www.w3.org/ns/hydra/core#";

/// What an e-mail address is called by everyone.
pub(crate) const SCHEMA_EMAIL: &str = "http://schema.org/email";

const DATE_TIME: &str = "http://www.w3.org/2001/XMLSchema#dateTime";

/// The links of a page to its neighbours. Untyped, they would be plain text to an RDF client, which then cannot follow them.
const VIEW_LINKS: [&str; 4] = ["first", "last", "next", "previous"];

/// The context called `name`, on the host at `base` (scheme and authority); none if there is no such type.
pub(crate) fn context(name: &str, base: &str) -> Option<Value> {
    let mut terms = Map::from_iter([
        (
            "@vocab".to_owned(),
            json!(format!("{base}/api/docs.jsonld#")),
        ),
        ("hydra".to_owned(), json!(HYDRA)),
    ]);
    match name {
        "Error" | "ConstraintViolationList" => {}
        "Entrypoint" => terms.extend(RESOURCES.iter().map(entrypoint_term)),
        _ => {
            let resource = RESOURCES.iter().find(|resource| resource.name == name)?;
            terms.extend(VIEW_LINKS.iter().map(|link| view_term(link)));
            terms.extend(
                resource
                    .properties
                    .iter()
                    .map(|property| property_term(resource, property)),
            );
        }
    }
    Some(json!({ "@context": terms }))
}

/// The names that there are contexts of.
pub fn names() -> Vec<&'static str> {
    let resources = RESOURCES.iter().map(|resource| resource.name);
    resources
        .chain(["Entrypoint", "Error", "ConstraintViolationList"])
        .collect()
}

fn entrypoint_term(resource: &Resource) -> (String, Value) {
    let key = resource.key();
    let term = link(&format!("Entrypoint/{key}"));
    (key, term)
}

fn view_term(name: &str) -> (String, Value) {
    (format!("hydra:{name}"), link(&format!("{HYDRA}{name}")))
}

fn property_term(resource: &Resource, property: &Property) -> (String, Value) {
    let id = format!("{}/{}", resource.name, property.name);
    let term = match property.kind {
        // JSON's own numbers are typed as they are.
        Kind::Text | Kind::Integer | Kind::Boolean | Kind::Violations => json!(id),
        Kind::Date => json!({ "@id": id, "@type": DATE_TIME }),
        Kind::Email => json!(SCHEMA_EMAIL),
        Kind::One(_) | Kind::Many(_) => link(&id),
        Kind::Json => json!({ "@id": id, "@type": "@json" }),
    };
    (property.name.to_owned(), term)
}

/// A term whose values are addresses.
fn link(id: &str) -> Value {
    json!({ "@id": id, "@type": "@id" })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::context;
    use crate::resources::RESOURCES;

    const BASE: &str = "https://myorganization.leah.care";

    fn terms(name: &str) -> Value {
        context(name, BASE).expect("the context exists")["@context"].take()
    }

    #[test]
    fn an_appointment_types_its_dates_links_and_pages() {
        assert_eq!(
            terms("Appointment").to_string(),
            json!({
                "@vocab": "https://myorganization.leah.care/api/docs.jsonld#",
                "hydra": "http://www.w3.org/ns/hydra/core#",
                "hydra:first": {"@id": "http://www.w3.org/ns/hydra/core#first", "@type": "@id"},
                "hydra:last": {"@id": "http://www.w3.org/ns/hydra/core#last", "@type": "@id"},
                "hydra:next": {"@id": "http://www.w3.org/ns/hydra/core#next", "@type": "@id"},
                "hydra:previous": {"@id": "http://www.w3.org/ns/hydra/core#previous", "@type": "@id"},
                "status": "Appointment/status",
                "startTime": {"@id": "Appointment/startTime", "@type": "http://www.w3.org/2001/XMLSchema#dateTime"},
                "email": "http://schema.org/email",
                "phoneNumber": "Appointment/phoneNumber",
                "office": {"@id": "Appointment/office", "@type": "@id"},
                "externalId": "Appointment/externalId",
                "administrativeFileNumber": "Appointment/administrativeFileNumber"
            })
            .to_string()
        );
    }

    #[test]
    fn an_office_points_at_what_belongs_to_it() {
        let terms = terms("Office");
        for (name, expected) in [
            ("slug", json!("Office/slug")),
            (
                "organization",
                json!({"@id": "Office/organization", "@type": "@id"}),
            ),
            (
                "features",
                json!({"@id": "Office/features", "@type": "@id"}),
            ),
            ("currentMeeting", json!("Office/currentMeeting")),
            (
                "healthcareWorker",
                json!({"@id": "Office/healthcareWorker", "@type": "@id"}),
            ),
        ] {
            assert_eq!(terms[name], expected, "{name}");
        }
        assert_eq!(terms.get("id"), None, "the identifier is no term");
    }

    #[test]
    fn a_healthcare_worker_keeps_its_own_email_term() {
        let terms = terms("HealthcareWorker");
        assert_eq!(terms["email"], "HealthcareWorker/email");
        assert_eq!(
            terms["currentOrganization"],
            json!({"@id": "HealthcareWorker/currentOrganization", "@type": "@id"})
        );
    }

    #[test]
    fn a_ticket_keeps_its_form_as_json() {
        let terms = terms("UploadTicket");
        for (name, expected) in [
            ("size", json!("UploadTicket/size")),
            (
                "transferFile",
                json!({"@id": "UploadTicket/transferFile", "@type": "@id"}),
            ),
            ("violations", json!("UploadTicket/violations")),
            // Its keys are names of form fields and no terms (JSON-LD 1.1, section 4.2.2).
            (
                "upload",
                json!({"@id": "UploadTicket/upload", "@type": "@json"}),
            ),
        ] {
            assert_eq!(terms[name], expected, "{name}");
        }
    }

    #[test]
    fn the_entrypoint_names_every_resource() {
        let terms = terms("Entrypoint");
        for resource in RESOURCES {
            let key = resource.key();
            assert_eq!(
                terms[&key],
                json!({"@id": format!("Entrypoint/{key}"), "@type": "@id"})
            );
        }
    }

    #[test]
    fn errors_have_contexts_without_terms_of_their_own() {
        for name in ["Error", "ConstraintViolationList"] {
            assert_eq!(
                context(name, BASE),
                Some(json!({"@context": {
                    "@vocab": "https://myorganization.leah.care/api/docs.jsonld#",
                    "hydra": "http://www.w3.org/ns/hydra/core#"
                }}))
            );
        }
    }

    #[test]
    fn every_property_is_a_term_of_its_resource() {
        for resource in RESOURCES {
            let terms = terms(resource.name);
            for property in resource.properties {
                assert!(
                    terms.get(property.name).is_some(),
                    "{}/{}",
                    resource.name,
                    property.name
                );
            }
        }
    }

    #[test]
    fn names_are_exact() {
        for name in ["Nope", "appointment", "", "Appointment/"] {
            assert_eq!(context(name, BASE), None, "{name}");
        }
    }
}
