"""GET /api/offices: the offices of an organization, a page of them."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from leah import names
from leah.answer import Document, Reply, collection
from leah.handler import handle
from leah.problem import malformed
from leah.request import Request
from leah.table import first, get
from leah.times import parse, printed

PATH = "/api/offices"
PAGE = 30
FILTERS = [
    ("healthcareWorker.email", "healthcareWorker.email"),
    ("healthcareWorker.email[]", "healthcareWorker.email"),
]

# Two calls are made at once: one by this thread, one by the main one.
_beside = ThreadPoolExecutor(max_workers=1)


def _page(query: dict[str, str]) -> int:
    given = query.get("page", "1")
    if not (given.isascii() and given.isdigit()) or int(given) == 0:
        raise malformed("Page should not be less than 1")
    if int(given) > 0xFFFF_FFFF:
        raise malformed("Page parameter is too large.")
    return int(given)


def _document(organization: dict[str, Any], office: dict[str, Any]) -> Document:
    properties = {
        "id": office["id"],
        "slug": office["slug"],
        "organization": f"/api/organizations/{organization['id']}",
        "features": [f"/api/features/{id}" for id in office["features"]],
        "createdAt": printed(parse(office["created_at"])),
        "currentMeeting": None,
    }
    return Document("Office", f"{PATH}/{office['id']}", properties)


@handle("GET")
def handler(request: Request, organization: dict[str, Any]) -> Reply:
    page = _page(request.query)
    key = names.counter(organization["id"])
    counting = _beside.submit(get, key)
    offices = first(key[0], "OFFICE#", page * PAGE)
    counter = counting.result() or {}
    members = [_document(organization, office) for office in offices[(page - 1) * PAGE :]]
    return collection(
        request.format,
        kind="Office",
        path=PATH,
        members=members,
        page=page,
        size=PAGE,
        total=int(counter.get("offices", 0)),
        filters=FILTERS,
    )
