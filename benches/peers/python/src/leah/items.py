"""Items of the table: a kind, a key and a record's fields."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

from . import names
from .times import after, recorded

Item = dict[str, Any]


def item(kind: str, key: tuple[str, str], fields: Item) -> Item:
    return {**fields, "PK": key[0], "SK": key[1], "type": kind, "v": 1}


def owed(effect: Item, now: datetime) -> Item:
    """A piece of work that a change owes: `outbox` does it."""
    # Only functions that owe something have the package.
    from uuid6 import uuid7

    id = str(uuid7())
    # An attempt to do it counts as lost after two minutes; so does the bell for the first one.
    due = names.due(after(now, minutes=2), id)
    fields = {"id": id, **effect, "created": recorded(now), "begun": 0, "failed": 0, **due}
    return item("Outbox", names.owed(id), fields)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def guest(organization: Item, address: str) -> str:
    """The index entry of a guest's address: without the organization's key it tells nothing about it."""
    key = organization["index_key"].encode()
    return unpadded(hmac.digest(key, address.lower().encode(), "sha256")[:16])
