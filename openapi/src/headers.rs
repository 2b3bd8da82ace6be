//! Headers of answers.

use leah_http::schema::{ALWAYS, CHALLENGE};
use serde_json::{Map, Value, json};

/// Headers that every answer of a function has; what the gateway answers by itself has the first two.
const EVERYWHERE: [&str; 6] = [
    "X-Request-Id",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Cache-Control",
    "Vary",
    "Link",
];

/// Those that the gateway sends, too.
const ALWAYS_THERE: [&str; 2] = ["X-Request-Id", "X-Content-Type-Options"];

/// References to the headers of an answer: those of every answer, and `more`.
pub(crate) fn of(more: &[&str]) -> Value {
    named(EVERYWHERE.iter().chain(more))
}

/// The same for what only the gateway answers.
pub(crate) fn of_gateway(more: &[&str]) -> Value {
    named(ALWAYS_THERE.iter().chain(more))
}

fn named<'a>(names: impl Iterator<Item = &'a &'a str>) -> Value {
    let reference = |name: &&str| {
        let to = format!("#/components/headers/{name}");
        ((*name).to_owned(), json!({ "$ref": to }))
    };
    Value::Object(names.map(reference).collect())
}

/// Where files were taken, the answer shows the transfer and says so; a list of tickets stands elsewhere.
pub(crate) fn of_a_transfer() -> Value {
    json!({
        "description": "The IRI of the transfer, where the answer shows it.",
        "schema": path(),
    })
}

/// How long the documentation is kept: the page by everybody, who ask again each time.
pub(crate) fn of_a_page() -> Value {
    json!({
        "description": "It is asked for again each time.",
        "schema": { "type": "string", "enum": ["no-cache, private", "no-cache"] },
    })
}

fn path() -> Value {
    json!({ "type": "string", "format": "iri-reference", "pattern": "^/api/" })
}

/// All headers of the document.
pub(crate) fn components() -> Value {
    let seconds = json!({ "type": "integer", "minimum": 1 });
    let mut all = Map::new();
    let mut add = |name: &str, required: bool, said: &str, schema: Value| {
        let mut header = json!({ "description": said, "schema": schema });
        if required {
            header["required"] = true.into();
        }
        all.insert(name.to_owned(), header);
    };
    add(
        "X-Request-Id",
        true,
        "The request's number, by which support finds it.",
        json!({ "type": "string", "minLength": 1 }),
    );
    for (name, value) in ALWAYS {
        let (name, said) = match name {
            "vary" => ("Vary", "What the answer depends on."),
            "x-content-type-options" => {
                ("X-Content-Type-Options", "The media type is what it says.")
            }
            "x-frame-options" => ("X-Frame-Options", "It belongs into no frame."),
            _ => (
                "Cache-Control",
                "It is kept by nobody but the caller, who asks again each time.",
            ),
        };
        let required = ALWAYS_THERE.contains(&name);
        add(
            name,
            required,
            said,
            json!({ "type": "string", "const": value }),
        );
    }
    add(
        "Link",
        false,
        "Where the Hydra documentation is (`rel` is `apiDocumentation` of Hydra core).",
        json!({ "type": "string", "pattern": "/api/docs\\.jsonld>; rel=" }),
    );
    add(
        "ETag",
        true,
        "The tag of this state, for `If-None-Match`.",
        json!({ "type": "string", "pattern": "^\"[0-9a-f]{32}\"$" }),
    );
    add("Location", true, "The IRI of what was created.", path());
    add(
        "Content-Location",
        true,
        "The IRI of what the answer shows.",
        path(),
    );
    add(
        "Accept-Patch",
        true,
        "How the item can be edited (RFC 5789).",
        json!({ "type": "string", "const": "application/merge-patch+json" }),
    );
    add(
        "Allow",
        true,
        "The methods that the path has.",
        json!({ "type": "string", "minLength": 1 }),
    );
    add(
        "WWW-Authenticate",
        false,
        "What to send. Amazon API Gateway renames it to `x-amzn-Remapped-WWW-Authenticate`.",
        json!({ "type": "string", "const": CHALLENGE }),
    );
    add(
        "Retry-After",
        true,
        "After how many seconds to try again.",
        seconds,
    );
    Value::Object(all)
}
