//! The bodies of requests. They are read by hand, attribute by attribute, for a wrong type is answered otherwise than a broken rule
//! (`input`), so they are described by hand, too, by the types that they are read into. A test holds the description against the reading.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::{Map, Value, json};

use crate::{
    Email, HealthcareWorker, Office, PhoneNumber, Reference, StartTime,
    appointment::Status,
    printed::{Iri, Named},
    transfer::{FileKind, FileName, MAX_FILES, MAX_SIZE},
};

/// A body in the making.
struct Body<'g> {
    generator: &'g mut SchemaGenerator,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
    /// What holds for some bodies alone.
    rules: Vec<Value>,
}

impl<'g> Body<'g> {
    fn new(generator: &'g mut SchemaGenerator) -> Self {
        Self {
            generator,
            properties: Map::new(),
            required: Vec::new(),
            rules: Vec::new(),
        }
    }

    fn add(mut self, name: &str, said: &str, mut schema: Value) -> Self {
        schema["description"] = said.into();
        self.properties.insert(name.to_owned(), schema);
        self
    }

    fn of<T: JsonSchema>(&mut self) -> Value {
        T::json_schema(self.generator).into()
    }

    /// An attribute that must be there.
    fn required<T: JsonSchema>(mut self, name: &'static str, said: &str) -> Self {
        self.required.push(name);
        self.optional::<T>(name, said)
    }

    /// One that may be left out.
    fn optional<T: JsonSchema>(mut self, name: &str, said: &str) -> Self {
        let schema = self.of::<T>();
        self.add(name, said, schema)
    }

    /// One that may be left out, or be `null`.
    fn nullable<T: JsonSchema>(mut self, name: &str, said: &str) -> Self {
        let mut schema = self.of::<T>();
        schema["type"] = json!([schema["type"], "null"]);
        self.add(name, said, schema)
    }

    /// An older spelling that is still taken, and not looked at where the newer one is there.
    fn older(mut self, name: &str, now: &str, schema: &Value) -> Self {
        self.rules.push(json!({
            "if": { "not": { "properties": { now: true }, "required": [now] } },
            "then": { "properties": { name: schema } },
        }));
        let said = format!("An older spelling of `{now}`, which goes before it.");
        self.add(name, &said, json!({ "deprecated": true }))
    }

    fn finish(self) -> Schema {
        let mut schema = json_schema!({ "type": "object", "properties": self.properties });
        if !self.required.is_empty() {
            schema.insert("required".into(), json!(self.required));
        }
        if !self.rules.is_empty() {
            schema.insert("allOf".into(), json!(self.rules));
        }
        schema
    }
}

const START: &str = "When it begins: `yyyy-mm-ddThh:mm:ss` is UTC; `Z` or an offset such as `+02:00` is taken and converted. Fractions of a second are cut off.";
const EMAIL: &str = "Where the guest gets mails: a plain address, `local@domain.tld`.";
const PHONE: &str = "Where the guest gets SMS: a valid number in international form, `+` first.";
const OFFICE: &str =
    "The IRI of one of the organization's offices. An absolute URL of the same host is taken, too.";
const EXTERNAL_ID: &str = "The consultation's number in your system, which webhooks report. An empty text counts as none.";
const FILE_NUMBER: &str =
    "The stay's number in your system, which webhooks report. An empty text counts as none.";

fn text() -> Value {
    json!({
        "type": ["string", "null"],
        "maxLength": crate::reference::LIMIT,
        "pattern": super::PLAIN,
    })
}

/// The body of a booking.
pub fn booking(generator: &mut SchemaGenerator) -> Schema {
    let status = json!({ "type": "string", "enum": [Status::Scheduled.name()] });
    Body::new(generator)
        .required::<StartTime>("startTime", START)
        .required::<Email>("email", EMAIL)
        .required::<PhoneNumber>("phoneNumber", PHONE)
        .required::<Iri<Office>>("office", OFFICE)
        .nullable::<Reference>("externalId", EXTERNAL_ID)
        .nullable::<Reference>("administrativeFileNumber", FILE_NUMBER)
        .add(
            "status",
            "A new appointment is scheduled, and nothing else.",
            status,
        )
        .older("external_id", "externalId", &text())
        .finish()
}

/// The body of an edit: a merge patch.
pub fn edit(generator: &mut SchemaGenerator) -> Schema {
    Body::new(generator)
        .optional::<StartTime>("startTime", START)
        .optional::<Email>("email", EMAIL)
        .optional::<PhoneNumber>("phoneNumber", PHONE)
        .optional::<Iri<Office>>("office", OFFICE)
        .nullable::<Reference>("externalId", EXTERNAL_ID)
        .nullable::<Reference>("administrativeFileNumber", FILE_NUMBER)
        .optional::<Named<Status>>(
            "status",
            "`cancelled` cancels the appointment, which is then erased and cannot be recovered.",
        )
        .older("external_id", "externalId", &text())
        .finish()
}

/// The body of a new transfer.
pub fn transfer(generator: &mut SchemaGenerator) -> Schema {
    let worker: Value = Iri::<HealthcareWorker>::json_schema(generator).into();
    let bare = format!("^(/api/healthcare_workers/)?{}$", super::GIVEN_UUID);
    let older = json!({ "type": "string", "pattern": bare });
    let mut schema = Body::new(generator)
        .add(
            "healthcareWorker",
            "The IRI of the healthcare worker whose documents they are. An absolute URL of the same host is taken, too.",
            worker,
        )
        .older("healthcare_workers", "healthcareWorker", &older)
        .finish();
    schema.insert(
        "anyOf".into(),
        json!([
            { "required": ["healthcareWorker"] },
            { "required": ["healthcare_workers"] },
        ]),
    );
    schema
}

/// The body by which upload tickets are asked for.
pub fn tickets(generator: &mut SchemaGenerator) -> Schema {
    let size = json!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": MAX_SIZE });
    let file = Body::new(generator)
        .required::<FileName>(
            "name",
            "What the file is called: no path, no control character and no direction mark.",
        )
        .required::<Named<FileKind>>(
            "type",
            "What it is. Its content is looked at when it has arrived.",
        );
    let mut file = file.add(
        "size",
        "Its size in bytes: exactly so many are taken.",
        size,
    );
    file.required.push("size");
    let file: Value = file.finish().into();
    let files = json!({ "type": "array", "minItems": 1, "maxItems": MAX_FILES, "items": file });
    let mut body = Body::new(generator).add("files", "The files that are to be sent.", files);
    body.required.push("files");
    body.finish()
}

/// The form by which files are sent: each part `file[]` (or `file`) is one.
pub fn form() -> Schema {
    let said = format!(
        "The files, PNG, JPEG or PDF by content, each of {MAX_SIZE} bytes at most. All of them are taken, or none."
    );
    json_schema!({
        "type": "object",
        "properties": {
            "file[]": {
                "type": "array",
                "minItems": 1,
                "maxItems": MAX_FILES,
                "items": { "type": "string", "contentMediaType": "application/octet-stream" },
                "description": said,
            },
        },
        "required": ["file[]"],
        // They stand in the headers of the parts.
        "propertyNames": { "pattern": super::PLAIN },
    })
}

/// The body by which a transfer is shared.
pub fn sharing(generator: &mut SchemaGenerator) -> Schema {
    Body::new(generator)
        .required::<Email>("email", "Where the guest gets the link.")
        .finish()
}
