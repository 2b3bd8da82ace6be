//! The operations on schedules.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use super::definition::Definition;
use super::violations::{Violations, is_name};
use super::{Planner, arn, conflict, epoch, missing};
use crate::engines::answer::AwsError;
use crate::engines::store::{self, Entry};

type Parameters = Query<HashMap<String, String>>;

pub(super) async fn create(
    State(planner): State<Planner>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, AwsError> {
    let (entry, answer) = planner.read(name, &body)?;
    if !planner.store.add_schedule(&entry)? {
        // The same request again, because its answer was lost, is no conflict: the client's token tells.
        let stands = planner
            .store
            .schedule(&entry.definition.group_name, &entry.name)?;
        let repeated = entry.definition.client_token.is_some()
            && stands.is_some_and(|stands| stands.definition == entry.definition);
        if !repeated {
            return Err(conflict(&format!("Schedule {}", entry.name)));
        }
    }
    Ok(answer)
}

pub(super) async fn update(
    State(planner): State<Planner>,
    Path(name): Path<String>,
    body: Bytes,
) -> Result<Json<Value>, AwsError> {
    let (entry, answer) = planner.read(name, &body)?;
    if !planner.store.replace_schedule(&entry)? {
        return Err(missing(&format!("Schedule {}", entry.name)));
    }
    Ok(answer)
}

pub(super) async fn get(
    State(planner): State<Planner>,
    Path(name): Path<String>,
    Query(parameters): Parameters,
) -> Result<Json<Value>, AwsError> {
    let group = planner.group_of(&name, &parameters)?;
    let entry = planner
        .store
        .schedule(&group, &name)?
        .ok_or_else(|| missing(&format!("Schedule {name}")))?;
    let mut answer =
        serde_json::to_value(&entry.definition).map_err(|error| AwsError::serialization(&error))?;
    if let (Value::Object(answer), Value::Object(facts)) = (&mut answer, describe(&entry)) {
        answer.remove("ClientToken");
        // The full target stands there already.
        answer.extend(facts.into_iter().filter(|(member, _)| member != "Target"));
    }
    Ok(Json(answer))
}

pub(super) async fn delete(
    State(planner): State<Planner>,
    Path(name): Path<String>,
    Query(parameters): Parameters,
) -> Result<Json<Value>, AwsError> {
    let group = planner.group_of(&name, &parameters)?;
    if !planner.store.remove_schedule(&group, &name)? {
        return Err(missing(&format!("Schedule {name}")));
    }
    Ok(Json(json!({})))
}

pub(super) async fn list(
    State(planner): State<Planner>,
    Query(parameters): Parameters,
) -> Result<Json<Value>, AwsError> {
    let invalid = |message: &str| AwsError::bad_request("ValidationException", message);
    let limit = match parameters.get("MaxResults").map(|text| text.parse()) {
        None => 100,
        Some(Ok(limit @ 1..=100)) => limit,
        Some(_) => return Err(invalid("MaxResults must be between 1 and 100.")),
    };
    let after = match parameters.get("NextToken") {
        None => Default::default(),
        Some(token) => {
            read_token(token).ok_or_else(|| invalid("NextToken is not one of this engine's."))?
        }
    };
    let group = parameters.get("ScheduleGroup").cloned();
    if let Some(group) = &group {
        planner.require_group(group)?;
    }
    let query = store::Query {
        group,
        prefix: parameters.get("NamePrefix").cloned().unwrap_or_default(),
        state: parameters.get("State").cloned(),
        after,
        limit,
    };
    let page = planner.store.list_schedules(&query)?;
    let next = page.entries.last().filter(|_| page.more).map(write_token);
    let schedules: Vec<Value> = page.entries.iter().map(describe).collect();
    Ok(Json(json!({ "Schedules": schedules, "NextToken": next })))
}

impl Planner {
    /// The schedule that a request asks for, and the answer that it gets.
    fn read(&self, name: String, body: &[u8]) -> Result<(Entry, Json<Value>), AwsError> {
        let definition = Definition::read(body)?;
        let at = definition.validate(&name)?;
        self.require_group(&definition.group_name)?;
        let answer = json!({ "ScheduleArn": schedule_arn(&definition.group_name, &name) });
        let now = self.clock.now();
        Ok((
            Entry {
                name,
                at,
                definition,
                created: now,
                changed: now,
            },
            Json(answer),
        ))
    }

    fn group_of(
        &self,
        name: &str,
        parameters: &HashMap<String, String>,
    ) -> Result<String, AwsError> {
        let group = parameters
            .get("groupName")
            .map_or("default", String::as_str);
        let mut violations = Violations::default();
        violations.check(
            is_name(name),
            "name",
            name,
            "Member must match [0-9a-zA-Z-_.]{1,64}",
        );
        violations.check(
            is_name(group),
            "groupName",
            group,
            "Member must match [0-9a-zA-Z-_.]{1,64}",
        );
        violations.finish()?;
        self.require_group(group)?;
        Ok(group.to_owned())
    }
}

fn schedule_arn(group: &str, name: &str) -> String {
    arn("schedule", &format!("{group}/{name}"))
}

/// A schedule in a list.
fn describe(entry: &Entry) -> Value {
    let definition = &entry.definition;
    json!({
        "Arn": schedule_arn(&definition.group_name, &entry.name),
        "Name": entry.name,
        "GroupName": definition.group_name,
        "State": definition.state,
        "CreationDate": epoch(entry.created),
        "LastModificationDate": epoch(entry.changed),
        "Target": { "Arn": definition.target_arn() },
    })
}

/// Names have no slash.
fn write_token(last: &Entry) -> String {
    BASE64URL_NOPAD.encode(format!("{}/{}", last.definition.group_name, last.name).as_bytes())
}

fn read_token(token: &str) -> Option<(String, String)> {
    let text = String::from_utf8(BASE64URL_NOPAD.decode(token.as_bytes()).ok()?).ok()?;
    let (group, name) = text.split_once('/')?;
    Some((group.to_owned(), name.to_owned()))
}
