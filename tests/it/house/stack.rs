//! What `template.yaml` promises whoever deploys it: it can be repeated, names nobody else, asks nothing by the way.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{defined, document, root};

/// A creation that failed is taken back whole; what has come about stays, whatever becomes of the stack.
#[test]
fn what_is_retained_is_not_retained_by_a_creation_that_failed() {
    let document = document();
    let resources = document["Resources"].as_object().unwrap();
    let kept = resources
        .iter()
        .filter(|(_, one)| one.get("DeletionPolicy").is_some());
    let mut kept: Vec<&str> = kept
        .map(|(name, one)| {
            assert_eq!(one["DeletionPolicy"], "RetainExceptOnCreate", "{name}");
            assert_eq!(one["UpdateReplacePolicy"], "Retain", "{name}");
            name.as_str()
        })
        .collect();
    kept.sort_unstable();
    let expected = [
        "Documents",
        "GatewayLogsAccount",
        "GatewayLogsRole",
        "LeahTable",
        "OutboxDeadLetters",
        "ReminderDeadLetters",
        "ScheduleDeadLetters",
        "UploadDeadLetters",
        "WebhookDeadLetters",
    ];
    assert_eq!(kept, expected);
    // What stays has a name that no other stack will have: CloudFormation's, or one with the stack's id in it. Groups of logs
    // come back by themselves, for Lambda makes them anew.
    let named = ["TableName", "QueueName", "RoleName", "LogGroupName"];
    for (name, one) in resources {
        let own = |property: &&str| one["Properties"].get(property).is_some();
        assert!(!named.iter().any(own), "{name}");
    }
    let protection = &resources["LeahTable"]["Properties"]["DeletionProtectionEnabled"];
    assert_eq!(
        *protection,
        json!({"Fn::If": ["ProtectsTable", true, false]})
    );
    let parameter = &document["Parameters"]["TableProtection"];
    assert_eq!(parameter["Default"], "false");
}

/// Guests' links and mails are the operator's own, or there is no stack.
#[test]
fn no_default_names_a_domain() {
    let document = document();
    for (name, parameter) in document["Parameters"].as_object().unwrap() {
        let default = parameter.get("Default");
        assert_eq!(default.is_none(), name == "BaseDomain", "{name}");
        let text = default.and_then(Value::as_str).unwrap_or_default();
        assert!(!text.contains(['.', '@']), "{name}: {text}");
    }
    let from = json!({"Fn::If": [
        "NamesMailFrom",
        {"Ref": "MailFrom"},
        {"Fn::Sub": "no-reply@${BaseDomain}"},
    ]});
    let given = &document["Globals"]["Function"]["Environment"]["Variables"]["LEAH_MAIL_FROM"];
    assert_eq!(*given, from);
    assert_eq!(document["Outputs"]["MailFrom"]["Value"], from);
}

/// In each partition, `amazonaws.com` is part of the names of services as principals, and of nothing else.
#[test]
fn hosts_are_those_of_the_partition() {
    let text = std::fs::read_to_string(root().join("template.yaml")).unwrap();
    for line in text.lines().filter(|line| line.contains("amazonaws")) {
        let line = line.trim();
        let principal = [
            "Service:",
            "Principal:",
            "iam:PassedToService:",
            "events:ManagedBy:",
        ];
        let said = line.starts_with("Description:");
        assert!(
            said || principal.iter().any(|begin| line.starts_with(begin)),
            "{line}"
        );
    }
}

/// `sam deploy --guided` asks about each route that neither the route nor the API says a word of, and takes Enter for a no.
#[test]
fn sam_asks_nothing_about_authorization() {
    let document = document();
    let api = &document["Resources"]["Api"]["Properties"];
    assert_eq!(api["Auth"], json!({"ApiKeyRequired": false}));
    for function in defined().values() {
        let events = function["Properties"]["Events"].as_object();
        for event in events.into_iter().flat_map(|events| events.values()) {
            if event["Type"] == "Api" {
                assert_eq!(event["Properties"]["RestApiId"], json!({"Ref": "Api"}));
            }
        }
    }
}

/// Queues speak TLS alone, as the bucket does.
#[test]
fn queues_speak_tls_alone() {
    let document = document();
    let resources = document["Resources"].as_object().unwrap();
    let of_type = |kind: &'static str| resources.iter().filter(move |(_, one)| one["Type"] == kind);
    let mut held = BTreeSet::new();
    for (_, policy) in of_type("AWS::SQS::QueuePolicy") {
        let properties = &policy["Properties"];
        let statement = &properties["PolicyDocument"]["Statement"][0];
        assert_eq!(statement["Effect"], "Deny");
        assert_eq!(statement["Principal"], "*");
        assert_eq!(statement["Action"], "sqs:*");
        let insecure = json!({"Bool": {"aws:SecureTransport": "false"}});
        assert_eq!(statement["Condition"], insecure);
        let queues = properties["Queues"].as_array().unwrap();
        held.extend(queues.iter().map(|queue| queue["Ref"].as_str().unwrap()));
    }
    let queues: BTreeSet<&str> = of_type("AWS::SQS::Queue")
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(held, queues);
}
