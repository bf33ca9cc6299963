"""Every error that the model declares for an operation: by what brings it about, and on demand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import Bench, User
from cases import Case, collector
from expect import accepted, holds, refused, same
from model import OPERATIONS, declared_errors, http_status, operation, snake
from plain import arranged, kept

_cases, case = collector("error")


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in OPERATIONS:
        members = operation(name).input_shape.members
        for member in ("UserPoolId", "ClientId"):
            if member in members and "ResourceNotFoundException" in declared_errors(name):
                yield Case(name, "error", f"a {member} that nobody has is refused with ResourceNotFoundException", partial(_nobodys, name, member))
        if "UserPoolId" in members:
            yield Case(name, "error", "a user pool of another Region is refused with ResourceNotFoundException", partial(_elsewhere, name))
            if "Username" in members:
                words = "SUPPRESS creates a user whom nobody has" if name == "AdminCreateUser" else ""
                yield Case(name, "error", words or "a user whom nobody has is refused with UserNotFoundException", partial(_nobody, name))
        for error in declared_errors(name):
            yield Case(name, "error", f"{error} on demand has its status and class, and no effect", partial(_on_demand, name, error))
    yield from _cases


def _nobodys(name: str, member: str, bench: Bench) -> None:
    value = {"UserPoolId": "eu-west-1_NobodysPool", "ClientId": "1nobodysapp0000000000000ab"}[member]
    refused(bench.call(name, **{**kept(bench, name), member: value}), "ResourceNotFoundException")


def _elsewhere(name: str, bench: Bench) -> None:
    refused(bench.call(name, region="us-east-1", **kept(bench, name)), "ResourceNotFoundException")


def _nobody(name: str, bench: Bench) -> None:
    request = {**kept(bench, name), "Username": f"nobody.{bench.number()}"}
    if name == "AdminCreateUser":
        refused(bench.call(name, **request), "UserNotFoundException")
        answer = accepted(bench.call(name, **{**request, "MessageAction": "SUPPRESS"}))
        same("FORCE_CHANGE_PASSWORD", answer.data["User"]["UserStatus"], "the status of the new user")
    else:
        refused(bench.call(name, **request), "UserNotFoundException")


def _on_demand(name: str, error: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.control.user(user.pool, user.name), bench.effects(user, name)
    bench.fault(name, snake(error))
    answer = refused(bench.call(name, **request), error)
    same(http_status(error), answer.status, "the HTTP status")
    holds(bool(answer.message), "a message")
    same(before, (bench.control.user(user.pool, user.name), bench.effects(user, name)), "the user and the effects")
    accepted(bench.call(name, **request))


@case("ForgotPassword", "it and InitiateAuth agree on whether to tell that a user does not exist")
def _(bench: Bench) -> None:
    user, name = bench.someone(), f"nobody.{bench.number()}"
    sign_in = refused(bench.sign_in(user, name=name), "NotAuthorizedException", "UserNotFoundException")
    forgot = bench.call("ForgotPassword", ClientId=user.client, Username=name)
    same(sign_in.error == "UserNotFoundException", forgot.error == "UserNotFoundException", "ForgotPassword tells it, as InitiateAuth does:")


def _attempts(bench: Bench, name: str, user: User, members: dict[str, str]) -> None:
    bench.spend(user)
    for attempt in range(1, 22):
        answer = bench.call(name, **members)
        if answer.error:
            refused(answer, "LimitExceededException", says="Attempt limit exceeded")
            holds(5 <= attempt - 1, f"at least five attempts an hour should pass; {attempt - 1} did")
            break
    else:
        raise AssertionError("21 attempts within an hour were accepted")
    bench.advance(3601)
    accepted(bench.call(name, **members))


@case("AdminResetUserPassword", "between 5 and 20 attempts an hour are accepted, then LimitExceededException")
def _(bench: Bench) -> None:
    user = bench.someone()
    _attempts(bench, "AdminResetUserPassword", user, user.at)


@case("ForgotPassword", "between 5 and 20 attempts an hour are accepted, then LimitExceededException")
def _(bench: Bench) -> None:
    user = bench.someone()
    _attempts(bench, "ForgotPassword", user, {"ClientId": user.client, "Username": user.name})
