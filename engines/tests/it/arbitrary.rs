//! Whatever a request holds, it is read or refused.

use leah_engines::Service;
use proptest::prelude::*;
use serde_json::Value;

use crate::sdk;
use crate::wire::Wire;

fn requests() -> Vec<Wire> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(sdk::requests())
}

/// Reads it and holds it against its model: an answer comes either way, and it is of a reasonable length.
fn judged(wire: &Wire) -> Result<(), TestCaseError> {
    if wire.operation().is_none() {
        return Ok(());
    }
    if let Err(breach) = wire.judged() {
        let answer = breach.answer(wire.service);
        prop_assert_eq!(answer.status(), breach.status);
        let room = (1 << 20) + 100 * (8 * wire.body.len() + 10_000);
        prop_assert!(answer.body().len() < room, "{}", answer.body().len());
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_body_is_read_or_refused(body: Vec<u8>) {
        for wire in requests() {
            judged(&Wire { body: body.clone(), ..wire })?;
        }
    }

    #[test]
    fn a_body_with_a_fault_is_read_or_refused(at: prop::sample::Index, byte: u8, cut: bool) {
        for mut wire in requests() {
            if !wire.body.is_empty() {
                let at = at.index(wire.body.len());
                wire.body[at] = byte;
                if cut {
                    wire.body.truncate(at);
                }
            }
            judged(&wire)?;
        }
    }

    #[test]
    fn any_value_is_held_against_any_model(value in json()) {
        for wire in requests() {
            let request = wire.request();
            let operation = leah_engines::model::operation(&request).unwrap();
            let _ = leah_engines::model::check(operation, &value);
        }
    }

    #[test]
    fn any_path_and_query_are_read_or_refused(path in "/[ -~]{0,40}", query in "[ -~]{0,40}") {
        let Ok(uri) = format!("{path}?{query}").parse::<http::Uri>() else { return Ok(()) };
        for service in Service::ALL {
            for method in ["GET", "PUT", "POST", "DELETE", "HEAD"] {
                judged(&Wire::new(*service, method, &uri.to_string(), ""))?;
            }
        }
    }
}

/// Any JSON, with names that models know.
fn json() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(vec![
        "TableName",
        "Key",
        "S",
        "TransactItems",
        "Content",
        "Simple",
        "Target",
        "a",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        ".{0,5}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..4).prop_map(|entries| entries
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}
