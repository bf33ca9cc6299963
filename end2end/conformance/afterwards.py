"""What all the other cases have seen together: forms of answers, errors that the model declares, and the log of effects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

from bench import Bench
from cases import Case
from expect import Deviation, same
from faults import EFFECTS
from model import OPERATIONS


def cases() -> Iterator[Case]:
    """All cases of this file; they have to run last."""
    for name in OPERATIONS:
        yield Case(name, "behaviour", "every answer had the form that the model gives it, and every error is declared", partial(_forms, name))
        if name in EFFECTS:
            yield Case(name, "behaviour", "every accepted call left one effect with its request id, and no refused call left any", partial(_effects, name))


def _forms(name: str, bench: Bench) -> None:
    if problems := list(bench.malformed[name]):
        raise Deviation("; ".join(problems[:8]))


def _effects(name: str, bench: Bench) -> None:
    logged = Counter(effect["request_id"] for effect in bench.control.effects(operation=name))
    wrong = [request_id for request_id, is_accepted in bench.answered[name] if logged[request_id] != is_accepted and request_id not in bench.pretended]
    same([], wrong, "request ids whose effect is missing, double, or should not be there:")
