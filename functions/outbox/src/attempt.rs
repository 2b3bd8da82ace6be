//! One attempt at one owed item: claim and read, do, settle.

use futures_util::future::join;
use leah_aws::{
    App,
    files::FileError,
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
    Failed(Failure),
    /// It is not to be tried again before the lease ends, though nothing is wrong.
    Later,
    /// It will never come about.
    Refused(String),
    /// Nobody knows: the lease ends, and the next attempt counts this one.
    Unknown,
}

/// Why an effect did not come about.
struct Failure {
    /// In codes that name nobody: this stands in the table until the next attempt.
    code: String,
    /// All that is known, for the log.
    cause: String,
    /// Whether an operator has to mend something first.
    blocked: bool,
}

impl Failure {
    fn new(code: String, cause: String) -> Self {
        Self {
            code,
            cause,
            blocked: false,
        }
    }

    /// What is known is a code.
    fn coded(code: String) -> Self {
        Self::new(code.clone(), code)
    }
}

impl From<TableError> for End {
    fn from(error: TableError) -> Self {
        Self::Failed(Failure::new(error.code(), error.to_string()))
    }
}

impl From<FileError> for End {
    fn from(error: FileError) -> Self {
        Self::Failed(Failure::new(error.code(), error.to_string()))
    }
}

impl From<ScheduleError> for End {
    fn from(error: ScheduleError) -> Self {
        Self::Failed(Failure::new(error.code(), error.to_string()))
    }
}

impl From<SendError> for End {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Refused { code } => Self::Refused(code),
            SendError::Blocked { code } => Self::Failed(Failure {
                blocked: true,
                ..Failure::coded(code)
            }),
            SendError::NotTaken { code } => Self::Failed(Failure::coded(code)),
            SendError::Unanswered => Self::Unknown,
        }
    }
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
        Err(error) => error.into(),
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
                End::Failed(Failure::coded("NoAnswer".into()))
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
                Err(error) => error.into(),
            }
        }
        Effect::EraseAnswers { subject } => match app.table().erase_answers(*subject).await {
            Ok(()) => End::Done(Vec::new()),
            Err(error) => error.into(),
        },
        Effect::EraseTransfer { subject } => erase(app, *subject).await,
        Effect::AppointmentEvent { event, payload, .. }
        | Effect::TransferEvent { event, payload, .. } => {
            match webhooks::announce(app, claim, *event, payload).await {
                Ok(()) => End::Gone,
                Err(error) => error.into(),
            }
        }
        message => match letters::send(app, owed, message, standing).await {
            Ok(owed) => End::Done(owed),
            Err(letters::Unsent::Dropped(why)) => End::Dropped(why),
            Err(letters::Unsent::Unwritable(error)) => End::Refused(error.to_string()),
            Err(letters::Unsent::Send(error)) => error.into(),
        },
    }
}

/// The objects go first: while the transfer's record stands, they can be found.
async fn erase(app: &App, subject: TransferRef) -> End {
    let ended = match app.table().remains(subject).await {
        Ok(Remains::Ended(transfer)) => transfer,
        Ok(Remains::Alive) => return End::Later,
        Err(error) => return error.into(),
    };
    if let Err(error) = app.files().erase(subject).await {
        return error.into();
    }
    match app.table().erase_transfer(subject, ended.as_deref()).await {
        Ok(true) => End::Done(Vec::new()),
        Ok(false) => End::Later,
        Err(error) => error.into(),
    }
}

fn scheduled(result: Result<(), ScheduleError>) -> End {
    match result {
        Ok(()) => End::Done(Vec::new()),
        Err(error) => error.into(),
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
            app.table().postpone(claim, at, None).await
        }
        End::Failed(Failure {
            code,
            cause,
            blocked,
        }) => {
            if blocked {
                Count::Blocked.one_for(effect, &code, app.now());
            }
            if let Some(at) = owed.next_attempt(app.now()) {
                tracing::warn!(%id, effect, %about, cause, "{effect} of {about} failed, due again");
                app.table().postpone(claim, at, Some(&code)).await
            } else {
                tracing::error!(%id, effect, %about, cause, "{effect} of {about} given up");
                Count::GivenUp.one(effect, app.now());
                app.table().bury(claim, &code).await
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
