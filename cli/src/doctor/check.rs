//! What one look has come to.

use leah_aws::{health::Unanswered, table::TableError};
use serde::Serialize;

use crate::error::of_table;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Well.
    Ok,
    /// It works, and should be looked at.
    Warning,
    /// It does not work, or nobody knows.
    Failed,
}

/// A row of the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Check {
    /// What was looked at.
    #[serde(rename = "check")]
    pub(super) name: String,
    pub(super) state: State,
    /// What was seen.
    pub(super) found: String,
    /// What to do, if anything.
    pub(super) todo: Option<String>,
}

impl Check {
    pub(super) fn ok(check: impl Into<String>, found: impl Into<String>) -> Self {
        Self {
            name: check.into(),
            state: State::Ok,
            found: found.into(),
            todo: None,
        }
    }

    pub(super) fn warning(
        check: impl Into<String>,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Warning,
            todo: Some(todo.into()),
            ..Self::ok(check, found)
        }
    }

    pub(super) fn failed(
        check: impl Into<String>,
        found: impl Into<String>,
        todo: impl Into<String>,
    ) -> Self {
        Self {
            state: State::Failed,
            ..Self::warning(check, found, todo)
        }
    }

    /// A look that could not be taken: what nobody knows is not well. `permission` is what the look needs.
    pub(super) fn unmade(check: impl Into<String>, permission: &str, why: &Unanswered) -> Self {
        let todo = match why {
            Unanswered::Forbidden(_) => format!("allow these credentials {permission}"),
            Unanswered::Expired(_) => "sign in again: these credentials have ended".to_owned(),
            Unanswered::Absent(_) => {
                "deploy the stack again: a part of it is gone, or this is another account"
                    .to_owned()
            }
            Unanswered::Unavailable(_) => {
                "try again in a moment; look at AWS Health if it stays".to_owned()
            }
            Unanswered::Refused(_) => {
                "look whether this `leah` and the stack are of one version".to_owned()
            }
        };
        Self::failed(check, why.to_string(), todo)
    }

    /// A look into the table that could not be taken.
    pub(super) fn unread(check: impl Into<String>, why: &TableError) -> Self {
        let todo = match why {
            TableError::Forbidden { .. } => {
                "allow these credentials dynamodb:Query and dynamodb:GetItem on the table and its indexes"
            }
            TableError::NoTable { .. } => {
                "look whether this is the right region and account, or deploy the stack again"
            }
            TableError::Unavailable { .. } | TableError::Contended { .. } => {
                "try again in a moment"
            }
            TableError::Refused { .. } | TableError::Item { .. } => {
                "look whether this `leah` and the stack are of one version"
            }
        };
        Self::failed(check, of_table(why), todo)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_not_well_and_says_what_would_help() {
        let why = || "because".to_owned();
        for (unanswered, said) in [
            (
                Unanswered::Forbidden(why()),
                "allow these credentials ses:GetAccount",
            ),
            (Unanswered::Expired(why()), "sign in again"),
            (Unanswered::Absent(why()), "deploy the stack again"),
            (Unanswered::Unavailable(why()), "try again"),
            (Unanswered::Refused(why()), "of one version"),
        ] {
            let check = Check::unmade("mail", "ses:GetAccount", &unanswered);
            assert_eq!(
                (check.state, check.found.as_str()),
                (State::Failed, "because")
            );
            let todo = check.todo.unwrap();
            assert!(todo.contains(said), "{todo}");
        }
    }

    #[test]
    fn a_table_that_is_not_read_says_what_would_help() {
        let (operation, cause) = ("Query", "because".to_owned());
        let forbidden = TableError::Forbidden {
            operation,
            cause: cause.clone(),
        };
        for (error, said) in [
            (forbidden, "allow these credentials dynamodb:Query"),
            (
                TableError::NoTable { operation },
                "the right region and account",
            ),
            (
                TableError::Unavailable {
                    operation,
                    cause: cause.clone(),
                },
                "try again",
            ),
            (TableError::Refused { operation, cause }, "of one version"),
        ] {
            let check = Check::unread("owed", &error);
            assert_eq!(check.state, State::Failed);
            let todo = check.todo.unwrap();
            assert!(todo.contains(said), "{todo}");
        }
    }
}
