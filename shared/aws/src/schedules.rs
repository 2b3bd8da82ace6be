//! One-time schedules, kept by EventBridge Scheduler.

use aws_sdk_scheduler::{
    Client,
    error::{DisplayErrorContext, SdkError},
    types::{
        ActionAfterCompletion, DeadLetterConfig, FlexibleTimeWindow, FlexibleTimeWindowMode,
        RetryPolicy, Target,
    },
};
use aws_types::SdkConfig;
use jiff::Timestamp;

use crate::{Config, client, refusal::code};

/// The schedules of reminders.
pub struct Schedules {
    client: Client,
    group: String,
    target: String,
    role: String,
    dead_letters: String,
}

/// A call to the scheduler that failed; it may be made again.
#[derive(Debug, thiserror::Error)]
#[error("the scheduler failed to {verb}: {cause}")]
pub struct ScheduleError {
    verb: &'static str,
    code: String,
    cause: String,
}

impl ScheduleError {
    /// What failed, in words that name nobody.
    pub fn code(&self) -> String {
        format!("Scheduler {}: {}", self.verb, self.code)
    }
}

/// Whether a schedule was there to delete.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deleted {
    /// It was, and is gone.
    Gone,
    /// There was none of this name.
    Absent,
}

impl Schedules {
    pub(crate) fn new(shared: &SdkConfig, config: &Config) -> Self {
        let mut builder =
            aws_sdk_scheduler::config::Builder::from(shared).retry_config(client::once());
        builder.set_endpoint_url(config.endpoints.scheduler.clone());
        Self {
            client: Client::from_conf(builder.build()),
            group: config.schedule_group.clone(),
            target: config.schedule_target.clone(),
            role: config.schedule_role.clone(),
            dead_letters: config.schedule_dead_letters.clone(),
        }
    }

    /// Has `input` handed to the reminders' function at `at`. A schedule of this name that exists already is
    /// the same one: it is never updated, since an update can meet a schedule that is just firing.
    pub async fn create(
        &self,
        name: &str,
        at: Timestamp,
        input: String,
    ) -> Result<(), ScheduleError> {
        let failed = |cause: String| ScheduleError {
            verb: "create",
            code: "Unwritable".into(),
            cause,
        };
        let window = FlexibleTimeWindow::builder()
            .mode(FlexibleTimeWindowMode::Off)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let retries = RetryPolicy::builder()
            .maximum_event_age_in_seconds(3600)
            .maximum_retry_attempts(10)
            .build();
        let dead_letters = DeadLetterConfig::builder().arn(&self.dead_letters).build();
        let target = Target::builder()
            .arn(&self.target)
            .role_arn(&self.role)
            .input(input)
            .retry_policy(retries)
            .dead_letter_config(dead_letters)
            .build()
            .map_err(|error| failed(error.to_string()))?;
        let made = self
            .client
            .create_schedule()
            .group_name(&self.group)
            .name(name)
            // UTC: every engine that fires agrees on it.
            .schedule_expression(at.strftime("at(%Y-%m-%dT%H:%M:%S)").to_string())
            .schedule_expression_timezone("UTC")
            .flexible_time_window(window)
            .action_after_completion(ActionAfterCompletion::Delete)
            .target(target)
            .send()
            .await;
        match made {
            Ok(_) => Ok(()),
            Err(SdkError::ServiceError(error)) if error.err().is_conflict_exception() => Ok(()),
            Err(error) => Err(ScheduleError {
                verb: "create",
                code: code(&error),
                cause: DisplayErrorContext(&error).to_string(),
            }),
        }
    }

    /// Takes a schedule back.
    pub async fn delete(&self, name: &str) -> Result<Deleted, ScheduleError> {
        let made = self
            .client
            .delete_schedule()
            .group_name(&self.group)
            .name(name)
            .send()
            .await;
        match made {
            Ok(_) => Ok(Deleted::Gone),
            Err(SdkError::ServiceError(error)) if error.err().is_resource_not_found_exception() => {
                Ok(Deleted::Absent)
            }
            Err(error) => Err(ScheduleError {
                verb: "delete",
                code: code(&error),
                cause: DisplayErrorContext(&error).to_string(),
            }),
        }
    }
}
