"""POST /api/appointments: books an appointment."""

import secrets
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from leah import names
from leah.answer import Document, Reply, created, payload
from leah.body import read
from leah.booking import Booking, office_of
from leah.handler import handle
from leah.idempotency import settle, ticket
from leah.items import guest, item, owed, sha256
from leah.memory import Memory
from leah.problem import conflict, invalid, malformed
from leah.request import Request, read_object
from leah.table import IS_NEW, get, put, put_if, remove
from leah.times import after, printed, recorded, seconds

Item = dict[str, Any]

PATH = "/api/appointments"
OVERTAKEN = "The appointment was changed by other requests at the same time: try again."

_offices: Memory[Item] = Memory()


def _check_office(organization: Item, id: str, now: datetime) -> None:
    """The office that a body names must be one of the organization's."""
    key = names.office(organization["id"], id)
    if _offices.remember(key, now, lambda: get(key)) is None:
        raise malformed(f'Item not found for "/api/offices/{id}".')


def _plan(start: datetime, settings: Item, now: datetime) -> dict[str, datetime]:
    """The reminders that are still to come: so many calendar days, and so many minutes before the start."""
    planned = {}
    if settings.get("reminder_days") is not None:
        # The same wall-clock time: aware datetimes count days as calendars do.
        wall = start.astimezone(ZoneInfo(settings["zone"]))
        wall -= timedelta(days=int(settings["reminder_days"]))
        planned["days"] = wall.astimezone(timezone.utc)
    if settings.get("reminder_minutes") is not None:
        planned["minutes"] = start - timedelta(minutes=int(settings["reminder_minutes"]))
    return {kind: at for kind, at in planned.items() if at > now}


def _effects(organization: Item, appointment: Item, planned: dict[str, datetime]) -> list[Item]:
    """What a booking owes."""
    id, event = appointment["id"], "appointment.created"
    state = {"subject": {"organization": organization["id"], "appointment": id}, "sequence": 0}
    effects = [{"effect": "confirmation-mail", **state}]
    for kind, at in planned.items():
        effects.append({"effect": "create-schedule", **state, "kind": kind, "at": recorded(at)})
    if event in organization["settings"].get("events", []):
        told = {
            "externalId": appointment["external_id"],
            "administrativeFileNumber": appointment["file_number"],
            "appointment": f"{PATH}/{id}",
        }
        subject = state["subject"]
        effects.append(
            {"effect": "appointment-event", "subject": subject, "event": event, "payload": payload(told)}
        )
    return effects


def _writes(
    organization: Item, appointment: Item, start: datetime, planned: dict[str, datetime], now: datetime
) -> list[Item]:
    """Everything that a booking writes, in one transaction."""
    o, id = organization["id"], appointment["id"]
    subject = {"organization": o, "appointment": id}
    ttl = seconds(after(max(start, now), days=int(appointment["retention_days"])))
    order = names.ordered(start, id)
    reference = appointment["external_id"]
    record = item(
        "Appointment",
        names.appointment(o, id),
        {
            **appointment,
            "ttl": ttl,
            "GSI1PK": f"ORG#{o}#APPT",
            "GSI1SK": order,
            "GSI2PK": f"ORG#{o}#EXT#{reference}" if reference else None,
            "GSI2SK": order if reference else None,
            "GSI3PK": f"ORG#{o}#GUEST#{guest(organization, appointment['email'])}",
            "GSI3SK": order,
        },
    )
    link = names.link(sha256(appointment["link"].encode()))
    writes = [
        put_if(record, IS_NEW),
        put(item("Link", link, {"opens": "waiting-room", "subject": subject, "ttl": ttl})),
    ]
    for kind in ("days", "minutes"):
        key, at = names.reminder(o, id, kind), planned.get(kind)
        if at is None:
            writes.append(remove(key))
            continue
        fields = {"subject": subject, "kind": kind, "sequence": 0, "at": recorded(at), "fired": False}
        # A little later than its time, the sweep looks whether its schedule was lost.
        fields |= {"ttl": ttl, **names.due(after(at, minutes=3), id)}
        writes.append(put(item("Reminder", key, fields)))
    effects = _effects(organization, appointment, planned)
    return writes + [put(owed(effect, now)) for effect in effects]


@handle("POST")
def handler(request: Request, organization: Item) -> Reply:
    now = request.now
    repeatable = ticket(request, organization)
    body = read_object(request, "Appointment")
    booking, broken = read(Booking, body)
    office = None
    # Whether the office exists is said before any rule that the body breaks.
    if body.get("office") is not None:
        office = office_of(body["office"], request.host)
        _check_office(organization, office, now)
    if booking is None:
        raise invalid(broken)

    settings = organization["settings"]
    planned = _plan(booking.start, settings, now)
    appointment = {
        "id": str(uuid4()),
        "office": office,
        "start": recorded(booking.start),
        "email": booking.email,
        "phone": booking.phone,
        "external_id": booking.external_id if "externalId" in body else booking.older_id,
        "file_number": booking.file_number,
        "link": secrets.token_urlsafe(16),
        "sequence": 0,
        "version": 0,
        "planned": [{"kind": kind, "at": recorded(at)} for kind, at in planned.items()],
        "changed": recorded(now),
        "retention_days": settings["retention_days"],
    }
    properties = {
        "status": "scheduled",
        "startTime": printed(booking.start),
        "email": booking.email,
        "phoneNumber": booking.phone,
    }
    document = Document("Appointment", f"{PATH}/{appointment['id']}", properties)
    reply = created(request.format, document)
    partition = names.appointment(organization["id"], appointment["id"])[0]
    writes = _writes(organization, appointment, booking.start, planned, now)
    settled = settle(writes, partition, repeatable, reply, now)
    if settled is None:
        raise conflict(OVERTAKEN)
    return settled
