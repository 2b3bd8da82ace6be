//! `template.yaml`, read: the one list of routes, triggers and tables, here as on AWS.

mod document;
mod routes;

use std::{collections::BTreeMap, time::Duration};

use jiff::SignedDuration;
use serde_json::{Value, json};

use document::{Document, EventSource, FunctionProperties, TableProperties};
pub use routes::{Route, Target};

/// The template that this binary was built with.
const TEXT: &str = include_str!("../../../template.yaml");

/// What the template says, as far as one machine can follow it.
#[derive(Debug)]
pub struct Template {
    routes: Vec<Route>,
    stream: StreamTrigger,
    sweep: TimedTrigger,
    table: TableProperties,
    timeout: Duration,
}

/// Which function the table's stream wakes, and how (AWS Lambda event source mapping).
#[derive(Debug, Clone)]
pub struct StreamTrigger {
    /// The function's binary.
    pub function: String,
    /// At most so many records in one call.
    pub batch: usize,
    /// How often a failed batch is given again before it is left to the sweep.
    pub retries: u32,
    /// A record is handed over if one of these patterns matches it.
    pub filters: Vec<Value>,
}

/// A function that is called at a fixed rate.
#[derive(Debug, Clone)]
pub struct TimedTrigger {
    /// The function's binary.
    pub function: String,
    /// The time from one call to the next.
    pub every: SignedDuration,
    /// The event that it is given.
    pub input: Value,
}

/// Why the template cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum TemplateError {
    /// It is no YAML, or a resource lacks what its type asks for.
    #[error("template.yaml cannot be read")]
    Yaml(#[source] serde_saphyr::Error),
    /// A resource's properties have another form than expected.
    #[error("template.yaml: the properties of {resource} are not as expected")]
    Properties {
        /// The resource's logical name.
        resource: String,
        /// What is wrong with them.
        source: serde_json::Error,
    },
    /// There is not exactly one of something.
    #[error("template.yaml: expected exactly one {what}, found {found}")]
    Count {
        /// What was looked for.
        what: &'static str,
        /// How many there are.
        found: usize,
    },
    /// A function does not say which binary it is.
    #[error("template.yaml: {resource} has no Metadata.BuildProperties.Binary")]
    Binary {
        /// The resource's logical name.
        resource: String,
    },
    /// A rate that is not `rate(N minutes)`.
    #[error("template.yaml: cannot follow the schedule {expression:?}")]
    Rate {
        /// The expression.
        expression: String,
    },
}

impl Template {
    /// The template of this build.
    pub fn read() -> Result<Self, TemplateError> {
        Self::parse(TEXT)
    }

    fn parse(text: &str) -> Result<Self, TemplateError> {
        let document: Document = serde_saphyr::from_str(text).map_err(TemplateError::Yaml)?;
        let mut routes = Vec::new();
        let mut streams = Vec::new();
        let mut sweeps = Vec::new();
        let mut tables = Vec::new();
        for (name, resource) in document.resources {
            match resource.kind.as_str() {
                "AWS::Serverless::Function" => {
                    let function = resource.binary().ok_or_else(|| TemplateError::Binary {
                        resource: name.clone(),
                    })?;
                    let properties: FunctionProperties = resource.properties(&name)?;
                    for event in properties.events.into_values() {
                        match event {
                            EventSource::Api(api) => {
                                routes.push(Route::new(api.path, function.clone()));
                            }
                            EventSource::DynamoDb(stream) => {
                                streams.push(stream.trigger(&name, function.clone())?);
                            }
                            EventSource::Schedule(schedule) => {
                                sweeps.push(schedule.trigger(&name, function.clone())?);
                            }
                        }
                    }
                }
                "AWS::DynamoDB::Table" => tables.push(resource.properties(&name)?),
                _ => {}
            }
        }
        Ok(Self {
            routes,
            stream: one("function fed by the stream", streams)?,
            sweep: one("function called at a rate", sweeps)?,
            table: one("table", tables)?,
            timeout: Duration::from_secs(document.globals.function.timeout),
        })
    }

    /// Every route, in the template's order.
    pub fn routes(&self) -> &[Route] {
        &self.routes
    }

    /// Where a request's path leads, as API Gateway decides it: a fixed segment beats `{name}` beats `{name+}`.
    pub fn route(&self, path: &str) -> Option<Target<'_>> {
        routes::find(&self.routes, path)
    }

    /// What the table's stream wakes.
    pub const fn stream(&self) -> &StreamTrigger {
        &self.stream
    }

    /// What is called at a fixed rate.
    pub const fn sweep(&self) -> &TimedTrigger {
        &self.sweep
    }

    /// How long a function may take.
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The table's definition as the input of `CreateTable` (Amazon DynamoDB API reference).
    pub fn table(&self, name: &str) -> Value {
        json!({
            "TableName": name,
            "BillingMode": self.table.billing_mode,
            "AttributeDefinitions": self.table.attribute_definitions,
            "KeySchema": self.table.key_schema,
            "GlobalSecondaryIndexes": self.table.global_secondary_indexes,
            "StreamSpecification": {
                "StreamEnabled": true,
                "StreamViewType": self.table.stream_specification.stream_view_type,
            },
        })
    }
}

/// The path's parameters, by name.
pub type Parameters = BTreeMap<String, String>;

fn one<T>(what: &'static str, mut found: Vec<T>) -> Result<T, TemplateError> {
    match (found.pop(), found.len()) {
        (Some(only), 0) => Ok(only),
        (last, others) => Err(TemplateError::Count {
            what,
            found: others + usize::from(last.is_some()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_builds_template_is_understood() {
        let template = Template::read().unwrap();
        assert_eq!(template.stream().function, "outbox");
        assert_eq!(template.stream().batch, 10);
        assert_eq!(
            template.stream().filters,
            [
                json!({"eventName": ["INSERT"], "dynamodb": {"NewImage": {"type": {"S": ["Outbox"]}}}})
            ]
        );
        assert_eq!(template.sweep().function, "outbox");
        assert_eq!(template.sweep().every, SignedDuration::from_mins(1));
        assert_eq!(template.sweep().input, json!({"source": "leah.sweep"}));
        assert_eq!(template.timeout(), Duration::from_secs(15));
    }

    #[test]
    fn the_table_has_its_keys_indexes_and_stream() {
        let table = Template::read().unwrap().table("leah");
        assert_eq!(table["KeySchema"][0]["AttributeName"], "PK");
        assert_eq!(table["KeySchema"][1]["KeyType"], "RANGE");
        let names: Vec<&str> = table["GlobalSecondaryIndexes"]
            .as_array()
            .unwrap()
            .iter()
            .map(|index| index["IndexName"].as_str().unwrap())
            .collect();
        assert_eq!(names, ["GSI1", "GSI2", "GSI3", "DUE"]);
        assert_eq!(table["StreamSpecification"]["StreamViewType"], "NEW_IMAGE");
    }

    #[test]
    fn a_template_without_a_table_is_refused() {
        let text = "Globals: {Function: {Timeout: 3}}\nResources: {}\n";
        let error = Template::parse(text).unwrap_err();
        assert!(matches!(error, TemplateError::Count { found: 0, .. }));
    }
}
