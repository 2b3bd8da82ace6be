//! The schemas of answers: each kind of resource by itself, as a member and in lists, in both formats.

use leah_domain::{
    Appointment, Feature, HealthcareWorker, Office, Organization, Resource, Transfer, TransferFile,
    WebhookDelivery, WebhookEndpoint, schema::UUID,
};
use leah_http::{collection::PAGE, context, hydra, refusal};
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::parameters::{Filters, Pages};

/// The schemas of a document in the making.
pub(crate) struct Schemas {
    all: Map<String, Value>,
    /// Describes what is printed.
    pub(crate) printed: SchemaGenerator,
    /// Describes what is read.
    pub(crate) read: SchemaGenerator,
}

/// A list of a kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    /// The short name of its members.
    pub(crate) kind: &'static str,
    /// Its path.
    pub(crate) path: &'static str,
    /// How it is paged.
    pub(crate) pages: Pages,
    /// Its filters.
    pub(crate) filters: Filters,
}

/// Every list that is paged.
pub(crate) const LISTS: [List; 6] = [
    List {
        kind: HealthcareWorker::NAME,
        path: HealthcareWorker::PATH,
        pages: Pages::Numbered,
        filters: &healthcare_workers::FILTERS,
    },
    List {
        kind: Office::NAME,
        path: Office::PATH,
        pages: Pages::Numbered,
        filters: &offices::FILTERS,
    },
    List {
        kind: Appointment::NAME,
        path: Appointment::PATH,
        pages: Pages::Partial,
        filters: &appointments::FILTERS,
    },
    List {
        kind: Transfer::NAME,
        path: Transfer::PATH,
        pages: Pages::Partial,
        filters: &[],
    },
    List {
        kind: WebhookEndpoint::NAME,
        path: WebhookEndpoint::PATH,
        pages: Pages::Numbered,
        filters: &[],
    },
    List {
        kind: WebhookDelivery::NAME,
        path: WebhookDelivery::PATH,
        pages: Pages::Partial,
        filters: &webhook_endpoints::FILTERS,
    },
];

impl Schemas {
    pub(crate) fn new() -> Self {
        let settings = |settings: SchemaSettings| {
            settings.with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        let mut schemas = Self {
            all: Map::new(),
            printed: settings(SchemaSettings::draft2020_12().for_serialize()).into(),
            read: settings(SchemaSettings::draft2020_12().for_deserialize()).into(),
        };
        schemas.kinds();
        schemas.lists();
        schemas.errors();
        schemas
    }

    /// The components, those that the types brought with them among them.
    pub(crate) fn finish(mut self) -> Value {
        let brought = self.printed.take_definitions(true);
        for (name, mut schema) in brought {
            strict(&mut schema);
            self.all.insert(name, schema);
        }
        self.all.sort_keys();
        Value::Object(self.all)
    }

    /// Adds a schema and refers to it.
    pub(crate) fn add(&mut self, name: &str, schema: Value) -> Value {
        self.all.insert(name.to_owned(), schema);
        refer(name)
    }

    fn kinds(&mut self) {
        self.resource::<HealthcareWorker, healthcare_workers::Representation<'_>>();
        self.resource::<Office, offices::Representation<'_>>();
        self.resource::<Organization, organizations::Representation<'_>>();
        self.resource::<Feature, organizations::Representation<'_>>();
        self.resource::<Appointment, appointments::Representation<'_>>();
        self.resource::<Transfer, transfers::TransferShown<'_>>();
        self.resource::<TransferFile, transfers::FileShown<'_>>();
        self.resource::<WebhookEndpoint, webhook_endpoints::Endpoint<'_>>();
        self.resource::<WebhookDelivery, webhook_endpoints::Delivery<'_>>();
        let tickets = format!("{}/{UUID}/tickets", Transfer::PATH);
        self.kind::<transfers::TicketShown<'_>>(transfers::TICKET, &tickets);
        self.whole(transfers::TICKET, &tickets);
    }

    fn resource<R: Resource, T: JsonSchema>(&mut self) {
        self.kind::<T>(R::NAME, R::PATH);
    }

    /// A kind whose items stand under a path: `Office` is plain, `Office.jsonld` is an item by itself, `OfficeMember.jsonld` is one in
    /// a list, which has the context.
    fn kind<T: JsonSchema>(&mut self, name: &str, path: &str) {
        let mut plain = Value::from(T::json_schema(&mut self.printed));
        strict(&mut plain);
        let iri = json!({
            "type": "string",
            "format": "iri-reference",
            "pattern": format!("^{path}/{UUID}$"),
            "description": "Its IRI.",
        });
        let kind = json!({ "type": "string", "const": name });
        let context = context_of(name);
        let by_itself = [("@context", context), ("@id", iri), ("@type", kind)];
        let by_itself = with(&plain, by_itself);
        self.add(name, plain);
        self.add(&format!("{name}.jsonld"), by_itself);
    }

    fn lists(&mut self) {
        for list in LISTS {
            let mut required = vec!["@context", "@id", "@type", "hydra:member"];
            let mut schema = self.list(list.kind, json!({ "type": "string", "const": list.path }));
            schema["properties"]["hydra:member"]["maxItems"] = PAGE.into();
            match list.pages {
                Pages::Numbered => required.push("hydra:totalItems"),
                Pages::Partial => {
                    remove(&mut schema, "hydra:totalItems");
                    required.push("hydra:view");
                }
            }
            if list.filters.is_empty() {
                remove(&mut schema, "hydra:search");
            } else {
                required.push("hydra:search");
            }
            schema["required"] = json!(required);
            self.add_list(list.kind, schema);
            self.plain_list(list.kind, Some(PAGE));
        }
    }

    /// A list that is never paged.
    fn whole(&mut self, kind: &str, path: &str) {
        let iri =
            json!({ "type": "string", "format": "iri-reference", "pattern": format!("^{path}$") });
        let mut schema = self.list(kind, iri);
        remove(&mut schema, "hydra:view");
        remove(&mut schema, "hydra:search");
        schema["required"] = json!([
            "@context",
            "@id",
            "@type",
            "hydra:member",
            "hydra:totalItems"
        ]);
        self.add_list(kind, schema);
        self.plain_list(kind, None);
    }

    fn list(&mut self, kind: &str, iri: Value) -> Value {
        let mut member = self.all[&format!("{kind}.jsonld")].clone();
        remove(&mut member, "@context");
        let member = self.add(&format!("{kind}Member.jsonld"), member);
        let mut schema = Value::from(hydra::List::json_schema(&mut self.printed));
        strict(&mut schema);
        let properties = &mut schema["properties"];
        properties["@context"] = context_of(kind);
        properties["@id"] = iri;
        properties["@type"] = json!({ "type": "string", "const": hydra::COLLECTION });
        properties["hydra:member"]["items"] = member;
        schema
    }

    fn add_list(&mut self, kind: &str, schema: Value) {
        self.add(&format!("{kind}Collection.jsonld"), schema);
    }

    fn plain_list(&mut self, kind: &str, most: Option<usize>) {
        let mut schema = json!({ "type": "array", "items": refer(kind) });
        if let Some(most) = most {
            schema["maxItems"] = most.into();
        }
        self.add(&format!("{kind}Collection"), schema);
    }

    fn errors(&mut self) {
        let mut hydra = Value::from(refusal::Hydra::json_schema(&mut self.printed));
        let mut plain = Value::from(refusal::Plain::json_schema(&mut self.printed));
        strict(&mut hydra);
        strict(&mut plain);
        let typed = |name: &str, kind: &str| {
            let mut schema = hydra.clone();
            schema["properties"]["@context"] = context_of(name);
            schema["properties"]["@type"] = json!({ "type": "string", "const": kind });
            schema
        };
        let mut error = typed(refusal::ERROR, &format!("hydra:{}", refusal::ERROR));
        remove(&mut error, "violations");
        let mut violations = typed(refusal::VIOLATIONS, refusal::VIOLATIONS);
        require(&mut violations, "violations");
        self.add("Error.jsonld", error);
        self.add("ConstraintViolationList.jsonld", violations);
        self.add("Problem", plain);
    }
}

pub(crate) fn refer(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn context_of(kind: &str) -> Value {
    json!({ "type": "string", "const": context(kind) })
}

/// An object with more properties before its own, all of which are there.
fn with<const N: usize>(object: &Value, more: [(&str, Value); N]) -> Value {
    let mut object = object.clone();
    let mut properties = Map::new();
    let mut required: Vec<Value> = Vec::new();
    for (name, schema) in more {
        properties.insert(name.to_owned(), schema);
        required.push(name.into());
    }
    if let Value::Object(own) = object["properties"].take() {
        properties.extend(own);
    }
    if let Value::Array(own) = object["required"].take() {
        required.extend(own);
    }
    object["properties"] = properties.into();
    object["required"] = required.into();
    object
}

fn require(object: &mut Value, name: &str) {
    if let Some(required) = object["required"].as_array_mut() {
        required.push(name.into());
    }
}

/// An object without a property.
fn remove(object: &mut Value, name: &str) {
    if let Some(properties) = object["properties"].as_object_mut() {
        properties.shift_remove(name);
    }
    if let Some(required) = object["required"].as_array_mut() {
        required.retain(|one| one != name);
    }
}

/// Answers hold what is described and nothing else. What may be left out is left out where there is none of it, and never null.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.contains_key("properties") && !object.contains_key("additionalProperties") {
                object.insert("additionalProperties".into(), false.into());
            }
            let required = object.get("required").cloned().unwrap_or_default();
            let required = required.as_array().cloned().unwrap_or_default();
            let properties = object.get_mut("properties").and_then(Value::as_object_mut);
            for (name, property) in properties.into_iter().flatten() {
                if !required.contains(&name.as_str().into()) {
                    never_null(property);
                }
            }
            object.values_mut().for_each(strict);
        }
        Value::Array(several) => several.iter_mut().for_each(strict),
        _ => {}
    }
}

fn never_null(property: &mut Value) {
    if let Some(types) = property["type"].as_array_mut() {
        types.retain(|one| one != "null");
        if let [only] = &mut types[..] {
            property["type"] = only.take();
        }
    }
    if let Some(several) = property["anyOf"].as_array_mut() {
        several.retain(|one| one["type"] != "null");
        if let [only] = &mut several[..] {
            let only = only.take();
            let said = property["description"].take();
            *property = only;
            property["description"] = said;
        }
    }
    // Asked for and not there.
    if let Some(object) = property.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
}
