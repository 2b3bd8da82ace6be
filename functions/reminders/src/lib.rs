//! Reminders: what a due schedule invokes. Decides whether the reminder still holds and, if it does,
//! marks it gone and owes its mail and its SMS, in one transaction.

use lambda_runtime::Error;
use leah_aws::App;
use leah_domain::{Firing, reminder::Verdict};
use leah_http::metrics::Count;
use serde_json::{Value, json};

/// Handles the firing of a schedule.
///
/// # Errors
/// Where the event is no firing, or the table does not answer: the scheduler then tries again.
pub async fn handle(app: &App, event: Value) -> Result<Value, Error> {
    let firing: Firing = serde_json::from_value(event)?;
    let appointment = firing.subject.appointment;
    let verdict = app.table().fire(&firing, app.ids()).await?;
    let kind = firing.kind.name();
    if verdict == Verdict::TooLate {
        Count::ReminderTooLate.one(kind, app.now());
    }
    tracing::info!(%appointment, kind, ?verdict, "reminder of {appointment} fired");
    Ok(json!({ "verdict": format!("{verdict:?}") }))
}
