//! JSON Schemas (2020-12) of what requests and answers are made of. Limits and words are those that the rules are written with.
//!
//! A schema that is made to deserialize is a request's: it allows each spelling that is taken. One that is made to serialize
//! is an answer's: it allows what is printed.

pub mod bodies;

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::{
    Email, Id, PhoneNumber, Reference, Resource, StartTime, email, phone,
    printed::{Date, Iri, Named, Word},
    reference,
    transfer::{FileName, name},
    webhook::Payload,
};

/// What an identifier looks like in an answer.
pub const UUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
/// What one looks like in a request.
pub const GIVEN_UUID: &str =
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}";
/// A text without control characters.
pub const PLAIN: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f]*$";

/// A date in an answer: RFC 3339, whole seconds, UTC.
const PRINTED_DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\+00:00$";
/// A start in a request: the years that are taken, seconds and offset as one likes.
const GIVEN_START: &str = "^(19[7-9][0-9]|[2-8][0-9]{3}|9[0-8][0-9]{2}|99[0-8][0-9]|999[0-8])-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]\
    ([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,9})?)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?$";
/// A number as E.164 writes it.
const E164: &str = "^\\+[1-9][0-9]{1,14}$";
/// A file's name: no path, nothing that is not seen (the characters that [`FileName::parse`] refuses), and not blanks alone.
const FILE_NAME: &str = "^[^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]*\
    [^/\\\\\\s\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]\
    [^/\\\\\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]*$";

/// Whether a request is described and not an answer.
fn given(generator: &SchemaGenerator) -> bool {
    generator.contract().is_deserialize()
}

fn uuid(generator: &SchemaGenerator) -> &'static str {
    if given(generator) { GIVEN_UUID } else { UUID }
}

impl<R> JsonSchema for Id<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pattern = format!("^{}$", uuid(generator));
        json_schema!({ "type": "string", "format": "uuid", "pattern": pattern })
    }
}

impl<R: Resource> JsonSchema for Iri<R> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Iri{}", R::NAME).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let pattern = format!("^{}/{}$", R::PATH, uuid(generator));
        json_schema!({ "type": "string", "format": "iri-reference", "pattern": pattern })
    }
}

impl<T: Word> JsonSchema for Named<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Word".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "enum": T::words() })
    }
}

/// Types whose schema stands where they are used.
macro_rules! described {
    ($($kind:ident: |$generator:ident| $schema:expr;)+) => {$(
        impl JsonSchema for $kind {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($kind).into()
            }

            fn json_schema($generator: &mut SchemaGenerator) -> Schema {
                $schema
            }
        }
    )+};
}

described! {
    Date: |_generator| json_schema!({ "type": "string", "format": "date-time", "pattern": PRINTED_DATE });
    StartTime: |generator| if given(generator) {
        // Without an offset it is UTC: that is no `date-time` of RFC 3339.
        json_schema!({ "type": "string", "pattern": GIVEN_START })
    } else {
        Date::json_schema(generator)
    };
    Email: |_generator| json_schema!({ "type": "string", "format": "email", "maxLength": email::LIMIT });
    PhoneNumber: |generator| if given(generator) {
        json_schema!({ "type": "string", "format": "phone", "pattern": "^\\s*\\+", "maxLength": phone::LIMIT })
    } else {
        json_schema!({ "type": "string", "format": "phone", "pattern": E164 })
    };
    Reference: |_generator| json_schema!({ "type": "string", "maxLength": reference::LIMIT, "pattern": PLAIN });
    FileName: |_generator| json_schema!({ "type": "string", "minLength": 1, "maxLength": name::LIMIT, "pattern": FILE_NAME });
    Payload: |_generator| json_schema!({ "type": "string", "contentMediaType": "application/json" });
}
