//! `leah owed`: work that was given up, and putting it back.

use clap::Subcommand;
use jiff::Timestamp;
use leah_aws::table::{Dead, Waiting};
use leah_domain::{Id, Organization, Owed, Topic};
use serde::Serialize;
use uuid::Uuid;

use crate::{CliError, Leah, Printed};

/// How many effects are read at once.
const PAGE: i32 = 100;

/// What can be done with owed work.
#[derive(Debug, Subcommand)]
pub enum OwedCommand {
    /// List what was given up in the last 30 days, the longest ago first, how much is overdue, and why what failed is tried again.
    List {
        /// How many at most.
        #[arg(long, value_name = "N", default_value_t = 100)]
        most: usize,
    },
    /// Put back what was given up: within a minute it is done anew, and tried as long as if it were new.
    Replay {
        /// The identifier, as `leah owed list` shows it.
        #[arg(required_unless_present = "all")]
        id: Option<Uuid>,
        /// All that was given up.
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

/// An effect that was given up. Whom it is about is an identifier: no name, no address.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    id: Uuid,
    effect: &'static str,
    organization: Option<Id<Organization>>,
    subject: Option<Uuid>,
    owed_since: Option<Timestamp>,
    given_up: Option<Timestamp>,
    reason: String,
}

impl From<Dead> for Shown {
    fn from(dead: Dead) -> Self {
        let owed = dead.owed.as_ref();
        let topic = owed.map(|owed| owed.effect.topic());
        Self {
            id: dead.id,
            effect: owed.map_or("unreadable", |owed: &Owed| owed.effect.name()),
            organization: topic.map(Topic::organization),
            subject: topic.map(Topic::id),
            owed_since: owed.map(|owed| owed.created),
            given_up: dead.since,
            reason: dead.reason,
        }
    }
}

impl OwedCommand {
    pub(crate) async fn run(self, leah: &Leah) -> Result<Printed, CliError> {
        match self {
            Self::List { most } => list(leah, most).await,
            Self::Replay { id: Some(id), .. } => replay(leah, id).await,
            Self::Replay { .. } => replay_all(leah).await,
        }
    }
}

async fn list(leah: &Leah, most: usize) -> Result<Printed, CliError> {
    let (mut dead, mut place) = (Vec::new(), None);
    while dead.len() < most {
        let page = leah.table().dead(PAGE, place).await?;
        let kept = page.dead.into_iter().filter(|dead| dead.kept);
        dead.extend(kept.map(Shown::from));
        place = page.next;
        if place.is_none() {
            break;
        }
    }
    let more = place.is_some() || dead.len() > most;
    dead.truncate(most);
    let overdue = leah.table().overdue(leah.app().now()).await?;
    let words = match overdue.oldest {
        None => "Nothing is overdue.".to_owned(),
        Some(oldest) => format!(
            "{}{} more is due, the oldest since {oldest}.",
            if overdue.more { "More than " } else { "" },
            overdue.count
        ),
    };
    let waiting = leah.table().waiting().await?;
    let causes: Vec<String> = waiting
        .iter()
        .map(|waiting| {
            format!(
                "\n{} {} tried again: {}.",
                waiting.count, waiting.effect, waiting.cause
            )
        })
        .collect();
    let causes = causes.concat();
    let waiting: Vec<_> = waiting
        .into_iter()
        .map(|Waiting { effect, cause, count, more, since }| {
            serde_json::json!({ "effect": effect, "cause": cause, "count": count, "more": more, "owedSince": since })
        })
        .collect();
    let table = Printed::list(&dead, "nothing was given up")?;
    let human = format!("{}\n{words}{causes}", table.human());
    let said = serde_json::json!({
        "givenUp": dead,
        "more": more,
        "waiting": waiting,
        "overdue": { "count": overdue.count, "more": overdue.more, "oldest": overdue.oldest },
    });
    Printed::told(human, &said)
}

async fn replay(leah: &Leah, id: Uuid) -> Result<Printed, CliError> {
    if !leah.table().replay_owed(id).await? {
        return Err(CliError::NotFound(format!(
            "effect {id} that was given up: see `leah owed list`"
        )));
    }
    told(1)
}

/// Puts all back, page by page. What is put back leaves the list of the dead; a place holds all the same.
async fn replay_all(leah: &Leah) -> Result<Printed, CliError> {
    let (mut replayed, mut place) = (0, None);
    loop {
        let page = leah.table().dead(PAGE, place).await?;
        for dead in page.dead {
            // An item that cannot be read cannot be done either.
            if dead.kept && dead.owed.is_some() && leah.table().replay_owed(dead.id).await? {
                replayed += 1;
            }
        }
        place = page.next;
        if place.is_none() {
            return told(replayed);
        }
    }
}

fn told(replayed: usize) -> Result<Printed, CliError> {
    let words = format!("{replayed} put back: done anew within a minute.");
    Printed::told(words, &serde_json::json!({ "replayed": replayed }))
}
