//! The sweep: what is due and was not done.

use futures_util::{StreamExt, future::join_all, stream};
use leah_aws::{
    App,
    table::{Due, Table, TableError},
};
use leah_domain::{Firing, Reminder};

use crate::{AT_ONCE, attempt::attempt};

/// How many items of one shard are read at once.
const PAGE: i32 = 25;
/// How many pages of one shard one sweep works on; the next minute goes on.
const PAGES: usize = 40;

/// Works on all that is due now, shard by shard at the same time.
pub(crate) async fn sweep(app: &App) -> Result<(), TableError> {
    let shards = Table::shards().map(|shard| sweep_shard(app, shard));
    join_all(shards).await.into_iter().collect()
}

async fn sweep_shard(app: &App, shard: u8) -> Result<(), TableError> {
    // Each item once, in order: what fails moves on in time, and what stays is for the next sweep.
    let mut behind = None;
    for _ in 0..PAGES {
        let page = app.table().due(shard, PAGE, behind).await?;
        stream::iter(page.due)
            .for_each_concurrent(AT_ONCE, |due| async move {
                match due {
                    Due::Owed(woken) => attempt(app, &woken).await,
                    Due::Reminder(reminder) => fire(app, &reminder).await,
                }
            })
            .await;
        behind = page.next;
        if behind.is_none() {
            break;
        }
    }
    Ok(())
}

/// Fires a reminder whose schedule was lost or is late.
async fn fire(app: &App, reminder: &Reminder) {
    let firing = Firing {
        subject: reminder.subject,
        kind: reminder.kind,
        sequence: reminder.sequence,
        fire_at: reminder.at,
    };
    let appointment = reminder.subject.appointment;
    match app.table().fire(&firing, app.ids()).await {
        Ok(verdict) => {
            tracing::warn!(%appointment, ?verdict, "reminder of {appointment} fired by the sweep");
        }
        Err(error) => {
            tracing::error!(%appointment, %error, "reminder of {appointment} could not be fired");
        }
    }
}
