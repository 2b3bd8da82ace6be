//! What the programs are asked.

use serde_json::{Value, json};

use crate::{error::BenchError, events, world::World};

/// When the bookings are: years away, so that nothing becomes due.
const START: &str = "2035-04-25T13:15:00";
/// The guest's number.
pub(crate) const PHONE: &str = "+33612345678";

/// What a function is asked, and what that may cost.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    /// For people.
    pub title: &'static str,
    /// The function.
    pub function: &'static str,
    /// Where its events come from.
    source: Source,
    /// What it answers: an HTTP status, or nothing that is one.
    pub status: Option<u16>,
    /// The calls that it makes once it is warm.
    pub calls: usize,
    /// Calls more for a key that it has not seen.
    pub cold: usize,
    /// The calls that it makes while it initializes.
    pub warmed: usize,
    /// The connections that it makes: as many as calls go side by side.
    pub connections: usize,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    /// A recorded event, as it is.
    Recorded(&'static str),
    /// A recorded event with a booking for this number.
    Booking(&'static str),
    /// A reminder of an appointment that was just booked.
    Reminder,
    /// What the stream tells of an appointment that was just booked.
    Owed,
    /// What the stream tells of a reminder that has just fired.
    Reminded,
}

const fn http(
    title: &'static str,
    function: &'static str,
    event: &'static str,
    status: u16,
    (calls, cold): (usize, usize),
    connections: usize,
) -> Case {
    Case {
        title,
        function,
        source: Source::Recorded(event),
        status: Some(status),
        calls,
        cold,
        warmed: connections,
        connections,
    }
}

/// A booking.
pub const BOOK: Case = Case {
    title: "POST /api/appointments",
    function: "appointments",
    source: Source::Booking(PHONE),
    status: Some(201),
    calls: 1,
    // The key with its organization, and the office.
    cold: 2,
    warmed: 1,
    connections: 1,
};
/// A list.
pub const LIST: Case = http(
    "GET /api/offices",
    "offices",
    "offices-list",
    200,
    (2, 1),
    2,
);
/// A transfer is shared.
pub const SHARE: Case = http(
    "POST /api/transfers/{id}/share",
    "transfers",
    "transfers-share",
    200,
    (2, 1),
    1,
);
/// A booking that is refused: all of it is read and judged, and no service is called.
pub const REFUSED: Case = Case {
    title: "POST /api/appointments, refused",
    function: "appointments",
    source: Source::Booking("+3361234567"),
    status: Some(422),
    calls: 0,
    cold: 2,
    warmed: 1,
    connections: 1,
};
/// A reminder's mail and SMS are sent.
pub const REMINDED: Case = Case {
    title: "what a reminder owes",
    function: "outbox",
    source: Source::Reminded,
    status: None,
    calls: 8,
    cold: 2,
    warmed: 0,
    connections: 10,
};
/// What functions are asked beside [`CASES`].
pub const FURTHER: [Case; 2] = [REFUSED, REMINDED];
/// The entrypoint: it is rendered, and no service is called.
pub const ENTRYPOINT: Case = http(
    "GET /api",
    "documentation",
    "documentation-entrypoint",
    200,
    (0, 0),
    0,
);

/// Every function, by what it is there for.
pub const CASES: [Case; 12] = [
    LIST,
    BOOK,
    SHARE,
    http(
        "GET /api/healthcare_workers",
        "healthcare_workers",
        "healthcare_workers-list",
        200,
        (2, 1),
        2,
    ),
    http(
        "GET /api/organizations/{id}",
        "organizations",
        "organizations-get",
        200,
        (1, 1),
        1,
    ),
    http(
        "GET /api/webhook_endpoints",
        "webhook_endpoints",
        "webhook_endpoints-list",
        200,
        (1, 1),
        1,
    ),
    http("GET /t/{token}", "guests", "guests-page", 200, (2, 0), 1),
    ENTRYPOINT,
    Case {
        title: "a reminder fires",
        function: "reminders",
        source: Source::Reminder,
        status: None,
        calls: 2,
        cold: 0,
        warmed: 0,
        connections: 1,
    },
    Case {
        title: "what a booking owes",
        function: "outbox",
        source: Source::Owed,
        status: None,
        calls: 12,
        // The organization, for each of the three effects: they begin side by side.
        cold: 3,
        warmed: 0,
        // No more than calls of a cold start: how many of them meet is chance.
        connections: 15,
    },
    Case {
        title: "an upload has arrived",
        function: "uploads",
        source: Source::Recorded("uploads-created"),
        status: None,
        // The ticket, and what nobody wants is removed from the bucket.
        calls: 2,
        cold: 0,
        warmed: 0,
        connections: 2,
    },
    Case {
        title: "a webhook is delivered",
        function: "webhooks",
        source: Source::Recorded("webhooks-deliver"),
        status: None,
        calls: 2,
        cold: 0,
        warmed: 0,
        connections: 2,
    },
];

/// The functions that are measured: all of `functions/`.
pub fn functions() -> [&'static str; 12] {
    CASES.map(|case| case.function)
}

impl Case {
    /// The next event.
    ///
    /// # Errors
    /// [`BenchError`] where it cannot be made.
    pub async fn event(&self, world: &World) -> Result<Value, BenchError> {
        match self.source {
            Source::Recorded(name) => world.event(name),
            Source::Booking(phone) => booking(world, phone),
            Source::Reminder => reminder(world).await,
            Source::Owed => {
                forget(world).await?;
                book(world).await?;
                told(world).await
            }
            Source::Reminded => {
                let event = reminder(world).await?;
                forget(world).await?;
                world.house.invoke("reminders", event).await?;
                told(world).await
            }
        }
    }

    /// Holds an answer against what is expected.
    ///
    /// # Errors
    /// [`BenchError::Answer`] where it is another one.
    pub fn check(&self, program: &str, answer: &Value) -> Result<(), BenchError> {
        let off = |what: String| BenchError::Answer {
            case: self.title.to_owned(),
            program: program.to_owned(),
            what,
        };
        match self.status {
            Some(status) if answer["statusCode"] != status => Err(off(answer.to_string())),
            None if answer.get("errorType").is_some() => Err(off(answer.to_string())),
            _ => Ok(()),
        }
    }
}

fn booking(world: &World, phone: &str) -> Result<Value, BenchError> {
    let event = world.event("appointments-create")?;
    Ok(events::with_body(
        event,
        &body(phone, "john.doe@gmail.com", "000001"),
    ))
}

/// The body of a booking at the demo organization's office.
pub(crate) fn body(phone: &str, email: &str, number: &str) -> Value {
    json!({
        "phoneNumber": phone,
        "email": email,
        "office": leah_local::demo::OFFICE.iri(),
        "startTime": START,
        "externalId": number,
    })
}

/// Books in this process; answers the appointment's IRI.
async fn book(world: &World) -> Result<String, BenchError> {
    let event = booking(world, PHONE)?;
    let answer = world.house.invoke("appointments", event).await?;
    BOOK.check("local", &answer)?;
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
    Ok(body["@id"].as_str().unwrap_or_default().to_owned())
}

/// The event by which an appointment's first reminder fires that is booked for it.
async fn reminder(world: &World) -> Result<Value, BenchError> {
    let iri = book(world).await?;
    let id = iri.rsplit('/').next().unwrap_or_default();
    Ok(json!({
        "organization": leah_local::demo::ORGANIZATION,
        "appointment": id,
        "kind": "days",
        "sequence": 0,
        "fireAt": "2035-04-24T13:15:00Z",
    }))
}

/// What other programs have written is told in batches: all of them are let go.
async fn forget(world: &World) -> Result<(), BenchError> {
    while !world.house.take_stream().await?.is_empty() {}
    Ok(())
}

/// What the stream tells.
async fn told(world: &World) -> Result<Value, BenchError> {
    let records = world.house.take_stream().await?;
    Ok(json!({ "Records": records }))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::programs::root;

    #[test]
    fn each_function_is_asked_for_something() {
        let folders = std::fs::read_dir(root().join("functions")).unwrap();
        let there: BTreeSet<String> = folders
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert_eq!(there, functions().map(str::to_owned).into());
    }
}
