"""Keys of the items."""

from datetime import datetime

from .times import sortable

SHARDS = 8


def organization(o: str) -> tuple[str, str]:
    return f"ORG#{o}", "ORG"


def api_key(o: str, digest: str) -> tuple[str, str]:
    return f"ORG#{o}", f"KEY#{digest}"


def counter(o: str) -> tuple[str, str]:
    return f"ORG#{o}", "COUNT"


def office(o: str, id: str) -> tuple[str, str]:
    return f"ORG#{o}", f"OFFICE#{id}"


def appointment(o: str, id: str) -> tuple[str, str]:
    return f"ORG#{o}#APPT#{id}", "APPT"


def reminder(o: str, id: str, kind: str) -> tuple[str, str]:
    return f"ORG#{o}#APPT#{id}", f"REMINDER#{kind}"


def transfer(o: str, id: str) -> tuple[str, str]:
    return f"ORG#{o}#XFER#{id}", "XFER"


def link(digest: str) -> tuple[str, str]:
    return f"LINK#{digest}", "LINK"


def idempotency(o: str, request: str) -> tuple[str, str]:
    return f"IDEM#{o}#{request}", "IDEM"


def answer(partition: str, request: str) -> tuple[str, str]:
    return partition, f"ANSWER#{request}"


def owed(id: str) -> tuple[str, str]:
    return f"OUTBOX#{id}", "effect"


def ordered(at: datetime, id: str) -> str:
    """The place of something in an order by time."""
    return f"{sortable(at)}#{id}"


def due(at: datetime, id: str) -> dict[str, str]:
    """A place in the due index; the last byte of an identifier is random."""
    return {"DUEPK": f"OUTBOX#{int(id[-2:], 16) % SHARDS}", "DUESK": ordered(at, id)}
