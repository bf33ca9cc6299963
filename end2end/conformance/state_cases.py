"""Every state × every action of the table in states.py, and what the switches change."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import KIOSKS, Bench, User
from cases import Case, collector
from expect import accepted, refused, same
from states import ACTIONS, STATES, UNVERIFIED, Action, Refusal, Success


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for action in ACTIONS:
        for state, expected in action.expected.items():
            if isinstance(expected, Refusal):
                sentence = f"{action.words} is refused with {expected.error} to a user who is {state}, and nothing changes"
                yield Case(action.operation, "state", sentence, partial(_refused, action, state, expected))
            else:
                after = f", and makes them {expected.status}" if expected.status else ""
                sentence = f"{action.words} is accepted for a user who is {state}{after}"
                yield Case(action.operation, "state", sentence, partial(_accepted, action, state, expected))
    yield from _more


def _arranged(bench: Bench, state: str) -> User:
    return bench.someone(**{key: dict(value) if isinstance(value, dict) else value for key, value in STATES[state].items()})


def _seen(bench: Bench, user: User, operation: str) -> tuple[Any, ...]:
    return bench.control.user(user.pool, user.name), bench.effects(user, operation), len(bench.control.outbox(user.pool, user.name))


def _refused(action: Action, state: str, expected: Refusal, bench: Bench) -> None:
    user = _arranged(bench, state)
    before = _seen(bench, user, action.operation)
    refused(bench.call(action.operation, **action.members(bench, user)), expected.error, says=expected.says)
    same(before, _seen(bench, user, action.operation), "user, effects and messages after the refusal")


def _accepted(action: Action, state: str, expected: Success, bench: Bench) -> None:
    user = _arranged(bench, state)
    before, effects, messages = _seen(bench, user, action.operation)
    request = action.members(bench, user)
    answer = accepted(bench.call(action.operation, **request))
    after, effects_after, messages_after = _seen(bench, user, action.operation)
    same(effects + action.logs_effect, effects_after, "the number of effects")
    sends = action.operation in ("AdminResetUserPassword", "AdminCreateUser", "ForgotPassword")
    same(messages + sends, messages_after, "the number of messages")
    same(expected.status or before["status"], after["status"], "the status afterwards")
    if expected.then:
        expected.then(bench, user, answer, request)


_more, case = collector("state")


def _unsettled(bench: Bench, user: User) -> None:
    bench.switch(accept_unsettled_resets=True)
    accepted(bench.call("AdminResetUserPassword", **user.at))
    same("RESET_REQUIRED", bench.control.user(user.pool, user.name)["status"], "the status")


@case("AdminResetUserPassword", "UNCONFIRMED is accepted when the switch says so (not known in public)")
def _(bench: Bench) -> None:
    _unsettled(bench, bench.someone(status="UNCONFIRMED"))


@case("AdminResetUserPassword", "EXTERNAL_PROVIDER is accepted when the switch says so (not known in public)")
def _(bench: Bench) -> None:
    _unsettled(bench, bench.someone(status="EXTERNAL_PROVIDER"))


@case("AdminResetUserPassword", "an admin_only pool is accepted when the switch says so (not known in public)")
def _(bench: Bench) -> None:
    _unsettled(bench, bench.someone(KIOSKS))


@case("AdminResetUserPassword", "the switch lets no FORCE_CHANGE_PASSWORD and no disabled user through")
def _(bench: Bench) -> None:
    bench.switch(accept_unsettled_resets=True)
    refused(bench.call("AdminResetUserPassword", **bench.someone(status="FORCE_CHANGE_PASSWORD").at), "NotAuthorizedException", says="current state")
    refused(bench.call("AdminResetUserPassword", **bench.someone(enabled=False).at), "NotAuthorizedException", says="User is disabled.")


@case("AdminResetUserPassword", "an admin_only pool refuses, and nothing changes (with which error: not known in public)")
def _(bench: Bench) -> None:
    user = bench.someone(KIOSKS)
    before = _seen(bench, user, "AdminResetUserPassword")
    refused(bench.call("AdminResetUserPassword", **user.at), "NotAuthorizedException", "InvalidParameterException")
    same(before, _seen(bench, user, "AdminResetUserPassword"), "user, effects and messages after the refusal")


def _disabled(bench: Bench, status: str, operation: str, **members: Any) -> None:
    user = bench.someone(status=status, enabled=False)
    before = _seen(bench, user, operation)
    refused(bench.call(operation, **user.at, **members), "NotAuthorizedException", "UnsupportedUserStateException", says="disabled")
    same(before, _seen(bench, user, operation), "user, effects and messages after the refusal")
    bench.switch(accept_disabled_users=True)
    accepted(bench.call(operation, **user.at, **members))


@case("AdminCreateUser", "RESEND is refused for a disabled user, or accepted when the switch says so (not known in public)")
def _(bench: Bench) -> None:
    _disabled(bench, "FORCE_CHANGE_PASSWORD", "AdminCreateUser", MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"])


@case("AdminConfirmSignUp", "a disabled user is refused, or accepted when the switch says so (not known in public)")
def _(bench: Bench) -> None:
    _disabled(bench, "UNCONFIRMED", "AdminConfirmSignUp")


for operation, patch, switch in [
    ("AdminResetUserPassword", {"status": "RESET_REQUIRED"}, "bumps_date_on_repeated_reset"),
    ("AdminEnableUser", {}, "bumps_date_on_repeated_switch"),
    ("AdminDisableUser", {"enabled": False}, "bumps_date_on_repeated_switch"),
    ("AdminUserGlobalSignOut", {}, "bumps_date_on_sign_out"),
]:

    @case(operation, "whether a call that changes no state moves UserLastModifiedDate is for a switch to say (not known in public)")
    def _(bench: Bench, operation: str = operation, patch: dict[str, Any] = patch, switch: str = switch) -> None:
        for moves in (True, False):
            bench.switch(**{switch: moves})
            user = bench.someone(modified_at="2020-01-01T00:00:00Z", **patch)
            accepted(bench.call(operation, **user.at))
            same(moves, bench.control.user(user.pool, user.name)["modified_at"] != "2020-01-01T00:00:00Z", f"whether the date moved with {switch}={moves}")


@case("AdminResetUserPassword", "a second reset sends a code as well, and it works")
def _(bench: Bench) -> None:
    user = bench.someone()
    accepted(bench.call("AdminResetUserPassword", **user.at))
    accepted(bench.call("AdminResetUserPassword", **user.at))
    same(2, len(bench.control.outbox(user.pool, user.name)[:2]), "messages")
    accepted(bench.call("ConfirmForgotPassword", ClientId=user.client, Username=user.name, ConfirmationCode=bench.code(user), Password=bench.new_password()))


@case("AdminConfirmSignUp", "no contact becomes verified, so that a reset is still refused")
def _(bench: Bench) -> None:
    user = bench.someone(status="UNCONFIRMED", attributes=dict(UNVERIFIED))
    accepted(bench.call("AdminConfirmSignUp", **user.at))
    same("false", bench.attributes(user).get("email_verified", "false"), "email_verified")
    refused(bench.call("AdminResetUserPassword", **user.at), "InvalidParameterException", says="no registered/verified")


@case("AdminEnableUser", "an enabled user can be reset again")
def _(bench: Bench) -> None:
    user = bench.someone(enabled=False)
    refused(bench.call("AdminResetUserPassword", **user.at), "NotAuthorizedException")
    accepted(bench.call("AdminEnableUser", **user.at))
    accepted(bench.call("AdminResetUserPassword", **user.at))
