//! Every answer under `/api` is one that the OpenAPI document describes: its status, its media type, its headers, its body.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::Validator;
use serde_json::{Value, json};

use super::Answer;

/// The document.
static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(documentation::OPENAPI).unwrap());

/// Validators by the text of their schema: each is made once.
static VALIDATORS: Mutex<BTreeMap<String, Arc<Validator>>> = Mutex::new(BTreeMap::new());

/// Headers that are the connection's and not the API's.
const CONNECTION: [&str; 4] = ["connection", "content-length", "content-type", "date"];

/// What API Gateway renames begins so afterwards.
const RENAMED: &str = "x-amzn-remapped-";

/// Statuses by which a path or a method that does not exist is answered, or the gateway answers by itself.
const ASTRAY: [u16; 9] = [400, 404, 405, 408, 413, 431, 500, 502, 503];

/// Fails the test if the document does not describe an answer.
pub(crate) fn hold(method: &str, path: &str, answer: &Answer) {
    if path != "/api" && !path.starts_with("/api/") {
        return;
    }
    if let Err(why) = described(method, path, answer) {
        panic!(
            "openapi.json does not describe the answer {} to {method} {path}: {why}\n{:?}\n{}",
            answer.status, answer.headers, answer.text
        );
    }
}

fn described(method: &str, path: &str, answer: &Answer) -> Result<(), String> {
    // HEAD is answered as GET is, without the body.
    let reads = if method == "HEAD" { "GET" } else { method };
    let operation = item(path).and_then(|item| item.get(reads.to_ascii_lowercase()));
    let Some(operation) = operation else {
        return astray(method, answer);
    };
    let found = operation["responses"].get(answer.status.to_string());
    let described = resolve(found.ok_or("it has no such status")?);
    headers(described, answer)?;
    body(described, answer, method == "HEAD")
}

/// The answer where there is no such path, or no such method.
fn astray(method: &str, answer: &Answer) -> Result<(), String> {
    // A slash too many.
    if answer.status == 301 {
        let location = answer.header("location").is_some();
        return (location && answer.text.is_empty())
            .then_some(())
            .ok_or_else(|| "it leads nowhere".into());
    }
    if !ASTRAY.contains(&answer.status) {
        return Err("no path and method of it fit".into());
    }
    let operations = DOCUMENT["paths"].as_object().unwrap().values();
    let mut operations = operations.flat_map(|item| item.as_object().unwrap().values());
    let status = answer.status.to_string();
    // Failures are the same wherever they can occur.
    let found = operations.find_map(|operation| operation["responses"].get(&status));
    let described = resolve(found.ok_or("it has no such status")?);
    headers(described, answer)?;
    body(described, answer, method == "HEAD")
}

/// What the document says of a path.
fn item(path: &str) -> Option<&'static Value> {
    let stem = [".jsonld", ".json"]
        .iter()
        .find_map(|suffix| path.strip_suffix(suffix));
    // The documentation alone has a page.
    let page = (path == "/api/docs.html").then_some(documentation::DOCUMENTATION);
    let stem = stem.or(page);
    let segments: Vec<&str> = stem.unwrap_or(path).split('/').collect();
    let fits = |template: &str| {
        let parts: Vec<&str> = template.split('/').collect();
        parts.len() == segments.len()
            && parts.iter().zip(&segments).all(|(part, segment)| {
                part == segment || (part.starts_with('{') && !segment.is_empty())
            })
    };
    let paths = DOCUMENT["paths"].as_object().unwrap();
    paths
        .iter()
        .find_map(|(template, item)| fits(template).then_some(item))
}

fn resolve(value: &'static Value) -> &'static Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(to) => DOCUMENT.pointer(to.strip_prefix('#').unwrap()).unwrap(),
        None => value,
    }
}

fn headers(described: &'static Value, answer: &Answer) -> Result<(), String> {
    let known = described["headers"].as_object().into_iter().flatten();
    let known: BTreeMap<String, &Value> = known
        .map(|(name, header)| (name.to_ascii_lowercase(), resolve(header)))
        .collect();
    for (name, value) in &answer.headers {
        let name = name.as_str();
        let name = name.strip_prefix(RENAMED).unwrap_or(name);
        // AWS has numbers of its own for every request.
        if CONNECTION.contains(&name) || name.starts_with("x-amz") {
            continue;
        }
        let header = known
            .get(name)
            .ok_or_else(|| format!("it has no header {name}"))?;
        let text = value.to_str().map_err(|_| format!("{name} is no text"))?;
        let value = match header["schema"]["type"].as_str() {
            Some("integer") => text.parse::<i64>().map_or(json!(text), Value::from),
            _ => json!(text),
        };
        valid(&header["schema"], &value).map_err(|why| format!("the header {name}: {why}"))?;
    }
    for (name, header) in known {
        let there = answer.headers.contains_key(&name)
            || answer.headers.contains_key(format!("{RENAMED}{name}"));
        if header["required"] == true && !there {
            return Err(format!("the header {name} is missing"));
        }
    }
    Ok(())
}

fn body(described: &'static Value, answer: &Answer, head: bool) -> Result<(), String> {
    let Some(content) = described.get("content") else {
        return match (answer.text.is_empty(), answer.header("content-type")) {
            (true, None) => Ok(()),
            _ => Err("it has a body".into()),
        };
    };
    let media = answer.header("content-type").unwrap_or_default();
    let essence = media.split(';').next().unwrap_or_default();
    let described = content
        .get(essence)
        .ok_or_else(|| format!("it has no media type {media:?}"))?;
    if head {
        return Ok(());
    }
    let body = if essence == "text/html" {
        json!(answer.text)
    } else {
        serde_json::from_str(&answer.text).map_err(|error| error.to_string())?
    };
    valid(&described["schema"], &body)
}

fn valid(schema: &Value, value: &Value) -> Result<(), String> {
    let validator = validator(schema);
    let errors = validator.iter_errors(value);
    let lines: Vec<String> = errors
        .map(|error| format!("{error} at {:?}", error.instance_path().as_str()))
        .collect();
    if lines.is_empty() {
        Ok(())
    } else {
        Err(lines.join("; "))
    }
}

/// A schema of the document, by itself.
fn validator(schema: &Value) -> Arc<Validator> {
    let text = schema.to_string();
    let mut made = VALIDATORS.lock().unwrap();
    let validator = made.entry(text).or_insert_with(|| {
        let mut schema = schema.clone();
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        schema["components"] = DOCUMENT["components"].clone();
        Arc::new(jsonschema::validator_for(&schema).unwrap())
    });
    Arc::clone(validator)
}

mod tests {
    use reqwest::header::{HeaderMap, HeaderName};

    use super::*;
    use crate::support::demo;

    fn answer(status: u16, headers: &[(&str, &str)], text: &str) -> Answer {
        let always = [("x-request-id", "1"), ("x-content-type-options", "nosniff")];
        let all = always.iter().chain(headers);
        let headers: HeaderMap = all
            .map(|(name, value)| (name.parse::<HeaderName>().unwrap(), value.parse().unwrap()))
            .collect();
        Answer {
            status,
            headers,
            text: text.to_owned(),
        }
    }

    const JSON: (&str, &str) = ("content-type", "application/json; charset=utf-8");
    const TAG: (&str, &str) = ("etag", "\"0123456789abcdef0123456789abcdef\"");

    #[test]
    fn what_is_described_passes() {
        let name = r#"{"name":"My organization"}"#;
        let one = answer(200, &[JSON, TAG], name);
        assert_eq!(described("GET", demo::ORGANIZATION, &one), Ok(()));
        let suffixed = format!("{}.json", demo::ORGANIZATION);
        assert_eq!(described("GET", &suffixed, &one), Ok(()));
        let head = answer(200, &[JSON, TAG], "");
        assert_eq!(described("HEAD", demo::ORGANIZATION, &head), Ok(()));
        let unchanged = answer(304, &[TAG], "");
        assert_eq!(described("GET", demo::ORGANIZATION, &unchanged), Ok(()));
    }

    #[test]
    fn what_is_not_described_fails() {
        let name = r#"{"name":"My organization"}"#;
        for (case, answer) in [
            ("a status", answer(202, &[JSON, TAG], name)),
            ("a header", answer(200, &[JSON, TAG, ("x-new", "1")], name)),
            ("no header", answer(200, &[JSON], name)),
            (
                "a header's value",
                answer(200, &[JSON, ("etag", "other")], name),
            ),
            (
                "a media type",
                answer(200, &[("content-type", "text/html"), TAG], name),
            ),
            (
                "a field",
                answer(200, &[JSON, TAG], r#"{"name":"a","more":1}"#),
            ),
            ("no field", answer(200, &[JSON, TAG], "{}")),
            ("a type", answer(200, &[JSON, TAG], r#"{"name":1}"#)),
            ("no body", answer(200, &[JSON, TAG], "")),
        ] {
            let found = described("GET", demo::ORGANIZATION, &answer);
            assert!(found.is_err(), "{case} passes");
        }
        let strange = answer(200, &[JSON, TAG], "{}");
        assert!(described("GET", "/api/nope", &strange).is_err());
        assert!(described("PUT", demo::ORGANIZATION, &strange).is_err());
    }
}
