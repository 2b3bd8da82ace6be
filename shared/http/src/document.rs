//! Resources as documents: JSON-LD with its `@` keys, or plain.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Format, Problem};

/// An item of the API.
#[derive(Debug, Clone)]
pub struct Document {
    /// The short name of its kind.
    pub kind: &'static str,
    /// Its IRI.
    pub iri: String,
    /// Its properties, in their order.
    pub properties: Map<String, Value>,
}

impl Document {
    /// A document of a kind with the properties that `properties` serializes to.
    pub fn new(
        kind: &'static str,
        iri: String,
        properties: &impl Serialize,
    ) -> Result<Self, Problem> {
        let value =
            serde_json::to_value(properties).map_err(|error| Problem::Internal(error.into()))?;
        let properties = match value {
            Value::Object(properties) => properties,
            _ => Map::new(),
        };
        Ok(Self {
            kind,
            iri,
            properties,
        })
    }

    /// The document by itself.
    pub(crate) fn render(&self, format: Format) -> Value {
        match format {
            Format::Json => Value::Object(self.properties.clone()),
            Format::JsonLd => {
                let mut object = Map::new();
                object.insert("@context".into(), context(self.kind).into());
                self.fill(&mut object);
                Value::Object(object)
            }
        }
    }

    /// The document as a member of a collection, which has the context.
    pub(crate) fn member(&self, format: Format) -> Value {
        match format {
            Format::Json => Value::Object(self.properties.clone()),
            Format::JsonLd => {
                let mut object = Map::new();
                self.fill(&mut object);
                Value::Object(object)
            }
        }
    }

    fn fill(&self, object: &mut Map<String, Value>) {
        object.insert("@id".into(), self.iri.clone().into());
        object.insert("@type".into(), self.kind.into());
        object.extend(self.properties.clone());
    }
}

/// The path of a kind's JSON-LD context.
pub fn context(kind: &str) -> String {
    format!("/api/contexts/{kind}")
}
