//! The models, read at their first use.

use std::collections::HashMap;
use std::sync::LazyLock;

use http::Method;

use super::path::PathPattern;
use super::pattern::Pattern;
use super::shape::{Kind, Member, Place, Shape, ShapeId, Structure};
use super::source::{Discriminators, OperationSource, Reference, ShapeSource, Source};
use crate::Service;

/// What a service takes.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) protocol: Protocol,
    /// What stands before the operation's name: in `X-Amz-Target`, and in the path of CBOR's protocol.
    pub(crate) target_prefix: &'static str,
    /// What the service is called in a signature's scope.
    pub(crate) signing_name: &'static str,
    pub(crate) discriminators: Discriminators,
    pub(crate) operations: Vec<Operation>,
    shapes: Vec<Shape>,
}

/// How a service speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// `awsJson1_0`.
    Json,
    /// `restJson1`.
    RestJson,
    /// `restXml`.
    RestXml,
    /// `awsQuery`.
    Query,
    /// `rpcv2Cbor`.
    Cbor,
}

/// An operation of a service.
#[derive(Debug)]
pub struct Operation {
    /// Its name, as the SDKs have it.
    pub name: &'static str,
    /// Whose it is.
    pub service: Service,
    pub(crate) method: Method,
    pub(crate) path: PathPattern,
    pub(crate) input: Option<ShapeId>,
}

impl PartialEq for Operation {
    fn eq(&self, other: &Self) -> bool {
        (self.service, self.name) == (other.service, other.name)
    }
}

impl Eq for Operation {}

macro_rules! models {
    ($($service:ident => $file:literal,)+) => {
        impl Model {
            /// The service's model.
            pub(crate) fn of(service: Service) -> &'static Self {
                match service {
                    $(Service::$service => {
                        static MODEL: LazyLock<Model> = LazyLock::new(|| {
                            Model::parse(Service::$service, include_str!(concat!("../../models/", $file, ".json")))
                        });
                        &MODEL
                    })+
                }
            }
        }

        impl Service {
            /// All services.
            pub const ALL: &[Self] = &[$(Self::$service),+];

            /// What botocore calls the service, and the file of its model is called.
            pub const fn model_name(self) -> &'static str {
                match self {
                    $(Self::$service => $file,)+
                }
            }
        }
    };
}

models! {
    DynamoDb => "dynamodb",
    S3 => "s3",
    Ses => "sesv2",
    Sms => "pinpoint-sms-voice-v2",
    Scheduler => "scheduler",
    Lambda => "lambda",
    CloudFormation => "cloudformation",
    CloudWatch => "cloudwatch",
    Sqs => "sqs",
}

impl Model {
    #[expect(
        clippy::expect_used,
        reason = "the files are part of this crate, and a test reads them all"
    )]
    fn parse(service: Service, file: &'static str) -> Self {
        let source: Source = serde_json::from_str(file).expect("a model is what extract.py writes");
        let names: Names = source
            .shapes
            .0
            .iter()
            .enumerate()
            .map(|(index, (name, _))| (*name, ShapeId(index)))
            .collect();
        let operation = |(name, operation): (&'static str, OperationSource)| Operation {
            name,
            service,
            method: operation.method.parse().expect("a method"),
            path: PathPattern::new(operation.uri),
            input: operation.input.map(|input| names[input]),
        };
        let mut model = Self {
            protocol: protocol(source.protocol).expect("a protocol that is known"),
            target_prefix: source.target_prefix.unwrap_or_default(),
            signing_name: source.signing_name,
            discriminators: source.discriminators,
            operations: source.operations.0.into_iter().map(operation).collect(),
            shapes: Vec::with_capacity(source.shapes.0.len()),
        };
        for (name, shape) in source.shapes.0 {
            model.shapes.push(self::shape(name, shape, &names));
        }
        if service == Service::DynamoDb {
            model.name_tables();
        }
        model
    }

    pub(crate) fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    pub(crate) fn operation(&'static self, name: &str) -> Option<&'static Operation> {
        self.operations
            .iter()
            .find(|operation| operation.name == name)
    }

    /// All its shapes.
    #[cfg(test)]
    pub(crate) fn shapes(&self) -> &[Shape] {
        &self.shapes
    }

    /// Since a table may be named by its ARN the model says of its name only how long an ARN is. DynamoDB holds a plain name to what
    /// it was held to before, and answers so: seen on AWS by the authors of dynoxide (3.2.0, `src/validation.rs`).
    fn name_tables(&mut self) {
        for shape in &mut self.shapes {
            if shape.name == "TableArn" {
                shape.min = Some(3);
                shape.max = Some(255);
                shape.pattern = Some(Pattern::new("[a-zA-Z0-9_.-]+".into()));
            }
        }
    }
}

type Names = HashMap<&'static str, ShapeId>;

fn protocol(name: &str) -> Option<Protocol> {
    Some(match name {
        "json" => Protocol::Json,
        "rest-json" => Protocol::RestJson,
        "rest-xml" => Protocol::RestXml,
        "query" => Protocol::Query,
        "smithy-rpc-v2-cbor" => Protocol::Cbor,
        _ => return None,
    })
}

fn shape(name: &'static str, source: ShapeSource, names: &Names) -> Shape {
    let (min, max, sensitive) = (source.min, source.max, source.sensitive);
    let pattern = source.pattern.clone().map(Pattern::new);
    let kind = kind(source, names);
    Shape {
        name,
        kind,
        min,
        max,
        pattern,
        sensitive,
    }
}

#[expect(
    clippy::panic,
    reason = "as for all of the models: a test reads them all"
)]
fn kind(source: ShapeSource, names: &Names) -> Kind {
    let of = |reference: &Option<Reference>| match reference {
        Some(reference) => names[reference.shape],
        None => panic!("a {} says what it is made of", source.kind),
    };
    match source.kind {
        "structure" => Kind::Structure(structure(&source, names)),
        "list" => Kind::List {
            element: of(&source.member),
            wire: source
                .member
                .as_ref()
                .and_then(|member| member.location_name)
                .unwrap_or("member"),
            flattened: source.flattened,
        },
        "map" => Kind::Map {
            key: of(&source.key),
            value: of(&source.value),
        },
        "string" => Kind::String(source.values),
        "blob" => Kind::Blob,
        "boolean" => Kind::Boolean,
        "integer" => Kind::Integer,
        "long" => Kind::Long,
        "double" | "float" => Kind::Double,
        "timestamp" => Kind::Timestamp,
        other => panic!("{other} is no known type of shape"),
    }
}

fn structure(source: &ShapeSource, names: &Names) -> Structure {
    let member = |(name, reference): &(&'static str, Reference)| Member {
        name,
        wire: reference.location_name.unwrap_or(name),
        place: match reference.location {
            Some("uri") => Place::Path,
            Some("querystring") => Place::Query,
            Some("header") => Place::Header,
            Some("headers") => Place::Headers,
            _ => Place::Body,
        },
        shape: names[reference.shape],
        required: source.required.contains(name),
    };
    let members: Vec<Member> = source.members.0.iter().map(member).collect();
    let renamed = members
        .iter()
        .any(|member| member.place == Place::Body && member.name != member.wire);
    Structure {
        members,
        payload: source.payload,
        renamed,
    }
}
