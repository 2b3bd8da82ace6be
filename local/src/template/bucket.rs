//! The bucket as the template describes it: who may load it from a browser, what it forgets by itself, whom it tells.

use serde::Deserialize;

use super::{Bucket, CorsRule, LifecycleRule, ObjectTrigger, TemplateError};

/// `AWS::S3::Bucket`, as far as one machine can follow it.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct BucketProperties {
    #[serde(default)]
    cors_configuration: Cors,
    #[serde(default)]
    lifecycle_configuration: Lifecycle,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Cors {
    cors_rules: Vec<CorsProperties>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct CorsProperties {
    allowed_origins: Vec<String>,
    allowed_methods: Vec<String>,
    #[serde(default)]
    allowed_headers: Vec<String>,
    #[serde(default)]
    exposed_headers: Vec<String>,
    max_age: Option<u32>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Lifecycle {
    rules: Vec<LifecycleProperties>,
}

/// A member that is not known here would be a rule that is not followed.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct LifecycleProperties {
    #[serde(default, rename = "Id")]
    _id: String,
    status: Status,
    #[serde(default)]
    prefix: String,
    expiration_in_days: Option<u16>,
    abort_incomplete_multipart_upload: Option<Abort>,
}

#[derive(Deserialize, PartialEq, Eq)]
enum Status {
    Enabled,
    Disabled,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Abort {
    days_after_initiation: u16,
}

impl BucketProperties {
    pub(super) fn bucket(self, triggers: Vec<ObjectTrigger>) -> Bucket {
        let cors = self.cors_configuration.cors_rules.into_iter();
        let rules = self.lifecycle_configuration.rules.into_iter();
        Bucket {
            triggers,
            cors: cors
                .map(|rule| CorsRule {
                    origins: rule.allowed_origins,
                    methods: rule.allowed_methods,
                    headers: rule.allowed_headers,
                    exposed: rule.exposed_headers,
                    max_age: rule.max_age,
                })
                .collect(),
            lifecycle: rules
                .filter(|rule| rule.status == Status::Enabled)
                .map(|rule| LifecycleRule {
                    prefix: rule.prefix,
                    expire: rule.expiration_in_days,
                    abort: rule
                        .abort_incomplete_multipart_upload
                        .map(|abort| abort.days_after_initiation),
                })
                .collect(),
        }
    }
}

/// An event source of type `S3` (AWS SAM specification, "S3").
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct S3Source {
    bucket: Reference,
    events: Events,
    #[serde(default)]
    filter: Option<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Reference {
    r#ref: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Events {
    One(String),
    Several(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Filter {
    #[serde(rename = "S3Key")]
    key: KeyFilter,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct KeyFilter {
    rules: Vec<KeyRule>,
}

#[derive(Deserialize)]
#[serde(tag = "Name", content = "Value", rename_all = "lowercase")]
enum KeyRule {
    Prefix(String),
    Suffix(String),
}

/// `EventInvokeConfig` of a function; other members do not concern one machine.
#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct EventInvokeConfig {
    maximum_retry_attempts: Option<u32>,
}

impl EventInvokeConfig {
    /// Lambda's own number where the template has none.
    pub(super) fn retries(&self) -> u32 {
        self.maximum_retry_attempts.unwrap_or(2)
    }
}

impl S3Source {
    /// The trigger, with the logical name of its bucket.
    pub(super) fn trigger(
        self,
        function: String,
        config: &EventInvokeConfig,
    ) -> (String, ObjectTrigger) {
        let mut trigger = ObjectTrigger {
            function,
            events: match self.events {
                Events::One(event) => vec![event],
                Events::Several(events) => events,
            },
            prefix: String::new(),
            suffix: String::new(),
            retries: config.retries(),
        };
        for rule in self.filter.into_iter().flat_map(|filter| filter.key.rules) {
            match rule {
                KeyRule::Prefix(prefix) => trigger.prefix = prefix,
                KeyRule::Suffix(suffix) => trigger.suffix = suffix,
            }
        }
        (self.bucket.r#ref, trigger)
    }
}

impl ObjectTrigger {
    /// Whether the function is told of an event such as `ObjectCreated:Put` of an object.
    pub(crate) fn matches(&self, event: &str, key: &str) -> bool {
        let named = |pattern: &String| {
            let pattern = pattern.strip_prefix("s3:").unwrap_or(pattern);
            match pattern.strip_suffix('*') {
                Some(family) => event.starts_with(family),
                None => event == pattern,
            }
        };
        self.events.iter().any(named)
            && key.starts_with(&self.prefix)
            && key.ends_with(&self.suffix)
    }
}

/// Every trigger has to be one of the one bucket.
pub(super) fn belonging(
    bucket: &str,
    triggers: Vec<(String, ObjectTrigger)>,
) -> Result<Vec<ObjectTrigger>, TemplateError> {
    triggers
        .into_iter()
        .map(|(name, trigger)| {
            if name == bucket {
                Ok(trigger)
            } else {
                Err(TemplateError::Bucket { name })
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn trigger(source: Value) -> ObjectTrigger {
        let source: S3Source = serde_json::from_value(source).unwrap();
        let (bucket, trigger) = source.trigger("uploads".to_owned(), &EventInvokeConfig::default());
        assert_eq!(bucket, "Documents");
        trigger
    }

    #[test]
    fn a_trigger_takes_the_events_and_keys_that_it_names() {
        let narrow = trigger(json!({
            "Bucket": {"Ref": "Documents"},
            "Events": ["s3:ObjectCreated:Post"],
            "Filter": {"S3Key": {"Rules": [
                {"Name": "prefix", "Value": "incoming/"}, {"Name": "suffix", "Value": ".pdf"},
            ]}},
        }));
        assert!(narrow.matches("ObjectCreated:Post", "incoming/a.pdf"));
        assert!(!narrow.matches("ObjectCreated:Put", "incoming/a.pdf"));
        assert!(!narrow.matches("ObjectCreated:Post", "files/a.pdf"));
        assert!(!narrow.matches("ObjectCreated:Post", "incoming/a.png"));
        assert_eq!(narrow.retries, 2);
        let wide = trigger(json!({"Bucket": {"Ref": "Documents"}, "Events": "s3:ObjectCreated:*"}));
        assert!(wide.matches("ObjectCreated:CompleteMultipartUpload", "x"));
        assert!(!wide.matches("ObjectRemoved:Delete", "x"));
    }

    #[test]
    fn a_rule_that_cannot_be_followed_is_refused() {
        let rule = json!({"LifecycleConfiguration": {"Rules": [
            {"Status": "Enabled", "Transitions": [{"StorageClass": "GLACIER", "TransitionInDays": 1}]},
        ]}});
        assert!(serde_json::from_value::<BucketProperties>(rule).is_err());
    }
}
