//! Queries of one partition: the one place where key conditions are built. DynamoDB refuses a text in a key condition that is empty
//! or longer than a key, bounds that are the wrong way round and a consistent read of an index (API reference, `Query`); here none of them can be written.

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

use super::{
    Table, TableError,
    error::failed,
    item::{Attributes, text},
    names::Index,
};

/// The part of a partition that is read, by the sort keys in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Range {
    /// All of it.
    All,
    /// What begins so.
    Prefix(Bound),
    /// From a key on.
    From(Bound),
    /// Up to a key.
    UpTo(Bound),
    /// From a key up to a later one, or the same.
    Between(Bound, Bound),
    /// None of it: nobody needs to ask.
    Nothing,
}

/// How many bytes a partition key has at the most, and a sort key (developer guide, "Service, account, and table quotas").
const PARTITION: usize = 2048;
const SORT: usize = 1024;

/// A text that can be compared with a sort key: not empty, and no longer than one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Bound(String);

impl Bound {
    /// What is too long is cut: the keys before it and behind it are the same.
    fn new(text: &str) -> Option<Self> {
        let text = &text[..text.floor_char_boundary(SORT)];
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }
}

impl Range {
    /// What begins with `prefix`: all, if that is empty, and nothing, if it is longer than a key can be.
    pub(crate) fn prefix(prefix: &str) -> Self {
        if prefix.len() > SORT {
            return Self::Nothing;
        }
        Bound::new(prefix).map_or(Self::All, Self::Prefix)
    }

    /// From `from` on; all, if that is empty.
    pub(crate) fn from(from: &str) -> Self {
        Bound::new(from).map_or(Self::All, Self::From)
    }

    /// Up to `to`, that included; nothing stands before the empty text.
    pub(crate) fn up_to(to: &str) -> Self {
        Bound::new(to).map_or(Self::Nothing, Self::UpTo)
    }

    /// From `from` up to `to`, both included.
    pub(crate) fn between(from: &str, to: &str) -> Self {
        match (Bound::new(from), Bound::new(to)) {
            (None, _) => Self::up_to(to),
            (Some(from), Some(to)) if from <= to => Self::Between(from, to),
            _ => Self::Nothing,
        }
    }

    /// The condition on the sort key, and the values in it; `None` where nothing is read.
    fn condition(self) -> Option<(&'static str, Vec<(&'static str, Bound)>)> {
        Some(match self {
            Self::All => ("#pk = :pk", vec![]),
            Self::Prefix(prefix) => (
                "#pk = :pk AND begins_with(#sk, :prefix)",
                vec![(":prefix", prefix)],
            ),
            Self::From(from) => ("#pk = :pk AND #sk >= :from", vec![(":from", from)]),
            Self::UpTo(to) => ("#pk = :pk AND #sk <= :to", vec![(":to", to)]),
            Self::Between(from, to) => (
                "#pk = :pk AND #sk BETWEEN :from AND :to",
                vec![(":from", from), (":to", to)],
            ),
            Self::Nothing => return None,
        })
    }
}

/// A query in the making.
pub(crate) struct KeyQuery {
    /// `None` where nothing is read.
    request: Option<QueryFluentBuilder>,
    index: Option<Index>,
}

/// A page of what a query finds.
#[derive(Default)]
pub(crate) struct KeyPage {
    /// Its items; none where they are only counted.
    pub(crate) items: Vec<Attributes>,
    /// How many they are.
    pub(crate) count: u64,
    /// Where the next page begins, if there is one.
    pub(crate) next: Option<Attributes>,
}

impl Table {
    /// A query of a partition of the table, or of an index.
    pub(crate) fn query(
        &self,
        index: impl Into<Option<Index>>,
        partition: &str,
        range: Range,
    ) -> KeyQuery {
        let index = index.into();
        let (pk, sk) = index.map_or(("PK", "SK"), |index: Index| (index.pk(), index.sk()));
        // Nothing stands in a partition whose name no key can have.
        let range = if partition.len() > PARTITION {
            Range::Nothing
        } else {
            range
        };
        let request = range.condition().map(|(condition, values)| {
            let mut request = self
                .client
                .query()
                .table_name(&self.name)
                .set_index_name(index.map(|index| index.name().to_owned()))
                .key_condition_expression(condition)
                .expression_attribute_names("#pk", pk)
                .expression_attribute_values(":pk", text(partition));
            if !values.is_empty() {
                request = request.expression_attribute_names("#sk", sk);
            }
            for (placeholder, Bound(value)) in values {
                request = request.expression_attribute_values(placeholder, text(value));
            }
            request
        });
        KeyQuery { request, index }
    }
}

impl KeyQuery {
    /// Reads what was written last. Indexes know no such reads: they are asked as they are.
    pub(crate) fn latest(self) -> Self {
        let of_table = self.index.is_none();
        self.with(|request| request.consistent_read(of_table))
    }

    /// The last key first.
    pub(crate) fn descending(self, descending: bool) -> Self {
        self.with(|request| request.scan_index_forward(!descending))
    }

    /// Reads so many at the most, in one page.
    pub(crate) fn limit(self, limit: usize) -> Self {
        let limit = i32::try_from(limit.max(1)).unwrap_or(i32::MAX);
        self.with(|request| request.limit(limit))
    }

    /// Says more of the request: what is filtered, what is projected.
    pub(crate) fn with(
        mut self,
        describe: impl FnOnce(QueryFluentBuilder) -> QueryFluentBuilder,
    ) -> Self {
        self.request = self.request.map(describe);
        self
    }

    /// The page behind another, or the first.
    pub(crate) async fn page(&self, after: Option<Attributes>) -> Result<KeyPage, TableError> {
        let Some(request) = self.request.clone() else {
            return Ok(KeyPage::default());
        };
        let page = request.set_exclusive_start_key(after).send().await;
        let page = page.map_err(failed("Query"))?;
        Ok(KeyPage {
            items: page.items.unwrap_or_default(),
            count: u64::try_from(page.count).unwrap_or_default(),
            next: page.last_evaluated_key,
        })
    }

    /// The first so many: a call for each megabyte passed over.
    pub(crate) async fn first(self, wanted: usize) -> Result<Vec<Attributes>, TableError> {
        let mut query = self;
        let mut first = Vec::new();
        let mut after = None;
        while first.len() < wanted {
            query = query.limit(wanted - first.len());
            let page = query.page(after).await?;
            first.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        Ok(first)
    }

    /// All of it: a call for each megabyte.
    pub(crate) async fn all(&self) -> Result<Vec<Attributes>, TableError> {
        let mut all = Vec::new();
        let mut after = None;
        loop {
            let page = self.page(after).await?;
            all.extend(page.items);
            after = page.next;
            if after.is_none() {
                return Ok(all);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_range_asks_for_an_empty_text_or_the_wrong_way_round() {
        let long = "é".repeat(SORT);
        let texts = ["", "a", "b", &long];
        for from in texts {
            for to in texts {
                let ranges = [
                    Range::between(from, to),
                    Range::from(from),
                    Range::up_to(to),
                    Range::prefix(from),
                ];
                for range in ranges {
                    let Some((condition, values)) = range.condition() else {
                        continue;
                    };
                    for (placeholder, Bound(value)) in &values {
                        let sizes = 1..=SORT;
                        assert!(
                            sizes.contains(&value.len()),
                            "{from:?} {to:?}: {placeholder}"
                        );
                        assert!(condition.contains(placeholder), "{condition}");
                    }
                    assert!(values.is_sorted_by_key(|(_, bound)| bound), "{values:?}");
                }
            }
        }
        assert_eq!(Range::between("", "a"), Range::up_to("a"));
        assert_eq!(Range::between("b", "a"), Range::Nothing);
        assert_eq!(Range::between("", ""), Range::Nothing);
        assert_eq!(Range::from(""), Range::All);
        assert_eq!(Range::prefix(&long), Range::Nothing);
    }
}
