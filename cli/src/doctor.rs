//! `leah doctor`: looks whether all is well. Each look is one of its own: what cannot be looked at is a row, and not the end.

mod alarms;
mod check;
mod deployment;
mod functions;
mod mail;
mod queues;
mod reasons;
mod sms;
mod storage;
mod work;

use crate::{
    CliError, Printed, Surroundings,
    arguments::Access,
    connect::{connect, stack},
};
use check::{Check, State};

/// Looks at a stack, or at a Leah on this machine.
pub(crate) async fn run(access: &Access, from: Surroundings) -> Result<Printed, CliError> {
    let checks = if access.endpoint.is_some() {
        machine(access, from).await?
    } else {
        deployed(access, from).await?
    };
    printed(&checks)
}

/// A Leah on this machine has no stack, no alarms and no accounts.
async fn machine(access: &Access, from: Surroundings) -> Result<Vec<Check>, CliError> {
    let leah = connect(access, from).await?;
    let looks = tokio::join!(
        Box::pin(storage::table(&leah)),
        Box::pin(storage::bucket(&leah)),
        Box::pin(work::owed(&leah)),
        Box::pin(work::organizations(&leah)),
    );
    Ok([looks.0, looks.1, looks.2, looks.3].concat())
}

async fn deployed(access: &Access, from: Surroundings) -> Result<Vec<Check>, CliError> {
    let account = stack::account(access).await?;
    let described = stack::described(&account, &access.stack).await?;
    let first = vec![
        deployment::access(&described.id, &account.region),
        deployment::stack(&described),
    ];
    let outputs = &described.outputs;
    let config = match stack::config(outputs, &access.stack, account.endpoints()) {
        Ok(config) => config,
        // Without its parts' names there is nothing to look at.
        Err(error) => {
            let todo = "deploy the stack, and look again";
            let check = Check::failed("outputs", error.to_string(), todo);
            return Ok([first, vec![check]].concat());
        }
    };
    let leah = account.leah(config, from.clock, from.ids);
    let looks = tokio::join!(
        Box::pin(storage::table(&leah)),
        Box::pin(storage::bucket(&leah)),
        Box::pin(functions::look(&leah, outputs.get("Functions"))),
        Box::pin(mail::look(&leah, outputs)),
        Box::pin(sms::look(&leah)),
        Box::pin(queues::look(&account, outputs.get("DeadLetters"))),
        Box::pin(alarms::look(&account, &access.stack)),
        Box::pin(work::owed(&leah)),
        Box::pin(work::organizations(&leah)),
    );
    Ok([
        first, looks.0, looks.1, looks.2, looks.3, looks.4, looks.5, looks.6, looks.7, looks.8,
    ]
    .concat())
}

fn printed(checks: &[Check]) -> Result<Printed, CliError> {
    let count = |state| checks.iter().filter(|check| check.state == state).count();
    let (failed, warnings) = (count(State::Failed), count(State::Warning));
    let verdict = match (failed, warnings) {
        (0, 0) => "All is well.".to_owned(),
        _ => format!("{failed} failed, {warnings} to look at."),
    };
    let printed = Printed::list(checks, "nothing was looked at")?;
    Ok(printed.note(&verdict).unwell(failed > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_has_failed_is_not_well() {
        let (well, warning) = (Check::ok("a", "x"), Check::warning("b", "y", "z"));
        let failed = Check::failed("c", "y", "z");
        for (checks, code, said) in [
            (vec![well.clone()], 0, "All is well."),
            (
                vec![well.clone(), warning.clone()],
                0,
                "0 failed, 1 to look at.",
            ),
            (vec![well, warning, failed], 1, "1 failed, 1 to look at."),
        ] {
            let printed = printed(&checks).unwrap();
            assert_eq!(printed.code(), code);
            assert!(printed.human().contains(said), "{}", printed.human());
        }
    }
}
