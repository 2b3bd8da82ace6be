"""The Idempotency-Key header: the first answer to a request is kept for a day and given again."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from . import names
from .answer import Reply
from .items import item, sha256
from .problem import Problem, conflict, malformed
from .request import Request
from .table import alive, get, put, put_if, transact, wired
from .times import after, seconds

LIMIT = 255
PLAIN = re.compile(r"[ -~]+")


@dataclass
class Ticket:
    request: str
    body: str
    key: tuple[str, str]


def ticket(request: Request, organization: dict[str, Any]) -> Ticket | None:
    """The ticket of a request that carries a key."""
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if len(key) > LIMIT or not PLAIN.fullmatch(key):
        raise malformed(f"The Idempotency-Key header must be 1 to {LIMIT} characters of ASCII.")
    digest = sha256(f"{request.method}\n{request.path}\n{key}".encode())
    return Ticket(digest, sha256(request.body), names.idempotency(organization["id"], digest))


def repeated(record: dict[str, Any] | None, now: datetime) -> bool:
    """Whether a record that was read stands for a request that was made before."""
    return record is not None and alive(record, now)


def recall(ticket: Ticket, record: dict[str, Any]) -> Reply:
    """The answer that a living record of the same request leads to."""
    if record["body"] != ticket.body:
        raise Problem(
            422,
            "This Idempotency-Key was used with another request body: use a new key for a new request.",
        )
    answer = get(names.answer(record["partition"], ticket.request))
    if answer is None:
        raise conflict(
            "This request was carried out before, and its answer was erased with what it was about."
        )
    return Reply(int(answer["status"]), dict(answer["headers"]), answer["body"])


def settle(
    writes: list[dict[str, Any]],
    partition: str,
    ticket: Ticket | None,
    reply: Reply,
    now: datetime,
) -> Reply | None:
    """Writes a change together with the answer to its request, if that may be repeated.

    The answer; that which was given before; or None where the change was decided on what no longer holds.
    """
    if ticket is None:
        return reply if transact(writes) is None else None
    ttl = seconds(after(now, days=1))
    fields = {"body": ticket.body, "partition": partition, "ttl": ttl}
    record = item("Idempotency", ticket.key, fields)
    kept = {
        "status": reply.status,
        "headers": [list(header) for header in reply.headers.items()],
        "body": reply.body,
        "ttl": ttl,
    }
    absent = {
        "ConditionExpression": "attribute_not_exists(PK) OR #ttl <= :now",
        "ExpressionAttributeNames": {"#ttl": "ttl"},
        "ExpressionAttributeValues": wired({":now": seconds(now)}),
    }
    answer = put(item("Answer", names.answer(partition, ticket.request), kept))
    refused = transact([*writes, put_if(record, absent), answer])
    if refused is None:
        return reply
    standing = refused[len(writes)]
    return recall(ticket, standing) if standing is not None else None
