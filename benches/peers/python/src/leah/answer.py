"""Answers: documents in JSON-LD or JSON, and what frames them."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from .problem import Problem
from .request import Request

PLAIN = "application/json"


@dataclass
class Document:
    kind: str
    iri: str
    properties: dict[str, Any]


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: str


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def payload(document: Any) -> str:
    """A document as an event carries it."""
    return _json(document)


def _reply(status: int, form: str, document: Any, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"content-type": f"{form}; charset=utf-8", **named}, _json(document))


def _linked(document: Document) -> dict[str, Any]:
    return {"@id": document.iri, "@type": document.kind, **document.properties}


def _whole(form: str, document: Document) -> dict[str, Any]:
    if form == PLAIN:
        return document.properties
    return {"@context": f"/api/contexts/{document.kind}", **_linked(document)}


def created(form: str, document: Document) -> Reply:
    iri = document.iri
    return _reply(201, form, _whole(form, document), location=iri, content_location=iri)


def changed(form: str, document: Document) -> Reply:
    return _reply(200, form, _whole(form, document), content_location=document.iri)


def collection(
    form: str,
    *,
    kind: str,
    path: str,
    members: list[Document],
    page: int,
    size: int,
    total: int,
    filters: list[tuple[str, str]],
) -> Reply:
    """A page of a numbered collection."""
    if form == PLAIN:
        return _reply(200, form, [member.properties for member in members])
    mapping = [
        {"@type": "IriTemplateMapping", "variable": variable, "property": name, "required": False}
        for variable, name in filters
    ]
    variables = ",".join(variable for variable, _ in filters)
    document = {
        "@context": f"/api/contexts/{kind}",
        "@id": path,
        "@type": "hydra:Collection",
        "hydra:member": [_linked(member) for member in members],
        "hydra:totalItems": total,
        **_view(path, page, -(-total // size)),
        "hydra:search": {
            "@type": "hydra:IriTemplate",
            "hydra:template": f"{path}{{?{variables}}}",
            "hydra:variableRepresentation": "BasicRepresentation",
            "hydra:mapping": mapping,
        },
    }
    return _reply(200, form, document)


def _view(path: str, page: int, last: int) -> dict[str, Any]:
    """Where the other pages are; one page needs none."""
    if last <= 1:
        return {}
    view = {
        "@id": f"{path}?page={page}",
        "@type": "hydra:PartialCollectionView",
        "hydra:first": f"{path}?page=1",
        "hydra:last": f"{path}?page={last}",
    }
    if page > 1:
        view["hydra:previous"] = f"{path}?page={page - 1}"
    if page < last:
        view["hydra:next"] = f"{path}?page={page + 1}"
    return {"hydra:view": view}


def problem(error: Problem, form: str) -> Reply:
    content_type, document = error.document(form)
    return Reply(error.status, {"content-type": content_type, **error.headers}, _json(document))


def finish(request: Request, reply: Reply) -> dict[str, Any]:
    """The answer as API Gateway takes it."""
    status, body = reply.status, reply.body
    docs = f"{request.base_url}/api/docs.jsonld"
    headers = {
        "vary": "Accept",
        "x-content-type-options": "nosniff",
        "x-frame-options": "deny",
        "cache-control": "no-cache, private",
        **reply.headers,
        "x-request-id": request.id,
        "link": f'<{docs}>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"',
    }
    if request.method == "GET" and status == 200:
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:32]}"'
        headers["etag"] = tag
        known = request.headers.get("if-none-match", "").split(",")
        if any(one.strip().removeprefix("W/") in ("*", tag) for one in known):
            status, body = 304, ""
            del headers["content-type"]
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}
