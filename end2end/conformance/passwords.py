"""Passwords: each pool's policy and each broken rule, length, spaces, history, and how long a temporary one lives."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import CUSTOMERS, KIOSKS, PARTNERS, Answer, Bench, Deviation, User, accepted, holds, refused, same
from cases import Case, collector

POOLS = {"customers": CUSTOMERS, "partners": PARTNERS, "kiosks": KIOSKS}
# The developer guide's list; a space counts when it is not at an end.
SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "
DAY = 86_400

_cases, case = collector()


def _set(bench: Bench, user: User, password: str, permanent: bool = True) -> Answer:
    return bench.call("AdminSetUserPassword", **user.at, Password=password, Permanent=permanent)


def _respond(bench: Bench, user: User, password: str) -> Answer:
    temporary = bench.new_password()
    bench.control.change(user.pool, user.name, status="FORCE_CHANGE_PASSWORD", password=temporary)
    session = accepted(bench.sign_in(user, temporary)).data["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": password}
    return bench.call("RespondToAuthChallenge", ClientId=user.client, ChallengeName="NEW_PASSWORD_REQUIRED", Session=session, ChallengeResponses=responses)


def _confirm(bench: Bench, user: User, password: str) -> Answer:
    accepted(bench.call("ForgotPassword", ClientId=user.client, Username=user.name))
    return bench.call("ConfirmForgotPassword", ClientId=user.client, Username=user.name, ConfirmationCode=bench.code(user), Password=password)


# Every way by which a user gets a password.
WAYS = {
    ("AdminSetUserPassword", "a permanent password"): _set,
    ("AdminSetUserPassword", "a temporary password"): partial(_set, permanent=False),
    ("RespondToAuthChallenge", "a new password"): _respond,
    ("ConfirmForgotPassword", "a new password"): _confirm,
}

# A rule of the policy → what is wrong with a password that breaks it and no other, and AWS's words for it.
RULES = {
    "MinimumLength": ("one character too short", "not long enough"),
    "RequireUppercase": ("without A to Z", "uppercase"),
    "RequireLowercase": ("without a to z", "lowercase"),
    "RequireNumbers": ("without a digit", "numeric"),
    "RequireSymbols": ("without a symbol", "symbol"),
}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for (name, words), way in WAYS.items():
        for pool_words, pool in POOLS.items():
            # A pool with admin_only recovery sends no codes.
            if name == "ConfirmForgotPassword" and pool == KIOSKS:
                continue
            for rule, (wrong, says) in RULES.items():
                yield Case(name, "behaviour", f"{words} {wrong} is refused with InvalidPasswordException ({pool_words})", partial(_breaks, way, pool, rule, says))
            yield Case(name, "behaviour", f"{words} of just the smallest length is accepted ({pool_words})", partial(_smallest, way, pool))
        for password, wrong in [(257 * "x", "of 257 characters"), ("", "that is empty"), (" Leading-aB1-space", "with a leading space"), ("Trailing-aB1-space ", "with a trailing space")]:
            yield Case(name, "behaviour", f"{words} {wrong} is refused with InvalidParameterException", partial(_malformed, way, password))
        for password, fine in [
            ("aB1!".ljust(256, "x"), "of 256 characters"),
            ("aB1!".ljust(256, "ü"), "of 256 characters outside of ASCII"),
            ("aB1!密码пароль-ñandú", "in several scripts"),
            ("Inner aB1 spaces", "with inner spaces"),
        ]:
            yield Case(name, "behaviour", f"{words} {fine} is accepted, and signs in", partial(_fine, way, password))
    for symbol in SYMBOLS:
        yield Case("AdminSetUserPassword", "behaviour", f"{symbol!r} counts as a symbol", partial(_counts, symbol))
    for letter in "§€äß😀":
        yield Case("AdminSetUserPassword", "behaviour", f"{letter!r} does not count as a symbol", partial(_does_not_count, f"aB1{letter}aB1{letter}aB1{letter}", "symbol"))
    yield Case("AdminSetUserPassword", "behaviour", "'Ä' does not count as upper case", partial(_does_not_count, "Äb1!Äb1!Äb1!", "uppercase"))
    yield Case("AdminSetUserPassword", "behaviour", "'ä' does not count as lower case", partial(_does_not_count, "äB1!äB1!äB1!", "lowercase"))
    yield from _cases


def _policy(bench: Bench, pool: str) -> dict[str, int]:
    return accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]["Policies"]["PasswordPolicy"]


def _conforming(length: int) -> str:
    return "aB1!".ljust(length, "x")[:length]


def _breaks(way: partial[Answer], pool: str, rule: str, says: str, bench: Bench) -> None:
    policy = _policy(bench, pool)
    holds(bool(policy[rule]), f"the pool should have the rule {rule}")
    length = policy["MinimumLength"]
    broken = {
        "MinimumLength": _conforming(length - 1),
        "RequireUppercase": "ab1!".ljust(length, "x"),
        "RequireLowercase": "AB1!".ljust(length, "X"),
        "RequireNumbers": "aBc!".ljust(length, "x"),
        "RequireSymbols": "aB12".ljust(length, "x"),
    }[rule]
    user = bench.someone(pool)
    answer = refused(way(bench, user, broken), "InvalidPasswordException", says=says)
    holds("did not conform with" in answer.message, f"AWS's words are “Password did not conform with policy: …”; it says {answer.message!r}")


def _smallest(way: partial[Answer], pool: str, bench: Bench) -> None:
    accepted(way(bench, bench.someone(pool), _conforming(_policy(bench, pool)["MinimumLength"])))


def _malformed(way: partial[Answer], password: str, bench: Bench) -> None:
    refused(way(bench, bench.someone(), password), "InvalidParameterException")


def _fine(way: partial[Answer], password: str, bench: Bench) -> None:
    user = bench.someone()
    accepted(way(bench, user, password))
    accepted(bench.sign_in(user, password))


def _counts(symbol: str, bench: Bench) -> None:
    accepted(_set(bench, bench.someone(), f"aB1{symbol}Conforming{bench.number()}"))


def _does_not_count(password: str, says: str, bench: Bench) -> None:
    refused(_set(bench, bench.someone(), password), "InvalidPasswordException", says=says)


# ---- history --------------------------------------------------------------------------------------------------------


def _history(bench: Bench, pool: str) -> tuple[User, list[str], int]:
    """A user with many passwords, the current one first, and how many of them the pool remembers."""
    size = _policy(bench, pool).get("PasswordHistorySize", 0)
    user = bench.someone(pool)
    passwords = [bench.new_password() for _ in range(size + 3)]
    for password in passwords:
        accepted(_set(bench, user, password))
    return user, passwords[::-1], size


@case("AdminSetUserPassword", "the current password is refused with PasswordHistoryPolicyViolationException where the pool keeps a history")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    holds(size > 0, "the pool should keep a history")
    refused(_set(bench, user, passwords[0]), "PasswordHistoryPolicyViolationException")


@case("AdminSetUserPassword", "a password well inside of the history is refused")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    for password in passwords[1:size]:
        refused(_set(bench, user, password), "PasswordHistoryPolicyViolationException")
    accepted(bench.sign_in(user, passwords[0]))


@case("AdminSetUserPassword", "a password older than the history is accepted")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, CUSTOMERS)
    accepted(_set(bench, user, passwords[size + 1]))


@case("AdminSetUserPassword", "the current password again is accepted where the pool keeps no history")
def _(bench: Bench) -> None:
    user, passwords, size = _history(bench, PARTNERS)
    same(0, size, "PasswordHistorySize")
    accepted(_set(bench, user, passwords[0]))


@case("ConfirmForgotPassword", "a password of the history is refused, and the code still works")
def _(bench: Bench) -> None:
    user, passwords, _ = _history(bench, CUSTOMERS)
    accepted(bench.call("AdminResetUserPassword", **user.at))
    request = {"ClientId": user.client, "Username": user.name, "ConfirmationCode": bench.code(user)}
    refused(bench.call("ConfirmForgotPassword", **request, Password=passwords[0]), "PasswordHistoryPolicyViolationException")
    accepted(bench.call("ConfirmForgotPassword", **request, Password=bench.new_password()))


@case("RespondToAuthChallenge", "a password of the history is refused with PasswordHistoryPolicyViolationException")
def _(bench: Bench) -> None:
    user, passwords, _ = _history(bench, CUSTOMERS)
    refused(_respond(bench, user, passwords[0]), "PasswordHistoryPolicyViolationException")


# ---- temporary passwords --------------------------------------------------------------------------------------------


def _days(bench: Bench, pool: str = CUSTOMERS) -> int:
    # 0 means 7.
    return _policy(bench, pool)["TemporaryPasswordValidityDays"] or 7


def _temporary(bench: Bench) -> tuple[User, str]:
    user, password = bench.someone(), bench.new_password()
    accepted(_set(bench, user, password, False))
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


@case("InitiateAuth", "a wrong password does not tell that the temporary one has expired")
def _(bench: Bench) -> None:
    user, _ = _temporary(bench)
    bench.advance(_days(bench) * DAY + 60)
    refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException", says="Incorrect username or password.")


@case("AdminSetUserPassword", "another temporary password starts the days anew")
def _(bench: Bench) -> None:
    user, _ = _temporary(bench)
    bench.advance((_days(bench) - 1) * DAY)
    password = bench.new_password()
    accepted(_set(bench, user, password, False))
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
    accepted(_set(bench, user, password))
    bench.advance(400 * DAY)
    accepted(bench.sign_in(user, password))


@case("AdminCreateUser", "RESEND goes to the phone unless DesiredDeliveryMediums says EMAIL")
def _(bench: Bench) -> None:
    number = f"+1202555{bench.number():04}"[:12]
    user = bench.someone(status="FORCE_CHANGE_PASSWORD", attributes={"phone_number": number, "phone_number_verified": "true"})
    for mediums, where in [({}, number), ({"DesiredDeliveryMediums": ["SMS"]}, number), ({"DesiredDeliveryMediums": ["EMAIL"]}, user.email)]:
        accepted(bench.call("AdminCreateUser", **user.at, MessageAction="RESEND", **mediums))
        same(where, bench.control.outbox(user.pool, user.name)[0]["destination"], f"the destination with {mediums}")


@case("AdminSetUserPassword", "no message is sent")
def _(bench: Bench) -> None:
    user = bench.someone()
    before = len(bench.control.outbox(user.pool, user.name))
    accepted(_set(bench, user, bench.new_password(), False))
    accepted(_set(bench, user, bench.new_password(), True))
    if len(bench.control.outbox(user.pool, user.name)) != before:
        raise Deviation("a message was sent")
