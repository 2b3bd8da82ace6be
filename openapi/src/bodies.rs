//! Bodies of requests.

use leah_domain::{schema::bodies, transfer::FileKind};
use leah_http::Media;
use serde_json::{Map, Value, json};

use crate::{
    examples,
    operations::{Body, Operation},
    schemas::Schemas,
};

/// What an operation is sent, if it is sent anything.
pub(crate) fn body(operation: &Operation, schemas: &mut Schemas) -> Option<Value> {
    let read = &mut schemas.read;
    let (name, schema, media) = match operation.body {
        Body::None => return None,
        Body::Booking => (
            "Appointment-booking",
            bodies::booking(read),
            Media::Document,
        ),
        Body::Edit => ("Appointment-edit", bodies::edit(read), Media::MergePatch),
        Body::Transfer => ("Transfer-creation", bodies::transfer(read), Media::Document),
        Body::Sharing => ("Transfer-sharing", bodies::sharing(read), Media::Document),
        Body::Files => (
            "UploadTicket-request",
            bodies::tickets(read),
            Media::Document,
        ),
    };
    let schema = schemas.add(name, schema.into());
    let mut content = Map::new();
    if operation.body == Body::Files {
        let form = schemas.add("TransferFile-form", bodies::form().into());
        let kinds = FileKind::ALL.map(FileKind::media_type).join(", ");
        let encoding = json!({ "file[]": { "contentType": kinds } });
        let form = json!({ "schema": form, "encoding": encoding });
        content.insert("multipart/form-data".into(), form);
    }
    for media in media.supported() {
        let mut described = json!({ "schema": schema });
        let short = media.rsplit(['/', '+']).next().unwrap_or_default();
        let examples = examples::requests(operation.id, short);
        if !examples.is_empty() {
            described["examples"] = examples.into();
        }
        content.insert((*media).to_owned(), described);
    }
    Some(json!({ "required": true, "content": content }))
}
