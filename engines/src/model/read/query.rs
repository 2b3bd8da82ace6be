//! Forms: the protocol `awsQuery`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::form_urlencoded;

use super::{structure, text};
use crate::model::load::Model;
use crate::model::refuse::Misfit;
use crate::model::shape::{Kind, Member, ShapeId};

type Form = BTreeMap<String, String>;

pub(super) fn read(model: &Model, input: ShapeId, body: &[u8]) -> Result<Value, Misfit> {
    let form: Form = form_urlencoded::parse(body).into_owned().collect();
    members(model, input, &form, "")
}

/// The structure whose members' names begin so.
fn members(model: &Model, shape: ShapeId, form: &Form, prefix: &str) -> Result<Value, Misfit> {
    let mut read = Map::new();
    for member in &structure(model, shape)?.members {
        if let Some(value) = value(model, member, form, &format!("{prefix}{}", member.wire))? {
            read.insert(member.name.to_owned(), value);
        }
    }
    Ok(Value::Object(read))
}

fn value(model: &Model, member: &Member, form: &Form, name: &str) -> Result<Option<Value>, Misfit> {
    match model.shape(member.shape).kind {
        Kind::Structure(_) if within(form, name) => {
            members(model, member.shape, form, &format!("{name}.")).map(Some)
        }
        Kind::List {
            element,
            wire,
            flattened,
        } => {
            let prefix = if flattened {
                name.to_owned()
            } else {
                format!("{name}.{wire}")
            };
            let kind = &model.shape(element).kind;
            let mut elements = Vec::new();
            for number in 1.. {
                let name = format!("{prefix}.{number}");
                elements.push(match form.get(&name) {
                    Some(said) => text::simple(kind, said)
                        .ok_or_else(|| Misfit::new(format!("{name} is not valid")))?,
                    None if within(form, &name) => {
                        members(model, element, form, &format!("{name}."))?
                    }
                    None => break,
                });
            }
            Ok((!elements.is_empty()).then_some(Value::Array(elements)))
        }
        // No operation here has a map.
        Kind::Structure(_) | Kind::Map { .. } => Ok(None),
        _ => form
            .get(name)
            .map(|said| text::value(model, member, said))
            .transpose(),
    }
}

/// Whether anything stands in what is called so.
fn within(form: &Form, name: &str) -> bool {
    let prefix = format!("{name}.");
    let mut following = form.range(prefix.clone()..);
    following
        .next()
        .is_some_and(|(found, _)| found.starts_with(&prefix))
}
