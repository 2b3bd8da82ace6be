//! The functions' policies, as `template.yaml` has them, on this machine's names.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    path::Path,
    sync::LazyLock,
};

use leah_local::{
    engines::{ACCOUNT, BUCKET, REGION},
    wire::Need,
};
use serde_json::Value;

/// Names a folder: then every Leah of a test is on a wire, and notes there what its functions needed. Afterwards
/// `house::permissions` holds all of it against the policies: `tests/privileges.sh`.
pub(crate) const FOLDER: &str = "LEAH_PERMISSIONS";

/// A statement of a function's policy.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) actions: Vec<String>,
    /// Names of resources; a star at the end stands for all that begin so.
    pub(crate) resources: Vec<String>,
}

impl Statement {
    pub(crate) fn allows(&self, need: &Need) -> bool {
        self.actions.iter().any(|action| action == need.action)
            && self
                .resources
                .iter()
                .any(|pattern| fits(pattern, &need.resource))
    }
}

/// Whether a resource's name fits a pattern of a policy.
pub(crate) fn fits(pattern: &str, resource: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == resource, |start| resource.starts_with(start))
}

/// The policies, by the names of the functions' binaries.
pub(crate) static POLICIES: LazyLock<BTreeMap<String, Vec<Statement>>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let text = std::fs::read_to_string(path).unwrap();
    let document: Value = serde_saphyr::from_str(&text).unwrap();
    let resources = document["Resources"].as_object().unwrap().values();
    let functions = resources
        .filter(|one| one["Type"] == "AWS::Serverless::Function" && one.get("Condition").is_none());
    functions
        .map(|function| {
            let name = function["Metadata"]["BuildProperties"]["Binary"].as_str();
            let policies = function["Properties"]["Policies"].as_array();
            let statements = policies
                .into_iter()
                .flatten()
                .flat_map(|policy| policy["Statement"].as_array().unwrap())
                .map(statement);
            (name.unwrap().to_owned(), statements.collect())
        })
        .collect()
});

fn statement(statement: &Value) -> Statement {
    let listed = |value: &Value| match value {
        Value::Array(several) => several.clone(),
        one => vec![one.clone()],
    };
    let actions = listed(&statement["Action"]).into_iter();
    Statement {
        actions: actions
            .map(|action| action.as_str().unwrap().to_owned())
            .collect(),
        resources: listed(&statement["Resource"]).iter().map(name).collect(),
    }
}

/// What a resource of a policy is called on this machine.
fn name(resource: &Value) -> String {
    let table = format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/leah");
    if let Some(text) = resource.as_str() {
        return text.to_owned();
    }
    match resource["Fn::GetAtt"][0].as_str() {
        Some("LeahTable") => return table,
        Some("ScheduleRole") => return format!("arn:aws:iam::{ACCOUNT}:role/leah-schedules"),
        Some(other) => panic!("what is {other} called on one machine?"),
        None => {}
    }
    // With names of its own for what stands in the text, or without.
    let sub = &resource["Fn::Sub"];
    let text = sub.as_str().or_else(|| sub[0].as_str()).unwrap();
    let named = text
        .replace(
            "${AWS::StackName}-${Creation}-${AWS::AccountId}-${AWS::Region}",
            BUCKET,
        )
        .replace("${LeahTable.Arn}", &table)
        .replace("${AWS::Partition}", "aws")
        .replace("${AWS::Region}", REGION)
        .replace("${AWS::AccountId}", ACCOUNT)
        .replace("${AWS::StackName}", "leah")
        .replace("${ScheduleGroup}", "default");
    assert!(!named.contains("${"), "what is {named} on one machine?");
    named
}

/// Fails the test if a function has called what its policy does not allow.
pub(crate) fn hold(needs: &BTreeSet<Need>) {
    for need in needs {
        let allowed = POLICIES[&need.function].iter().any(|one| one.allows(need));
        assert!(allowed, "AWS would refuse this: {need:?}");
    }
}

/// Notes what was needed, if there is a folder for it.
pub(crate) fn note(needs: &BTreeSet<Need>) {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    // One file a process: its tests take turns at the end of it.
    let file = Path::new(&folder).join(std::process::id().to_string());
    let mut text = String::new();
    for need in needs {
        writeln!(text, "{} {} {}", need.function, need.action, need.resource).unwrap();
    }
    let mut open = std::fs::OpenOptions::new();
    let mut file = open.create(true).append(true).open(file).unwrap();
    file.write_all(text.as_bytes()).unwrap();
}
