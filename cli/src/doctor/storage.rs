//! The table and the bucket.

use leah_aws::health::{Expiry, TableHealth, Unanswered};

use super::check::Check;
use crate::Leah;

/// The attribute that has an item's end.
const END: &str = "ttl";

/// Looks at the table. On one machine nothing protects it and nothing backs it up, and nothing has to.
pub(super) async fn table(leah: &Leah) -> Vec<Check> {
    let mut checks = condition(leah.table().health().await, leah.local());
    checks.push(expiry(leah.table().expiry().await));
    if !leah.local() {
        checks.push(backups(leah.table().restorable().await));
    }
    checks
}

/// Looks at the bucket.
pub(super) async fn bucket(leah: &Leah) -> Vec<Check> {
    vec![reachable(leah.app().files().reachable().await)]
}

fn condition(answer: Result<TableHealth, Unanswered>, local: bool) -> Vec<Check> {
    let table = match answer {
        Ok(table) => table,
        Err(why) => return vec![Check::unmade("table", "dynamodb:DescribeTable", &why)],
    };
    let status = table.status.as_str();
    let mut checks = vec![
        match status {
            "ACTIVE" => Check::ok("table", status),
            "UPDATING" => {
                Check::warning("table", status, "wait until it has ended, and look again")
            }
            _ => Check::failed("table", status, "look at the table in the console"),
        },
        if table.stream {
            Check::ok("table: stream", "on")
        } else {
            Check::failed(
                "table: stream",
                "off: nothing that is owed begins before the next minute",
                "deploy the stack again",
            )
        },
    ];
    if !local {
        checks.push(if table.protected {
            Check::ok("table: deletion protection", "on")
        } else {
            Check::warning(
                "table: deletion protection",
                "off: one call deletes all data",
                "sam deploy --parameter-overrides TableProtection=true",
            )
        });
    }
    checks
}

fn expiry(answer: Result<Expiry, Unanswered>) -> Check {
    let check = "table: expiry";
    match answer {
        Err(why) => Check::unmade(check, "dynamodb:DescribeTimeToLive", &why),
        Ok(Expiry { status, attribute }) => {
            let on = matches!(status.as_str(), "ENABLED" | "ENABLING");
            match attribute.as_deref() {
                Some(END) if on => Check::ok(check, "on"),
                _ => Check::failed(
                    check,
                    "off: what has expired is never erased",
                    "deploy the stack again",
                ),
            }
        }
    }
}

fn backups(answer: Result<bool, Unanswered>) -> Check {
    let check = "table: backups";
    match answer {
        Ok(true) => Check::ok(check, "any moment of the last days can be had back"),
        Ok(false) => Check::failed(
            check,
            "off: what is lost is lost",
            "deploy the stack again, or have point-in-time recovery switched on",
        ),
        Err(why) => Check::unmade(check, "dynamodb:DescribeContinuousBackups", &why),
    }
}

fn reachable(answer: Result<(), Unanswered>) -> Check {
    match answer {
        Ok(()) => Check::ok("bucket", "reachable"),
        Err(why) => Check::unmade("bucket", "s3:ListBucket", &why),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::State, *};

    fn forbidden() -> Unanswered {
        Unanswered::Forbidden("no".into())
    }

    fn states(checks: &[Check]) -> Vec<State> {
        checks.iter().map(|check| check.state).collect()
    }

    #[test]
    fn a_table_is_active_rings_and_is_protected() {
        use State::{Failed, Ok, Warning};
        for (status, stream, protected, expected) in [
            ("ACTIVE", true, true, [Ok, Ok, Ok]),
            ("UPDATING", true, true, [Warning, Ok, Ok]),
            (
                "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
                true,
                true,
                [Failed, Ok, Ok],
            ),
            ("ACTIVE", false, true, [Ok, Failed, Ok]),
            ("ACTIVE", true, false, [Ok, Ok, Warning]),
        ] {
            let table = TableHealth {
                status: status.into(),
                stream,
                protected,
            };
            let checks = condition(Result::Ok(table.clone()), false);
            assert_eq!(states(&checks), expected, "{table:?}");
            assert_eq!(states(&condition(Result::Ok(table), true)), expected[..2]);
        }
        assert_eq!(states(&condition(Err(forbidden()), false)), [Failed]);
    }

    #[test]
    fn what_expires_goes_by_our_own_attribute() {
        for (status, attribute, state) in [
            ("ENABLED", Some("ttl"), State::Ok),
            ("ENABLING", Some("ttl"), State::Ok),
            ("ENABLED", Some("end"), State::Failed),
            ("DISABLED", None, State::Failed),
            ("DISABLING", Some("ttl"), State::Failed),
        ] {
            let answer = Expiry {
                status: status.into(),
                attribute: attribute.map(str::to_owned),
            };
            assert_eq!(expiry(Ok(answer)).state, state, "{status} {attribute:?}");
        }
        assert_eq!(expiry(Err(forbidden())).state, State::Failed);
    }

    #[test]
    fn backups_and_bucket_are_there_or_not() {
        assert_eq!(backups(Ok(true)).state, State::Ok);
        assert_eq!(backups(Ok(false)).state, State::Failed);
        assert_eq!(backups(Err(forbidden())).state, State::Failed);
        assert_eq!(reachable(Ok(())).state, State::Ok);
        let gone = reachable(Err(Unanswered::Absent("NoSuchBucket".into())));
        assert_eq!(gone.state, State::Failed);
        assert!(gone.todo.unwrap().contains("deploy the stack again"));
    }
}
