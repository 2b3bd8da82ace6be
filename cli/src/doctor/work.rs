//! What is owed, and what organizations lack.

use jiff::{SignedDuration, Timestamp};
use leah_aws::table::{Overdue, TableError, Waiting};
use leah_domain::{Organization, WebhookEndpoint};

use super::{check::Check, reasons::remedy};
use crate::{Leah, org::advice};

/// Effects that were given up are counted up to here.
const COUNTED: usize = 100;
/// The sweep comes each minute, and has many things to do: what is late by less is only busy.
const PATIENCE: SignedDuration = SignedDuration::from_mins(5);
/// How many organizations are looked at.
const MOST: usize = 200;

/// Looks at owed work.
pub(super) async fn owed(leah: &Leah) -> Vec<Check> {
    let table = leah.table();
    let dead = table.dead(COUNTED, None).await;
    let dead = dead.map(|page| {
        let kept = page.dead.iter().filter(|dead| dead.kept);
        (kept.count(), page.next.is_some())
    });
    let now = leah.app().now();
    let before = now.checked_sub(PATIENCE).unwrap_or(now);
    let overdue = overdue(table.overdue(before).await, now);
    let mut checks = vec![given_up(dead), overdue];
    checks.extend(waiting(table.waiting().await));
    checks
}

/// What has failed and is due again, and why.
fn waiting(answer: Result<Vec<Waiting>, TableError>) -> Vec<Check> {
    let check = "owed: waiting";
    let waiting = match answer {
        Ok(waiting) => waiting,
        Err(why) => return vec![Check::unread(check, &why)],
    };
    if waiting.is_empty() {
        return vec![Check::ok(check, "nothing")];
    }
    let one = |waiting: &Waiting| {
        let Waiting {
            effect,
            cause,
            count,
            more,
            since,
        } = waiting;
        let more = if *more { "more than " } else { "" };
        let found = format!("{cause}: {more}{count}, the oldest owed since {since}");
        let check = format!("{check}: {effect}");
        match remedy(effect, cause) {
            Some(todo) => Check::failed(check, found, todo),
            None => Check::warning(
                check,
                found,
                "nothing, if it passes; look at AWS Health if it stays",
            ),
        }
    };
    waiting.iter().map(one).collect()
}

fn given_up(answer: Result<(usize, bool), TableError>) -> Check {
    let check = "owed: given up";
    match answer {
        Err(why) => Check::unread(check, &why),
        Ok((0, _)) => Check::ok(check, "nothing"),
        Ok((count, more)) => Check::failed(
            check,
            format!("{}{count}", if more { "more than " } else { "" }),
            "`leah owed list` says what and why; once mended, `leah owed replay`",
        ),
    }
}

fn overdue(answer: Result<Overdue, TableError>, now: Timestamp) -> Check {
    let check = "owed: overdue";
    let overdue = match answer {
        Ok(overdue) => overdue,
        Err(why) => return Check::unread(check, &why),
    };
    let Some(oldest) = overdue.oldest else {
        return Check::ok(check, "nothing");
    };
    let minutes = now.duration_since(oldest).as_mins();
    let more = if overdue.more { "more than " } else { "" };
    Check::failed(
        check,
        format!("{more}{} since {minutes} minutes", overdue.count),
        "look whether the function outbox runs: its logs, and the alarms SweepSilent and WorkErrors",
    )
}

/// Looks at organizations, at some of them where there are many.
pub(super) async fn organizations(leah: &Leah) -> Vec<Check> {
    let looked = Box::pin(each(leah)).await;
    looked.unwrap_or_else(|why| vec![Check::unread("organizations", &why)])
}

async fn each(leah: &Leah) -> Result<Vec<Check>, TableError> {
    let table = leah.table();
    let all = table.registered().await?;
    let mut checks = Vec::new();
    for registered in all.iter().take(MOST) {
        let id = registered.organization;
        if let Some(organization) = table.organization(id).await? {
            let endpoints = table.webhook_endpoints(id).await?;
            checks.extend(organization_checks(&organization, &endpoints));
        }
    }
    let (looked, all) = (all.len().min(MOST), all.len());
    let found = if looked < all {
        format!("the first {looked} of {all} were looked at")
    } else {
        format!("{all} were looked at")
    };
    checks.insert(0, Check::ok("organizations", found));
    Ok(checks)
}

fn organization_checks(organization: &Organization, endpoints: &[WebhookEndpoint]) -> Vec<Check> {
    let slug = &organization.slug;
    let check = || format!("organization {slug}");
    let mut checks = Vec::new();
    if let Some(advice) = advice(&organization.settings) {
        let todo = format!("leah org set {slug} --sms-sender SENDER");
        checks.push(Check::warning(check(), advice, todo));
    }
    for endpoint in endpoints {
        let id = endpoint.id;
        if let Some(disabled) = endpoint.disabled {
            let (at, reason) = (disabled.at, disabled.reason.name());
            checks.push(Check::warning(
                check(),
                format!("webhook endpoint {id} is told nothing since {at} ({reason})"),
                format!("once it answers: leah webhook enable {slug} {id}, leah webhook replay {slug} --to {id}"),
            ));
        } else if let Some(since) = endpoint.failing {
            checks.push(Check::warning(
                check(),
                format!("webhook endpoint {id} fails since {since}"),
                format!("leah webhook deliveries {slug} --to {id}"),
            ));
        }
    }
    checks
}

#[cfg(test)]
mod tests;
