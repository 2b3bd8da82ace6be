//! Each rule is seen to refuse, and a request beside it that keeps the rule is taken.

mod asked;
mod broken;

use std::{collections::BTreeSet, fs, path::Path};

use http::Method;
use serde_json::json;

use asked::*;
use broken::broken;

/// What keeps all rules.
fn kept() -> Vec<Asked> {
    let p = json!({":p": {"S": "p"}});
    vec![
        put(
            json!({"IPK": {"S": "i"}, "ISK": {"S": "k"}, "n": {"N": "-1.5e3"}, "empty": {"S": ""}}),
        ),
        query("PK = :p", p.clone(), json!({})),
        query("IPK = :p", p.clone(), json!({"IndexName": "IDX"})),
        query(
            "#p = :p AND SK BETWEEN :a AND :b",
            json!({":p": {"S": "p"}, ":a": {"S": "a"}, ":b": {"S": "b"}}),
            json!({"ExpressionAttributeNames": {"#p": "PK"}}),
        ),
        update(
            "SET #a = :a, b.c = if_not_exists(b.c, :a) REMOVE d ADD e :n",
            json!({"ExpressionAttributeNames": {"#a": "ISK"}, "ExpressionAttributeValues": {":a": {"S": "a"}, ":n": {"N": "1"}}}),
        ),
        transaction(
            json!([put_member("a", json!({})), put_member("b", json!({})), {"ConditionCheck": {"TableName": "things", "Key": key(), "ConditionExpression": "attribute_exists(PK)"}}]),
        ),
        mail(json!({})),
        sms(json!({"TimeToLive": 300})),
        schedule(json!({})),
        invoke("Event", b"{}".to_vec()),
        object(Method::GET, "/a-bucket/a/key?X-Amz-Expires=300"),
    ]
}

#[test]
fn what_keeps_the_rules_is_taken() {
    for (place, asked) in kept().iter().enumerate() {
        assert_eq!(asked.breaks(), None, "{place}");
    }
}

#[test]
fn each_rule_refuses_what_breaks_it() {
    let wrong: Vec<_> = broken()
        .iter()
        .enumerate()
        .filter_map(|(place, (rule, asked))| {
            let broken = asked.breaks();
            (broken.as_deref() != Some(rule))
                .then(|| format!("{place}: {rule} expected, {broken:?} found"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The names of the rules, as their source has them: what stands first in each refusal.
fn rules(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rules(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(path).unwrap();
            for made in ["invalid(", "Refusal::new(", ".refuse("] {
                for (at, _) in text.match_indices(made) {
                    let rest = text[at + made.len()..].trim_start();
                    let name = rest
                        .strip_prefix('"')
                        .and_then(|rest| rest.split('"').next());
                    found.extend(name.map(str::to_owned));
                }
            }
        }
    }
}

#[test]
fn no_rule_is_left_out() {
    let mut known = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    rules(&folder, &mut known);
    assert!(known.len() >= 40, "{known:?}");
    for (rule, _) in broken() {
        known.remove(rule);
    }
    assert!(known.is_empty(), "never seen to refuse: {known:?}");
}
