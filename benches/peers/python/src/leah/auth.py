"""Who is calling: an organization that shows a valid API key."""

import base64
import hashlib
import os
import re
from typing import Any
from uuid import UUID

from . import names
from .items import sha256
from .memory import Memory
from .problem import unauthorized
from .request import Request
from .table import get_all
from .times import parse

KEY = re.compile(r"leah_([a-z2-7]{84})")
BODY = 16 + 32
DOMAINS = [name.strip().lower() for name in os.environ["LEAH_BASE_DOMAINS"].split(",")]

_keys: Memory[tuple[dict[str, Any], dict[str, Any]]] = Memory()


def _owner(token: str) -> str | None:
    """The organization that a key names, if its form and checksum are those of a key."""
    form = KEY.fullmatch(token)
    if not form:
        return None
    data = base64.b32decode(form[1].upper() + "====")
    body, check = data[:BODY], data[BODY:]
    if hashlib.sha256(body).digest()[: len(check)] != check:
        return None
    return str(UUID(bytes=body[:16]))


def _label(host: str) -> str | None:
    """The label by which a host under a base domain names an organization."""
    name = re.sub(r":\d*$", "", host).removesuffix(".").lower()
    for domain in DOMAINS:
        if name.endswith(f".{domain}"):
            return name[: -len(domain) - 1]
    return None


def identify(request: Request) -> dict[str, Any]:
    token = request.headers.get("leah-auth-token", "")
    owner = _owner(token)
    if owner is None:
        raise unauthorized()
    digest = sha256(token.encode())

    def find() -> tuple[dict[str, Any], dict[str, Any]] | None:
        key, organization = get_all(names.api_key(owner, digest), names.organization(owner))
        return (key, organization) if key and organization else None

    found = _keys.remember(digest, request.now, find)
    if found is None:
        raise unauthorized()
    key, organization = found
    valid = "revoked" not in key and ("expires" not in key or request.now < parse(key["expires"]))
    home = _label(request.host)
    if not valid or home not in (None, organization["slug"]):
        raise unauthorized()
    return organization
