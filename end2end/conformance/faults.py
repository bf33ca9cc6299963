"""What the sandbox does on demand: each kind of fault, with the log of effects proving whether something happened."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError

from bench import Bench, User
from cases import Case, collector
from expect import Deviation, accepted, holds, refused, same
from model import OPERATIONS, declared_errors, snake
from plain import arranged

# The operations that change a user and say so in the log of effects.
EFFECTS = [
    "AdminResetUserPassword",
    "AdminSetUserPassword",
    "AdminCreateUser",
    "AdminConfirmSignUp",
    "AdminUpdateUserAttributes",
    "AdminEnableUser",
    "AdminDisableUser",
    "AdminUserGlobalSignOut",
    "AdminRespondToAuthChallenge",
    "RespondToAuthChallenge",
    "GlobalSignOut",
    "RevokeToken",
    "ForgotPassword",
    "ConfirmForgotPassword",
]

# A kind of fault → the exception that answers, and its status. No effect happens.
ANSWERS = {
    "throttle": ("TooManyRequestsException", 400),
    "limit_exceeded": ("LimitExceededException", 400),
    "mail_limit": ("LimitExceededException", 400),
    "internal_error": ("InternalErrorException", 500),
    "access_denied": ("AccessDeniedException", 400),
    "user_lambda_validation": ("UserLambdaValidationException", 400),
    "bad_signature": ("InvalidSignatureException", 400),
    "expired_token": ("ExpiredTokenException", 400),
    "code_delivery_failure": ("CodeDeliveryFailureException", 400),
    "operation_not_enabled": ("OperationNotEnabledException", 400),
    "clock_skew": ("InvalidSignatureException", 400),
    "unknown_key": ("UnrecognizedClientException", 400),
}

# A kind of fault of the network → how many effects happened.
CUTS = {"cut_before": 0, "cut_after": 1}
# A kind of answer that is no JSON → its status, and how many effects happened.
UNREADABLE = {"garbage": (200, 1), "unavailable": (503, 0)}
# A kind that never answers → how many effects happened.
SILENT = {"timeout_before": 0, "timeout_after": 1}

_cases, case = collector()


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in EFFECTS:
        for kind, (error, status) in ANSWERS.items():
            yield Case(name, "behaviour", f"the fault {kind} answers {error} once, without an effect", partial(_answers, name, kind, error, status))
        for kind, effects in CUTS.items():
            yield Case(name, "behaviour", f"the fault {kind} ends the connection with {effects or 'no'} effect", partial(_cuts, name, kind, effects))
        for kind, (status, effects) in UNREADABLE.items():
            yield Case(name, "behaviour", f"the fault {kind} answers {status} without JSON, with {effects or 'no'} effect", partial(_babbles, name, kind, status, effects))
        for kind, effects in SILENT.items():
            yield Case(name, "behaviour", f"the fault {kind} never answers, with {effects or 'no'} effect", partial(_silent, name, kind, effects))
        yield Case(name, "behaviour", "the fault stall_after answers 200 with an id, one effect, and no end of the body", partial(_stalls, name))
    for name in ("AdminResetUserPassword", "AdminSetUserPassword"):
        for member, words in [("delay_ms", "before"), ("delay_after_ms", "after")]:
            yield Case(name, "behaviour", f"the effect happens although the client stopped waiting, with a delay {words} it", partial(_slow, name, member))
    yield from _cases


def _seen(bench: Bench, user: User, name: str) -> tuple[Any, int, int]:
    return bench.control.user(user.pool, user.name), bench.effects(user, name), len(bench.control.outbox(user.pool, user.name))


def _answers(name: str, kind: str, error: str, status: int, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = _seen(bench, user, name)
    bench.fault(name, kind)
    answer = refused(bench.call(name, **request), error)
    same(status, answer.status, "the HTTP status")
    same(before, _seen(bench, user, name), "user, effects and messages")
    accepted(bench.call(name, **request))
    same(before[1] + 1, bench.effects(user, name), "effects of the call after the fault")


def _cuts(name: str, kind: str, effects: int, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = _seen(bench, user, name)
    bench.fault(name, kind)
    try:
        answer = bench.call(name, **request)
    except ConnectionClosedError:
        _has(bench, user, name, before, effects)
        return
    raise Deviation(f"the connection should end; got {answer}")


def _babbles(name: str, kind: str, status: int, effects: int, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = _seen(bench, user, name)
    bench.fault(name, kind)
    answer = bench.call(name, **request)
    same(status, answer.status, "the HTTP status")
    same({}, answer.data, "the JSON of the answer")
    holds(answer.body not in (b"", b"{}"), "a body that is no JSON")
    _has(bench, user, name, before, effects)


def _has(bench: Bench, user: User, name: str, before: tuple[Any, int, int], effects: int) -> None:
    after = _seen(bench, user, name)
    same(before[1] + effects, after[1], "effects")
    if not effects:
        same(before, after, "user, effects and messages")


def _slow(name: str, member: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.effects(user, name)
    bench.fault(name, None, **{member: 400})
    _times_out(bench, name, request)
    _waits_for(bench, user, name, before + 1)
    same(before + 1, bench.effects(user, name), "effects")


def _silent(name: str, kind: str, effects: int, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.effects(user, name)
    bench.fault(name, kind)
    _times_out(bench, name, request)
    _waits_for(bench, user, name, before + effects)
    # What should not happen has a moment to happen.
    time.sleep(0 if effects else 0.2)
    same(before + effects, bench.effects(user, name), "effects")


def _stalls(name: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.effects(user, name)
    bench.fault(name, "stall_after")
    answer = bench.begun(name, request)
    same(200, answer.status, "the HTTP status")
    newest = bench.control.effects(operation=name, pool=user.pool, username=user.name)[-1]
    same(newest["request_id"], answer.request_id, "the request id of the effect, among the headers")
    same(before + 1, bench.effects(user, name), "effects")


def _waits_for(bench: Bench, user: User, name: str, effects: int) -> None:
    deadline = time.monotonic() + 10
    while bench.effects(user, name) < effects and time.monotonic() < deadline:
        time.sleep(0.05)


def _times_out(bench: Bench, name: str, request: dict[str, Any]) -> None:
    try:
        bench.boto(timeout=0.2)._make_api_call(name, request)
    except (ReadTimeoutError, HTTPClientError):
        return
    raise Deviation("boto3 should have stopped waiting")


@case("ListUsers", "every kind of fault that the sandbox offers has its cases here")
def _(bench: Bench) -> None:
    declared = {snake(error) for name in OPERATIONS for error in declared_errors(name)}
    same(sorted({*ANSWERS, *CUTS, *UNREADABLE, *SILENT, *declared, "stall_after"}), _offered(bench, "kind"), "the kinds of the page of faults")


@case("ListUsers", "every operation that the sandbox offers is in the suite")
def _(bench: Bench) -> None:
    same(sorted([*OPERATIONS, "AssumeRole", "AssumeRoleWithWebIdentity", "GetCallerIdentity"]), _offered(bench, "operation"), "the operations of the page of faults")


def _offered(bench: Bench, field: str) -> list[str]:
    page = bench.control.page("faults")
    return sorted(re.findall(r'<option value="(\w+)"', page.partition(f'name="{field}"')[2].partition("</select>")[0]))


@case("ListUsers", "a fault meets as many calls as it says, in the order in which faults were set")
def _(bench: Bench) -> None:
    bench.fault("ListUsers", "throttle", 2)
    bench.fault("ListUsers", "internal_error", 1)
    request = {"UserPoolId": "eu-west-1_Nw4Customers"}
    errors = [bench.call("ListUsers", **request).error for _ in range(4)]
    same(["TooManyRequestsException", "TooManyRequestsException", "InternalErrorException", None], errors, "the errors")


@case("ListUsers", "a fault meets its operation only, and * meets all, until faults are cleared")
def _(bench: Bench) -> None:
    pool = {"UserPoolId": "eu-west-1_Nw4Customers"}
    bench.fault("AdminGetUser", "throttle", None)
    accepted(bench.call("ListUsers", **pool))
    bench.fault("*", "internal_error", None)
    for _ in range(3):
        refused(bench.call("ListUsers", **pool), "InternalErrorException")
        refused(bench.call("DescribeUserPool", **pool), "InternalErrorException")
    bench.tidy()
    accepted(bench.call("ListUsers", **pool))


@case("AdminSetUserPassword", "seeded faults meet about their share of the calls, the same ones again for the same seed, and effects add up")
def _(bench: Bench) -> None:
    users = [bench.someone() for _ in range(40)]
    seen = []
    for _ in range(2):
        bench.dice(seed=7, operations=["AdminSetUserPassword"], share=0.6)
        before = bench.counts("AdminSetUserPassword")
        seen.append([_outcome(bench, user) for user in users])
        told = bench.control.ask("GET", "faults")["random"]
        met = sum(told["met"].values())
        same((40, met), (told["calls"], sum(it != "fine" for it in seen[-1])), "calls, and how many met a fault")
        happened = 40 - met + told["met"].get("cut_after", 0) + told["met"].get("garbage", 0)
        same(happened, bench.counts("AdminSetUserPassword") - before, "effects")
    same(*seen, "what met each of the users")
    holds(12 <= sum(it != "fine" for it in seen[0]) <= 36, f"about 24 of 40 calls should meet a fault: {seen[0]}")


def _outcome(bench: Bench, user: User) -> str:
    try:
        answer = bench.call("AdminSetUserPassword", **user.at, Password=bench.new_password(), Permanent=True)
    except (ConnectionClosedError, HTTPClientError):
        return "cut"
    return answer.error or ("fine" if answer.body == b"{}" else "unreadable")
