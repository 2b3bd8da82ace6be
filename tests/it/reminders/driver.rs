//! Two ways to make a request: at the decisions and the table, and at the API.

use leah_aws::table::{Outcome, TableError};
use leah_domain::{
    Appointment, Email, Id, Office, Organization, PhoneNumber, StartTime,
    appointment::{Changes, Draft, Edit, Tenant as Domain, book, cancel, edit},
};
use serde_json::{Value, json};

use super::{history::Op, model::Facts};
use crate::support::{Call, Tenant, TestApp};

/// How a request went, as far as its maker knows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Ended {
    Done,
    /// The change may have been written or not.
    Unknown,
}

/// A maker of requests.
pub(super) trait Driver {
    /// Books; the identifier, where it is known.
    async fn book(&self, to: &Desk<'_>, facts: &Facts) -> (Option<String>, Ended);
    /// Edits or cancels; `facts` are what is to hold then.
    async fn change(&self, to: &Desk<'_>, id: &str, op: Op, facts: &Facts) -> Ended;
}

/// Where requests go to: an organization with two offices, as it is now.
pub(super) struct Desk<'a> {
    pub(super) app: &'a TestApp,
    pub(super) tenant: &'a Tenant,
    pub(super) organization: &'a Organization,
    pub(super) offices: [Id<Office>; 2],
    /// A name for the request that no other has.
    pub(super) key: String,
}

/// At the decisions and the table.
pub(super) struct AtTable;

/// At the API, over the wire.
pub(super) struct AtApi;

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

impl Desk<'_> {
    fn domain(&self) -> Domain<'_> {
        Domain {
            id: self.organization.id,
            settings: &self.organization.settings,
        }
    }

    /// Reads, decides, writes; once more where the appointment has moved meanwhile.
    async fn decide(&self, id: Id<Appointment>, op: Op, facts: &Facts) -> Result<(), TableError> {
        let (app, organization) = (self.app.house.app(), self.organization);
        for _ in 0..2 {
            let Some(before) = app.table().appointment(organization.id, id).await? else {
                return Ok(());
            };
            let outcome = if matches!(op, Op::Cancel { .. }) {
                let cancellation = cancel(&before, self.domain(), app.now(), app.ids());
                let erased =
                    app.table()
                        .erase_appointment(organization, &before, &cancellation, None);
                erased.await?
            } else {
                let changes = Changes {
                    start: Some(StartTime::from(facts.start)),
                    email: Some(email(&facts.email)),
                    phone: Some(phone(&facts.phone)),
                    office: Some(self.offices[facts.office]),
                    ..Changes::default()
                };
                match edit(&before, changes, self.domain(), app.now(), app.ids()) {
                    Edit::Unchanged => return Ok(()),
                    Edit::Changed(booking) => {
                        let updated =
                            app.table()
                                .update_appointment(organization, &before, &booking, None);
                        updated.await?
                    }
                }
            };
            if !matches!(outcome, Outcome::Moved) {
                return Ok(());
            }
        }
        panic!("an appointment moved although nobody else was at it");
    }

    async fn send(&self, call: Call) -> u16 {
        self.call(call).send().await.status
    }

    fn call(&self, call: Call) -> Call {
        call.key(&self.tenant.key).host(&self.tenant.host())
    }

    fn body(&self, facts: &Facts) -> Value {
        json!({
            "startTime": StartTime::from(facts.start).print(),
            "email": facts.email,
            "phoneNumber": facts.phone,
            "office": self.offices[facts.office].iri(),
        })
    }
}

impl Driver for AtTable {
    async fn book(&self, to: &Desk<'_>, facts: &Facts) -> (Option<String>, Ended) {
        let app = to.app.house.app();
        let draft = Draft {
            start: StartTime::from(facts.start),
            email: email(&facts.email),
            phone: phone(&facts.phone),
            office: to.offices[facts.office],
            external_id: None,
            file_number: None,
        };
        let booking = book(draft, to.domain(), app.now(), app.ids());
        let written = app
            .table()
            .insert_appointment(to.organization, &booking, None)
            .await;
        let ended = match written {
            Ok(Outcome::Written) => Ended::Done,
            // Its own first attempt, whose answer was lost.
            Ok(_) | Err(_) => Ended::Unknown,
        };
        (Some(booking.appointment.id.to_string()), ended)
    }

    async fn change(&self, to: &Desk<'_>, id: &str, op: Op, facts: &Facts) -> Ended {
        match to.decide(Id::new(id.parse().unwrap()), op, facts).await {
            Ok(()) => Ended::Done,
            Err(_) => Ended::Unknown,
        }
    }
}

impl Driver for AtApi {
    async fn book(&self, to: &Desk<'_>, facts: &Facts) -> (Option<String>, Ended) {
        let call = to
            .app
            .post("/api/appointments")
            .header("idempotency-key", &to.key);
        let answer = to.call(call.json(&to.body(facts))).send().await;
        if answer.status == 503 || answer.status == 409 {
            return (None, Ended::Unknown);
        }
        assert_eq!(answer.status, 201, "{}", answer.text);
        let booked: Value = serde_json::from_str(&answer.text).unwrap();
        let id = booked["@id"].as_str().unwrap().rsplit('/').next().unwrap();
        (Some(id.to_owned()), Ended::Done)
    }

    async fn change(&self, to: &Desk<'_>, id: &str, op: Op, facts: &Facts) -> Ended {
        let path = format!("/api/appointments/{id}");
        let merge = |body: &Value| {
            to.app
                .patch(&path)
                .header("idempotency-key", &to.key)
                .merge(body)
        };
        let status = match op {
            Op::Cancel { by_patch: false } => to.send(to.app.delete(&path)).await,
            Op::Cancel { by_patch: true } => to.send(merge(&json!({"status": "cancelled"}))).await,
            _ => to.send(merge(&to.body(facts))).await,
        };
        match status {
            200 | 204 => Ended::Done,
            // 404: the cancellation that seemed to fail had been written.
            503 | 409 | 404 => Ended::Unknown,
            other => panic!("{op:?} was answered with {other}"),
        }
    }
}
