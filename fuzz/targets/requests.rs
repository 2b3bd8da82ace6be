//! What stands around a body: forms, the `Accept` header, the query.

use std::collections::HashMap;

use http::{HeaderValue, Method};
use lambda_http::{Body, Request, RequestExt};
use leah_http::Upload;
use proptest::prelude::*;
use serde_json::Value;
use url::form_urlencoded;

use crate::{
    harness::{Verdict, fuzz},
    world::{HOST, PATH, ask},
};

fn request(method: Method, path: &str, body: Body) -> Request {
    let mut request = Request::new(body);
    *request.method_mut() = method;
    request.headers_mut().insert("host", HOST.parse().unwrap());
    request.with_raw_http_path(path)
}

/// The files of a form, or what is said of it.
fn uploads(media: &HeaderValue, body: &[u8]) -> Result<Vec<Upload>, Value> {
    let mut request = request(Method::POST, PATH, Body::Binary(body.to_vec()));
    request.headers_mut().insert("content-type", media.clone());
    let (answer, uploads) = ask(request, |exchange| async move { exchange.uploads().await });
    uploads.ok_or_else(|| serde_json::from_slice(answer.body()).unwrap())
}

/// The first line is the media type, the rest the body.
#[test]
fn form() {
    fuzz("form", |input| {
        let line = input
            .iter()
            .position(|byte| *byte == b'\n')
            .unwrap_or(input.len());
        let Ok(media) = HeaderValue::from_bytes(&input[..line]) else {
            return Ok(());
        };
        let body = input.get(line + 1..).unwrap_or_default();
        match uploads(&media, body) {
            Ok(files) => read(&files, body),
            Err(refusal) => {
                prop_assert_eq!(&refusal["@type"], "hydra:Error");
                let said = refusal["hydra:description"].as_str().unwrap();
                let known = said == "\"file\" is required"
                    || said.starts_with("The multipart body cannot be read: ");
                prop_assert!(known && said.len() < 120, "{said}");
                Ok(())
            }
        }
    });
}

/// What was read stands in the body, and reads the same out of a form of our own.
fn read(files: &[Upload], body: &[u8]) -> Verdict {
    prop_assert!(!files.is_empty());
    let mut rest = body;
    for file in files {
        let content = &file.content[..];
        let found = rest
            .windows(content.len().max(1))
            .position(|window| window.starts_with(content));
        prop_assert!(
            found.is_some() || content.is_empty(),
            "content that was not sent"
        );
        rest = &rest[found.unwrap_or(0) + content.len()..];
    }
    let boundary = "a-boundary-that-no-content-holds-by-chance";
    let mut form = Vec::new();
    for file in files {
        form.extend(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"file[]\"").bytes(),
        );
        let name = file
            .name
            .as_deref()
            .filter(|name| !name.contains(['"', '\\']));
        form.extend(
            name.iter()
                .flat_map(|name| format!("; filename=\"{name}\"").into_bytes()),
        );
        form.extend(b"\r\n\r\n");
        form.extend(&file.content);
        form.extend(b"\r\n");
    }
    form.extend(format!("--{boundary}--\r\n").bytes());
    let media = format!("multipart/form-data; boundary={boundary}")
        .parse()
        .unwrap();
    let again = uploads(&media, &form).unwrap();
    prop_assert_eq!(again.len(), files.len());
    for (again, file) in again.iter().zip(files) {
        prop_assert_eq!(&again.content, &file.content);
        let plain = file
            .name
            .as_deref()
            .filter(|name| !name.contains(['"', '\\']));
        prop_assert_eq!(again.name.as_deref(), plain);
    }
    Ok(())
}

/// Status and media type of the answer to who accepts this.
fn accepted(accept: HeaderValue) -> (u16, String) {
    let mut request = request(Method::GET, PATH, Body::Empty);
    request.headers_mut().insert("accept", accept);
    let (answer, _) = ask(request, |_| async { Ok(()) });
    let media = answer.headers()["content-type"].to_str().unwrap();
    (answer.status().as_u16(), media.to_owned())
}

#[test]
fn accept() {
    fuzz("accept", |input| {
        let Ok(accept) = HeaderValue::from_bytes(input) else {
            return Ok(());
        };
        let (status, media) = accepted(accept.clone());
        let upper = HeaderValue::from_bytes(&input.to_ascii_uppercase()).unwrap();
        prop_assert_eq!(
            accepted(upper),
            (status, media.clone()),
            "case means nothing"
        );
        let text = accept.to_str().unwrap_or_default().to_ascii_lowercase();
        let names = |range: &str| text.contains(range);
        if status == 406 {
            prop_assert_eq!(media, "application/problem+json; charset=utf-8");
            prop_assert!(!text.trim().is_empty());
            return Ok(());
        }
        prop_assert_eq!(status, 200);
        let essence = media.strip_suffix("; charset=utf-8").unwrap();
        prop_assert!(
            ["application/ld+json", "application/json"].contains(&essence),
            "{essence}"
        );
        let asked = names(essence) || names("*/") || names("application/*");
        prop_assert!(
            asked || text.trim().is_empty(),
            "{text} is answered by {essence}"
        );
        Ok(())
    });
}

#[test]
fn query() {
    fuzz("query", |input| {
        let mut pairs: Vec<(String, String)> = form_urlencoded::parse(input).into_owned().collect();
        let mut parameters = HashMap::<String, Vec<String>>::new();
        for (name, value) in &pairs {
            parameters
                .entry(name.clone())
                .or_default()
                .push(value.clone());
        }
        pairs.sort_by(|(one, _), (other, _)| one.cmp(other));
        moved(&parameters, &pairs)?;

        let asked = request(Method::GET, PATH, Body::Empty);
        let asked = asked.with_query_string_parameters(parameters.clone());
        let names: Vec<String> = parameters.keys().cloned().collect();
        let (answer, read) = ask(asked, move |exchange| {
            let names = names.clone();
            async move {
                let value = |name: String| {
                    let values = exchange.query.values(&name).ok();
                    (exchange.query.last(&name).map(str::to_owned), values, name)
                };
                Ok(names.into_iter().map(value).collect::<Vec<_>>())
            }
        });
        let hidden = |text: &str| text.chars().any(|c| c.is_control() || c == '\u{fffd}');
        let broken = pairs
            .iter()
            .any(|(name, value)| hidden(name) || hidden(value));
        prop_assert_eq!(answer.status().as_u16(), if broken { 400 } else { 200 });
        for (last, values, name) in read.into_iter().flatten() {
            let given = &parameters[&name];
            prop_assert_eq!(last.as_ref(), given.last(), "{}", name);
            // Its own values come in their order, those of its list's elements among them.
            if let Some(values) = values {
                prop_assert!(values.len() <= 20);
                let mut rest = values.iter();
                prop_assert!(given.iter().all(|value| rest.any(|other| other == value)));
            }
        }
        Ok(())
    });
}

/// The address to which one with a slash too many is moved has the same parameters, sorted.
fn moved(parameters: &HashMap<String, Vec<String>>, sorted: &[(String, String)]) -> Verdict {
    let stray = request(Method::GET, &format!("{PATH}/"), Body::Empty);
    let stray = stray.with_query_string_parameters(parameters.clone());
    let (answer, _) = ask(stray, |_| async { Ok(()) });
    prop_assert_eq!(answer.status(), 301);
    let address = answer.headers()["location"].to_str().unwrap();
    let address = address
        .strip_prefix(&format!("https://{HOST}{PATH}"))
        .unwrap();
    if sorted.is_empty() {
        prop_assert_eq!(address, "");
        return Ok(());
    }
    let query = address.strip_prefix('?').unwrap();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~%&=".contains(&byte);
    prop_assert!(query.bytes().all(plain), "{query}");
    let read: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    prop_assert_eq!(read, sorted);
    Ok(())
}
