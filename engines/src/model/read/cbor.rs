//! Bodies of CBOR.

use aws_smithy_cbor::Decoder;
use aws_smithy_cbor::data::Type;
use aws_smithy_cbor::decode::DeserializeError;
use data_encoding::BASE64;
use serde_json::{Map, Value};

use super::json;
use crate::model::load::Model;
use crate::model::refuse::Misfit;
use crate::model::shape::ShapeId;

/// No input is nested deeper.
const DEPTH: usize = 32;

pub(super) fn read(model: &Model, input: ShapeId, body: &[u8]) -> Result<Value, Misfit> {
    let mut value = Value::Object(Map::new());
    // An operation without any member may have no body.
    if !body.is_empty() {
        value = decode(&mut Decoder::new(body), DEPTH)?;
    }
    json::fit(model, input, &mut value)?;
    Ok(value)
}

impl From<DeserializeError> for Misfit {
    fn from(error: DeserializeError) -> Self {
        Self::new(error.to_string())
    }
}

fn decode(decoder: &mut Decoder<'_>, depth: usize) -> Result<Value, Misfit> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(Misfit::new("nested too deep"));
    };
    Ok(match decoder.datatype()? {
        Type::Bool => Value::Bool(decoder.boolean()?),
        Type::Null | Type::Undefined => {
            decoder.skip()?;
            Value::Null
        }
        Type::U8
        | Type::U16
        | Type::U32
        | Type::U64
        | Type::I8
        | Type::I16
        | Type::I32
        | Type::I64
        | Type::Int => Value::from(decoder.long()?),
        Type::F16 | Type::F32 | Type::F64 => Value::from(decoder.double()?),
        Type::Bytes | Type::BytesIndef => Value::String(BASE64.encode(decoder.blob()?.as_ref())),
        Type::String | Type::StringIndef => Value::String(decoder.string()?),
        Type::Tag => Value::from(decoder.timestamp()?.as_secs_f64()),
        Type::Array | Type::ArrayIndef => {
            let mut count = decoder.list()?;
            let mut elements = Vec::new();
            while more(decoder, &mut count)? {
                elements.push(decode(decoder, depth)?);
            }
            Value::Array(elements)
        }
        Type::Map | Type::MapIndef => {
            let mut count = decoder.map()?;
            let mut members = Map::new();
            while more(decoder, &mut count)? {
                let name = decoder.string()?;
                members.insert(name, decode(decoder, depth)?);
            }
            Value::Object(members)
        }
        other => return Err(Misfit::new(format!("{other:?} has no place here"))),
    })
}

/// Whether a collection goes on: so many more are to come, or its end is to be met.
fn more(decoder: &mut Decoder<'_>, count: &mut Option<u64>) -> Result<bool, Misfit> {
    match count {
        Some(0) => Ok(false),
        Some(left) => {
            *left -= 1;
            Ok(true)
        }
        None if decoder.datatype()? == Type::Break => {
            decoder.skip()?;
            Ok(false)
        }
        None => Ok(true),
    }
}
