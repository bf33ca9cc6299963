"""A case: one sentence about one operation that holds, or does not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bench import Bench

Kind = Literal["constraint", "error", "state", "behaviour"]


@dataclass(frozen=True)
class Case:
    """What is claimed, and how to check it; a check that does not raise has shown it."""

    operation: str
    kind: Kind
    sentence: str
    check: Callable[[Bench], None]

    @property
    def name(self) -> str:
        """`AdminSetUserPassword: Username longer than 128 is refused with InvalidParameterException`."""
        return f"{self.operation}: {self.sentence}"


def collector(kind: Kind = "behaviour") -> tuple[list[Case], Callable[..., Callable[[Callable[[Bench], None]], Callable[[Bench], None]]]]:
    """A list of cases, and the decorator that adds to it: `@case("ListUsers", "…")`."""
    collected: list[Case] = []

    def case(operation: str, sentence: str, of: Kind = kind) -> Callable[[Callable[[Bench], None]], Callable[[Bench], None]]:
        def add(check: Callable[[Bench], None]) -> Callable[[Bench], None]:
            collected.append(Case(operation, of, sentence, check))
            return check

        return add

    return collected, case
