//! What each function may do: no more than it needs, and no less.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
};

use leah_local::wire::Seen;
use serde_json::{Value, json};

use super::{
    defined,
    events::{events, function},
    sample,
};
use crate::{
    outbox::{bell, owed_item},
    support::TestApp,
};

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

/// Deliveries are called for by `outbox` alone, and nothing else can be: the function for them, and its copy in the VPC.
#[test]
fn only_deliveries_are_called_for() {
    let mut called = BTreeSet::new();
    for (binary, function) in defined() {
        for statement in statements(&function) {
            if actions(&statement)
                .iter()
                .any(|action| action.starts_with("lambda:"))
            {
                assert_eq!(actions(&statement), ["lambda:InvokeFunction"], "{binary}");
                called.extend(
                    resources(&statement)
                        .into_iter()
                        .map(|arn| format!("{binary} {arn}")),
                );
            }
        }
    }
    let function =
        "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${AWS::StackName}";
    let expected = ["webhooks", "webhooks_vpc"].map(|name| format!("outbox {function}-{name}"));
    assert_eq!(called, expected.into());
}

/// What a transaction does to items, each of which needs a permission of its own.
const IN_TRANSACTIONS: [(&str, &str); 4] = [
    ("Put", "dynamodb:PutItem"),
    ("Update", "dynamodb:UpdateItem"),
    ("Delete", "dynamodb:DeleteItem"),
    ("ConditionCheck", "dynamodb:ConditionCheckItem"),
];

/// The permissions that a call needs (AWS service authorization reference).
fn needed(operation: &str, body: &[u8]) -> Vec<&'static str> {
    if operation != "TransactWriteItems" {
        return alone(operation).to_vec();
    }
    let body: Value = serde_json::from_slice(body).unwrap();
    let items = body["TransactItems"].as_array().unwrap();
    let parts = items
        .iter()
        .flat_map(|item| item.as_object().unwrap().keys());
    parts
        .map(|part| {
            let known = IN_TRANSACTIONS.iter().find(|(name, _)| name == part);
            known.unwrap_or_else(|| panic!("what does {part} need?")).1
        })
        .collect()
}

fn alone(operation: &str) -> &'static [&'static str] {
    match operation {
        "GetItem" => &["dynamodb:GetItem"],
        "BatchGetItem" => &["dynamodb:BatchGetItem"],
        "Query" => &["dynamodb:Query"],
        "UpdateItem" => &["dynamodb:UpdateItem"],
        "DeleteItem" => &["dynamodb:DeleteItem"],
        "PutItem" => &["dynamodb:PutItem"],
        // A missing object is a forbidden one to whom the bucket may not be listed.
        "GetObject" | "HeadObject" => &["s3:GetObject", "s3:ListBucket"],
        // A browser's own, by a form that was signed for it.
        "PostObject" => &[],
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
        "Invoke" => &["lambda:InvokeFunction"],
        other => panic!("what does {other} need?"),
    }
}

/// What a function has called, and the permissions that this needs.
type Called = BTreeMap<String, BTreeSet<String>>;

/// The calls on a wire from now on; taking them begins anew.
struct Heard(Arc<Mutex<BTreeSet<String>>>);

impl Heard {
    fn on(app: &TestApp) -> Self {
        let heard = Arc::new(Mutex::new(BTreeSet::new()));
        let noted = Arc::clone(&heard);
        app.house.wire().unwrap().judge(move |seen: &Seen<'_>| {
            let needs = needed(seen.operation, seen.body).into_iter();
            let needs = needs.map(|action| format!("{} needs {action}", seen.operation));
            noted.lock().unwrap().extend(needs);
            None
        });
        Self(heard)
    }

    fn take(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[tokio::test]
async fn no_function_calls_what_it_may_not() {
    let defined = defined();
    let mut called = Called::new();
    for (name, text) in events() {
        let app = sample::wired().await;
        let heard = Heard::on(&app);
        let text = text.replace("$your_api_key", app.house.key());
        let event: Value = serde_json::from_str(&text).unwrap();
        let function = function(&name);
        app.house.invoke(&function, event).await.unwrap();
        called.entry(function).or_default().extend(heard.take());
    }
    uploaded(&mut called).await;
    delivered(&mut called).await;
    for (function, operation) in [
        ("guests", "UpdateItem needs dynamodb:UpdateItem"),
        (
            "guests",
            "TransactWriteItems needs dynamodb:ConditionCheckItem",
        ),
        ("outbox", "Invoke needs lambda:InvokeFunction"),
        ("uploads", "CopyObject needs s3:GetObject"),
        (
            "webhook_endpoints",
            "TransactWriteItems needs dynamodb:PutItem",
        ),
        ("webhooks", "PutItem needs dynamodb:PutItem"),
    ] {
        assert!(
            called[function].contains(operation),
            "{function}: {called:?}"
        );
    }
    for (function, needs) in called {
        let allowed = statements(&defined[&function]);
        let allowed: BTreeSet<String> = allowed.iter().flat_map(actions).collect();
        for need in needs {
            let action = need.rsplit(' ').next().unwrap();
            assert!(allowed.contains(action), "{function}: {need}");
        }
    }
}

/// What `uploads` calls for what was uploaded by tickets: a document, and something else of the same size.
async fn uploaded(called: &mut Called) {
    let app = sample::wired().await;
    let document = crate::support::png();
    let other = vec![b'x'; document.len()];
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
        let heard = Heard::on(&app);
        for event in app.house.take_uploads() {
            app.house.invoke("uploads", event).await.unwrap();
        }
        called.get_mut("uploads").unwrap().extend(heard.take());
    }
    app.drain().await;
}

/// What `outbox` calls for an event that an endpoint wants, and for deliveries that are due; what `webhooks` calls for those.
async fn delivered(called: &mut Called) {
    let app = sample::wired().await;
    let event: Value = serde_json::from_str(&events()["guests-enter"]).unwrap();
    app.house.invoke("guests", event).await.unwrap();
    let heard = Heard::on(&app);
    let event = bell(&[owed_item(&app, "appointment-event").await]);
    app.house.invoke("outbox", event).await.unwrap();
    // The first call of the sample's own delivery was lost.
    let later = app.now() + jiff::SignedDuration::from_mins(3);
    app.house.clock().set(later);
    app.house
        .invoke("outbox", json!({"source": "leah.sweep"}))
        .await
        .unwrap();
    called.get_mut("outbox").unwrap().extend(heard.take());
    let invocations = app.house.take_invocations();
    assert_eq!(invocations.len(), 3, "the new one twice, the sample's once");
    for invocation in invocations {
        app.house
            .invoke(&invocation.function, invocation.payload)
            .await
            .unwrap();
    }
    called.get_mut("webhooks").unwrap().extend(heard.take());
}
