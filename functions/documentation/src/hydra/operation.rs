//! What a path takes, in Hydra's words.

use lambda_http::http::Method;
use serde_json::{Map, Value, json};

use crate::resources::{List, Resource};

/// The operations of an item.
pub(super) fn of_item(resource: &Resource) -> Vec<Value> {
    let title = format!("Retrieves {} resource.", resource.name);
    resource
        .item
        .iter()
        .map(|method| described(resource, method, &title, &reference(resource)))
        .collect()
}

/// The operations of a list.
pub(super) fn of_collection(resource: &Resource, list: &List) -> Vec<Value> {
    let title = format!("Retrieves the collection of {} resources.", resource.name);
    list.methods
        .iter()
        .map(|method| described(resource, method, &title, "hydra:Collection"))
        .collect()
}

/// The class of a resource, as other classes refer to it.
pub(super) fn reference(resource: &Resource) -> String {
    format!("#{}", resource.name)
}

/// One operation; `finds` and `found` say what GET does and returns, which differ for an item and a list.
fn described(resource: &Resource, method: &Method, finds: &str, found: &str) -> Value {
    let name = resource.name;
    let class = reference(resource);
    let (action, title, expects, returns) = match *method {
        Method::GET => (Some("schema:FindAction"), finds.to_owned(), None, found),
        Method::POST => (
            Some("schema:CreateAction"),
            format!("Creates a {name} resource."),
            Some(&class),
            class.as_str(),
        ),
        Method::DELETE => (
            Some("schema:DeleteAction"),
            format!("Deletes the {name} resource."),
            None,
            "owl:Nothing",
        ),
        // PATCH, for which schema.org has no action that fits.
        _ => (
            None,
            format!("Updates the {name} resource."),
            Some(&class),
            class.as_str(),
        ),
    };
    let kind = action.map_or_else(
        || json!("hydra:Operation"),
        |action| json!(["hydra:Operation", action]),
    );
    let mut described = Map::from_iter([("@type".to_owned(), kind)]);
    if let Some(class) = expects {
        described.insert("expects".to_owned(), json!(class));
    }
    described.extend([
        ("hydra:method".to_owned(), json!(method.as_str())),
        ("hydra:title".to_owned(), json!(title)),
        ("rdfs:label".to_owned(), json!(title)),
        ("returns".to_owned(), json!(returns)),
    ]);
    Value::Object(described)
}
