//! What each function may do: no more than it needs, and no less.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{
    defined,
    events::{events, function},
    sample,
};
use crate::support::TestApp;

/// The statements of a function's policies.
fn statements(function: &Value) -> Vec<Value> {
    let policies = function["Properties"]["Policies"].as_array();
    let policies = policies.into_iter().flatten();
    policies
        .flat_map(|policy| policy["Statement"].as_array().unwrap().clone())
        .collect()
}

fn actions(statement: &Value) -> Vec<String> {
    let actions = statement["Action"].as_array().unwrap().iter();
    actions
        .map(|action| action.as_str().unwrap().to_owned())
        .collect()
}

/// A statement's resources, by the texts that they are put together from.
fn resources(statement: &Value) -> Vec<String> {
    let named = |resource: &Value| {
        let text = resource["Fn::Sub"].as_str().map(str::to_owned);
        text.unwrap_or_else(|| resource.to_string())
    };
    match &statement["Resource"] {
        Value::Array(several) => several.iter().map(named).collect(),
        one => vec![named(one)],
    }
}

#[test]
fn permissions_name_no_scan_and_no_wildcard() {
    for (binary, function) in defined() {
        for statement in statements(&function) {
            assert_eq!(statement["Effect"], "Allow", "{binary}");
            for action in actions(&statement) {
                let wide = action.contains('*') || action.contains("Scan");
                assert!(!wide, "{binary}: {action}");
            }
        }
    }
}

/// What each function may do with documents: the action, and where.
#[test]
fn each_function_reaches_the_documents_that_it_works_on() {
    let bucket = "arn:${AWS::Partition}:s3:::${AWS::StackName}-documents-${AWS::AccountId}";
    let mut reached = BTreeSet::new();
    for (binary, function) in defined() {
        for statement in statements(&function) {
            for action in actions(&statement) {
                let Some(action) = action.strip_prefix("s3:") else {
                    continue;
                };
                for resource in resources(&statement) {
                    let place = resource.strip_prefix(bucket);
                    let place = place.unwrap_or_else(|| panic!("{binary}: {resource}"));
                    reached.insert(format!("{binary} {action} {place}").trim_end().to_owned());
                }
            }
        }
    }
    let expected = [
        "guests AbortMultipartUpload /files/*",
        "guests GetObject /files/*",
        "guests ListBucket",
        "guests PutObject /files/*",
        // Erases both.
        "outbox DeleteObject /*",
        "outbox ListBucket",
        // Takes back what could not be attached; a ticket that is redeemed counts as its own doing.
        "transfers DeleteObject /files/*",
        "transfers PutObject /files/*",
        "transfers PutObject /incoming/*",
        "uploads DeleteObject /files/*",
        "uploads DeleteObject /incoming/*",
        "uploads GetObject /incoming/*",
        "uploads ListBucket",
        "uploads PutObject /files/*",
    ];
    assert_eq!(reached, expected.map(str::to_owned).into());
}

#[test]
fn what_tells_nothing_of_guests_may_not_write() {
    for (binary, function) in defined() {
        let writes = statements(&function)
            .iter()
            .flat_map(actions)
            .any(|action| {
                ["Put", "Update", "Delete", "Send", "Create"]
                    .iter()
                    .any(|verb| action.split(':').nth(1).unwrap().starts_with(verb))
            });
        let reads = [
            "documentation",
            "healthcare_workers",
            "offices",
            "organizations",
        ];
        assert_eq!(writes, !reads.contains(&binary.as_str()), "{binary}");
    }
    let documentation = &defined()["documentation"];
    assert_eq!(documentation["Properties"].get("Policies"), None);
}

/// The permissions that an operation needs (AWS service authorization reference).
fn needed(operation: &str) -> &'static [&'static str] {
    match operation {
        "GetItem" => &["dynamodb:GetItem"],
        "BatchGetItem" => &["dynamodb:BatchGetItem"],
        "Query" => &["dynamodb:Query"],
        "UpdateItem" => &["dynamodb:UpdateItem"],
        "DeleteItem" => &["dynamodb:DeleteItem"],
        // Of what a transaction may hold, ours all put something.
        "PutItem" | "TransactWriteItems" => &["dynamodb:PutItem"],
        // A missing object is a forbidden one to whom the bucket may not be listed.
        "GetObject" | "HeadObject" => &["s3:GetObject", "s3:ListBucket"],
        "PutObject" | "CreateMultipartUpload" | "UploadPart" | "CompleteMultipartUpload" => {
            &["s3:PutObject"]
        }
        "AbortMultipartUpload" => &["s3:AbortMultipartUpload"],
        "CopyObject" => &["s3:GetObject", "s3:PutObject"],
        "DeleteObject" | "DeleteObjects" => &["s3:DeleteObject"],
        "ListObjectsV2" => &["s3:ListBucket"],
        "SendEmail" => &["ses:SendEmail"],
        "CreateSchedule" => &["scheduler:CreateSchedule"],
        "DeleteSchedule" => &["scheduler:DeleteSchedule"],
        other => panic!("what does {other} need?"),
    }
}

#[tokio::test]
async fn no_function_calls_what_it_may_not() {
    let defined = defined();
    let mut called = BTreeMap::<String, BTreeSet<String>>::new();
    for (name, text) in events() {
        let app = TestApp::wired().await;
        sample::load(&app).await;
        let text = text.replace("$your_api_key", app.house.key());
        let event: Value = serde_json::from_str(&text).unwrap();
        let function = function(&name);
        let wire = app.house.wire().unwrap();
        wire.clear();
        app.house.invoke(&function, event).await.unwrap();
        let calls = wire.calls().into_iter().map(|call| call.operation);
        called.entry(function).or_default().extend(calls);
    }
    // Uploads that come to something: attached, refused, of no ticket any more.
    let app = TestApp::wired().await;
    sample::load(&app).await;
    called
        .entry("uploads".into())
        .or_default()
        .extend(uploaded(&app).await);
    assert!(called["uploads"].contains("CopyObject"), "{called:?}");
    for (function, operations) in called {
        let allowed = statements(&defined[&function]);
        let allowed: BTreeSet<String> = allowed.iter().flat_map(actions).collect();
        for operation in operations {
            for action in needed(&operation) {
                assert!(
                    allowed.contains(*action),
                    "{function}: {operation} needs {action}"
                );
            }
        }
    }
}

/// What `uploads` calls for what was uploaded by tickets: a document, and something else of the same size.
async fn uploaded(app: &TestApp) -> Vec<String> {
    let document = crate::support::png();
    let other = vec![b'x'; document.len()];
    let mut operations = Vec::new();
    for content in [document, other] {
        let body =
            json!({"files": [{"name": "x.png", "type": "image/png", "size": content.len()}]});
        let path = format!("{}/files", sample::transfer());
        let issued = app.post(&path).json(&body).send().await.expect(200).json();
        let upload = &issued["hydra:member"][0]["upload"];
        let fields = upload["fields"].as_object().unwrap().iter();
        let form = fields.fold(crate::support::Form::new(), |form, (name, value)| {
            form.field(name, value.as_str().unwrap())
        });
        let form = form.file_as("file", "x.png", "image/png", &content);
        let sent = app.client.post(upload["url"].as_str().unwrap());
        let sent = sent
            .header("content-type", form.media())
            .body(form.body())
            .send()
            .await;
        assert_eq!(sent.unwrap().status(), 204);
        let wire = app.house.wire().unwrap();
        wire.clear();
        for event in app.house.take_uploads() {
            app.house.invoke("uploads", event).await.unwrap();
        }
        operations.extend(wire.calls().into_iter().map(|call| call.operation));
    }
    app.drain().await;
    operations
}
