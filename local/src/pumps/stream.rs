//! The table's stream, read as Lambda's event source mapping reads it.

use dynoxide::{
    Database, DynoxideError,
    actions::{
        describe_stream::DescribeStreamRequest, get_records::GetRecordsRequest,
        get_shard_iterator::GetShardIteratorRequest, list_streams::ListStreamsRequest,
    },
};
use serde_json::{Value, json};

use super::{PumpError, filter};
use crate::{functions::Functions, template::StreamTrigger};

/// A position in the table's stream.
pub(super) struct Reader {
    arn: String,
    iterator: Option<String>,
}

impl Reader {
    /// At the end of the stream: what was written before a start is found by the sweep, for the table is the queue and
    /// the stream only its bell.
    pub(super) fn at_end(database: &Database, table: &str) -> Result<Self, PumpError> {
        let streams = database.list_streams(ListStreamsRequest {
            table_name: Some(table.to_owned()),
            ..ListStreamsRequest::default()
        })?;
        let arn = streams.streams.into_iter().next();
        let arn = arn.ok_or(PumpError::NoStream)?.stream_arn;
        let description = database.describe_stream(DescribeStreamRequest {
            stream_arn: arn.clone(),
            ..DescribeStreamRequest::default()
        })?;
        let shard = description.stream_description.shards.into_iter().next();
        let position = database.get_shard_iterator(GetShardIteratorRequest {
            stream_arn: arn.clone(),
            shard_id: shard.ok_or(PumpError::NoStream)?.shard_id,
            shard_iterator_type: "LATEST".to_owned(),
            ..GetShardIteratorRequest::default()
        })?;
        Ok(Self {
            arn,
            iterator: position.shard_iterator,
        })
    }

    /// The next records, as the JSON that Lambda gets.
    pub(super) fn read(&mut self, database: &Database) -> Result<Vec<Value>, DynoxideError> {
        let Some(iterator) = self.iterator.clone() else {
            return Ok(Vec::new());
        };
        let response = database.get_records(GetRecordsRequest {
            shard_iterator: iterator,
            limit: None,
        })?;
        self.iterator = response.next_shard_iterator;
        let records = response.records.into_iter().filter_map(|record| {
            let mut record = serde_json::to_value(record).ok()?;
            record["eventSourceARN"] = Value::from(self.arn.clone());
            Some(record)
        });
        Ok(records.collect())
    }

    /// Hands what is new to the function. True if there was anything in the stream, wanted or not.
    pub(super) async fn pump(
        &mut self,
        database: &Database,
        functions: &Functions,
        trigger: &StreamTrigger,
    ) -> Result<bool, PumpError> {
        let records = self.read(database)?;
        let any = !records.is_empty();
        for batch in wanted(records, trigger).chunks(trigger.batch.max(1)) {
            deliver(functions, trigger, batch.to_vec()).await;
        }
        Ok(any)
    }
}

/// The records that the function is called for.
pub(super) fn wanted(records: Vec<Value>, trigger: &StreamTrigger) -> Vec<Value> {
    let passes = |record: &Value| trigger.filters.iter().any(|f| filter::matches(f, record));
    records.into_iter().filter(passes).collect()
}

/// Gives a batch to the function: what it reports as failed is given again, a batch that fails whole is halved, and
/// after the last retry it is left to the sweep.
async fn deliver(functions: &Functions, trigger: &StreamTrigger, batch: Vec<Value>) {
    let mut left = vec![(batch, 0)];
    while let Some((mut batch, tries)) = left.pop() {
        let event = json!({ "Records": batch });
        let answer = functions.event(&trigger.function, event).await;
        let failed = match answer {
            Ok(answer) => match first_failure(&answer, &batch) {
                Some(first) => batch.split_off(first),
                None => continue,
            },
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    function = trigger.function,
                    error,
                    "a batch of the stream failed"
                );
                batch
            }
        };
        if tries >= trigger.retries {
            tracing::warn!(
                records = failed.len(),
                "given up on part of the stream; the sweep will find it"
            );
        } else if failed.len() > 1 {
            let mut first = failed;
            let second = first.split_off(first.len() / 2);
            left.push((second, tries + 1));
            left.push((first, tries + 1));
        } else {
            left.push((failed, tries + 1));
        }
    }
}

/// The first record reported as failed; from there on everything counts as failed (AWS Lambda developer guide,
/// "Reporting batch item failures"). A report that names nobody known is one of the whole batch.
fn first_failure(answer: &Value, batch: &[Value]) -> Option<usize> {
    let failures = answer.get("batchItemFailures")?.as_array()?;
    failures
        .iter()
        .map(|failure| {
            let named = &failure["itemIdentifier"];
            let known = batch
                .iter()
                .position(|record| &record["dynamodb"]["SequenceNumber"] == named);
            known.unwrap_or(0)
        })
        .min()
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Arc, Mutex},
        time::Duration,
    };

    use super::*;

    fn record(number: u32) -> Value {
        json!({ "dynamodb": { "SequenceNumber": number.to_string() } })
    }

    fn trigger() -> StreamTrigger {
        StreamTrigger {
            function: "outbox".to_owned(),
            batch: 10,
            retries: 2,
            filters: vec![json!({})],
        }
    }

    /// Delivers the records 1 to 4; `answer` tells what the function says to the numbers it is given.
    async fn given(answer: fn(&[String]) -> Result<Value, &'static str>) -> Vec<Vec<String>> {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let noting = seen.clone();
        let functions =
            Functions::new(|_| Duration::from_secs(5)).with_events("outbox", move |event| {
                let numbers: Vec<String> = event["Records"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|r| r["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned())
                    .collect();
                let answer = answer(&numbers);
                noting.lock().unwrap().push(numbers);
                async move { answer.map_err(Into::into) }
            });
        deliver(&functions, &trigger(), (1..=4).map(record).collect()).await;
        let seen = seen.lock().unwrap();
        seen.clone()
    }

    #[tokio::test]
    async fn a_batch_that_succeeds_is_given_once() {
        assert_eq!(
            given(|_| Ok(json!({"batchItemFailures": []}))).await.len(),
            1
        );
    }

    #[tokio::test]
    async fn the_rest_from_the_first_failure_on_is_given_again() {
        let seen = given(|numbers| {
            let three = numbers.iter().any(|n| n == "3");
            let failed = if three && numbers.len() > 1 {
                json!([{"itemIdentifier": "3"}])
            } else {
                json!([])
            };
            Ok(json!({ "batchItemFailures": failed }))
        })
        .await;
        assert_eq!(seen, [vec!["1", "2", "3", "4"], vec!["3"], vec!["4"]]);
    }

    #[tokio::test]
    async fn a_batch_that_always_fails_is_halved_and_given_up() {
        let seen = given(|_| Err("no")).await;
        assert_eq!(seen[0].len(), 4);
        assert_eq!(seen[1], ["1", "2"]);
        assert_eq!(seen.len(), 7);
    }
}
