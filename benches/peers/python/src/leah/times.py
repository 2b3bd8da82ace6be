"""Instants: aware datetimes in UTC."""

from datetime import datetime, timedelta, timezone


def now() -> datetime:
    return datetime.now(timezone.utc)


def parse(text: str) -> datetime:
    """An instant as records hold it."""
    return datetime.fromisoformat(text)


def sortable(at: datetime) -> str:
    """Of fixed width, so that it sorts as text: `2021-04-25T13:15:00.000Z`."""
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def recorded(at: datetime) -> str:
    """As records hold it: without a fraction that says nothing."""
    return at.isoformat().replace("+00:00", "Z")


def printed(at: datetime) -> str:
    """As the API prints it: whole seconds and `+00:00`."""
    return at.isoformat(timespec="seconds")


def seconds(at: datetime) -> int:
    """Whole seconds, as TTL wants them."""
    return int(at.timestamp())


def after(at: datetime, **span: float) -> datetime:
    return at + timedelta(**span)
