//! SMS: the account.

use leah_aws::health::{SmsAccount, Unanswered};

use super::check::Check;
use crate::Leah;

/// What a new account may spend in a month, in US dollars: some twenty messages.
const BEGINNERS: i64 = 1;

/// Looks at the account.
pub(super) async fn look(leah: &Leah) -> Vec<Check> {
    account(leah.app().sms().account().await)
}

fn account(answer: Result<SmsAccount, Unanswered>) -> Vec<Check> {
    let account = match answer {
        Ok(account) => account,
        Err(why) => {
            let needs = "sms-voice:DescribeAccountAttributes and sms-voice:DescribeSpendLimits";
            return vec![Check::unmade("sms", needs, &why)];
        }
    };
    let sandbox = if account.sandbox {
        Check::failed(
            "sms: sandbox",
            "in it: only verified numbers get SMS",
            "ask AWS's support to move the account out of the SMS sandbox (End User Messaging SMS console)",
        )
    } else {
        Check::ok("sms: sandbox", "out of it")
    };
    vec![sandbox, limit(&account)]
}

fn limit(account: &SmsAccount) -> Check {
    let check = "sms: spending limit";
    let raise = match account.highest {
        Some(highest) if highest > account.limit.unwrap_or(0) => format!(
            "aws pinpoint-sms-voice-v2 set-text-message-spend-limit-override --monthly-limit DOLLARS, up to {highest}"
        ),
        _ => "ask AWS's support for a higher limit".to_owned(),
    };
    match account.limit {
        None => Check::warning(check, "unknown", raise),
        Some(limit) => {
            let found = format!("{limit} US dollars a month");
            match limit {
                ..=0 => Check::failed(check, found, raise),
                1..=BEGINNERS => Check::warning(check, found, raise),
                _ => Check::ok(check, found),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::check::State::{Failed, Ok as Well, Warning},
        *,
    };

    #[test]
    fn an_account_is_out_of_the_sandbox_and_may_spend() {
        for (sandbox, limit, highest, expected, said) in [
            (false, Some(200), Some(200), [Well, Well], None),
            (true, Some(200), Some(200), [Failed, Well], None),
            (
                false,
                Some(1),
                Some(100),
                [Well, Warning],
                Some("up to 100"),
            ),
            (
                false,
                Some(1),
                Some(1),
                [Well, Warning],
                Some("ask AWS's support"),
            ),
            (false, Some(0), Some(1), [Well, Failed], Some("up to 1")),
            (
                false,
                None,
                None,
                [Well, Warning],
                Some("ask AWS's support"),
            ),
        ] {
            let answer = SmsAccount {
                sandbox,
                limit,
                highest,
            };
            let checks = account(Ok(answer.clone()));
            let states: Vec<_> = checks.iter().map(|check| check.state).collect();
            assert_eq!(states, expected, "{answer:?}");
            let todo = checks[1].todo.as_deref();
            assert_eq!(todo.is_some(), said.is_some(), "{answer:?}");
            assert!(
                todo.unwrap_or_default().contains(said.unwrap_or_default()),
                "{todo:?}"
            );
        }
        let unmade = account(Err(Unanswered::Unavailable("503".into())));
        assert_eq!((unmade.len(), unmade[0].state), (1, Failed));
    }
}
