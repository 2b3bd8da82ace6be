//! From one operation to what can be done next.

use serde_json::{Map, Value, json};

use crate::operations::Operation;

/// The identifier at the end of the new item's IRI. Expressions cannot cut it out, so there is an extension for that, which the API
/// tester Schemathesis understands.
const CREATED: &str = "$response.header.Location#regex:([^/]+)$";
const BODY: &str = "$response.body#/id";
const FIRST: &str = "$response.body#/hydra:member/0/id";

/// The links of an operation's answer.
pub(crate) fn links(operation: &Operation) -> Map<String, Value> {
    let mut links = Map::new();
    let mut add = |to: &str, parameters: Value, said: &str| {
        let mut link = json!({ "operationId": to, "parameters": parameters });
        link["description"] = said.into();
        links.insert(to.to_owned(), link);
    };
    let mut follow = |to: &[&str], id: &str, said: &str| {
        for to in to {
            add(to, json!({ "id": id }), said);
        }
    };
    match operation.id {
        "createAppointment" => follow(
            &["getAppointment", "editAppointment", "cancelAppointment"],
            CREATED,
            "What can be done with the new appointment.",
        ),
        "createTransfer" => follow(
            &[
                "getTransfer",
                "sendFiles",
                "shareTransfer",
                "listUploadTickets",
            ],
            BODY,
            "What can be done with the new transfer.",
        ),
        "listOffices" => follow(&["getOffice"], FIRST, "The first office of the page."),
        "listTransfers" => follow(&["getTransfer"], FIRST, "The first transfer of the page."),
        "listWebhookEndpoints" => {
            follow(
                &["getWebhookEndpoint"],
                FIRST,
                "The first endpoint of the page.",
            );
        }
        "listWebhookDeliveries" => follow(
            &["getWebhookDelivery", "replayWebhookDelivery"],
            FIRST,
            "The first delivery of the page.",
        ),
        "getWebhookDelivery" => follow(&["replayWebhookDelivery"], BODY, "Once it is `dead`."),
        _ => {}
    }
    if matches!(operation.id, "listUploadTickets" | "sendFiles") {
        add(
            "getUploadTicket",
            json!({ "id": "$request.path.id", "ticket": FIRST }),
            "The first ticket of the list.",
        );
    }
    links
}
