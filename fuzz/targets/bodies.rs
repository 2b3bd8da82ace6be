//! JSON bodies.

use lambda_http::{Body, Request, Response};
use leah_domain::{
    Appointment, Reference, Resource, Transfer,
    appointment::{Changes, Draft, Fields},
    input::{Malformed, Object, Violation},
    transfer::{Announced, FileKind, MAX_FILES, MAX_SIZE, announced},
};
use leah_http::Media;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    harness::{Verdict, fuzz},
    world::{HOST, PATH, ask},
};

fn post(media: &str, body: &[u8]) -> Request {
    let mut request = Request::new(Body::Binary(body.to_vec()));
    *request.method_mut() = http::Method::POST;
    let headers = request.headers_mut();
    headers.insert("host", HOST.parse().unwrap());
    headers.insert("content-type", media.parse().unwrap());
    lambda_http::RequestExt::with_raw_http_path(request, PATH)
}

/// The object in a body, as a function gets it; `None` where it was refused.
fn object<R: Resource>(input: &[u8], media: Media) -> Result<Option<Object>, TestCaseError> {
    let name = match media {
        Media::Document => "application/json",
        Media::MergePatch => "application/merge-patch+json",
    };
    let (answer, object) = ask(post(name, input), move |exchange| async move {
        exchange.object::<R>(media)
    });
    match &object {
        Some(object) => {
            prop_assert_eq!(answer.status(), 200);
            // Whoever looks at it as the JSON that it is sees the same.
            let read: Value = serde_json::from_slice(input).unwrap();
            let same =
                read == Value::Object(object.clone()) || (read.is_array() && object.is_empty());
            prop_assert!(same, "{read}");
        }
        None => refused(&answer, input)?,
    }
    Ok(object)
}

/// A refusal is an error document that says what was given at most once.
fn refused(answer: &Response<Body>, input: &[u8]) -> Verdict {
    let status = answer.status().as_u16();
    prop_assert!([400, 413, 415].contains(&status), "{status}");
    let document: Value = serde_json::from_slice(answer.body()).unwrap();
    prop_assert_eq!(&document["@type"], "hydra:Error");
    let said = document["hydra:description"].as_str().unwrap();
    prop_assert!(said.len() <= input.len() + 300, "{said}");
    Ok(())
}

fn brief(malformed: &Malformed, input: &[u8]) -> Verdict {
    let said = malformed.to_string();
    prop_assert!(said.len() <= input.len() + 300, "{said}");
    Ok(())
}

/// Each property has one rule that it breaks, and is one of those that there are.
fn listed(found: &[Violation], known: impl Fn(&str) -> bool) -> Verdict {
    prop_assert!(!found.is_empty());
    for (index, violation) in found.iter().enumerate() {
        prop_assert!(known(&violation.property), "{}", violation.property);
        let earlier = found[..index]
            .iter()
            .any(|other| other.property == violation.property);
        prop_assert!(!earlier, "{} twice", violation.property);
        prop_assert!(violation.constraint.message().len() < 300);
    }
    Ok(())
}

fn of_an_appointment(property: &str) -> bool {
    let known = [
        "status",
        "startTime",
        "email",
        "phoneNumber",
        "office",
        "externalId",
        "administrativeFileNumber",
    ];
    known.contains(&property)
}

/// What a booking holds, written as a body again.
fn written(draft: &Draft) -> Value {
    json!({
        "startTime": draft.start.print(),
        "email": draft.email.as_str(),
        "phoneNumber": draft.phone.as_str(),
        "office": draft.office.iri(),
        "externalId": draft.external_id.as_ref().map(Reference::as_str),
        "administrativeFileNumber": draft.file_number.as_ref().map(Reference::as_str),
    })
}

#[test]
fn booking() {
    fuzz("booking", |input| {
        let Some(body) = object::<Appointment>(input, Media::Document)? else {
            return Ok(());
        };
        let fields = match Fields::read(&body, HOST) {
            Ok(fields) => fields,
            Err(malformed) => return brief(&malformed, input),
        };
        let office = fields.office();
        match fields.draft() {
            Ok(draft) => {
                prop_assert_eq!(office, Some(draft.office));
                let body = written(&draft);
                let again = Fields::read(body.as_object().unwrap(), HOST)
                    .unwrap()
                    .draft()
                    .unwrap();
                prop_assert_eq!(written(&again), body);
                Ok(())
            }
            Err(found) => listed(&found, of_an_appointment),
        }
    });
}

#[test]
fn edit() {
    fuzz("edit", |input| {
        let Some(body) = object::<Appointment>(input, Media::MergePatch)? else {
            return Ok(());
        };
        let fields = match Fields::read(&body, HOST) {
            Ok(fields) => fields,
            Err(malformed) => return brief(&malformed, input),
        };
        match fields.changes() {
            Ok(changes) => nothing_unsaid(&changes, &body),
            Err(found) => listed(&found, of_an_appointment),
        }
    });
}

/// A patch changes what it names and nothing else (RFC 7396).
fn nothing_unsaid(changes: &Changes, body: &Object) -> Verdict {
    let says = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    prop_assert_eq!(
        changes.cancel,
        body.get("status") == Some(&json!("cancelled"))
    );
    prop_assert_eq!(changes.start.is_some(), says("startTime"));
    prop_assert_eq!(changes.email.is_some(), says("email"));
    prop_assert_eq!(changes.phone.is_some(), says("phoneNumber"));
    prop_assert_eq!(changes.office.is_some(), says("office"));
    let absent = leah_domain::input::Field::Absent;
    let named = body.contains_key("externalId") || body.contains_key("external_id");
    prop_assert_eq!(changes.external_id != absent, named);
    let named = body.contains_key("administrativeFileNumber");
    prop_assert_eq!(changes.file_number != absent, named);
    Ok(())
}

fn announcing(files: &[Announced]) -> Value {
    let file = |file: &Announced| {
        let (name, kind) = (file.name.as_str(), file.kind.media_type());
        json!({"name": name, "type": kind, "size": file.size})
    };
    let files: Vec<Value> = files.iter().map(file).collect();
    json!({ "files": files })
}

#[test]
fn announcement() {
    fuzz("announcement", |input| {
        let Some(body) = object::<Transfer>(input, Media::Document)? else {
            return Ok(());
        };
        match announced(&body) {
            Ok(Ok(files)) => {
                prop_assert!((1..=MAX_FILES).contains(&files.len()));
                for file in &files {
                    prop_assert!((1..=MAX_SIZE).contains(&file.size));
                    prop_assert!(FileKind::ALL.contains(&file.kind));
                }
                let again = announcing(&files);
                prop_assert_eq!(announced(again.as_object().unwrap()), Ok(Ok(files)));
                Ok(())
            }
            Ok(Err(found)) => listed(&found, |property| {
                let of_a_file = property
                    .strip_prefix("files[")
                    .and_then(|rest| rest.split_once("]."));
                let known = |(index, name): (&str, &str)| {
                    index.parse::<usize>().is_ok_and(|index| index < MAX_FILES)
                        && ["name", "type", "size"].contains(&name)
                };
                property == "files" || of_a_file.is_some_and(known)
            }),
            Err(malformed) => brief(&malformed, input),
        }
    });
}
