"""An answer as it was on the wire, and what can be expected of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


class Deviation(AssertionError):
    """What was expected, and what came."""


@dataclass
class Answer:
    """An answer of Cognito, as it was on the wire."""

    operation: str
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        """The JSON; empty when there is none."""
        try:
            data = json.loads(self.body)
        except ValueError:
            return {}
        return data if isinstance(data, dict) else {}

    @property
    def error(self) -> str | None:
        """The exception's name without a namespace; none for a success."""
        return None if self.status < 300 else str(self.data.get("__type", f"HTTP {self.status}")).rpartition("#")[2]

    @property
    def message(self) -> str:
        """What an exception says."""
        return str(self.data.get("message", self.data.get("Message", "")))

    @property
    def request_id(self) -> str:
        """AWS's id of the request."""
        return self.headers.get("x-amzn-requestid", "")

    def __str__(self) -> str:
        said = f"{self.error}: {self.message}" if self.error else "accepted"
        return f"{self.status} {said}"[:300]


def accepted(answer: Answer) -> Answer:
    """The answer is a success."""
    if answer.status != 200:
        raise Deviation(f"{answer.operation} should be accepted; got {answer}")
    return answer


def refused(answer: Answer, *errors: str, says: str | None = None) -> Answer:
    """The answer is one of these exceptions, with those words in its message."""
    if answer.error not in errors:
        raise Deviation(f"{answer.operation} should be refused with {' or '.join(errors)}; got {answer}")
    if says is not None and says.lower() not in answer.message.lower():
        raise Deviation(f"the {answer.error} should say {says!r}; it says {answer.message!r}"[:400])
    return answer


def same(expected: Any, got: Any, what: str) -> None:
    """Both are equal."""
    if expected != got:
        raise Deviation(f"{what} should be {expected!r}; it is {got!r}"[:400])


def holds(claim: bool, what: str) -> None:
    """A claim is true."""
    if not claim:
        raise Deviation(what)


def says_nothing_of(answer: Answer, secret: str) -> None:
    """Neither the body nor a header repeats what the model calls sensitive."""
    holds(
        secret not in answer.message and secret.encode() not in answer.body and not any(secret in value for value in answer.headers.values()),
        "the answer repeats a sensitive value",
    )
