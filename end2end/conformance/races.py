"""Calls at the same time: what works once works once, and every effect is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bench import Bench
from cases import collector
from expect import Answer, accepted, holds, same
from plain import arranged
from sandbox import Control

_cases, case = collector()
cases = _cases.copy


def _at_once(bench: Bench, name: str, requests: list[dict[str, Any]]) -> list[Answer]:
    """Sends all requests at the same time, each over a connection of its own."""

    def send(request: dict[str, Any]) -> Answer:
        return Bench(bench.port, Control(bench.port)).send(name, request)

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


for operation in ("ConfirmForgotPassword", "RespondToAuthChallenge", "AdminRespondToAuthChallenge"):

    @case(operation, "eight calls at once with one code or session: one is accepted, with one effect")
    def _(bench: Bench, operation: str = operation) -> None:
        request, user = arranged(bench, operation)
        before = bench.effects(user, operation)
        answers = _at_once(bench, operation, [request] * 8)
        same(1, sum(answer.error is None for answer in answers), "accepted calls")
        same(before + 1, bench.effects(user, operation), "effects")


@case("AdminResetUserPassword", "twenty-five calls at once: no more than 20 are accepted, each with one effect and one message")
def _(bench: Bench) -> None:
    user = bench.someone()
    bench.spend(user)
    messages = len(bench.control.outbox(user.pool, user.name))
    effects = bench.effects(user, "AdminResetUserPassword")
    answers = _at_once(bench, "AdminResetUserPassword", [user.at] * 25)
    count = sum(answer.error is None for answer in answers)
    holds(5 <= count <= 20, f"5 to 20 of the calls should be accepted; {count} were")
    same({"LimitExceededException"}, {answer.error for answer in answers if answer.error}, "the other answers")
    same(effects + count, bench.effects(user, "AdminResetUserPassword"), "effects")
    same(messages + count, len(bench.control.outbox(user.pool, user.name)), "messages")


@case("AdminSetUserPassword", "ten passwords at once: all are accepted, and just one of them signs in")
def _(bench: Bench) -> None:
    user, passwords = bench.someone(), [bench.new_password() for _ in range(10)]
    for answer in _at_once(bench, "AdminSetUserPassword", [{**user.at, "Password": password, "Permanent": True} for password in passwords]):
        accepted(answer)
    working = []
    for password in passwords:
        if bench.sign_in(user, password).error is None:
            working.append(password)
        # Nine wrong ones would lock the user out.
        bench.advance(15 * 60 + 1)
    same(1, len(working), "passwords that sign in")


@case("AdminUpdateUserAttributes", "one alias for two users at once: one gets it, the other AliasExistsException", "error")
def _(bench: Bench) -> None:
    name = f"preferred{bench.number()}"
    users = [bench.someone(), bench.someone()]
    requests = [{**user.at, "UserAttributes": [{"Name": "preferred_username", "Value": name}]} for user in users]
    errors = sorted(str(answer.error) for answer in _at_once(bench, "AdminUpdateUserAttributes", requests))
    same(["AliasExistsException", "None"], errors, "the answers")
