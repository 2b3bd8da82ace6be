"""The body of a booking."""

import re
import unicodedata
from datetime import datetime, timezone
from typing import Annotated
from urllib.parse import urlsplit

import phonenumbers
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from .body import NO_DATE, Email, broken, unreadable
from .problem import malformed

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
KINDS = {
    "/api/appointments": "Appointment",
    "/api/features": "Feature",
    "/api/healthcare_workers": "HealthcareWorker",
    "/api/offices": "Office",
    "/api/organizations": "Organization",
    "/api/transfers": "Transfer",
    "/api/transfer_files": "TransferFile",
    "/api/webhook_deliveries": "WebhookDelivery",
    "/api/webhook_endpoints": "WebhookEndpoint",
}
SHAPE = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
FORMAT = "use yyyy-mm-ddThh:mm:ss, which is UTC, or add Z or an offset such as +02:00."
IMPOSSIBLE = "there is no such date or time; use yyyy-mm-ddThh:mm:ss."
YEAR = "the year must be between 1970 and 9998."


def _status(status: str) -> str:
    if status != "scheduled":
        raise broken("Choice")
    return status


def _start(text: object) -> datetime:
    """UTC, unless the text has an offset; fractions of a second are cut off."""

    def refuse(reason: str) -> Exception:
        return unreadable(f"Failed to parse time string ({text}): {reason}")

    if not isinstance(text, str) or text == "":
        raise unreadable(NO_DATE)
    if not SHAPE.match(text):
        raise refuse(FORMAT)
    try:
        at = datetime.fromisoformat(text).replace(microsecond=0)
    except ValueError as error:
        raise refuse(IMPOSSIBLE) from error
    try:
        at = at.astimezone(timezone.utc) if at.tzinfo else at.replace(tzinfo=timezone.utc)
    except OverflowError as error:
        raise refuse(YEAR) from error
    if not 1970 <= at.year <= 9998:
        raise refuse(YEAR)
    return at


def _phone(text: str) -> str:
    """A valid international number in E.164."""
    if text == "":
        raise broken("NotBlank")
    if len(text) > 64 or not text.lstrip().startswith("+"):
        raise broken("Regex")
    try:
        number = phonenumbers.parse(text)
    except phonenumbers.NumberParseException as error:
        raise broken("Regex") from error
    if number.extension or not phonenumbers.is_valid_number(number):
        raise broken("Regex")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _reference(text: str | None) -> str | None:
    """A short text of the organization's own; an empty one counts as none."""
    if not text:
        return None
    if len(text) > 255:
        raise broken("TooLong")
    if any(unicodedata.category(character) == "Cc" for character in text):
        raise broken("Regex")
    return text


def _office(iri: str | None) -> str:
    if iri is None:
        raise broken("NotNull")
    return iri


Reference = Annotated[str | None, AfterValidator(_reference)]


class Booking(BaseModel):
    # What a body does not name is validated, too: some of it must not be missing.
    model_config = ConfigDict(validate_default=True)

    status: Annotated[str, AfterValidator(_status)] = "scheduled"
    start: Annotated[datetime, BeforeValidator(_start)] = Field(alias="startTime")
    email: Email = ""
    phone: Annotated[str, AfterValidator(_phone)] = Field("", alias="phoneNumber")
    # Still the text that was given: which office it names depends on the host.
    office: Annotated[str | None, AfterValidator(_office)] = None
    external_id: Reference = Field(None, alias="externalId")
    # The older spelling.
    older_id: Reference = Field(None, alias="external_id")
    file_number: Reference = Field(None, alias="administrativeFileNumber")


def office_of(iri: str, host: str) -> str:
    """The identifier of the office that an IRI names: a path, or an absolute URL of the host."""
    path = iri
    if not iri.startswith("/"):
        url = urlsplit(iri)
        here = url.scheme in ("http", "https") and url.netloc.lower() == host.lower()
        path = url.path if here and not url.query and not url.fragment else ""
    collection, _, id = path.rpartition("/")
    kind = KINDS.get(collection)
    if kind is None or not ID.fullmatch(id):
        raise malformed(f'Invalid IRI "{iri}".')
    if kind != "Office":
        raise malformed(
            'Failed to denormalize attribute "office" value for class "Appointment": Expected argument '
            f'of type "Office", "{kind}" given at property path "office".'
        )
    return id.lower()
