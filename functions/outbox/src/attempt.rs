//! One attempt at one owed item: claim and read, do, settle.

use futures_util::future::join;
use leah_aws::{
    App,
    mail::SendError,
    schedules::{Deleted, ScheduleError},
    table::{Claim, Remains, TableError, Woken},
};
use leah_domain::{Effect, Firing, LEASE, Owed, TransferRef};
use leah_http::metrics::Count;

use crate::{
    letters::{self, Standing},
    webhooks,
};

/// How an attempt ended.
enum End {
    /// The effect has come about, and owes this in turn.
    Done(Vec<Owed>),
    /// The effect has come about, and its item has gone with it.
    Gone,
    /// The effect no longer makes sense.
    Dropped(&'static str),
    /// It did not come about this time.
    Failed(String),
    /// It is not to be tried again before the lease ends, though nothing is wrong.
    Later,
    /// It will never come about.
    Refused(String),
    /// Nobody knows: the lease ends, and the next attempt counts this one.
    Unknown,
}

/// Makes an attempt. Whatever goes wrong stays in the table, as the item.
pub(crate) async fn attempt(app: &App, woken: &Woken) {
    let (id, effect) = (woken.owed.id, woken.owed.effect.name());
    // Boxed: the SDK's futures are large, and many attempts run at once.
    if let Err(error) = Box::pin(begin(app, woken)).await {
        // The item is as it was, or its lease runs: the sweep comes back to it.
        tracing::error!(%id, effect, %error, "attempt at {id} broke off");
    }
}

async fn begin(app: &App, woken: &Woken) -> Result<(), TableError> {
    let claim = Box::pin(app.table().claim(woken, app.ids()));
    let standing = Box::pin(letters::standing(app, &woken.owed.effect));
    let (claim, standing) = join(claim, standing).await;
    let Some(claim) = claim? else {
        return Ok(());
    };
    let owed = &claim.owed;
    let (id, effect, about) = (owed.id, owed.effect.name(), owed.effect.topic().id());
    if !owed.may_try() {
        tracing::error!(%id, effect, %about, "acceptance of {id} was never answered twice: given up");
        Count::GivenUp.one(effect, app.now());
        return app
            .table()
            .bury(&claim, "its acceptance was never answered, twice")
            .await;
    }
    let end = match standing {
        // The attempt has begun, and ends here, known.
        Err(error) => End::Failed(error.to_string()),
        Ok(standing) if owed.effect.is_message() && owed.unanswered_before() > 0 => {
            // There is one repeat: it is not spent on a service that still does not answer.
            if letters::answers(app, &owed.effect).await {
                let end = perform(app, &claim, standing).await;
                if matches!(end, End::Done(_) | End::Unknown) {
                    tracing::warn!(%id, effect, %about, "acceptance of {id} was never answered: repeated");
                    Count::Repeated.one(effect, app.now());
                }
                end
            } else {
                End::Failed("the service does not answer".into())
            }
        }
        Ok(standing) => perform(app, &claim, standing).await,
    };
    settle(app, &claim, end).await
}

async fn perform(app: &App, claim: &Claim, standing: Option<Standing>) -> End {
    let owed = &claim.owed;
    match &owed.effect {
        Effect::CreateSchedule {
            subject,
            sequence,
            kind,
            at,
        } => {
            let current = standing.is_some_and(|standing| standing.sequence() == Some(*sequence));
            if !current {
                return End::Dropped("the appointment has moved");
            }
            if *at <= app.now() {
                // Its record stands in the due index: the sweep fires it.
                return End::Dropped("its time has come");
            }
            let firing = Firing {
                subject: *subject,
                kind: *kind,
                sequence: *sequence,
                fire_at: *at,
            };
            let name = Firing::schedule_name(*subject, *kind, *sequence);
            match serde_json::to_string(&firing) {
                Ok(input) => scheduled(app.schedules().create(&name, *at, input).await),
                Err(error) => End::Refused(error.to_string()),
            }
        }
        Effect::DeleteSchedule {
            subject,
            sequence,
            kind,
        } => {
            let name = Firing::schedule_name(*subject, *kind, *sequence);
            match app.schedules().delete(&name).await {
                // It may be in the making right now by an attempt that had read the earlier state.
                Ok(Deleted::Absent) if owed.begun == 1 => End::Later,
                Ok(Deleted::Gone | Deleted::Absent) => End::Done(Vec::new()),
                Err(error) => End::Failed(error.to_string()),
            }
        }
        Effect::EraseAnswers { subject } => match app.table().erase_answers(*subject).await {
            Ok(()) => End::Done(Vec::new()),
            Err(error) => End::Failed(error.to_string()),
        },
        Effect::EraseTransfer { subject } => erase(app, *subject).await,
        Effect::AppointmentEvent { event, payload, .. }
        | Effect::TransferEvent { event, payload, .. } => {
            match webhooks::announce(app, claim, *event, payload).await {
                Ok(()) => End::Gone,
                Err(error) => End::Failed(error.to_string()),
            }
        }
        message => match letters::send(app, owed, message, standing).await {
            Ok(owed) => End::Done(owed),
            Err(letters::Unsent::Dropped(why)) => End::Dropped(why),
            Err(letters::Unsent::Unwritable(error)) => End::Refused(error.to_string()),
            Err(letters::Unsent::Send(SendError::Refused { code })) => End::Refused(code),
            Err(letters::Unsent::Send(SendError::NotTaken { code })) => End::Failed(code),
            Err(letters::Unsent::Send(SendError::Unanswered)) => End::Unknown,
        },
    }
}

/// The objects go first: while the transfer's record stands, they can be found.
async fn erase(app: &App, subject: TransferRef) -> End {
    let ended = match app.table().remains(subject).await {
        Ok(Remains::Ended(transfer)) => transfer,
        Ok(Remains::Alive) => return End::Later,
        Err(error) => return End::Failed(error.to_string()),
    };
    if let Err(error) = app.files().erase(subject).await {
        return End::Failed(error.to_string());
    }
    match app.table().erase_transfer(subject, ended.as_deref()).await {
        Ok(true) => End::Done(Vec::new()),
        Ok(false) => End::Later,
        Err(error) => End::Failed(error.to_string()),
    }
}

fn scheduled(result: Result<(), ScheduleError>) -> End {
    match result {
        Ok(()) => End::Done(Vec::new()),
        Err(error) => End::Failed(error.to_string()),
    }
}

async fn settle(app: &App, claim: &Claim, end: End) -> Result<(), TableError> {
    let owed = &claim.owed;
    let (id, effect, about) = (owed.id, owed.effect.name(), owed.effect.topic().id());
    match end {
        End::Done(owed) => {
            tracing::info!(%id, effect, %about, "{effect} of {about} done");
            app.table().done_owing(claim, &owed).await
        }
        End::Gone => {
            tracing::info!(%id, effect, %about, "{effect} of {about} done");
            Ok(())
        }
        End::Dropped(why) => {
            tracing::info!(%id, effect, %about, why, "{effect} of {about} dropped");
            app.table().done(claim).await
        }
        End::Later => {
            let at = app.now().saturating_add(LEASE).unwrap_or(app.now());
            app.table().postpone(claim, at).await
        }
        End::Failed(cause) => {
            if let Some(at) = owed.next_attempt(app.now()) {
                tracing::warn!(%id, effect, %about, cause, "{effect} of {about} failed, due again");
                app.table().postpone(claim, at).await
            } else {
                tracing::error!(%id, effect, %about, cause, "{effect} of {about} given up");
                Count::GivenUp.one(effect, app.now());
                app.table().bury(claim, &cause).await
            }
        }
        End::Refused(cause) => {
            tracing::error!(%id, effect, %about, cause, "{effect} of {about} refused for good");
            Count::GivenUp.one(effect, app.now());
            app.table().bury(claim, &cause).await
        }
        End::Unknown => {
            tracing::warn!(%id, effect, %about, "{effect} of {about} was not answered");
            Ok(())
        }
    }
}
