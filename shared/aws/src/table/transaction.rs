//! A transaction in the making: a request's change and all the work that it owes.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    error::SdkError,
    operation::transact_write_items::{
        TransactWriteItemsError, builders::TransactWriteItemsFluentBuilder,
    },
    types::{
        CancellationReason, ConditionCheck, Delete, Put, ReturnValuesOnConditionCheckFailure,
        TransactWriteItem, Update, builders::UpdateBuilder,
    },
};

use super::{
    Table, TableError,
    error::failed,
    item::{Attributes, Item, number, primary},
    names::Key,
};

const OPERATION: &str = "TransactWriteItems";

/// The writes of one transaction, in order.
#[derive(Default)]
pub(crate) struct Transaction(Vec<TransactWriteItem>);

/// What the writes that refused a transaction say, by their places in it.
pub(crate) struct Refusal(Vec<CancellationReason>);

impl Refusal {
    /// Whether the condition of the write at `place` did not hold; what stands there instead, if anything does.
    pub(crate) fn at(&mut self, place: usize) -> Option<Attributes> {
        let reason = self.0.get_mut(place)?;
        (reason.code() == Some("ConditionalCheckFailed"))
            .then(|| reason.item.take().unwrap_or_default())
    }

    /// Whether another writer was met on any item.
    fn contended(&self) -> bool {
        self.0
            .iter()
            .any(|reason| reason.code() == Some("TransactionConflict"))
    }

    /// Whether a condition did not hold.
    fn conditional(&self) -> bool {
        self.0
            .iter()
            .any(|reason| reason.code() == Some("ConditionalCheckFailed"))
    }
}

impl Transaction {
    /// Adds a write; its place.
    pub(crate) fn push(&mut self, write: TransactWriteItem) -> usize {
        self.0.push(write);
        self.0.len() - 1
    }

    /// Puts an item, whatever stood there.
    pub(crate) fn put(&mut self, item: Item) -> usize {
        self.push(put(item, None))
    }

    /// Puts an item if a condition holds; if not, what stands there comes back.
    pub(crate) fn put_if(&mut self, item: Item, condition: Condition) -> usize {
        self.push(put(item, Some(condition)))
    }

    /// Deletes an item, whether or not it is there.
    pub(crate) fn delete(&mut self, key: &Key) -> usize {
        self.push(delete(key, None))
    }

    /// Writes nothing at the key, but refuses the transaction unless a condition holds there.
    pub(crate) fn check(&mut self, key: &Key, condition: Condition) -> usize {
        self.push(check(key, condition))
    }

    /// Adds one to a counter of an item that exists.
    pub(crate) fn count(&mut self, key: &Key, counter: &str) -> usize {
        self.push(count(key, counter))
    }

    /// Updates an item; `describe` says how.
    pub(crate) fn update(
        &mut self,
        key: &Key,
        describe: impl FnOnce(UpdateBuilder) -> UpdateBuilder,
    ) -> usize {
        self.push(update(key, describe))
    }

    /// Deletes an item if a condition holds.
    pub(crate) fn delete_if(&mut self, key: &Key, condition: Condition) -> usize {
        self.push(delete(key, Some(condition)))
    }
}

/// A condition on the item that stands at the key.
pub(crate) struct Condition {
    expression: String,
    names: HashMap<String, String>,
    values: Attributes,
}

impl Condition {
    pub(crate) fn new(expression: &str) -> Self {
        Self {
            expression: expression.to_owned(),
            names: HashMap::new(),
            values: Attributes::new(),
        }
    }

    pub(crate) fn name(mut self, placeholder: &str, name: &str) -> Self {
        self.names.insert(placeholder.to_owned(), name.to_owned());
        self
    }

    pub(crate) fn value(
        mut self,
        placeholder: &str,
        value: aws_sdk_dynamodb::types::AttributeValue,
    ) -> Self {
        self.values.insert(placeholder.to_owned(), value);
        self
    }

    /// The expression, its names and its values as a request has them: DynamoDB refuses a map that is there and empty.
    fn parts(self) -> (String, Option<HashMap<String, String>>, Option<Attributes>) {
        (
            self.expression,
            Some(self.names).filter(|names| !names.is_empty()),
            Some(self.values).filter(|values| !values.is_empty()),
        )
    }
}

#[expect(
    clippy::expect_used,
    reason = "each builder's mandatory fields are set right here"
)]
fn put(item: Item, condition: Option<Condition>) -> TransactWriteItem {
    let mut put = Put::builder().table_name("").set_item(Some(item.build()));
    if let Some(condition) = condition {
        let (expression, names, values) = condition.parts();
        put = put
            .condition_expression(expression)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values);
    }
    let put = put.build().expect("item and table are set");
    TransactWriteItem::builder().put(put).build()
}

#[expect(
    clippy::expect_used,
    reason = "each builder's mandatory fields are set right here"
)]
fn delete(key: &Key, condition: Option<Condition>) -> TransactWriteItem {
    let mut delete = Delete::builder().table_name("").set_key(Some(primary(key)));
    if let Some(condition) = condition {
        let (expression, names, values) = condition.parts();
        delete = delete
            .condition_expression(expression)
            .set_expression_attribute_names(names)
            .set_expression_attribute_values(values);
    }
    let delete = delete.build().expect("key and table are set");
    TransactWriteItem::builder().delete(delete).build()
}

#[expect(
    clippy::expect_used,
    reason = "each builder's mandatory fields are set right here"
)]
fn check(key: &Key, condition: Condition) -> TransactWriteItem {
    let (expression, names, values) = condition.parts();
    let check = ConditionCheck::builder()
        .table_name("")
        .set_key(Some(primary(key)))
        .condition_expression(expression)
        .set_expression_attribute_names(names)
        .set_expression_attribute_values(values)
        .build()
        .expect("key, table and expression are set");
    TransactWriteItem::builder().condition_check(check).build()
}

fn count(key: &Key, counter: &str) -> TransactWriteItem {
    update(key, |update| {
        update
            .update_expression("ADD #counter :one")
            .condition_expression("attribute_exists(PK)")
            .expression_attribute_names("#counter", counter)
            .expression_attribute_values(":one", number(1_u8))
    })
}

#[expect(
    clippy::expect_used,
    reason = "key and table are set right here, and who updates says how"
)]
fn update(key: &Key, describe: impl FnOnce(UpdateBuilder) -> UpdateBuilder) -> TransactWriteItem {
    let update = describe(Update::builder())
        .table_name("")
        .set_key(Some(primary(key)))
        .build()
        .expect("key, table and expression are set");
    TransactWriteItem::builder().update(update).build()
}

impl Table {
    /// Writes a transaction: all of it or nothing. `Ok(Err(…))` where a condition did not hold.
    ///
    /// The SDK gives each transaction a client token, so that an attempt whose answer was lost is not applied twice.
    pub(crate) async fn commit(
        &self,
        transaction: Transaction,
    ) -> Result<Result<(), Refusal>, TableError> {
        let writes = transaction.0.into_iter().map(|write| self.named(write));
        let request: TransactWriteItemsFluentBuilder = self
            .client
            .transact_write_items()
            .set_transact_items(Some(writes.collect()));
        match request.send().await {
            Ok(_) => Ok(Ok(())),
            Err(error) => refusal(error).map(Err),
        }
    }

    fn named(&self, mut write: TransactWriteItem) -> TransactWriteItem {
        if let Some(put) = &mut write.put {
            put.table_name.clone_from(&self.name);
        }
        if let Some(delete) = &mut write.delete {
            delete.table_name.clone_from(&self.name);
        }
        if let Some(check) = &mut write.condition_check {
            check.table_name.clone_from(&self.name);
        }
        if let Some(update) = &mut write.update {
            update.table_name.clone_from(&self.name);
        }
        write
    }
}

fn refusal(error: SdkError<TransactWriteItemsError>) -> Result<Refusal, TableError> {
    if let SdkError::ServiceError(context) = &error
        && let TransactWriteItemsError::TransactionCanceledException(canceled) = context.err()
    {
        let refusal = Refusal(canceled.cancellation_reasons().to_vec());
        if refusal.conditional() {
            return Ok(refusal);
        }
        if refusal.contended() {
            return Err(TableError::Contended {
                operation: OPERATION,
            });
        }
    }
    Err(failed(OPERATION)(error))
}
