"""From an event to a function's own code and back."""

import json
from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from . import answer
from .auth import identify
from .problem import Problem, unavailable
from .request import Request, negotiate, opened

Event = dict[str, Any]
OURS = {"ValidationException", "ResourceNotFoundException", "AccessDeniedException"}


def _log(level: str, **fields: Any) -> None:
    """One line; ids only."""
    print(json.dumps({"level": level, **fields}))


def _failure(error: Exception) -> Problem:
    """Sorts a failure: a service that does not answer, or a fault of ours."""
    _log("ERROR", message=str(error), name=type(error).__name__)
    if isinstance(error, ClientError) and error.response["Error"]["Code"] in OURS:
        return Problem(500, "Internal Server Error")
    if isinstance(error, ClientError | BotoCoreError):
        return unavailable()
    return Problem(500, "Internal Server Error")


def handle(method: str) -> Callable[..., Callable[[Event, Any], Event]]:
    """Makes a Lambda handler of what answers a request for an organization."""

    def wrap(respond: Callable[[Request, dict[str, Any]], answer.Reply]) -> Callable[[Event, Any], Event]:
        def handler(event: Event, _context: Any) -> Event:
            request = opened(event)
            try:
                if request.method != method:
                    raise Problem(405, "Method Not Allowed", headers={"allow": method})
                organization = identify(request)
                request.format = negotiate(request.headers)
                reply = respond(request, organization)
            except Problem as problem:
                reply = answer.problem(problem, request.format)
            except Exception as error:  # Whatever it is, the caller gets an answer.
                reply = answer.problem(_failure(error), request.format)
            _log(
                "INFO",
                message=f"request {request.id} answered",
                request=request.id,
                method=request.method,
                status=reply.status,
            )
            return answer.finish(request, reply)

        return handler

    return wrap
