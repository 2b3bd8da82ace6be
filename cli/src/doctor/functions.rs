//! The functions.

use leah_aws::health::{FunctionHealth, Unanswered};

use super::check::Check;
use crate::Leah;

/// What `template.yaml` has all functions run on.
const RUNTIME: &str = "provided.al2023";
const PERMISSION: &str = "lambda:GetFunctionConfiguration";

/// Looks at each function of the output `Functions`, and at the copy in the VPC if there is one.
pub(super) async fn look(leah: &Leah, names: Option<&String>) -> Vec<Check> {
    let Some(names) = names else {
        return vec![Check::failed(
            "functions",
            "the stack has no output Functions",
            "deploy the stack again",
        )];
    };
    let vpc = leah.app().config().webhooks_vpc.as_deref();
    let mut answers = Vec::new();
    for name in names.split(',').chain(vpc) {
        let answer = leah.app().webhooks().function(name).await;
        // Who may not ask for one may not ask for any; so with a service that does not answer.
        let hopeless = answer
            .as_ref()
            .is_err_and(|why| !matches!(why, Unanswered::Absent(_)));
        answers.push((name, answer));
        if hopeless {
            break;
        }
    }
    functions(answers)
}

fn functions(answers: Vec<(&str, Result<FunctionHealth, Unanswered>)>) -> Vec<Check> {
    let all = answers.len();
    let unwell = answers
        .into_iter()
        .filter_map(|(name, answer)| function(name, answer));
    let unwell: Vec<_> = unwell.collect();
    if unwell.is_empty() {
        return vec![Check::ok("functions", format!("{all} are active"))];
    }
    unwell
}

/// What is wrong with a function, if anything is.
fn function(name: &str, answer: Result<FunctionHealth, Unanswered>) -> Option<Check> {
    let short = name.rsplit(':').next().unwrap_or(name);
    let check = format!("function {short}");
    let function = match answer {
        Ok(function) => function,
        Err(why @ Unanswered::Absent(_)) => return Some(Check::unmade(check, PERMISSION, &why)),
        Err(why) => return Some(Check::unmade("functions", PERMISSION, &why)),
    };
    let reason = function.reason.as_deref();
    let found = reason.map_or_else(String::new, |reason| format!(": {reason}"));
    match (function.state.as_str(), function.updated.as_str()) {
        ("Active", "Successful") if function.runtime == RUNTIME => None,
        ("Active", "Successful") => Some(Check::warning(
            check,
            format!("runs on {}, not on {RUNTIME}", function.runtime),
            "deploy the stack again",
        )),
        ("Active", "InProgress") | ("Pending", _) => Some(Check::warning(
            check,
            format!("is being deployed{found}"),
            "wait until it has ended, and look again",
        )),
        // Idle for weeks; what is called now fails, and wakes it.
        ("Inactive", _) => Some(Check::warning(
            check,
            format!("sleeps{found}"),
            "call it once, and look again",
        )),
        (state, updated) => Some(Check::failed(
            check,
            format!("{state}, last deployment {updated}{found}"),
            "look at the function in the console, and deploy the stack again",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::State, *};

    const NAME: &str = "arn:aws:lambda:eu-west-3:123456789012:function:leah-webhooks_vpc";

    fn health(state: &str, updated: &str, runtime: &str) -> FunctionHealth {
        FunctionHealth {
            state: state.into(),
            reason: None,
            updated: updated.into(),
            runtime: runtime.into(),
        }
    }

    #[test]
    fn each_state_of_a_function_is_judged() {
        for (state, updated, runtime, expected) in [
            ("Active", "Successful", RUNTIME, None),
            ("Active", "Successful", "provided.al2", Some(State::Warning)),
            ("Active", "InProgress", RUNTIME, Some(State::Warning)),
            ("Pending", "InProgress", RUNTIME, Some(State::Warning)),
            ("Inactive", "Successful", RUNTIME, Some(State::Warning)),
            ("Active", "Failed", RUNTIME, Some(State::Failed)),
            ("Failed", "Successful", RUNTIME, Some(State::Failed)),
            ("", "", "", Some(State::Failed)),
        ] {
            let check = function(NAME, Ok(health(state, updated, runtime)));
            assert_eq!(
                check.as_ref().map(|check| check.state),
                expected,
                "{state} {updated}"
            );
            if let Some(check) = check {
                assert_eq!(check.name, "function leah-webhooks_vpc");
            }
        }
    }

    #[test]
    fn functions_are_one_row_unless_something_is_wrong() {
        let well = || Ok(health("Active", "Successful", RUNTIME));
        let checks = functions(vec![("a", well()), ("b", well())]);
        assert_eq!(checks, [Check::ok("functions", "2 are active")]);
        let gone = Err(Unanswered::Absent("gone".into()));
        let checks = functions(vec![("a", well()), ("b", gone)]);
        assert_eq!((checks.len(), checks[0].name.as_str()), (1, "function b"));
        let checks = functions(vec![("a", Err(Unanswered::Forbidden("no".into())))]);
        assert_eq!((checks.len(), checks[0].name.as_str()), (1, "functions"));
        assert_eq!(checks[0].state, State::Failed);
    }
}
