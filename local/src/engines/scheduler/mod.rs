//! EventBridge Scheduler: one-time schedules and their groups, over AWS restJson1.

mod definition;
mod expression;
mod faults;
mod groups;
mod schedules;
mod violations;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::answer::AwsError;
use super::store::{Entry, Store};
use super::{ACCOUNT, REGION};
use crate::clock::VirtualClock;

pub(crate) use definition::Definition;
pub use faults::{Precision, ScheduleFaults};

/// A schedule that will fire, or has just been taken because it was due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Schedule {
    /// Its name, unique in its group.
    pub name: String,
    /// The group that it belongs to.
    pub group: String,
    /// The time that it names; a fault may have it fire later.
    pub at: Timestamp,
    /// What the target gets; null if nothing was given.
    pub input: Value,
    /// The resource name of its target.
    pub target_arn: String,
    /// The queue for what the target did not take, if one is named.
    pub dead_letter_arn: Option<String>,
    /// How often a failing target is tried again.
    pub retries: u16,
    /// Whether it is deleted once it has fired.
    pub delete_after: bool,
}

impl From<Entry> for Schedule {
    fn from(entry: Entry) -> Self {
        let Entry {
            name,
            at,
            definition,
            ..
        } = entry;
        let delete_after = definition.deletes_itself();
        let target = definition.target;
        Self {
            name,
            group: definition.group_name,
            at,
            input: target.input.map_or(Value::Null, |text| {
                serde_json::from_str(&text).unwrap_or(Value::String(text))
            }),
            target_arn: target.arn,
            dead_letter_arn: target.dead_letter_config.and_then(|queue| queue.arn),
            retries: target.retry_policy.maximum_retry_attempts,
            delete_after,
        }
    }
}

#[derive(Clone)]
struct Planner {
    store: Arc<Store>,
    clock: VirtualClock,
}

pub(crate) fn router(store: Arc<Store>, clock: VirtualClock) -> Router {
    let group = get(groups::get).post(groups::create).delete(groups::delete);
    let schedule = get(schedules::get)
        .post(schedules::create)
        .put(schedules::update)
        .delete(schedules::delete);
    Router::new()
        .route("/schedule-groups", get(groups::list))
        .route("/schedule-groups/{name}", group)
        .route("/schedules", get(schedules::list))
        .route("/schedules/{name}", schedule)
        .method_not_allowed_fallback(async || AwsError::unknown_operation())
        .with_state(Planner { store, clock })
}

impl Planner {
    fn require_group(&self, name: &str) -> Result<(), AwsError> {
        match self.store.group(name)? {
            Some(_) => Ok(()),
            None => Err(missing(&format!("Schedule group {name}"))),
        }
    }
}

fn arn(kind: &str, path: &str) -> String {
    format!("arn:aws:scheduler:{REGION}:{ACCOUNT}:{kind}/{path}")
}

/// Seconds since the epoch, as restJson1 writes instants.
#[expect(
    clippy::cast_precision_loss,
    reason = "milliseconds of this era fit into 53 bits"
)]
fn epoch(at: Timestamp) -> f64 {
    at.as_millisecond() as f64 / 1000.0
}

fn missing(what: &str) -> AwsError {
    AwsError::new(
        StatusCode::NOT_FOUND,
        "ResourceNotFoundException",
        format!("{what} does not exist."),
    )
}

fn conflict(what: &str) -> AwsError {
    AwsError::new(
        StatusCode::CONFLICT,
        "ConflictException",
        format!("{what} already exists."),
    )
}
