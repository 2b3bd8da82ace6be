//! The operations on schedule groups.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::violations::{Violations, is_name};
use super::{Planner, arn, conflict, epoch, missing};
use crate::engines::answer::AwsError;
use crate::engines::store::Group;

pub(super) async fn create(
    State(planner): State<Planner>,
    Path(name): Path<String>,
) -> Result<Json<Value>, AwsError> {
    check(&name)?;
    let arn = arn("schedule-group", &name);
    let group = Group {
        name,
        created: planner.clock.now(),
    };
    if !planner.store.add_group(&group)? {
        return Err(conflict(&format!("Schedule group {}", group.name)));
    }
    Ok(Json(json!({ "ScheduleGroupArn": arn })))
}

pub(super) async fn get(
    State(planner): State<Planner>,
    Path(name): Path<String>,
) -> Result<Json<Value>, AwsError> {
    check(&name)?;
    let group = planner
        .store
        .group(&name)?
        .ok_or_else(|| missing(&format!("Schedule group {name}")))?;
    Ok(Json(describe(&group)))
}

pub(super) async fn delete(
    State(planner): State<Planner>,
    Path(name): Path<String>,
) -> Result<Json<Value>, AwsError> {
    check(&name)?;
    if name == "default" {
        return Err(AwsError::bad_request(
            "ValidationException",
            "The default schedule group cannot be deleted.",
        ));
    }
    if !planner.store.remove_group(&name)? {
        return Err(missing(&format!("Schedule group {name}")));
    }
    Ok(Json(json!({})))
}

pub(super) async fn list(State(planner): State<Planner>) -> Result<Json<Value>, AwsError> {
    let groups: Vec<Value> = planner.store.groups()?.iter().map(describe).collect();
    Ok(Json(json!({ "ScheduleGroups": groups })))
}

fn describe(group: &Group) -> Value {
    json!({
        "Arn": arn("schedule-group", &group.name),
        "Name": group.name,
        "State": "ACTIVE",
        "CreationDate": epoch(group.created),
        "LastModificationDate": epoch(group.created),
    })
}

fn check(name: &str) -> Result<(), AwsError> {
    let mut violations = Violations::default();
    violations.check(
        is_name(name),
        "name",
        name,
        "Member must match [0-9a-zA-Z-_.]{1,64}",
    );
    violations.finish()
}
