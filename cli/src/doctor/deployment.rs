//! The stack itself.

use super::check::Check;
use crate::connect::stack::Stack;

/// Who asks, and where: the stack's ARN has both.
pub(super) fn access(id: &str, region: &str) -> Check {
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/UUID
    let account = id.split(':').nth(4).unwrap_or("unknown");
    Check::ok("access", format!("account {account}, region {region}"))
}

/// Whether what was deployed last is there.
pub(super) fn stack(stack: &Stack) -> Check {
    let (check, status) = ("stack", stack.status.as_str());
    let found = match &stack.reason {
        Some(reason) => format!("{status}: {reason}"),
        None => status.to_owned(),
    };
    match status {
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" => Check::ok(check, found),
        // It works as it did before; what was to be deployed is not.
        "UPDATE_ROLLBACK_COMPLETE" | "IMPORT_ROLLBACK_COMPLETE" => Check::warning(
            check,
            found,
            "the last deployment was taken back: look at the stack's events, mend what they name, and deploy again",
        ),
        _ if status.ends_with("_FAILED") || status.contains("ROLLBACK") => Check::failed(
            check,
            found,
            "look at the stack's events (`sam list stack-outputs`, the console), mend what they name, and deploy again",
        ),
        _ if status.starts_with("DELETE") => {
            Check::failed(check, found, "the stack is being deleted: deploy it again")
        }
        _ => Check::warning(check, found, "wait until it has ended, and look again"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{super::check::State, *};

    #[test]
    fn each_status_of_a_stack_is_judged() {
        for (status, state) in [
            ("CREATE_COMPLETE", State::Ok),
            ("UPDATE_COMPLETE", State::Ok),
            ("IMPORT_COMPLETE", State::Ok),
            ("UPDATE_ROLLBACK_COMPLETE", State::Warning),
            ("IMPORT_ROLLBACK_COMPLETE", State::Warning),
            ("CREATE_IN_PROGRESS", State::Warning),
            ("UPDATE_IN_PROGRESS", State::Warning),
            ("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", State::Warning),
            ("REVIEW_IN_PROGRESS", State::Warning),
            ("CREATE_FAILED", State::Failed),
            ("ROLLBACK_COMPLETE", State::Failed),
            ("ROLLBACK_IN_PROGRESS", State::Failed),
            ("ROLLBACK_FAILED", State::Failed),
            ("UPDATE_ROLLBACK_FAILED", State::Failed),
            ("UPDATE_ROLLBACK_IN_PROGRESS", State::Failed),
            ("UPDATE_FAILED", State::Failed),
            ("DELETE_IN_PROGRESS", State::Failed),
            ("DELETE_FAILED", State::Failed),
            ("DELETE_COMPLETE", State::Failed),
        ] {
            let described = Stack {
                id: String::new(),
                status: status.into(),
                reason: Some("why".into()),
                outputs: BTreeMap::new(),
            };
            let check = stack(&described);
            assert_eq!(check.state, state, "{status}");
            assert_eq!(check.found, format!("{status}: why"));
            assert_eq!(check.todo.is_none(), state == State::Ok, "{status}");
        }
    }

    #[test]
    fn the_account_is_read_off_the_stack() {
        let id = "arn:aws:cloudformation:eu-west-3:123456789012:stack/leah/1";
        let check = access(id, "eu-west-3");
        assert_eq!(check.found, "account 123456789012, region eu-west-3");
        assert_eq!(
            access("", "eu-west-3").found,
            "account unknown, region eu-west-3"
        );
    }
}
