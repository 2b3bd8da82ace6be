"""What exists, for a tester that invents everything else: the demo organization's office and healthcare worker, telephone numbers of a
real plan, pictures that are pictures, transfers that hold a file. What is invented to be wrong stays as it is."""

import base64
import itertools
import os
import urllib.request

import schemathesis
from hypothesis import strategies as st

OFFICE = "/api/offices/6e229d04-1880-4b6b-a520-36f757f4a531"
WORKER = "/api/healthcare_workers/7dd37344-5d8d-4c90-a015-5518ab97adaf"
# What no operation leads to.
ITEMS = {
    "/api/offices/{id}": OFFICE,
    "/api/healthcare_workers/{id}": WORKER,
    "/api/organizations/{id}": "/api/organizations/440b4e01-d3e4-4cbc-afb2-ca62177cd630",
    "/api/features/{id}": "/api/features/1054acd0-b3e7-4420-b01d-d18c1e57fe6a",
}
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCB2kUIOwAAAABJRU5ErkJggg=="
)
NUMBERS = itertools.count()

# Formats as this API has them: plain addresses with a domain that could exist, numbers that a plan has.
schemathesis.openapi.format(
    "email", st.from_regex(r"\A[a-z][a-z0-9]{0,20}@[a-z][a-z0-9]{0,20}\.example\Z")
)
schemathesis.openapi.format(
    "phone", st.integers(0, 99_999_999).map(lambda number: f"+336{number:08d}")
)
# Files that are what they say.
schemathesis.openapi.media_type("image/png", st.just(DOT))
schemathesis.openapi.media_type("image/jpeg", st.just(b"\xff\xd8\xff\xe0"))
schemathesis.openapi.media_type("application/pdf", st.just(b"%PDF-1.4\n%%EOF\n"))


def invented_to_be_right(case):
    """Whether a case is meant to be taken, with all that belongs to it."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return False
    return all(part.mode.is_positive for part in case.meta.components.values())


def fill(transfer):
    """Puts a file into a transfer."""
    head = 'Content-Disposition: form-data; name="file"; filename="dot.png"\r\n\r\n'
    body = b"--b\r\n" + head.encode() + DOT + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "LEAH-AUTH-TOKEN": os.environ["LEAH_KEY"]}
    address = f"{os.environ['LEAH_URL']}/api/transfers/{transfer}/files"
    try:
        urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=10)
    except urllib.error.HTTPError:
        # There is no such transfer, or it is full.
        pass


def existing(body):
    """A body that names what exists. The one that was invented stays: others are made from it."""
    body = dict(body)
    if "office" in body:
        body["office"] = OFFICE
    if "healthcareWorker" in body:
        body["healthcareWorker"] = WORKER
    if "healthcare_workers" in body:
        body["healthcare_workers"] = WORKER
    if "phoneNumber" in body:
        body["phoneNumber"] = "+33612345678"
    if "email" in body and not body["email"].endswith(".example"):
        body["email"] = "john.doe@gmail.com"
    start = body.get("startTime")
    # Not every month has so many days, nor does every offset leave the year as it is.
    if isinstance(start, str):
        body["startTime"] = "2035-04-15" + start[10:]
    return body


@schemathesis.hook
def before_call(context, case, kwargs):
    """Puts what exists where only something that does not could be invented."""
    if not invented_to_be_right(case):
        return
    path = case.operation.path
    if path in ITEMS:
        case.path_parameters = {"id": ITEMS[path].rsplit("/", 1)[1]}
    query = dict(case.query or {})
    # A position comes from a page, and filters have so many values in all.
    query.pop("cursor", None)
    for name in [name for name in query if f"{name}[]" in query]:
        del query[name]
    case.query = query
    # One key is for one request.
    if case.headers and "Idempotency-Key" in case.headers:
        case.headers = {**case.headers, "Idempotency-Key": f"case {next(NUMBERS)} of {os.getpid()}"}
    if case.media_type != "multipart/form-data" and isinstance(case.body, dict):
        case.body = existing(case.body)
    if path == "/api/transfers/{id}/share":
        fill(case.path_parameters["id"])
