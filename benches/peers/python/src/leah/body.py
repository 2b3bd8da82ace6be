"""Bodies: types first (a 400 for the first that is wrong), then rules (a 422 for all of them together)."""

from typing import Annotated, Any, TypeVar

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ValidationError
from pydantic_core import PydanticCustomError

from .problem import malformed
from .request import type_name

NO_DATE = (
    "The data is either not an string, an empty string, or null; you should pass a string that can be "
    "parsed with the passed format or a valid DateTime string."
)

M = TypeVar("M", bound=BaseModel)


def broken(rule: str) -> PydanticCustomError:
    """A rule that a value breaks."""
    return PydanticCustomError("rule", "{rule}", {"rule": rule})


def unreadable(detail: str) -> PydanticCustomError:
    """A value that cannot be understood at all."""
    return PydanticCustomError("unreadable", "{detail}", {"detail": detail})


def _email(text: str) -> str:
    if text == "":
        raise broken("NotBlank")
    try:
        validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise broken("Email") from error
    # Kept as it was written.
    return text


# An address that mail can be sent to.
Email = Annotated[str, AfterValidator(_email)]


def _of_type(attribute: str, value: Any) -> str:
    """What is said of an attribute of the wrong type."""
    if attribute == "startTime":
        return NO_DATE
    if attribute == "office" and isinstance(value, dict):
        return 'Nested documents for attribute "office" are not allowed. Use IRIs instead.'
    if attribute == "office":
        return f'Expected IRI or nested document for attribute "office", "{type_name(value)}" given.'
    return f'The type of the "{attribute}" attribute must be "string", "{type_name(value)}" given.'


def read(model: type[M], body: dict[str, Any]) -> tuple[M | None, dict[str, str]]:
    """Reads a body: what it says, or the rules that it breaks by property."""
    try:
        return model.model_validate(body), {}
    except ValidationError as error:
        rules: dict[str, str] = {}
        for issue in error.errors(include_url=False):
            attribute = str(issue["loc"][0])
            # What the body does not name is known by the name of the field.
            field = model.model_fields.get(attribute)
            attribute = field.alias if field and field.alias and attribute not in body else attribute
            if issue["type"] == "missing":
                rules.setdefault(attribute, "NotNull")
            elif issue["type"] == "rule":
                rules.setdefault(attribute, issue["ctx"]["rule"])
            elif issue["type"] == "unreadable":
                raise malformed(issue["ctx"]["detail"]) from error
            else:
                raise malformed(_of_type(attribute, body.get(attribute))) from error
        return None, rules
