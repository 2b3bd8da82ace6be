//! The parts of an AWS SAM template that are followed here (AWS SAM specification, version 2016-10-31).

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::bucket::{EventInvokeConfig, S3Source};
use super::{STACK, StreamTrigger, TemplateError, TimedTrigger};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Document {
    pub(super) globals: Globals,
    pub(super) resources: BTreeMap<String, Resource>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Globals {
    pub(super) function: FunctionGlobals,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FunctionGlobals {
    /// In seconds.
    pub(super) timeout: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Resource {
    #[serde(rename = "Type")]
    pub(super) kind: String,
    #[serde(default)]
    properties: Value,
    #[serde(default)]
    metadata: Value,
}

impl Resource {
    pub(super) fn binary(&self) -> Option<String> {
        self.metadata
            .pointer("/BuildProperties/Binary")?
            .as_str()
            .map(str::to_owned)
    }

    pub(super) fn properties<T: DeserializeOwned>(self, name: &str) -> Result<T, TemplateError> {
        serde_json::from_value(self.properties).map_err(|source| TemplateError::Properties {
            resource: name.to_owned(),
            source,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct FunctionProperties {
    pub(super) function_name: Option<Name>,
    #[serde(default)]
    pub(super) events: BTreeMap<String, EventSource>,
    /// In seconds.
    pub(super) timeout: Option<u64>,
    #[serde(default)]
    pub(super) event_invoke_config: EventInvokeConfig,
}

/// A name as it stands, or with the stack's name to be put in.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Name {
    Plain(String),
    Sub {
        #[serde(rename = "Fn::Sub")]
        text: String,
    },
}

impl Name {
    /// The name in the stack of this machine.
    pub(super) fn in_stack(self) -> String {
        match self {
            Self::Plain(name) => name,
            Self::Sub { text } => text.replace("${AWS::StackName}", STACK),
        }
    }
}

#[derive(Deserialize)]
#[serde(tag = "Type", content = "Properties")]
pub(super) enum EventSource {
    Api(Api),
    #[serde(rename = "DynamoDB")]
    DynamoDb(Stream),
    Schedule(Schedule),
    S3(S3Source),
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Api {
    pub(super) path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Stream {
    batch_size: usize,
    maximum_retry_attempts: u32,
    filter_criteria: FilterCriteria,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    pattern: String,
}

impl Stream {
    pub(super) fn trigger(
        self,
        name: &str,
        function: String,
    ) -> Result<StreamTrigger, TemplateError> {
        let filters = self.filter_criteria.filters.iter();
        Ok(StreamTrigger {
            function,
            batch: self.batch_size,
            retries: self.maximum_retry_attempts,
            filters: filters
                .map(|filter| json_in_text(name, &filter.pattern))
                .collect::<Result<_, _>>()?,
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Schedule {
    schedule: String,
    input: String,
}

impl Schedule {
    pub(super) fn trigger(
        self,
        name: &str,
        function: String,
    ) -> Result<TimedTrigger, TemplateError> {
        let minutes = self
            .schedule
            .strip_prefix("rate(")
            .and_then(|rest| {
                rest.strip_suffix(" minute)")
                    .or_else(|| rest.strip_suffix(" minutes)"))
            })
            .and_then(|number| number.parse::<u32>().ok())
            .filter(|minutes| *minutes > 0);
        let Some(minutes) = minutes else {
            return Err(TemplateError::Rate {
                expression: self.schedule,
            });
        };
        Ok(TimedTrigger {
            function,
            every: SignedDuration::from_mins(minutes.into()),
            input: json_in_text(name, &self.input)?,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TableProperties {
    pub(super) billing_mode: String,
    pub(super) attribute_definitions: Value,
    pub(super) key_schema: Value,
    pub(super) global_secondary_indexes: Value,
    pub(super) stream_specification: StreamSpecification,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StreamSpecification {
    pub(super) stream_view_type: String,
}

fn json_in_text(name: &str, text: &str) -> Result<Value, TemplateError> {
    serde_json::from_str(text).map_err(|source| TemplateError::Properties {
        resource: name.to_owned(),
        source,
    })
}
