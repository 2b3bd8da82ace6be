//! The sweep: what is due and was not done.

use std::{sync::OnceLock, time::Duration};

use futures_util::{Stream, StreamExt, future::join_all, stream};
use jiff::{SignedDuration, Timestamp};
use leah_aws::{
    App,
    table::{Due, Table, TableError},
};
use leah_domain::{Firing, Reminder, reminder::Verdict};
use leah_http::metrics::{Count, oldest_owed};
use tokio::time::{Instant, sleep_until};

use crate::{AT_ONCE, attempt::attempt, webhooks::dispatch};

/// How many items of one shard are read at once.
const PAGE: usize = 25;
/// For how long a sweep begins new work; the next minute goes on. What has begun must end well within the function's own
/// time limit: an attempt that is cut off is one that never told how it ended, and its message may be sent twice.
const BEGINS: Duration = Duration::from_secs(6);

/// Works on all that is due now, shard by shard at the same time.
pub(crate) async fn sweep(app: &App) -> Result<(), TableError> {
    let end = Instant::now() + BEGINS;
    let now = app.now();
    let shards = Table::shards().map(|shard| sweep_shard(app, shard, end));
    let oldest: Vec<_> = join_all(shards)
        .await
        .into_iter()
        .collect::<Result<_, _>>()?;
    let oldest = oldest.into_iter().flatten().min();
    oldest_owed(
        oldest.map_or(SignedDuration::ZERO, |at| now.duration_since(at)),
        now,
    );
    Ok(())
}

/// Works on a shard; since when the first of it was due.
async fn sweep_shard(app: &App, shard: u8, end: Instant) -> Result<Option<Timestamp>, TableError> {
    // Others finish where the index fails: nothing that has begun is broken off.
    let (failed, oldest) = (OnceLock::new(), OnceLock::new());
    due(app, shard, &oldest)
        .take_until(sleep_until(end))
        .for_each_concurrent(AT_ONCE, |due| {
            let failed = &failed;
            async move {
                match due {
                    Ok(Due::Owed(woken)) => attempt(app, &woken).await,
                    Ok(Due::Reminder(reminder)) => fire(app, &reminder).await,
                    Ok(Due::Delivery(delivery, seen)) => dispatch(app, &delivery, &seen).await,
                    Err(error) => {
                        // One at the most: the reading ends with it.
                        let _ = failed.set(error);
                    }
                }
            }
        })
        .await;
    failed
        .into_inner()
        .map_or(Ok(oldest.into_inner().flatten()), Err)
}

/// What is due in a shard, each item once and the longest due first: what fails moves on in time, and what stays is for
/// the next sweep.
fn due(
    app: &App,
    shard: u8,
    oldest: &OnceLock<Option<Timestamp>>,
) -> impl Stream<Item = Result<Due, TableError>> {
    let pages = stream::unfold(Some(None), move |place| async move {
        let behind = place?;
        Some(match app.table().due(shard, PAGE, behind).await {
            Ok(page) => {
                // The first page's, for it begins with what is due the longest.
                oldest.get_or_init(|| page.oldest);
                (page.due.into_iter().map(Ok).collect(), page.next.map(Some))
            }
            Err(error) => (vec![Err(error)], None),
        })
    });
    pages.flat_map(stream::iter)
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
            count(verdict, reminder, app.now());
            tracing::warn!(%appointment, ?verdict, "reminder of {appointment} fired by the sweep");
        }
        Err(error) => {
            tracing::error!(%appointment, %error, "reminder of {appointment} could not be fired");
        }
    }
}

fn count(verdict: Verdict, reminder: &Reminder, now: Timestamp) {
    let count = match verdict {
        Verdict::Send => Count::SweptReminder,
        Verdict::TooLate => Count::ReminderTooLate,
        Verdict::Stale | Verdict::AlreadySent => return,
    };
    count.one(reminder.kind.name(), now);
}
