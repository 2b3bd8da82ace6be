//! `/api`: where a client that knows nothing else begins.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::resources::RESOURCES;

/// The entrypoint as JSON-LD: the address of every list.
pub(crate) fn json_ld() -> Value {
    let mut document = Map::from_iter([
        ("@context".to_owned(), json!("/api/contexts/Entrypoint")),
        ("@id".to_owned(), json!("/api")),
        ("@type".to_owned(), json!("Entrypoint")),
    ]);
    document.extend(lists());
    Value::Object(document)
}

/// The entrypoint as plain JSON: the same without the JSON-LD keys.
pub(crate) fn plain() -> Value {
    lists().into_iter().collect()
}

/// The lists by key, sorted.
pub fn lists() -> BTreeMap<String, Value> {
    RESOURCES
        .iter()
        .filter_map(|resource| Some((resource.key(), json!(resource.list.as_ref()?.path))))
        .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn lists_come_sorted_after_the_json_ld_keys() {
        assert_eq!(
            super::json_ld().to_string(),
            r#"{"@context":"/api/contexts/Entrypoint","@id":"/api","@type":"Entrypoint","appointment":"/api/appointments","healthcareWorker":"/api/healthcare_workers","office":"/api/offices","transfer":"/api/transfers","webhookDelivery":"/api/webhook_deliveries","webhookEndpoint":"/api/webhook_endpoints"}"#
        );
    }

    #[test]
    fn plain_json_has_the_lists_alone() {
        assert_eq!(
            super::plain().to_string(),
            r#"{"appointment":"/api/appointments","healthcareWorker":"/api/healthcare_workers","office":"/api/offices","transfer":"/api/transfers","webhookDelivery":"/api/webhook_deliveries","webhookEndpoint":"/api/webhook_endpoints"}"#
        );
    }
}
