"""POST /api/transfers/{id}/share: tells a guest where the documents are."""

import base64
import re
from typing import Any

from leah import names
from leah.answer import Document, Reply, changed, payload
from leah.body import Email, read
from leah.handler import handle
from leah.idempotency import Ticket, recall, repeated, settle, ticket
from leah.items import guest, owed
from leah.problem import Problem, conflict, invalid, not_found
from leah.request import Request, read_object
from leah.table import as_read, get, get_all, put, put_if
from leah.times import parse, printed
from pydantic import BaseModel, ConfigDict

Item = dict[str, Any]

PATH = "/api/transfers"
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
# How often a change is decided anew when another one came first.
TRIES = 12
OVERTAKEN = "The transfer was changed by other requests at the same time: try again."


class Sharing(BaseModel):
    model_config = ConfigDict(validate_default=True)

    email: Email = ""


def _files(transfer: Item) -> list[str]:
    return [f"/api/transfer_files/{file['id']}" for file in transfer["files"]]


def _document(transfer: Item) -> Document:
    secret = base64.urlsafe_b64decode(transfer["secret"] + "=")
    properties = {
        "id": transfer["id"],
        "hash": base64.b64encode(secret.hex().encode()).decode(),
        "expiresAt": printed(parse(transfer["expires"])),
        "healthcareWorker": f"/api/healthcare_workers/{transfer['healthcare_worker']}",
        "status": "shared",
        "files": _files(transfer),
        "type": "healthcare_worker",
        "email": transfer["email"],
        "firstname": None,
        "lastname": None,
    }
    return Document("Transfer", f"{PATH}/{transfer['id']}", properties)


def _find(key: tuple[str, str], repeatable: Ticket | None, request: Request) -> tuple[Item | None, Reply | None]:
    """The transfer, or the answer that the same request was given before; in one trip."""
    if repeatable is None:
        return get(key), None
    transfer, record = get_all(key, repeatable.key)
    if repeated(record, request.now):
        return transfer, recall(repeatable, record)
    return transfer, None


def _share(organization: Item, before: Item, recipient: str) -> tuple[Item, list[Item]]:
    """The transfer as it is from now on, and what that owes."""
    subject = {"organization": organization["id"], "transfer": before["id"]}
    entry = guest(organization, recipient)
    after = {
        **before,
        "email": recipient,
        "guest": entry,
        "version": before["version"] + 1,
        "GSI3PK": f"ORG#{organization['id']}#XFER#GUEST#{entry}",
        "GSI3SK": before["GSI1SK"],
    }
    effects = [{"effect": "documents-mail", "subject": subject, "recipient": recipient}]
    event = "transfer.shared"
    if event in organization["settings"].get("events", []):
        told = payload({"transfer": f"{PATH}/{before['id']}", "files": _files(before)})
        effects.append({"effect": "transfer-event", "subject": subject, "event": event, "payload": told})
    return after, effects


def _attempt(
    request: Request, organization: Item, key: tuple[str, str], repeatable: Ticket | None
) -> Reply | None:
    now = request.now
    before, answered = _find(key, repeatable, request)
    if answered is not None:
        return answered
    if before is None or now >= parse(before["expires"]):
        raise not_found()
    sharing, broken = read(Sharing, read_object(request, "Transfer"))
    if not before["files"]:
        broken["files"] = "TooFew"
    if sharing is None or broken:
        raise invalid(broken)
    after, effects = _share(organization, before, sharing.email)
    writes = [put_if(after, as_read(before)), *(put(owed(effect, now)) for effect in effects)]
    return settle(writes, key[0], repeatable, changed(request.format, _document(after)), now)


@handle("POST")
def handler(request: Request, organization: Item) -> Reply:
    id = request.parameters.get("id", "")
    if not ID.fullmatch(id):
        raise Problem(404, "Invalid identifier value or configuration.")
    key = names.transfer(organization["id"], id.lower())
    repeatable = ticket(request, organization)
    for _ in range(TRIES):
        reply = _attempt(request, organization, key, repeatable)
        if reply is not None:
            return reply
    raise conflict(OVERTAKEN)
