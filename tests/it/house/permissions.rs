//! What each function may do: no more than it needs, and no less.

use std::{collections::BTreeSet, path::Path};

use leah_local::{
    engines::{ACCOUNT, REGION},
    wire::Need,
};
use serde_json::Value;

use super::{defined, events::events, sample};
use crate::support::{
    booking,
    policies::{FOLDER, POLICIES, fits},
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
        // With names of its own for what stands in the text, or without.
        let sub = &resource["Fn::Sub"];
        let text = sub.as_str().or_else(|| sub[0].as_str());
        text.map_or_else(|| resource.to_string(), str::to_owned)
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
    let bucket =
        "arn:${AWS::Partition}:s3:::${AWS::StackName}-${Creation}-${AWS::AccountId}-${AWS::Region}";
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

/// What only AWS does, and what no test can show: granted all the same.
const UNSEEN: [(&str, &str, &str); 1] = [(
    "outbox",
    "ses:SendEmail",
    "the operation's own name: AWS's documents do not say that it is never asked for where a mail is raw",
)];

/// Every need that a run of the suite has noted.
fn noted(folder: &Path) -> BTreeSet<(String, String, String)> {
    let files = std::fs::read_dir(folder).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mut all = BTreeSet::new();
    for text in texts {
        for line in text.lines() {
            let [function, action, resource] = line.split(' ').collect::<Vec<_>>()[..] else {
                panic!("{line}")
            };
            all.insert((function.to_owned(), action.to_owned(), resource.to_owned()));
        }
    }
    all
}

/// Each action of a policy was needed, and each resource that it names: what the suite never needed is taken away.
/// That nothing is missing, each test shows by itself.
#[test]
#[ignore = "needs what a run of the suite has noted: tests/privileges.sh"]
fn no_function_may_more_than_the_suite_has_needed() {
    let folder = std::env::var_os(FOLDER).unwrap_or_else(|| panic!("{FOLDER} names the folder"));
    let needed = noted(Path::new(&folder));
    let mut beyond = BTreeSet::new();
    for (function, statements) in POLICIES.iter() {
        for statement in statements {
            let here: Vec<_> = needed
                .iter()
                .filter(|(who, action, resource)| {
                    who == function
                        && statement.actions.contains(action)
                        && statement
                            .resources
                            .iter()
                            .any(|pattern| fits(pattern, resource))
                })
                .collect();
            for action in &statement.actions {
                let unseen = UNSEEN
                    .iter()
                    .any(|(who, what, _)| who == function && what == action);
                if !unseen && !here.iter().any(|(_, needed, _)| needed == action) {
                    beyond.insert(format!(
                        "{function} never needs {action} on {:?}",
                        statement.resources
                    ));
                }
            }
            for pattern in &statement.resources {
                if !here.iter().any(|(_, _, resource)| fits(pattern, resource)) {
                    beyond.insert(format!(
                        "{function} needs {:?} but never on {pattern}",
                        statement.actions
                    ));
                }
            }
        }
    }
    assert_eq!(beyond, BTreeSet::new());
    // All of them were seen, and not only those of a part of the suite.
    let seen: BTreeSet<&String> = needed.iter().map(|(function, _, _)| function).collect();
    let all: BTreeSet<&String> = POLICIES
        .iter()
        .filter(|(_, statements)| !statements.is_empty())
        .map(|(function, _)| function)
        .collect();
    assert_eq!(seen, all);
}

#[test]
fn indexes_are_named_one_by_one() {
    for (function, statements) in POLICIES.iter() {
        for resource in statements.iter().flat_map(|statement| &statement.resources) {
            assert!(!resource.ends_with("/index/*"), "{function}: {resource}");
        }
    }
}

/// A wire that notes nothing would hold nothing.
#[tokio::test]
async fn calls_are_noted_under_the_function_that_has_signed_them() {
    let app = sample::wired().await;
    let text = events()["offices-list"].replace("$your_api_key", app.house.key());
    app.house
        .invoke("offices", serde_json::from_str(&text).unwrap())
        .await
        .unwrap();
    app.post("/api/appointments")
        .json(&booking())
        .send()
        .await
        .expect(201);
    app.drain().await;
    let needs = app.house.wire().unwrap().needs();
    let table = POLICIES["appointments"][0].resources[0].clone();
    for (function, action, resource) in [
        ("offices", "dynamodb:Query", &table),
        ("appointments", "dynamodb:PutItem", &table),
        (
            "outbox",
            "ses:SendRawEmail",
            &format!("arn:aws:ses:{REGION}:{ACCOUNT}:identity/sender"),
        ),
        (
            "outbox",
            "iam:PassRole",
            &format!("arn:aws:iam::{ACCOUNT}:role/leah-schedules"),
        ),
    ] {
        let need = Need {
            function: function.to_owned(),
            action,
            resource: resource.clone(),
        };
        assert!(needs.contains(&need), "{need:?} in {needs:?}");
    }
    // The refusal that a test would meet.
    let refused = Need {
        function: "offices".to_owned(),
        action: "dynamodb:PutItem",
        resource: table,
    };
    assert!(
        !POLICIES["offices"]
            .iter()
            .any(|statement| statement.allows(&refused))
    );
}
