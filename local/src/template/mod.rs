//! `template.yaml`, read: the one list of routes, triggers and tables, here as on AWS.

mod bucket;
mod document;
mod routes;

use std::{collections::BTreeMap, time::Duration};

use jiff::SignedDuration;
use serde_json::{Value, json};

use bucket::BucketProperties;
use document::{Document, EventSource, FunctionProperties, TableProperties};
pub use routes::{Route, Target};

/// The template that this binary was built with.
const TEXT: &str = include_str!("../../../template.yaml");

/// The stack's name on this machine: what `AWS::StackName` stands for.
pub const STACK: &str = "leah";

/// What the template says, as far as one machine can follow it.
#[derive(Debug)]
pub struct Template {
    functions: Vec<Function>,
    routes: Vec<Route>,
    stream: StreamTrigger,
    sweep: TimedTrigger,
    table: TableProperties,
    bucket: Bucket,
    timeout: Duration,
    timeouts: BTreeMap<String, Duration>,
}

/// A function that has a name of its own, by which it can be invoked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Its name in the stack.
    pub name: String,
    /// The function's binary.
    pub binary: String,
    /// How often an asynchronous invocation that failed is made again.
    pub retries: u32,
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

/// The bucket of documents.
#[derive(Debug, Clone, Default)]
pub struct Bucket {
    /// What browsers on other sites may ask of it.
    pub cors: Vec<CorsRule>,
    /// What it forgets by itself.
    pub lifecycle: Vec<LifecycleRule>,
    /// Whom it tells of new objects.
    pub triggers: Vec<ObjectTrigger>,
}

/// What a page on another site may ask of the bucket (Amazon S3 user guide, "Elements of a CORS configuration").
#[derive(Debug, Clone)]
pub struct CorsRule {
    /// Origins; each may have one `*`, which stands for any text.
    pub origins: Vec<String>,
    /// HTTP methods.
    pub methods: Vec<String>,
    /// Request headers; each may have one `*`.
    pub headers: Vec<String>,
    /// Answer headers that the page may read.
    pub exposed: Vec<String>,
    /// How many seconds a browser may remember the answer.
    pub max_age: Option<u32>,
}

/// What the bucket forgets by itself (Amazon S3 user guide, "Lifecycle configuration elements").
#[derive(Debug, Clone)]
pub struct LifecycleRule {
    /// It is about keys that begin so.
    pub prefix: String,
    /// Days after its creation that an object is removed.
    pub expire: Option<u16>,
    /// Days after its beginning that a multipart upload is given up.
    pub abort: Option<u16>,
}

/// A function that is told of new objects, by an asynchronous invocation.
#[derive(Debug, Clone)]
pub struct ObjectTrigger {
    /// The function's binary.
    pub function: String,
    /// Names of events, such as `s3:ObjectCreated:*`.
    pub events: Vec<String>,
    /// It is told of keys that begin so.
    pub prefix: String,
    /// And that end so.
    pub suffix: String,
    /// How often a failed call is made again.
    pub retries: u32,
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
    /// A function is fed by a bucket that is not there.
    #[error("template.yaml: {name} is not the bucket")]
    Bucket {
        /// The logical name of the bucket that is meant.
        name: String,
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
        let mut functions = Vec::new();
        let mut routes = Vec::new();
        let mut streams = Vec::new();
        let mut sweeps = Vec::new();
        let mut tables = Vec::new();
        let mut buckets = Vec::new();
        let mut triggers = Vec::new();
        let mut timeouts = BTreeMap::new();
        for (name, resource) in document.resources {
            match resource.kind.as_str() {
                "AWS::Serverless::Function" => {
                    let function = resource.binary().ok_or_else(|| TemplateError::Binary {
                        resource: name.clone(),
                    })?;
                    let properties: FunctionProperties = resource.properties(&name)?;
                    if let Some(seconds) = properties.timeout {
                        timeouts.insert(function.clone(), Duration::from_secs(seconds));
                    }
                    let config = &properties.event_invoke_config;
                    if let Some(name) = properties.function_name {
                        functions.push(Function {
                            name: name.in_stack(),
                            binary: function.clone(),
                            retries: config.retries(),
                        });
                    }
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
                            EventSource::S3(source) => {
                                triggers.push(source.trigger(function.clone(), config));
                            }
                        }
                    }
                }
                "AWS::DynamoDB::Table" => tables.push(resource.properties(&name)?),
                "AWS::S3::Bucket" => {
                    let properties: BucketProperties = resource.properties(&name)?;
                    buckets.push((name, properties));
                }
                _ => {}
            }
        }
        let (name, bucket) = one("bucket", buckets)?;
        Ok(Self {
            functions,
            routes,
            stream: one("function fed by the stream", streams)?,
            sweep: one("function called at a rate", sweeps)?,
            table: one("table", tables)?,
            bucket: bucket.bucket(bucket::belonging(&name, triggers)?),
            timeout: Duration::from_secs(document.globals.function.timeout),
            timeouts,
        })
    }

    /// Every function that has a name of its own.
    pub fn functions(&self) -> &[Function] {
        &self.functions
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

    /// The bucket of documents.
    pub const fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    /// How long a function may take, by its binary.
    pub fn timeout(&self, function: &str) -> Duration {
        self.timeouts.get(function).copied().unwrap_or(self.timeout)
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
        assert_eq!(template.timeout("appointments"), Duration::from_secs(15));
        assert_eq!(template.timeout("uploads"), Duration::from_mins(1));
    }

    #[test]
    fn functions_are_named_after_stack_and_binary() {
        let template = Template::read().unwrap();
        let function = |binary: &str, retries| Function {
            name: format!("leah-{binary}"),
            binary: binary.to_owned(),
            retries,
        };
        let known = template.functions();
        assert!(known.contains(&function("outbox", 2)), "{known:?}");
        assert!(known.contains(&function("uploads", 2)), "{known:?}");
        for route in template.routes() {
            let named = |known: &Function| known.binary == route.function;
            assert!(known.iter().any(named), "{}", route.function);
        }
    }

    #[test]
    fn the_bucket_has_its_rules_and_tells_uploads() {
        let template = Template::read().unwrap();
        let bucket = template.bucket();
        let [trigger] = &bucket.triggers[..] else {
            panic!("{:?}", bucket.triggers);
        };
        assert_eq!(trigger.function, "uploads");
        assert_eq!(trigger.retries, 2);
        assert!(trigger.matches("ObjectCreated:Post", "incoming/x"));
        assert!(!trigger.matches("ObjectCreated:Post", "files/x"));
        assert_eq!(bucket.cors[0].methods, ["POST"]);
        let expires: Vec<_> = bucket
            .lifecycle
            .iter()
            .map(|rule| (rule.prefix.as_str(), rule.expire, rule.abort))
            .collect();
        assert_eq!(
            expires,
            [
                ("incoming/", Some(1), None),
                ("files/", Some(9), None),
                ("", None, Some(1)),
            ]
        );
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
    fn a_template_without_resources_is_refused() {
        let text = "Globals: {Function: {Timeout: 3}}\nResources: {}\n";
        let error = Template::parse(text).unwrap_err();
        assert!(matches!(error, TemplateError::Count { found: 0, .. }));
    }
}
