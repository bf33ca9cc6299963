"""Temporary passwords: how many days they live, and what starts the days anew."""

from __future__ import annotations

from bench import CUSTOMERS, Bench, User
from cases import collector
from expect import accepted, refused, same
from passwords import policy, set_password

DAY = 86_400

_cases, case = collector()
cases = _cases.copy


def _days(bench: Bench, pool: str = CUSTOMERS) -> int:
    # 0 means 7.
    return policy(bench, pool)["TemporaryPasswordValidityDays"] or 7


def _temporary(bench: Bench) -> tuple[User, str]:
    user, password = bench.someone(), bench.new_password()
    accepted(set_password(bench, user, password, False))
    return user, password


def _is_alive(bench: Bench, user: User, password: str) -> None:
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user, password)).data.get("ChallengeName"), "the challenge")


def _is_expired(bench: Bench, user: User, password: str) -> None:
    refused(bench.sign_in(user, password), "NotAuthorizedException", says="User account has expired, it must be reset by an administrator.")


@case("InitiateAuth", "a temporary password works until a minute before its days are over")
def _(bench: Bench) -> None:
    user, password = _temporary(bench)
    bench.advance(_days(bench) * DAY - 60)
    _is_alive(bench, user, password)


@case("InitiateAuth", "a temporary password is refused a minute after its days are over, in AWS's words")
def _(bench: Bench) -> None:
    user, password = _temporary(bench)
    bench.advance(_days(bench) * DAY + 60)
    _is_expired(bench, user, password)


@case("AdminSetUserPassword", "another temporary password starts the days anew")
def _(bench: Bench) -> None:
    user, _ = _temporary(bench)
    bench.advance((_days(bench) - 1) * DAY)
    password = bench.new_password()
    accepted(set_password(bench, user, password, False))
    bench.advance(2 * DAY)
    _is_alive(bench, user, password)
    bench.advance(_days(bench) * DAY)
    _is_expired(bench, user, password)


@case("AdminCreateUser", "RESEND starts the days anew, and the first password is dead")
def _(bench: Bench) -> None:
    user, first = _temporary(bench)
    bench.advance(_days(bench) * DAY + 60)
    accepted(bench.call("AdminCreateUser", **user.at, MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"]))
    _is_alive(bench, user, bench.code(user))
    refused(bench.sign_in(user, first), "NotAuthorizedException")
    bench.advance(_days(bench) * DAY + 60)
    _is_expired(bench, user, bench.code(user))


@case("AdminSetUserPassword", "a permanent password does not expire")
def _(bench: Bench) -> None:
    user, password = bench.someone(), bench.new_password()
    accepted(set_password(bench, user, password))
    bench.advance(400 * DAY)
    accepted(bench.sign_in(user, password))


@case("AdminSetUserPassword", "no message is sent")
def _(bench: Bench) -> None:
    user = bench.someone()
    before = len(bench.control.outbox(user.pool, user.name))
    accepted(set_password(bench, user, bench.new_password(), False))
    accepted(set_password(bench, user, bench.new_password(), True))
    same(before, len(bench.control.outbox(user.pool, user.name)), "the number of messages")
