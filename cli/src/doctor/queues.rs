//! The queues of what was put aside.

use aws_sdk_sqs::{Client, types::QueueAttributeName};
use leah_aws::health::Unanswered;

use super::check::Check;
use crate::connect::stack::Account;

/// Looks at each queue of the output `DeadLetters`.
pub(super) async fn look(account: &Account, addresses: Option<&String>) -> Vec<Check> {
    let Some(addresses) = addresses else {
        return vec![Check::failed(
            "queues",
            "the stack has no output DeadLetters",
            "deploy the stack again",
        )];
    };
    let client = Client::new(&account.sdk);
    let mut checks = Vec::new();
    for address in addresses.split(',') {
        checks.push(queue(address, waiting(&client, address).await));
    }
    checks
}

/// How many messages wait in a queue.
async fn waiting(client: &Client, address: &str) -> Result<u64, Unanswered> {
    let attribute = QueueAttributeName::ApproximateNumberOfMessages;
    let asked = client
        .get_queue_attributes()
        .queue_url(address)
        .attribute_names(attribute.clone())
        .send()
        .await;
    let found = asked.map_err(|error| Unanswered::sort(&error))?;
    let number = found.attributes().and_then(|all| all.get(&attribute));
    let number = number.and_then(|number| number.parse().ok());
    number.ok_or_else(|| Unanswered::Refused("SQS does not say how many messages wait".into()))
}

fn queue(address: &str, answer: Result<u64, Unanswered>) -> Check {
    let name = address.rsplit('/').next().unwrap_or(address);
    let check = format!("queue {name}");
    match answer {
        Ok(0) => Check::ok(check, "empty"),
        Ok(waiting) => Check::failed(
            check,
            format!("{waiting} put aside"),
            format!(
                "aws sqs receive-message --queue-url {address}; once mended, aws sqs purge-queue --queue-url {address}"
            ),
        ),
        Err(why) => Check::unmade(check, "sqs:GetQueueAttributes", &why),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::check::State, *};

    const ADDRESS: &str = "https://sqs.eu-west-3.amazonaws.com/123456789012/leah-Outbox";

    #[test]
    fn a_queue_is_empty_or_says_how_to_look() {
        let empty = queue(ADDRESS, Ok(0));
        assert_eq!(
            (empty.name.as_str(), empty.state),
            ("queue leah-Outbox", State::Ok)
        );
        let full = queue(ADDRESS, Ok(3));
        assert_eq!(
            (full.state, full.found.as_str()),
            (State::Failed, "3 put aside")
        );
        assert!(full.todo.unwrap().contains(ADDRESS));
        let gone = queue(ADDRESS, Err(Unanswered::Absent("QueueDoesNotExist".into())));
        assert_eq!(gone.state, State::Failed);
    }
}
