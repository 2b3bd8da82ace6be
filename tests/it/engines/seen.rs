//! What a step of the walk has shown, told so that two worlds can be compared: what each draws or is given for itself (identifiers,
//! secrets, addresses of this machine) has a name by the order in which it appears.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write,
};

use serde_json::{Map, Value, json};

/// A step, and what was seen of it.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub(super) name: String,
    pub(super) seen: Value,
}

/// Headers of answers that are a connection's own, or an engine's.
const NOT_COMPARED: [&str; 8] = [
    "date",
    "x-request-id",
    "x-amzn-requestid",
    "content-length",
    "connection",
    "transfer-encoding",
    "server",
    "keep-alive",
];

/// The headers of an answer that are compared.
pub(super) fn headers(headers: &reqwest::header::HeaderMap) -> Value {
    let mut kept = Map::new();
    for name in headers.keys() {
        if NOT_COMPARED.contains(&name.as_str()) {
            continue;
        }
        let values = headers.get_all(name).iter();
        let values: Vec<_> = values.map(|value| value.to_str().unwrap()).collect();
        kept.insert(name.as_str().to_owned(), json!(values.join(", ")));
    }
    kept.sort_keys();
    Value::Object(kept)
}

/// Names for what is drawn.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Whatever is known to be a world's own, with what stands for it: addresses, secrets.
    fixed: Vec<(String, String)>,
    drawn: HashMap<String, usize>,
    /// Whether nothing is named anew.
    closed: bool,
}

impl Names {
    /// From now on `text` is written as `name`.
    pub(super) fn call(&mut self, text: &str, name: &str) {
        self.fixed.push((text.to_owned(), format!("<{name}>")));
    }

    /// The value in which all that is drawn has its name.
    pub(super) fn of(&mut self, value: &Value) -> Value {
        match value {
            Value::String(text) => Value::String(self.text(text)),
            Value::Array(items) => items.iter().map(|item| self.of(item)).collect(),
            Value::Object(fields) => {
                let fields = fields.iter();
                let named = fields.map(|(name, value)| match name.as_str() {
                    // A link's secret, in digits.
                    "hash" => (name.clone(), json!("<drawn>")),
                    _ => (self.text(name), self.of(value)),
                });
                Value::Object(named.collect())
            }
            other => other.clone(),
        }
    }

    /// A place among others that does not depend on what is drawn: the value's text, in which only what has a name already has one.
    pub(super) fn place(&self, value: &Value) -> String {
        let mut known = Self {
            fixed: self.fixed.clone(),
            drawn: self.drawn.clone(),
            closed: true,
        };
        let mut value = known.of(value);
        // The SDK writes an item's attributes in any order.
        value.sort_all_objects();
        value.to_string()
    }

    fn text(&mut self, text: &str) -> String {
        let mut text = text.to_owned();
        for (own, name) in &self.fixed {
            text = text.replace(own, name);
        }
        let mut named = String::with_capacity(text.len());
        let text = signatures_of(&text);
        let mut rest = text.as_str();
        while let Some(next) = rest.chars().next() {
            let before = named.as_str();
            if let Some((kind, length)) = drawn(before, rest) {
                let name = self.number(&rest[..length]);
                let _ = write!(named, "<{kind} {name}>");
                rest = &rest[length..];
            } else {
                named.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        named
    }

    fn number(&mut self, drawn: &str) -> usize {
        if let Some(number) = self.drawn.get(drawn) {
            return *number;
        }
        if self.closed {
            return 0;
        }
        let number = self.drawn.len() + 1;
        self.drawn.insert(drawn.to_owned(), number);
        number
    }
}

/// What is drawn, or follows from what is, at the beginning of `rest`: its kind and length.
fn drawn(before: &str, rest: &str) -> Option<(&'static str, usize)> {
    if rest.get(..36).is_some_and(is_uuid) {
        return Some(("id", 36));
    }
    let word = rest
        .find(|next: char| !(next.is_ascii_alphanumeric() || "-_=".contains(next)))
        .unwrap_or(rest.len());
    let entity = word == 32 && before.ends_with('"') && rest[word..].starts_with('"');
    let behind = |mark: &str| before.ends_with(mark) && word > 20;
    if entity {
        Some(("entity tag", word))
    } else if behind("/t/") || behind("/w/") {
        Some(("link", word))
    } else if behind("cursor=") {
        Some(("position", word))
    } else if behind("nonce-") || behind("nonce=\"") {
        Some(("nonce", word))
    } else {
        None
    }
}

fn is_uuid(text: &str) -> bool {
    text.bytes().enumerate().all(|(place, byte)| match place {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    })
}

/// The text with an address's signature reduced to the names of its parts: keys, tokens and hosts differ.
fn signatures_of(text: &str) -> String {
    let Some((address, query)) = text.split_once('?') else {
        return text.to_owned();
    };
    if !query.contains("X-Amz-Signature=") {
        return text.to_owned();
    }
    let mut names = query.split('&').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        match name {
            "X-Amz-Credential" | "X-Amz-Signature" => name.to_owned(),
            _ => format!("{name}={value}"),
        }
    });
    // The token of a session is there where there is a session.
    let names: Vec<_> = names
        .by_ref()
        .filter(|part| !part.starts_with("X-Amz-Security-Token="))
        .collect();
    format!("{address}?{}", names.join("&"))
}

/// Where two values differ: pointers into them (RFC 6901), with what either has there.
pub(super) fn differences(ours: &Value, theirs: &Value) -> BTreeMap<String, (Value, Value)> {
    let mut found = BTreeMap::new();
    compare("", ours, theirs, &mut found);
    found
}

fn compare(at: &str, ours: &Value, theirs: &Value, found: &mut BTreeMap<String, (Value, Value)>) {
    match (ours, theirs) {
        (Value::Object(one), Value::Object(other)) => {
            let only_other = other.keys().filter(|name| !one.contains_key(*name));
            for name in one.keys().chain(only_other) {
                let at = format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"));
                compare(&at, &ours[name], &theirs[name], found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (place, (ours, theirs)) in one.iter().zip(other).enumerate() {
                compare(&format!("{at}/{place}"), ours, theirs, found);
            }
        }
        _ if ours == theirs => {}
        _ => {
            found.insert(at.to_owned(), (ours.clone(), theirs.clone()));
        }
    }
}

#[test]
fn what_is_drawn_is_named_in_order() {
    let mut names = Names::default();
    names.call("http://127.0.0.1:4000", "storage");
    let (one, other) = (
        "440b4e01-d3e4-4cbc-afb2-ca62177cd630",
        "7dd37344-5d8d-4c90-a015-5518ab97adaf",
    );
    let value = json!({"a": format!("/x/{other}/{one}é"), "b": [one], "c": 1,
        "e": "\"0123456789abcdef0123456789abcdef\"", "f": "/t/0123456789abcdef0123456789, /t/",
        "d": "http://127.0.0.1:4000/k?X-Amz-Date=1&X-Amz-Credential=k&X-Amz-Security-Token=t&X-Amz-Signature=s"});
    let expected = json!({"a": "/x/<id 1>/<id 2>é", "b": ["<id 2>"], "c": 1,
        "e": "\"<entity tag 3>\"", "f": "/t/<link 4>, /t/",
        "d": "<storage>/k?X-Amz-Date=1&X-Amz-Credential&X-Amz-Signature"});
    assert_eq!(names.of(&value), expected);
}

#[test]
fn differences_are_told_by_their_places() {
    let ours = json!({"status": 200, "list": [1, 2], "same": {"a/b": null}, "more": [1]});
    let theirs =
        json!({"status": 500, "list": [1, 3], "same": {"a/b": null}, "new": true, "more": []});
    let found = differences(&ours, &theirs);
    let found: Vec<_> = found.iter().map(|(at, both)| (at.as_str(), both)).collect();
    assert_eq!(
        found,
        [
            ("/list/1", &(json!(2), json!(3))),
            ("/more", &(json!([1]), json!([]))),
            ("/new", &(json!(null), json!(true))),
            ("/status", &(json!(200), json!(500))),
        ]
    );
    assert_eq!(differences(&ours, &ours), BTreeMap::new());
}
