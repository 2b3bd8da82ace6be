//! Mail: the account, and the identity that mails come from.

use std::collections::BTreeMap;

use leah_aws::health::{MailAccount, MailIdentity, Unanswered};

use super::check::Check;
use crate::Leah;

/// Of what may go in a day, the share beyond which somebody should ask for more.
const MUCH: f64 = 0.8;

/// What the stack says of its mail.
#[derive(Debug, Clone, Copy)]
struct Told<'a> {
    /// The configuration set that is to be the identity's default.
    configuration: Option<&'a str>,
    /// The records that prove the base domain, as the stack knows them.
    records: Option<&'a str>,
}

/// Looks at the account and at the sender.
pub(super) async fn look(leah: &Leah, outputs: &BTreeMap<String, String>) -> Vec<Check> {
    let mailer = leah.app().mailer();
    let mut checks = account(mailer.account().await);
    let from = leah.app().config().mail_from.as_str();
    let mut known = Ok(None);
    for name in identities(from) {
        match mailer.identity(name).await {
            // The first that may send; else the nearest, to say what it lacks.
            Ok(Some(identity)) => {
                let verified = identity.verified;
                if verified || matches!(known, Ok(None)) {
                    known = Ok(Some((name, identity)));
                }
                if verified {
                    break;
                }
            }
            Ok(None) => {}
            Err(why) => {
                known = Err(why);
                break;
            }
        }
    }
    let get = |name: &str| outputs.get(name).map(String::as_str);
    let told = Told {
        configuration: get("MailConfiguration"),
        records: get("MailRecords"),
    };
    checks.extend(sender(from, known, told));
    checks
}

/// The identities that SES looks for: the address, its domain, and the domains above.
fn identities(from: &str) -> Vec<&str> {
    let domain = from.rsplit_once('@').map_or(from, |(_, domain)| domain);
    let above = domain.match_indices('.').map(|(dot, _)| &domain[dot + 1..]);
    let above = above.filter(|name| name.contains('.'));
    [from, domain].into_iter().chain(above).collect()
}

fn account(answer: Result<MailAccount, Unanswered>) -> Vec<Check> {
    let account = match answer {
        Ok(account) => account,
        Err(why) => return vec![Check::unmade("mail", "ses:GetAccount", &why)],
    };
    let sending = match (account.sending, account.standing.as_str()) {
        (true, "PROBATION") => Check::warning(
            "mail: sending",
            "under review: too many mails bounce or are complained about",
            "read AWS's mail about it and answer; look at the alarms MailBounces and MailComplaints",
        ),
        (true, "SHUTDOWN") | (false, _) => Check::failed(
            "mail: sending",
            "paused: no mail goes",
            "aws sesv2 put-account-sending-attributes --sending-enabled, or ask AWS's support where AWS has paused it",
        ),
        (true, _) => Check::ok("mail: sending", "on"),
    };
    let sandbox = if account.production {
        Check::ok("mail: sandbox", "out of it")
    } else {
        Check::failed(
            "mail: sandbox",
            "in it: only verified addresses get mail",
            "ask for production access: aws sesv2 put-account-details --production-access-enabled, or the SES console",
        )
    };
    vec![sending, sandbox, quota(&account)]
}

fn quota(account: &MailAccount) -> Check {
    let check = "mail: quota";
    if account.most < 0.0 {
        return Check::ok(check, "without bounds");
    }
    let found = format!("{:.0} of {:.0} in 24 hours", account.sent, account.most);
    let more = "ask for a higher quota: Service Quotas, Amazon SES, Sending quota";
    if account.sent >= account.most {
        Check::failed(check, found, more)
    } else if account.sent >= account.most * MUCH {
        Check::warning(check, found, more)
    } else {
        Check::ok(check, found)
    }
}

fn sender(
    from: &str,
    known: Result<Option<(&str, MailIdentity)>, Unanswered>,
    told: Told<'_>,
) -> Vec<Check> {
    let domain = from.rsplit_once('@').map_or(from, |(_, domain)| domain);
    let check = "mail: sender";
    let (name, identity) = match known {
        Err(why) => return vec![Check::unmade(check, "ses:GetEmailIdentity", &why)],
        Ok(None) => {
            let todo = match told.records {
                Some(records) => format!("make these DNS records: {}", outputs_records(records)),
                None => format!("aws sesv2 create-email-identity --email-identity {domain}"),
            };
            let found = format!("SES does not know {from} or its domain: no mail goes");
            return vec![Check::failed(check, found, todo)];
        }
        Ok(Some(found)) => found,
    };
    let records = || match (records(name, &identity), told.records) {
        (made, _) if !made.is_empty() => format!("make these DNS records: {made}"),
        (_, Some(told)) => format!("make these DNS records: {}", outputs_records(told)),
        (_, None) => format!("answer the mail that SES has sent to {name}"),
    };
    let verified = if identity.verified {
        Check::ok(check, format!("{from}, by {name}"))
    } else {
        let found = format!("{name} is not verified: no mail goes");
        Check::failed(check, found, records())
    };
    vec![
        verified,
        signature(&identity, records),
        configuration(name, &identity, told),
    ]
}

fn signature(identity: &MailIdentity, records: impl Fn() -> String) -> Check {
    let check = "mail: DKIM";
    match (identity.dkim.as_str(), identity.signing) {
        ("SUCCESS", true) => Check::ok(check, "mails are signed"),
        ("SUCCESS", false) => Check::warning(
            check,
            "off: mails are not signed, and many receivers refuse them",
            "aws sesv2 put-email-identity-dkim-attributes --signing-enabled --email-identity NAME",
        ),
        (status, _) => {
            let found = format!("{status}: mails are not signed, and many receivers refuse them");
            if identity.verified {
                Check::warning(check, found, records())
            } else {
                Check::failed(check, found, records())
            }
        }
    }
}

fn configuration(name: &str, identity: &MailIdentity, told: Told<'_>) -> Check {
    let check = "mail: configuration set";
    let Some(wanted) = told.configuration else {
        return Check::warning(
            check,
            "the stack has no output MailConfiguration",
            "deploy the stack again",
        );
    };
    let todo = || {
        format!(
            "aws sesv2 put-email-identity-configuration-set-attributes --email-identity {name} --configuration-set-name {wanted}"
        )
    };
    match identity.configuration.as_deref() {
        Some(is) if is == wanted => Check::ok(check, wanted),
        Some(other) => Check::warning(
            check,
            format!("{other} is the default, not {wanted}"),
            todo(),
        ),
        None => Check::warning(
            check,
            "none is the default: mail may go without TLS, and to addresses that have bounced",
            todo(),
        ),
    }
}

/// The records that prove a domain; empty for an address.
fn records(name: &str, identity: &MailIdentity) -> String {
    if name.contains('@') {
        return String::new();
    }
    let tokens = identity.tokens.iter();
    let records =
        tokens.map(|token| format!("{token}._domainkey.{name} CNAME {token}.{}", identity.zone));
    records.collect::<Vec<_>>().join(", ")
}

/// The records of the output `MailRecords`, a name and what it leads to each.
fn outputs_records(output: &str) -> String {
    let records = output.split_whitespace();
    let records = records.map(|record| record.replacen('=', " CNAME ", 1));
    records.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
