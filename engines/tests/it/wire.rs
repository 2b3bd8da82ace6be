//! Requests, and what becomes of them.

use http::{HeaderMap, HeaderName, Method, Uri};
use leah_engines::{Breach, Request, Service, model};
use serde_json::Value;

/// A request that owns what it is made of.
#[derive(Clone, Debug)]
pub(crate) struct Wire {
    pub(crate) service: Service,
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Wire {
    pub(crate) fn new(service: Service, method: &str, uri: &str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            service,
            method: method.parse().unwrap(),
            uri: uri.parse().unwrap(),
            headers: HeaderMap::new(),
            body: body.into(),
        }
    }

    /// One of the protocol that names its operation in a header.
    pub(crate) fn json(service: Service, operation: &str, body: &Value) -> Self {
        let prefix = match service {
            Service::DynamoDb => "DynamoDB_20120810",
            Service::Sms => "PinpointSMSVoiceV2",
            _ => "AmazonSQS",
        };
        Self::new(service, "POST", "/", body.to_string())
            .with("x-amz-target", &format!("{prefix}.{operation}"))
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        let name: HeaderName = name.parse().unwrap();
        self.headers.insert(name, value.parse().unwrap());
        self
    }

    pub(crate) fn request(&self) -> Request<'_> {
        Request {
            service: self.service,
            method: &self.method,
            uri: &self.uri,
            headers: &self.headers,
            body: &self.body,
        }
    }

    /// The operation that is asked for.
    pub(crate) fn operation(&self) -> Option<&'static str> {
        model::operation(&self.request()).map(|operation| operation.name)
    }

    /// Its input, if the model takes it.
    pub(crate) fn judged(&self) -> Result<Value, Breach> {
        let request = self.request();
        let operation = model::operation(&request)
            .unwrap_or_else(|| panic!("{self:?} asks for nothing that is known"));
        let input = model::read(operation, &request)?;
        model::check(operation, &input)?;
        Ok(input)
    }

    /// Its breach.
    pub(crate) fn breach(&self) -> Breach {
        self.judged().expect_err("the model refuses it")
    }
}
