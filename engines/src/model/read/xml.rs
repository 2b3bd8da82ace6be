//! S3's small bodies.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::{Map, Value};

use super::text;
use crate::model::load::Model;
use crate::model::refuse::Misfit;
use crate::model::shape::{Kind, Member, ShapeId, Structure};

/// What S3 takes of a document that lists objects: https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObjects.html.
const LARGEST: usize = 2 << 20;
/// No input is nested deeper.
const DEPTH: usize = 16;

/// An element, by its name without a namespace.
#[derive(Default)]
struct Element {
    name: String,
    children: Vec<Element>,
    text: String,
}

/// The structure in a document.
pub(super) fn read(model: &Model, shape: ShapeId, body: &[u8]) -> Result<Value, Misfit> {
    let root = parse(body).ok_or_else(malformed)?;
    value(model, shape, &root)
}

/// S3 has one text for all that is wrong with a document; it stands where services refuse.
fn malformed() -> Misfit {
    Misfit::new("")
}

fn parse(body: &[u8]) -> Option<Element> {
    let body = (body.len() <= LARGEST).then(|| std::str::from_utf8(body).ok())??;
    let mut reader = Reader::from_str(body);
    // The last is the element that is open; the first one holds the document.
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if open.len() <= DEPTH => {
                open.push(element(start.local_name().as_ref())?)
            }
            Event::Start(_) => return None,
            Event::Empty(empty) => open
                .last_mut()?
                .children
                .push(element(empty.local_name().as_ref())?),
            Event::End(_) => {
                let closed = open.pop()?;
                open.last_mut()?.children.push(closed);
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text.xml10_content().ok()?),
            Event::CData(text) => open.last_mut()?.text.push_str(&text.decode().ok()?),
            Event::GeneralRef(reference) => {
                let text = &mut open.last_mut()?.text;
                match reference.resolve_char_ref().ok()? {
                    Some(character) => text.push(character),
                    None => text.push_str(resolve_predefined_entity(&reference.decode().ok()?)?),
                }
            }
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            // It could name what stands elsewhere.
            Event::DocType(_) => return None,
        }
    }
    let document = open.pop().filter(|_| open.is_empty())?;
    document.children.into_iter().next()
}

fn element(name: &[u8]) -> Option<Element> {
    Some(Element {
        name: std::str::from_utf8(name).ok()?.to_owned(),
        ..Element::default()
    })
}

fn value(model: &Model, shape: ShapeId, element: &Element) -> Result<Value, Misfit> {
    match &model.shape(shape).kind {
        Kind::Structure(structure) => members(model, structure, element),
        Kind::List {
            element: each,
            wire,
            ..
        } => {
            let elements = element.children.iter().filter(|child| child.name == *wire);
            elements.map(|child| value(model, *each, child)).collect()
        }
        kind => text::simple(kind, &element.text).ok_or_else(malformed),
    }
}

fn members(model: &Model, structure: &Structure, element: &Element) -> Result<Value, Misfit> {
    let mut read = Map::new();
    for member in &structure.members {
        if let Some(value) = of_member(model, member, element)? {
            read.insert(member.name.to_owned(), value);
        }
    }
    Ok(Value::Object(read))
}

fn of_member(model: &Model, member: &Member, element: &Element) -> Result<Option<Value>, Misfit> {
    let mut children = element
        .children
        .iter()
        .filter(|child| child.name == member.wire);
    if let Kind::List {
        element: each,
        flattened: true,
        ..
    } = model.shape(member.shape).kind
    {
        let elements: Vec<Value> = children
            .map(|child| value(model, each, child))
            .collect::<Result<_, _>>()?;
        return Ok((!elements.is_empty()).then_some(Value::Array(elements)));
    }
    children
        .next()
        .map(|child| value(model, member.shape, child))
        .transpose()
}
