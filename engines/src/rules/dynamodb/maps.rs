//! The maps of a request: what its placeholders stand for.

use std::collections::BTreeSet;

use super::{
    expression::{Expression, Placeholders},
    invalid, value,
};
use crate::rules::Refusal;

/// Holds the maps of a request against its expressions: neither may be there and empty, and nothing in them may be unused.
pub(super) fn check(
    placeholders: Placeholders<'_>,
    expressions: &[Expression<'_>],
) -> Result<(), Refusal> {
    let used: [BTreeSet<&str>; 2] = [
        expressions.iter().flat_map(Expression::names).collect(),
        expressions.iter().flat_map(Expression::values).collect(),
    ];
    let maps = [
        ("ExpressionAttributeNames", placeholders.names),
        ("ExpressionAttributeValues", placeholders.values),
    ];
    for ((member, map), used) in maps.into_iter().zip(used) {
        let Some(map) = map else { continue };
        if map.is_empty() {
            return Err(invalid("empty-map", format!("{member} must not be empty")));
        }
        if expressions.is_empty() {
            return Err(invalid(
                "map-without-expression",
                format!("{member} can only be specified when using expressions"),
            ));
        }
        let unused: Vec<_> = map
            .keys()
            .filter(|key| !used.contains(key.as_str()))
            .collect();
        if !unused.is_empty() {
            let keys = unused
                .iter()
                .map(|key| key.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            return Err(invalid(
                "unused-placeholder",
                format!("Value provided in {member} unused in expressions: keys: {{{keys}}}"),
            ));
        }
    }
    for value in placeholders.values.into_iter().flat_map(|map| map.values()) {
        value::check(value).map_err(|refusal| Refusal {
            message: format!(
                "ExpressionAttributeValues contains invalid value: {}",
                refusal.message
            ),
            ..refusal
        })?;
    }
    Ok(())
}
