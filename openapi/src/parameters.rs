//! Parameters of requests.

use leah_domain::schema::GIVEN_UUID;
use leah_http::schema::{LONGEST_KEY, VALUES};
use serde_json::{Map, Value, json};

/// What every value of a query may be: a control character, or what is no UTF-8, is refused.
const QUERY: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f\\ufffd]*$";

/// The filters of a list: the variable and the property that it filters by.
pub(crate) type Filters = &'static [(&'static str, &'static str)];

/// How a list is paged.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Pages {
    /// By number.
    Numbered,
    /// By position.
    Partial,
}

/// The parameters of a list.
pub(crate) fn list(pages: Pages, filters: Filters) -> Vec<Value> {
    let paging: &[&str] = match pages {
        Pages::Numbered => &["page"],
        Pages::Partial => &["cursor", "firstPage"],
    };
    let paging = paging.iter().map(|name| reference(name));
    let filters = filters.iter().map(|(variable, _)| filter(variable));
    filters.chain(paging).collect()
}

/// The parameters in a path.
pub(crate) fn of_path(path: &str) -> Vec<Value> {
    let names = path
        .split('/')
        .filter_map(|segment| segment.strip_prefix('{'));
    names
        .map(|name| reference(name.trim_end_matches('}')))
        .collect()
}

pub(crate) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

fn filter(variable: &str) -> Value {
    let text = json!({ "type": "string", "pattern": QUERY });
    let (schema, said) = match variable.strip_suffix("[]") {
        Some(one) => {
            let list = json!({ "type": "array", "maxItems": VALUES, "items": text });
            (
                list,
                format!("Several values of `{one}`: what has any of them."),
            )
        }
        None => (text, filters_by(variable).to_owned()),
    };
    json!({ "name": variable, "in": "query", "description": said, "schema": schema })
}

/// What a filter lets through. What cannot be read filters nothing, or lets nothing through: it is no error.
fn filters_by(variable: &str) -> &'static str {
    match variable {
        "email" => "What has this e-mail address, whatever its case.",
        "healthcareWorker.email" => {
            "The offices of the healthcare worker with this e-mail address, whatever its case."
        }
        "externalId" => "The appointments with this number of your own system.",
        "startTime[before]" => {
            "What begins at this time or before: a date with or without a time, as `startTime` is written. What is no date is ignored."
        }
        "startTime[strictly_before]" => "What begins before this time. What is no date is ignored.",
        "startTime[after]" => "What begins at this time or after. What is no date is ignored.",
        "startTime[strictly_after]" => "What begins after this time. What is no date is ignored.",
        "order[startTime]" => {
            "`desc` for the latest first; anything else, and nothing, for the earliest first."
        }
        "webhookEndpoint" => "The deliveries to this endpoint: its IRI or its identifier.",
        "status" => "The deliveries that have come so far: `pending`, `delivered` or `dead`.",
        _ => "",
    }
}

/// All parameters that are not a filter.
pub(crate) fn components() -> Value {
    let mut all = Map::new();
    let mut add = |key: &str, name: &str, place: &str, said: &str, schema: Value| {
        let mut parameter =
            json!({ "name": name, "in": place, "description": said, "schema": schema });
        if place == "path" {
            parameter["required"] = true.into();
        }
        all.insert(key.to_owned(), parameter);
    };
    let uuid = json!({ "type": "string", "format": "uuid", "pattern": format!("^{GIVEN_UUID}$") });
    add(
        "id",
        "id",
        "path",
        "The item's identifier: the end of its IRI.",
        uuid.clone(),
    );
    add("ticket", "ticket", "path", "The ticket's identifier.", uuid);
    add(
        "name",
        "name",
        "path",
        "The type that the context is of.",
        json!({ "type": "string", "enum": documentation::contexts() }),
    );
    add(
        "page",
        "page",
        "query",
        "The page, from 1.",
        json!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": u32::MAX }),
    );
    add(
        "firstPage",
        "page",
        "query",
        "Only 1: other pages of this list have no numbers. Follow `hydra:next`, which has a `cursor`.",
        json!({ "type": "integer", "minimum": 1, "maximum": 1 }),
    );
    add(
        "cursor",
        "cursor",
        "query",
        "Where to read on: what `hydra:next` says. It means nothing else, and lets nobody see more.",
        json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }),
    );
    add(
        "Idempotency-Key",
        "Idempotency-Key",
        "header",
        "Your own number for this request. For 24 hours the same number gives the same answer, and nothing is done again; with another body it is 422, and while the first is under way 409.",
        json!({
            "type": "string",
            "minLength": 1,
            "maxLength": LONGEST_KEY,
            "pattern": "^[!-~]([ -~]*[!-~])?$",
        }),
    );
    add(
        "If-None-Match",
        "If-None-Match",
        "header",
        "The `ETag` of what you have: if it is still so, the answer is 304.",
        json!({ "type": "string" }),
    );
    Value::Object(all)
}
