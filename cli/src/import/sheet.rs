//! CSV as spreadsheets write it: a header, commas or semicolons or tabs, perhaps a byte-order mark (RFC 4180).

use std::{
    collections::HashMap,
    io::{self, Read},
};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};
use leah_domain::fold;

use super::{
    header::{delimiter, names, places},
    rows::Row,
};
use crate::error::Wrong;

/// How much of a file is looked at for its header, in bytes.
const HEADER: u64 = 64 * 1024;
/// The mark that some programs put before UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What is put after a file, so that each of its records has an end: the mark closes a quotation that the file leaves open,
/// and is a blank record of its own otherwise.
const END: &[u8] = b"\n\"\n";
/// What to do with a file of another encoding.
pub(super) const NOT_UTF_8: &str = "This is not UTF-8: save the file as \"CSV UTF-8\".";

/// Why a file is not read.
#[derive(Debug, thiserror::Error)]
pub enum Unread {
    /// What it says breaks rules.
    #[error("{} lines are wrong", .0.len())]
    Lines(Vec<Wrong>),
    /// It cannot be read at all.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<csv::Error> for Unread {
    fn from(error: csv::Error) -> Self {
        Self::Io(error.into())
    }
}

/// All lines of a file, in their order.
///
/// # Errors
/// All that is wrong with any of them, by line.
pub fn read<R: Row>(mut file: impl Read, known: &R::Known) -> Result<Vec<R>, Unread> {
    let mut start = Vec::new();
    file.by_ref().take(HEADER).read_to_end(&mut start)?;
    let delimiter = delimiter(&start);
    let text = start.strip_prefix(MARK).unwrap_or(&start);
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        // A carriage return before it is trimmed with other blanks; as a part of the end it would shift the lines' numbers.
        .terminator(Terminator::Any(b'\n'))
        .from_reader(text.chain(file).chain(END));
    let mut lines = Lines {
        reader,
        record: ByteRecord::new(),
    };
    let Some(header) = lines.next()? else {
        let columns = names::<R>();
        let message = format!("the file is empty: its first line names the columns {columns}");
        return Err(Unread::Lines(vec![Wrong::new(
            1, "header", message, "header",
        )]));
    };
    if header.torn() {
        return Err(Unread::Lines(vec![header.open()]));
    }
    let places = places::<R>(&lines.record, header.first).map_err(Unread::Lines)?;
    let (mut rows, mut all_wrong, mut seen) = (Vec::new(), Vec::new(), HashMap::new());
    while let Some(line) = lines.next()? {
        let read = line.fields(&lines.record, &places).and_then(|fields| {
            let row = row(line.first, &fields, known);
            once::<R>(line.first, &fields, row, &mut seen)
        });
        match read {
            Ok(row) => rows.push(row),
            // More than one line by a mark that was forgotten: whatever else is said of it would mislead.
            Err(_) if line.torn() => all_wrong.push(line.open()),
            Err(found) => all_wrong.extend(found),
        }
    }
    if all_wrong.is_empty() {
        Ok(rows)
    } else {
        Err(Unread::Lines(all_wrong))
    }
}

/// What a line says; or the rules that it breaks.
fn row<R: Row>(line: u64, fields: &[&str], known: &R::Known) -> Result<R, Vec<Wrong>> {
    R::parse(fields, known).map_err(|flaws| {
        let wrong = flaws.into_iter();
        wrong.map(|flaw| flaw.at(line)).collect()
    })
}

/// Adds that a line says what an earlier one has said, whatever else is wrong with either.
fn once<R: Row>(
    line: u64,
    fields: &[&str],
    row: Result<R, Vec<Wrong>>,
    seen: &mut HashMap<String, u64>,
) -> Result<R, Vec<Wrong>> {
    let unique = |name: &str| R::UNIQUE.contains(&name);
    if let Err(found) = &row
        && found.iter().any(|wrong| unique(&wrong.property))
    {
        return row;
    }
    let columns = R::COLUMNS.iter().zip(fields);
    let columns = columns.filter(|((name, _), _)| unique(name));
    // No value of theirs has a line's end in it.
    let values: Vec<_> = columns.map(|(_, value)| fold(value.trim())).collect();
    let first = *seen.entry(values.join("\n")).or_insert(line);
    if first == line {
        return row;
    }
    let property = R::UNIQUE.last().copied().unwrap_or("line");
    let message = format!("This stands in line {first} already.");
    let mut all_wrong = row.err().unwrap_or_default();
    all_wrong.push(Wrong::new(line, property, message, "duplicate"));
    Err(all_wrong)
}

/// The records of a file.
struct Lines<F> {
    reader: Reader<F>,
    record: ByteRecord,
}

/// Where a record stands: its first line and its last one.
#[derive(Clone, Copy)]
struct Line {
    first: u64,
    last: u64,
}

impl<F: Read> Lines<F> {
    /// Reads the next record that is not blank.
    fn next(&mut self) -> Result<Option<Line>, csv::Error> {
        while self.reader.read_byte_record(&mut self.record)? {
            let blank = |field: &[u8]| field.trim_ascii().is_empty();
            if self.record.iter().all(blank) {
                continue;
            }
            // The record's own position is before the blank lines that were passed over.
            let last = self.reader.position().line().saturating_sub(1);
            let parts = self.record.as_slice().split(|byte| *byte == b'\n');
            let ends = u64::try_from(parts.skip(1).count()).unwrap_or(u64::MAX);
            let first = last.saturating_sub(ends);
            return Ok(Some(Line { first, last }));
        }
        Ok(None)
    }
}

impl Line {
    /// Whether a quotation mark holds several lines together.
    const fn torn(self) -> bool {
        self.first < self.last
    }

    fn open(self) -> Wrong {
        let message =
            "A quotation mark opens here and does not close in the same line: is one missing?";
        Wrong::new(self.first, "line", message, "quotation")
    }

    /// The values, in the order of the columns.
    fn fields<'a>(
        self,
        record: &'a ByteRecord,
        places: &[Option<usize>],
    ) -> Result<Vec<&'a str>, Vec<Wrong>> {
        let wrong = |message: &str, code| vec![Wrong::new(self.first, "line", message, code)];
        let width = places.iter().flatten().count();
        if record.len() > width {
            let message = format!("This line has {} values for {width} columns.", record.len());
            return Err(wrong(&message, "columns"));
        }
        let field = |place: &Option<usize>| {
            let bytes = place.and_then(|place| record.get(place));
            std::str::from_utf8(bytes.unwrap_or_default())
        };
        let fields: Result<_, _> = places.iter().map(field).collect();
        fields.map_err(|_| wrong(NOT_UTF_8, "encoding"))
    }
}

#[cfg(test)]
mod tests;
