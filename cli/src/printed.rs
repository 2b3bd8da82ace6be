//! What a command has to say: for people a table or lines, for scripts the same as JSON.

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::CliError;

/// An answer, ready to be printed either way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    json: Value,
    human: String,
    unwell: bool,
}

impl Printed {
    /// A list: a table with a row each, whose columns are the rows' keys.
    pub(crate) fn list<T: Serialize>(rows: &[T], empty: &str) -> Result<Self, CliError> {
        let json = json(rows)?;
        let rows = json.as_array().map(Vec::as_slice).unwrap_or_default();
        let objects: Vec<_> = rows.iter().filter_map(Value::as_object).collect();
        let human = match objects.first() {
            None => format!("{empty}\n"),
            Some(first) => table(first, &objects),
        };
        Ok(Self {
            json,
            human,
            unwell: false,
        })
    }

    /// One thing: its keys and values, a line each.
    pub(crate) fn record(record: &impl Serialize) -> Result<Self, CliError> {
        let json = json(record)?;
        let mut table = plain();
        for (name, value) in json.as_object().into_iter().flatten() {
            table.add_row([worded(name), cell(value)]);
        }
        let human = format!("{}\n", table.trim_fmt());
        Ok(Self {
            json,
            human,
            unwell: false,
        })
    }

    /// Words, and what a script gets instead.
    pub(crate) fn told(
        human: impl Into<String>,
        record: &impl Serialize,
    ) -> Result<Self, CliError> {
        let mut human: String = human.into();
        human.push('\n');
        Ok(Self {
            json: json(record)?,
            human,
            unwell: false,
        })
    }

    /// A document that is handed on as it is: the same JSON for both, with line breaks for people.
    pub(crate) fn document(document: &impl Serialize) -> Result<Self, CliError> {
        let json = json(document)?;
        let human = format!("{json:#}\n");
        Ok(Self {
            json,
            human,
            unwell: false,
        })
    }

    /// A text that is the same for both, such as a script.
    pub(crate) fn text(text: String) -> Self {
        Self {
            json: Value::Null,
            human: text,
            unwell: false,
        }
    }

    /// With words below.
    #[must_use]
    pub(crate) fn note(mut self, words: &str) -> Self {
        self.human.push('\n');
        self.human.push_str(words);
        self.human.push('\n');
        self
    }

    /// Said, and still the program ends with the code of what is not well.
    #[must_use]
    pub(crate) fn unwell(mut self, unwell: bool) -> Self {
        self.unwell = unwell;
        self
    }

    /// The program's exit code.
    pub const fn code(&self) -> u8 {
        self.unwell as u8
    }

    /// For people.
    pub fn human(&self) -> &str {
        &self.human
    }

    /// For scripts; `None` where there is only a text.
    pub fn json(&self) -> Option<&Value> {
        (!self.json.is_null()).then_some(&self.json)
    }
}

fn json<T: Serialize + ?Sized>(value: &T) -> Result<Value, CliError> {
    serde_json::to_value(value).map_err(|error| CliError::Terminal(error.into()))
}

fn table(first: &Map<String, Value>, rows: &[&Map<String, Value>]) -> String {
    let mut table = plain();
    table.set_header(first.keys().map(|name| worded(name).to_uppercase()));
    for row in rows {
        table.add_row(row.values().map(cell));
    }
    format!("{}\n", table.trim_fmt())
}

fn plain() -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Disabled);
    table
}

/// A key such as `reminderDays` as words.
fn worded(key: &str) -> String {
    let mut words = String::new();
    for letter in key.chars() {
        if letter.is_uppercase() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(several) if several.is_empty() => "-".to_owned(),
        Value::Array(several) => several.iter().map(cell).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_list_is_a_table_with_the_keys_as_columns() {
        let rows = [
            json!({"slug": "nord", "reminderDays": 1, "events": ["a", "b"]}),
            json!({"slug": "sud", "reminderDays": null, "events": []}),
        ];
        let printed = Printed::list(&rows, "none").unwrap();
        let lines: Vec<Vec<&str>> = printed
            .human()
            .lines()
            .map(|line| line.split_whitespace().collect())
            .collect();
        assert_eq!(lines[0], ["SLUG", "REMINDER", "DAYS", "EVENTS"]);
        assert_eq!(lines[1], ["nord", "1", "a,", "b"]);
        assert_eq!(lines[2], ["sud", "-", "-"]);
        assert_eq!(printed.json().unwrap()[1]["slug"], "sud");
    }

    #[test]
    fn an_empty_list_says_so() {
        let printed = Printed::list::<Value>(&[], "no keys yet").unwrap();
        assert_eq!(printed.human(), "no keys yet\n");
        assert_eq!(printed.json(), Some(&json!([])));
    }
}
