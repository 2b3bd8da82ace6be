//! The first line of a file: what stands between its names, and where each column is.

use csv::ByteRecord;

use super::{rows::Row, sheet::NOT_UTF_8};
use crate::error::Wrong;

/// What stands between the names of the header: the one of the usual ones that is there most often.
pub(super) fn delimiter(start: &[u8]) -> u8 {
    let header = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let parts = |delimiter: u8| header.split(|byte| *byte == delimiter).count();
    let rarer = |one: u8, other: u8| parts(other) > parts(one);
    [b';', b'\t'].into_iter().fold(
        b',',
        |found, next| {
            if rarer(found, next) { next } else { found }
        },
    )
}

/// The columns that a file may have, in words.
pub(super) fn names<R: Row>() -> String {
    let names = R::COLUMNS.iter().map(|(name, must)| {
        if *must {
            (*name).to_owned()
        } else {
            format!("{name} (or not)")
        }
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Where each column stands.
pub(super) fn places<R: Row>(
    record: &ByteRecord,
    line: u64,
) -> Result<Vec<Option<usize>>, Vec<Wrong>> {
    let wrong = |message: String| Wrong::new(line, "header", message, "header");
    let mut named = Vec::new();
    for name in record {
        let name = std::str::from_utf8(name)
            .map_err(|_| vec![Wrong::new(line, "header", NOT_UTF_8, "encoding")])?;
        named.push(name.trim().to_lowercase());
    }
    if named.iter().any(|name| name.contains('\r')) {
        let message =
            "Lines end as only old spreadsheets write them: save the file as \"CSV UTF-8\".";
        return Err(vec![wrong(message.to_owned())]);
    }
    let mut all_wrong = Vec::new();
    for (place, name) in named.iter().enumerate() {
        if !R::COLUMNS.iter().any(|(known, _)| known == name) {
            let columns = names::<R>();
            all_wrong.push(wrong(format!(
                "There is no column {name:?}; there are {columns}."
            )));
        }
        if named[..place].contains(name) {
            all_wrong.push(wrong(format!("The column {name:?} is there twice.")));
        }
    }
    let mut places = Vec::new();
    for (name, must) in R::COLUMNS {
        let place = named.iter().position(|column| column == name);
        if place.is_none() && *must {
            all_wrong.push(wrong(format!("The column {name:?} is missing.")));
        }
        places.push(place);
    }
    if all_wrong.is_empty() {
        Ok(places)
    } else {
        Err(all_wrong)
    }
}
