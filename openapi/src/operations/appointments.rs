//! Appointments.

use leah_domain::{Appointment, Resource};

use super::{Answer, Body, Operation};
use crate::info::APPOINTMENTS;

const KIND: &str = Appointment::NAME;

pub(super) const OPERATIONS: [Operation; 5] = [
    Operation::reads(
        "listAppointments",
        (Appointment::PATH, ""),
        APPOINTMENTS,
        Answer::List(KIND),
        (
            "List appointments",
            "Those of your organization, by their start. The list has no total and no last page: follow `hydra:next`, or in plain JSON begin anew from the last start that you have seen.",
        ),
    )
    .paged(),
    Operation::reads(
        "createAppointment",
        (Appointment::PATH, ""),
        APPOINTMENTS,
        Answer::Created(KIND),
        (
            "Book an appointment",
            "The guest gets a confirmation with a calendar entry and the link to the waiting room, and two reminders are planned. A start in the past is taken: it gets its mail and no reminder.",
        ),
    )
    .by("POST")
    .sent(Body::Booking),
    Operation::reads(
        "getAppointment",
        (Appointment::PATH, "/{id}"),
        APPOINTMENTS,
        Answer::Item(KIND),
        (
            "Read an appointment",
            "A cancelled one is not there any more. A past one is erased some time after its end.",
        ),
    )
    .patchable(),
    Operation::reads(
        "editAppointment",
        (Appointment::PATH, "/{id}"),
        APPOINTMENTS,
        Answer::Changed(KIND),
        (
            "Edit or cancel an appointment",
            "A JSON merge patch (RFC 7396). Another start or office is told to the guest, and the reminders are planned anew; another address gets the confirmation, and the old one a cancellation of the calendar entry. `{\"status\": \"cancelled\"}` cancels the appointment, which is then erased and cannot be recovered.",
        ),
    )
    .by("PATCH")
    .sent(Body::Edit)
    .patchable(),
    Operation::reads(
        "cancelAppointment",
        (Appointment::PATH, "/{id}"),
        APPOINTMENTS,
        Answer::Gone,
        (
            "Cancel an appointment",
            "The guest is told, and the appointment is erased: it cannot be recovered.",
        ),
    )
    .by("DELETE")
    .patchable(),
];
