//! The alarms.

use aws_sdk_cloudwatch::{
    Client,
    types::{AlarmType, StateValue},
};
use leah_aws::health::Unanswered;

use super::check::Check;
use crate::connect::stack::Account;

/// How many alarms are looked at; a stack has twenty.
const MOST: usize = 500;

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Alarm {
    name: String,
    /// Whether it is on.
    on: bool,
    description: String,
    reason: String,
}

/// Looks at the alarms of a stack.
pub(super) async fn look(account: &Account, stack: &str) -> Vec<Check> {
    alarms(stack, asked(&Client::new(&account.sdk), stack).await)
}

async fn asked(client: &Client, stack: &str) -> Result<Vec<Alarm>, Unanswered> {
    let (mut alarms, mut next) = (Vec::new(), None);
    while alarms.len() < MOST {
        let page = client
            .describe_alarms()
            .alarm_name_prefix(format!("{stack}-"))
            .alarm_types(AlarmType::MetricAlarm)
            .set_next_token(next)
            .send()
            .await
            .map_err(|error| Unanswered::sort(&error))?;
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        alarms.extend(page.metric_alarms().iter().map(|alarm| Alarm {
            name: text(alarm.alarm_name()),
            on: alarm.state_value() == Some(&StateValue::Alarm),
            description: text(alarm.alarm_description()),
            reason: text(alarm.state_reason()),
        }));
        next = page.next_token().map(str::to_owned);
        if next.is_none() {
            break;
        }
    }
    Ok(alarms)
}

/// Whether an alarm is this stack's. It is named STACK-LOGICALID-RANDOM, and what is not STACK has no dash: the
/// alarms of `leah-test` do not count for `leah`.
fn belongs(stack: &str, alarm: &str) -> bool {
    let own = alarm
        .strip_prefix(stack)
        .and_then(|rest| rest.strip_prefix('-'));
    own.is_some_and(|own| own.matches('-').count() == 1)
}

fn alarms(stack: &str, answer: Result<Vec<Alarm>, Unanswered>) -> Vec<Check> {
    let mut all = match answer {
        Ok(all) => all,
        Err(why) => return vec![Check::unmade("alarms", "cloudwatch:DescribeAlarms", &why)],
    };
    all.retain(|alarm| belongs(stack, &alarm.name));
    if all.is_empty() {
        let todo = "deploy the stack again: nobody would be told of anything";
        return vec![Check::failed("alarms", "none are there", todo)];
    }
    let on: Vec<_> = all.iter().filter(|alarm| alarm.on).collect();
    if on.is_empty() {
        return vec![Check::ok("alarms", format!("{} are quiet", all.len()))];
    }
    let rows = on.into_iter().map(|alarm| {
        let own = alarm.name.get(stack.len() + 1..).unwrap_or(&alarm.name);
        let logical = own.split('-').next().unwrap_or(own);
        let found = format!("on: {}", alarm.reason);
        Check::failed(format!("alarm {logical}"), found, alarm.description.clone())
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::{super::check::State, *};

    fn alarm(name: &str, on: bool) -> Alarm {
        Alarm {
            name: name.into(),
            on,
            description: "Look there.".into(),
            reason: "1 > 0".into(),
        }
    }

    #[test]
    fn the_alarms_of_a_stack_are_quiet_or_said_one_by_one() {
        let quiet = vec![
            alarm("leah-GivenUp-A1", false),
            alarm("leah-test-GivenUp-A1", true),
        ];
        let checks = alarms("leah", Ok(quiet));
        assert_eq!(checks, [Check::ok("alarms", "1 are quiet")]);
        let loud = vec![
            alarm("leah-GivenUp-A1", true),
            alarm("leah-ApiErrors-B2", false),
        ];
        let checks = alarms("leah", Ok(loud));
        assert_eq!(
            checks,
            [Check::failed("alarm GivenUp", "on: 1 > 0", "Look there.")]
        );
        for none in [vec![], vec![alarm("leah-test-GivenUp-A1", false)]] {
            assert_eq!(alarms("leah", Ok(none))[0].state, State::Failed);
        }
        let unmade = alarms("leah", Err(Unanswered::Forbidden("no".into())));
        assert_eq!(unmade[0].state, State::Failed);
    }

    #[test]
    fn a_stack_whose_name_begins_alike_is_another() {
        assert!(belongs("leah", "leah-GivenUp-A1B2"));
        assert!(belongs("leah-test", "leah-test-GivenUp-A1B2"));
        assert!(!belongs("leah", "leah-test-GivenUp-A1B2"));
        assert!(!belongs("leah", "leahs-GivenUp-A1B2"));
        assert!(!belongs("leah", "leah"));
    }
}
