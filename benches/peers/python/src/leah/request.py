"""What is read of an API Gateway event."""

import base64
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import mimeparse

from . import times
from .problem import Problem, malformed

# The library takes the last of what is wanted equally.
OFFERED = ["application/json", "application/ld+json"]
NAMED = '"application/ld+json", "application/json"'
LIMIT = 64 * 1024
PROFILE = re.compile(r';\s*profile=("[^"]*"|[^,;]*)', re.IGNORECASE)


@dataclass
class Request:
    id: str
    method: str
    path: str
    parameters: dict[str, str]
    query: dict[str, str]
    headers: dict[str, str]
    host: str
    base_url: str
    body: bytes
    now: datetime
    format: str = OFFERED[-1]


def opened(event: dict[str, Any]) -> Request:
    """The request, with its headers by their names in lower case."""
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    host = headers.get("host", "localhost")
    scheme = "http" if headers.get("x-forwarded-proto") == "http" else "https"
    body = event.get("body") or ""
    return Request(
        id=event["requestContext"]["requestId"],
        method=event["httpMethod"],
        path=event["path"],
        parameters=event.get("pathParameters") or {},
        query=event.get("queryStringParameters") or {},
        headers=headers,
        host=host,
        base_url=f"{scheme}://{host}",
        body=base64.b64decode(body) if event.get("isBase64Encoded") else body.encode(),
        now=times.now(),
    )


def negotiate(headers: dict[str, str]) -> str:
    """The media type of the answer."""
    accept = headers.get("accept", "").strip() or "*/*"
    try:
        # JSON-LD clients send a profile, which does not matter here.
        best = mimeparse.best_match(OFFERED, PROFILE.sub("", accept))
    except mimeparse.MimeTypeParseException:
        best = ""
    if best:
        return best
    detail = f'Requested format "{accept}" is not supported. Supported MIME types are {NAMED}.'
    raise Problem(406, detail, plain=True)


def read_object(request: Request, kind: str) -> dict[str, Any]:
    """The JSON object of the body."""
    given = request.headers.get("content-type", "").strip()
    if not given:
        raise Problem(415, 'The "Content-Type" header must exist.')
    if given.split(";")[0].strip().lower() not in OFFERED:
        detail = f'The content-type "{given}" is not supported. Supported MIME types are {NAMED}.'
        raise Problem(415, detail)
    if len(request.body) > LIMIT:
        raise Problem(413, f"The request body is too large: {LIMIT} bytes are taken at most.")
    try:
        value = json.loads(request.body)
    except ValueError as error:
        raise malformed("Syntax error") from error
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        return {}
    if isinstance(value, str):
        raise malformed(f'Invalid IRI "{value}".')
    detail = f'Expected IRI or document for resource "{kind}", "{type_name(value)}" given.'
    raise malformed(detail)


def type_name(value: Any) -> str:
    """The name that the conventions give a JSON value's type."""
    names = {bool: "boolean", int: "integer", float: "double", str: "string"}
    return "NULL" if value is None else names.get(type(value), "array")
