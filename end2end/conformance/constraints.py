"""Generated from AWS's model: every member of every operation × every constraint, its limits, null, and wrong types."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import Bench
from cases import Case
from expect import Answer, Deviation, accepted, refused, says_nothing_of
from model import OPERATIONS, Break, Place, breaks, fits, places, planted
from plain import kept, plain


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in OPERATIONS:
        yield Case(name, "constraint", "a plain request is accepted", partial(_plain, name))
        for place in places(name):
            yield from _of_member(name, place)


def _of_member(name: str, place: Place) -> Iterator[Case]:
    for broken in breaks(place):
        yield Case(name, "constraint", f"{place} {broken.words} is refused with {broken.error}", partial(_broken, name, place, broken))
    for words, value in fits(place):
        yield Case(name, "constraint", f"{place} {words} satisfies the model", partial(_fitting, name, place, value))
    if not place.is_required and len(place.way) == 1:
        yield Case(name, "constraint", f"{place} that is null counts as absent", partial(_null, name, place))


def _plain(name: str, bench: Bench) -> None:
    accepted(bench.call(name, **plain(bench, name)))


def _broken(name: str, place: Place, broken: Break, bench: Bench) -> None:
    answer = bench.send(name, planted(name, kept(bench, name), place, broken.value))
    refused(answer, broken.error)
    if broken.error == "InvalidParameterException":
        refused(answer, broken.error, says="detected: ")
        refused(answer, broken.error, says=f"at '{place.wire_name}")
    if place.shape.metadata.get("sensitive") and isinstance(broken.value, str) and len(broken.value.strip()) > 3:
        says_nothing_of(answer, broken.value)


def _fitting(name: str, place: Place, value: object, bench: Bench) -> None:
    answer = bench.send(name, planted(name, kept(bench, name), place, value))
    if answer.status >= 500 or answer.error in ("SerializationException", "UnknownOperationException") or complains(answer, place):
        raise Deviation(f"a value at the limit is no reason to refuse; got {answer}")


def complains(answer: Answer, place: Place) -> bool:
    """Whether a refusal is a broken constraint of this member."""
    return "validation error" in answer.message and f"at '{place.wire_name}" in answer.message


def _null(name: str, place: Place, bench: Bench) -> None:
    request = planted(name, plain(bench, name), place, None)
    # MessageAction decides what AdminCreateUser is about; without it an existing user is in the way.
    if (name, str(place)) == ("AdminCreateUser", "MessageAction"):
        refused(bench.send(name, request), "UsernameExistsException")
    elif (name, str(place)) in NEEDED:
        refused(bench.send(name, request), "InvalidParameterException", "NotAuthorizedException")
    else:
        accepted(bench.send(name, request))


# Optional in the model, and needed by what the plain request asks for.
NEEDED = {
    ("AdminInitiateAuth", "AuthParameters"),
    ("AdminRespondToAuthChallenge", "Session"),
    ("AdminRespondToAuthChallenge", "ChallengeResponses"),
    ("InitiateAuth", "AuthParameters"),
    ("RespondToAuthChallenge", "Session"),
    ("RespondToAuthChallenge", "ChallengeResponses"),
}
