//! Which operation a request asks for.

use std::borrow::Cow;
use std::sync::LazyLock;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method};
use url::form_urlencoded;

use super::load::{Model, Operation, Protocol};
use super::path::PathPattern;
use super::shape::{Kind, Place, Structure};
use crate::{Request, Service};

/// The names and values of a query.
pub(super) type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The operation that a request asks for, by the service's own model; `None` where it asks for none that is known here.
///
/// S3's buckets are read from the path: no engine on one machine has a host of its own for each.
pub fn operation(request: &Request<'_>) -> Option<&'static Operation> {
    let model = Model::of(request.service);
    match model.protocol {
        Protocol::Json => {
            let target = request.headers.get("x-amz-target")?.to_str().ok()?;
            let name = target
                .strip_prefix(model.target_prefix)?
                .strip_prefix('.')?;
            model.operation(name)
        }
        Protocol::Cbor => {
            let path = request.uri.path().strip_prefix("/service/")?;
            let name = path
                .strip_prefix(model.target_prefix)?
                .strip_prefix("/operation/")?;
            model.operation(name)
        }
        Protocol::Query => {
            let mut pairs = form_urlencoded::parse(request.body);
            let (_, action) = pairs.find(|(name, _)| name == "Action")?;
            model.operation(&action)
        }
        Protocol::RestJson | Protocol::RestXml => rest(model, request),
    }
}

impl Service {
    /// The service that a request is for, as its signature says (the scope of Signature Version 4).
    pub fn signed(headers: &HeaderMap) -> Option<Self> {
        let authorization = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (_, credential) = authorization.split_once("Credential=")?;
        let name = credential.split(',').next()?.split('/').nth(3)?;
        let signs = |service: &&Self| Model::of(**service).signing_name == name;
        Self::ALL.iter().find(signs).copied()
    }
}

/// The pairs of a request's query.
pub(super) fn query<'a>(request: &Request<'a>) -> Pairs<'a> {
    form_urlencoded::parse(request.uri.query().unwrap_or_default().as_bytes()).collect()
}

fn rest(model: &'static Model, request: &Request<'_>) -> Option<&'static Operation> {
    let (path, query) = (request.uri.path(), query(request));
    let asked = |operation: &&Operation| {
        operation.method == *request.method
            && operation.path.labels(path).is_some()
            && operation.path.takes(&query)
            && tells(model, operation, &query, request.headers)
    };
    let known = model.operations.iter().find(asked);
    known.or_else(|| posts_form(request).then_some(&*POST_OBJECT))
}

/// Whether all that tells operations on one path apart tells of this one.
fn tells(model: &Model, operation: &Operation, query: &Pairs<'_>, headers: &HeaderMap) -> bool {
    let input = operation.input.map(|input| &model.shape(input).kind);
    let Some(Kind::Structure(input)) = input else {
        return true;
    };
    let says = |place, name: &str| match place {
        Place::Query => query.iter().any(|(given, _)| given == name),
        _ => headers.contains_key(name),
    };
    let told = |place, name: &str| {
        operation.path.names(name) || stands(input, place, name) || !says(place, name)
    };
    // Several operations of S3 share a method and a path; of the other services none does.
    let complete = model.protocol != Protocol::RestXml
        || input.members.iter().all(|member| {
            let tells = member.required && [Place::Query, Place::Header].contains(&member.place);
            !tells || says(member.place, member.wire)
        });
    let discriminators = &model.discriminators;
    complete
        && discriminators
            .query
            .iter()
            .all(|name| told(Place::Query, name))
        && discriminators
            .header
            .iter()
            .all(|name| told(Place::Header, name))
}

fn stands(input: &Structure, place: Place, name: &str) -> bool {
    let same = |wire: &str| wire.eq_ignore_ascii_case(name);
    let mut members = input.members.iter();
    members.any(|member| member.place == place && same(member.wire))
}

/// S3's upload by a browser's form, which stands in no model.
static POST_OBJECT: LazyLock<Operation> = LazyLock::new(|| Operation {
    name: "PostObject",
    service: Service::S3,
    method: Method::POST,
    path: PathPattern::new("/{Bucket}"),
    input: None,
});

fn posts_form(request: &Request<'_>) -> bool {
    let kind = request.headers.get(CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    request.service == Service::S3
        && *request.method == POST_OBJECT.method
        && kind.to_ascii_lowercase().starts_with("multipart/form-data")
        && POST_OBJECT.path.labels(request.uri.path()).is_some()
}
