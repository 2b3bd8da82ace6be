"""Errors as callers see them."""

from typing import Any

TITLE = "An error occurred"
TYPE = "https://tools.ietf.org/html/rfc2616#section-10"

# Rules that a value can break: what is said, and the code by which a program knows the rule.
CONSTRAINTS = {
    "NotBlank": ("This value should not be blank.", "c1051bb4-d103-4f74-8988-acbcafc7fdc3"),
    "NotNull": ("This value should not be null.", "ad32d13f-c3d4-423b-909a-857b961eb720"),
    "Email": ("This value is not a valid email address.", "bd79c0ab-ddba-46cc-a703-a7a4b08de310"),
    "Choice": ("The value you selected is not a valid choice.", "8e179f1b-97aa-4560-a02f-2a8b42e49df7"),
    "Regex": ("This value is not valid.", "de1e3db3-5ed4-4941-aae4-59f3667cc3a3"),
    "TooLong": (
        "This value is too long. It should have 255 characters or less.",
        "d94b19cc-114f-4f44-9cc4-4138e80a87b9",
    ),
    "TooFew": (
        "This collection should contain 1 element or more.",
        "bef8e338-6ae5-4caf-b8e2-50e7b0579e69",
    ),
}


class Problem(Exception):
    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: dict[str, str] | None = None,
        violations: list[dict[str, str]] | None = None,
        plain: bool = False,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = headers or {}
        self.violations = violations
        # 406 comes before any format is agreed on.
        self.plain = plain

    def document(self, form: str) -> tuple[str, dict[str, Any]]:
        violations = {"violations": self.violations} if self.violations else {}
        if form == "application/json" or self.plain:
            document = {"type": TYPE, "title": TITLE, "detail": self.detail, **violations}
            return "application/problem+json; charset=utf-8", document
        kind = "ConstraintViolationList" if self.violations else "Error"
        document = {
            "@context": f"/api/contexts/{kind}",
            "@type": kind if self.violations else "hydra:Error",
            "hydra:title": TITLE,
            "hydra:description": self.detail,
            **violations,
        }
        return "application/ld+json; charset=utf-8", document


def malformed(detail: str) -> Problem:
    return Problem(400, detail)


def not_found() -> Problem:
    return Problem(404, "Not Found")


def conflict(detail: str) -> Problem:
    return Problem(409, detail)


def unauthorized() -> Problem:
    return Problem(
        401,
        "Authentication required: send a valid API key in the LEAH-AUTH-TOKEN header.",
        headers={"www-authenticate": 'ApiKey realm="Leah", header="LEAH-AUTH-TOKEN"'},
    )


def unavailable() -> Problem:
    return Problem(
        503,
        "The service is not available at the moment: try again in a few seconds.",
        headers={"retry-after": "5"},
    )


def invalid(broken: dict[str, str]) -> Problem:
    """All rules that a request breaks: the name of the rule by property."""
    violations = []
    for path, rule in broken.items():
        message, code = CONSTRAINTS[rule]
        violations.append({"propertyPath": path, "message": message, "code": code})
    lines = [f"{one['propertyPath']}: {one['message']}" for one in violations]
    return Problem(422, "\n".join(lines), violations=violations)
