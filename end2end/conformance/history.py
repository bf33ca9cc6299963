"""Password history: which earlier passwords are refused."""

from __future__ import annotations

from bench import CUSTOMERS, PARTNERS, Bench, User
from cases import collector
from expect import accepted, holds, refused, same
from passwords import policy, respond, set_password

_cases, case = collector()
cases = _cases.copy


def _history(bench: Bench, pool: str) -> tuple[User, list[str], int]:
    """A user with many passwords, the current one first, and how many of them the pool remembers."""
    size = policy(bench, pool).get("PasswordHistorySize", 0)
    user = bench.someone(pool)
    passwords = [bench.new_password() for _ in range(size + 3)]
    for password in passwords:
        accepted(set_password(bench, user, password))
    return user, passwords[::-1], size


@case("AdminSetUserPassword", "the current password is refused with PasswordHistoryPolicyViolationException where the pool keeps a history")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    holds(size > 0, "the pool should keep a history")
    refused(set_password(bench, user, passwords[0]), "PasswordHistoryPolicyViolationException")


@case("AdminSetUserPassword", "a password well inside of the history is refused")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    for password in passwords[1:size]:
        refused(set_password(bench, user, password), "PasswordHistoryPolicyViolationException")
    accepted(bench.sign_in(user, passwords[0]))


@case("AdminSetUserPassword", "a password older than the history is accepted")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    accepted(set_password(bench, user, passwords[size + 1]))


@case("AdminSetUserPassword", "the current password again is accepted where the pool keeps no history")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, PARTNERS)
    same(0, size, "PasswordHistorySize")
    accepted(set_password(bench, user, passwords[0]))


@case("ConfirmForgotPassword", "a password of the history is refused with PasswordHistoryPolicyViolationException")
def _(bench: Bench) -> None:
    user, passwords, _ = _history(bench, CUSTOMERS)
    accepted(bench.call("AdminResetUserPassword", **user.at))
    request = {"ClientId": user.client, "Username": user.name, "ConfirmationCode": bench.code(user)}
    refused(bench.call("ConfirmForgotPassword", **request, Password=passwords[0]), "PasswordHistoryPolicyViolationException")
    same("RESET_REQUIRED", bench.status(user), "the status")


@case("RespondToAuthChallenge", "a password of the history is refused with PasswordHistoryPolicyViolationException")
def _(bench: Bench) -> None:
    user, passwords, _ = _history(bench, CUSTOMERS)
    refused(respond(bench, user, passwords[0]), "PasswordHistoryPolicyViolationException")
