//! Values as AWS prints them in its messages.

use std::fmt::{self, Write};

use serde_json::Value;

use super::check::camel;
use super::constraint::decoded_length;
use super::load::Model;
use super::shape::{Kind, ShapeId};

/// How long all values in a message are at most, as dynoxide has it for one (3.2.0, `ECHO_LIMIT`): AWS's own limit is not known.
const LONGEST: usize = 1 << 20;

/// A text that takes so much and no more.
pub(super) struct Echo(String);

impl Write for Echo {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.0.len() + text.len() > LONGEST {
            return Err(fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}

/// A value as Java prints it, which AWS's validation runs on; the order of a map's entries is that of the request, where Java has one
/// of its own.
pub(super) fn echo(model: &Model, shape: ShapeId, value: &Value) -> String {
    let mut echo = Echo(String::new());
    if write(&mut echo, model, shape, value).is_err() {
        echo.0.push_str("...");
    }
    echo.0
}

fn write(to: &mut Echo, model: &Model, id: ShapeId, value: &Value) -> fmt::Result {
    let shape = model.shape(id);
    match (&shape.kind, value) {
        (Kind::Structure(structure), Value::Object(given)) => {
            write!(to, "{}(", shape.name)?;
            for (index, member) in structure.members.iter().enumerate() {
                write!(to, "{}{}=", comma(index), camel(member.name))?;
                match given.get(member.name) {
                    Some(value) => write(to, model, member.shape, value)?,
                    None => to.write_str("null")?,
                }
            }
            to.write_char(')')
        }
        (Kind::List { element, .. }, Value::Array(elements)) => {
            to.write_char('[')?;
            for (index, one) in elements.iter().enumerate() {
                to.write_str(comma(index))?;
                write(to, model, *element, one)?;
            }
            to.write_char(']')
        }
        (Kind::Map { value: each, .. }, Value::Object(entries)) => {
            to.write_char('{')?;
            for (index, (name, one)) in entries.iter().enumerate() {
                write!(to, "{}{name}=", comma(index))?;
                write(to, model, *each, one)?;
            }
            to.write_char('}')
        }
        (Kind::Blob, Value::String(text)) => {
            let length = decoded_length(text);
            write!(
                to,
                "java.nio.HeapByteBuffer[pos=0 lim={length} cap={length}]"
            )
        }
        (_, Value::String(text)) => to.write_str(text),
        (_, value) => write!(to, "{value}"),
    }
}

const fn comma(index: usize) -> &'static str {
    if index == 0 { "" } else { ", " }
}
