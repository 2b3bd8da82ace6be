//! CSV as spreadsheets write it: a header, commas or semicolons or tabs, perhaps a byte-order mark (RFC 4180).

use std::{
    collections::HashMap,
    io::{self, BufRead, BufReader, Read},
    path::Path,
};

use csv::{ByteRecord, ReaderBuilder, Terminator};
use leah_domain::input::Violation;

use crate::{CliError, error::Wrong};

/// How much of a file is looked at for its header.
const HEADER: usize = 64 * 1024;
/// The mark that some programs put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// What a line of a file says.
pub(super) trait Row: Sized {
    /// The columns: each name, and whether it must be there.
    const COLUMNS: &'static [(&'static str, bool)];

    /// Reads the fields, in the columns' order; a column that is not there is empty.
    fn parse(fields: &[&str]) -> Result<Self, Vec<Violation>>;

    /// What two lines may not share: the column, and its value.
    fn unique(&self) -> (&'static str, String);
}

/// Why a file is not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// Lines that break rules.
    Lines(Vec<Wrong>),
    /// The file itself.
    Io(io::Error),
}

impl Unread {
    pub(super) fn of(self, file: &Path) -> CliError {
        match self {
            Self::Lines(lines) => CliError::Lines(lines),
            Self::Io(error) => CliError::File(file.display().to_string(), error),
        }
    }
}

impl From<csv::Error> for Unread {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

fn wrong(line: u64, property: &str, message: impl Into<String>) -> Wrong {
    Wrong {
        line,
        property: property.to_owned(),
        message: message.into(),
    }
}

/// All lines, each with its number; or all that is wrong with them.
pub(super) fn read<R: Row>(file: impl Read) -> Result<Vec<(u64, R)>, Unread> {
    let mut file = BufReader::with_capacity(HEADER, file);
    let start = file.fill_buf().map_err(Unread::Io)?;
    let marked = start.starts_with(MARK);
    let delimiter = delimiter(start);
    if marked {
        file.consume(MARK.len());
    }
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        // A carriage return before it is trimmed with other blanks; as a part of the end it would shift the lines' numbers.
        .terminator(Terminator::Any(b'\n'))
        .from_reader(file);
    let mut record = ByteRecord::new();
    if !reader.read_byte_record(&mut record)? {
        let columns = names::<R>();
        return Err(Unread::Lines(vec![wrong(
            1,
            "header",
            format!("the file is empty: its first line names the columns {columns}"),
        )]));
    }
    let places = header::<R>(&record).map_err(Unread::Lines)?;
    let (mut rows, mut all_wrong, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    while reader.read_byte_record(&mut record)? {
        let line = record.position().map_or(0, csv::Position::line);
        if record.iter().all(|field| field.trim_ascii().is_empty()) {
            continue;
        }
        match row::<R>(&record, &places, line) {
            Ok(row) => {
                let (column, value) = row.unique();
                match seen.insert(value, line) {
                    None => rows.push((line, row)),
                    Some(first) => all_wrong.push(wrong(
                        line,
                        column,
                        format!("This stands in line {first} already."),
                    )),
                }
            }
            Err(found) => all_wrong.extend(found),
        }
    }
    if all_wrong.is_empty() {
        Ok(rows)
    } else {
        Err(Unread::Lines(all_wrong))
    }
}

/// What stands between the names of the header: the one of the usual ones that is there most often.
fn delimiter(start: &[u8]) -> u8 {
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

fn names<R: Row>() -> String {
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
fn header<R: Row>(record: &ByteRecord) -> Result<Vec<Option<usize>>, Vec<Wrong>> {
    let named: Vec<String> = record
        .iter()
        .map(|name| String::from_utf8_lossy(name).trim().to_lowercase())
        .collect();
    let mut all_wrong = Vec::new();
    for (place, name) in named.iter().enumerate() {
        if !R::COLUMNS.iter().any(|(known, _)| known == name) {
            let columns = names::<R>();
            let message = format!("There is no column {name:?}; there are {columns}.");
            all_wrong.push(wrong(1, "header", message));
        }
        if named[..place].contains(name) {
            all_wrong.push(wrong(
                1,
                "header",
                format!("The column {name:?} is there twice."),
            ));
        }
    }
    let mut places = Vec::new();
    for (name, must) in R::COLUMNS {
        let place = named.iter().position(|column| column == name);
        if place.is_none() && *must {
            all_wrong.push(wrong(
                1,
                "header",
                format!("The column {name:?} is missing."),
            ));
        }
        places.push(place);
    }
    if all_wrong.is_empty() {
        Ok(places)
    } else {
        Err(all_wrong)
    }
}

fn row<R: Row>(record: &ByteRecord, places: &[Option<usize>], line: u64) -> Result<R, Vec<Wrong>> {
    let width = places.iter().flatten().count();
    if record.len() > width {
        return Err(vec![wrong(
            line,
            "line",
            format!("This line has {} values for {width} columns.", record.len()),
        )]);
    }
    let mut fields = Vec::new();
    for place in places {
        let bytes = place
            .and_then(|place| record.get(place))
            .unwrap_or_default();
        fields.push(std::str::from_utf8(bytes).map_err(|_| {
            let message = "This is not UTF-8: save the file as \"CSV UTF-8\".";
            vec![wrong(line, "line", message)]
        })?);
    }
    R::parse(&fields).map_err(|violations| {
        let lines = violations
            .iter()
            .map(|violation| wrong(line, &violation.property, violation.constraint.message()));
        lines.collect()
    })
}

#[cfg(test)]
mod tests;
