//! Anything at all, sent to what takes bodies: less than 500, and errors in their shape.

use std::cell::RefCell;

use proptest::{
    collection::{btree_map, vec},
    prelude::*,
    sample::select,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::{Map, Value, json};

use super::assert_shape;
use crate::support::{Answer, TestApp, booking, demo};

const FIELDS: [&str; 8] = [
    "status",
    "startTime",
    "email",
    "phoneNumber",
    "office",
    "externalId",
    "external_id",
    "administrativeFileNumber",
];

/// The same cases in every run.
fn runner(cases: u32) -> TestRunner {
    let config = Config {
        cases,
        failure_persistence: None,
        ..Config::default()
    };
    let seed = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    TestRunner::new_with_rng(config, seed)
}

/// Texts that some field takes, or almost.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[ -~]{0,40}",
        "[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?",
        "\\+?[0-9]{0,16}",
        "[a-zé.\"]{1,8}@[a-zé.\\-]{1,12}",
        "(/api/)?(offices|appointments)?/[0-9a-f\\-]{0,36}",
        select(vec![
            demo::OFFICE,
            demo::WORKER,
            "scheduled",
            "cancelled",
            "john@example.org",
            "+33612345678"
        ])
        .prop_map(str::to_owned),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map(text(), inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// An appointment in which some fields are anything.
fn almost() -> impl Strategy<Value = Value> {
    btree_map(select(&FIELDS[..]), value(), 0..5).prop_map(|fields| {
        let fields: Map<String, Value> = fields
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        Value::Object(fields)
    })
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        2 => vec(any::<u8>(), 0..200),
        2 => value().prop_map(|value| value.to_string().into_bytes()),
        3 => almost().prop_map(|value| value.to_string().into_bytes()),
        3 => almost().prop_map(|value| {
            let mut body = booking();
            body.as_object_mut().unwrap().extend(value.as_object().unwrap().clone());
            body.to_string().into_bytes()
        }),
    ]
}

fn check(answer: &Answer, row: &str) {
    if answer.status >= 300 {
        assert_shape(answer, row);
    } else {
        assert_eq!(answer.json()["@type"], "Appointment", "{row}");
    }
}

#[test]
fn anything_posted_or_patched_is_answered() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    let iri = RefCell::new(demo::APPOINTMENT.to_owned());
    let result = runner(200).run(&bytes(), |body| {
        let to = iri.borrow().clone();
        runtime.block_on(async {
            let row = String::from_utf8_lossy(&body).into_owned();
            let posted = app
                .post("/api/appointments")
                .body("application/json", body.clone())
                .send()
                .await;
            check(&posted, &row);
            let merge = "application/merge-patch+json";
            let patched = app.patch(&to).body(merge, body).send().await;
            check(&patched, &row);
            if patched.status == 200 && patched.json()["status"] == "cancelled" {
                let another = app.post("/api/appointments").json(&booking()).send().await;
                iri.replace(another.expect(201).iri());
            }
        });
        Ok(())
    });
    runtime.block_on(app.drain());
    result.unwrap();
}

#[test]
fn anything_in_a_header_or_a_query_is_answered() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let app = runtime.block_on(TestApp::start());
    let header = vec(
        any::<u8>().prop_filter("no line break", |byte| !b"\r\n\0".contains(byte)),
        0..60,
    );
    let query = vec(
        prop_oneof![Just(b'%'), Just(b'&'), Just(b'='), Just(b'['), 33..=255_u8],
        0..60,
    );
    let names = select(vec![
        "Accept",
        "Idempotency-Key",
        "If-None-Match",
        "LEAH-AUTH-TOKEN",
        "X",
    ]);
    let paths = select(vec![
        "/api/offices?",
        "/api/appointments?",
        "/api/healthcare_workers?email=",
        "/api/",
    ]);
    let result = runner(200).run(
        &(names, header, paths, query),
        |(name, header, path, query)| {
            runtime.block_on(async {
                let line = format!("GET {path}").into_bytes();
                let head = app.head("GET", "/", &[]);
                let rest = head.strip_prefix("GET /").unwrap().trim_end().as_bytes();
                let request = [
                    &line[..],
                    &query,
                    rest,
                    b"\r\n",
                    name.as_bytes(),
                    b": ",
                    &header,
                    b"\r\n\r\n",
                ]
                .concat();
                let answer = app.raw(&request).await;
                if answer.status >= 300 {
                    assert_shape(&answer, &String::from_utf8_lossy(&request));
                }
            });
            Ok(())
        },
    );
    result.unwrap();
    let row = json!({});
    runtime.block_on(async {
        app.post("/api/appointments")
            .json(&row)
            .send()
            .await
            .expect(422)
    });
}
