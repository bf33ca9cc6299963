"""Passwords: each pool's policy and each broken rule, length, spaces, and which characters count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from bench import CUSTOMERS, KIOSKS, PARTNERS, Bench, User
from cases import Case
from expect import Answer, accepted, holds, refused, says_nothing_of

POOLS = {"customers": CUSTOMERS, "partners": PARTNERS, "kiosks": KIOSKS}
# The developer guide's list; a space counts when it is not at an end.
SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+- "
Way = Callable[[Bench, User, str], Answer]


def set_password(bench: Bench, user: User, password: str, permanent: bool = True) -> Answer:
    """An administrator sets it."""
    return bench.call("AdminSetUserPassword", **user.at, Password=password, Permanent=permanent)


def respond(bench: Bench, user: User, password: str, name: str = "RespondToAuthChallenge") -> Answer:
    """The user chooses it in the place of a temporary one."""
    temporary = bench.new_password()
    bench.control.change(user.pool, user.name, status="FORCE_CHANGE_PASSWORD", password=temporary)
    session = accepted(bench.sign_in(user, temporary)).data["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": password}
    pool = {"UserPoolId": user.pool} if name.startswith("Admin") else {}
    return bench.call(name, **pool, ClientId=user.client, ChallengeName="NEW_PASSWORD_REQUIRED", Session=session, ChallengeResponses=responses)


def _confirm(bench: Bench, user: User, password: str) -> Answer:
    accepted(bench.call("ForgotPassword", ClientId=user.client, Username=user.name))
    return bench.call("ConfirmForgotPassword", ClientId=user.client, Username=user.name, ConfirmationCode=bench.code(user), Password=password)


# Every way by which a user gets a password.
WAYS: dict[tuple[str, str], Way] = {
    ("AdminSetUserPassword", "a permanent password"): set_password,
    ("AdminSetUserPassword", "a temporary password"): partial(set_password, permanent=False),
    ("RespondToAuthChallenge", "a new password"): respond,
    ("AdminRespondToAuthChallenge", "a new password"): partial(respond, name="AdminRespondToAuthChallenge"),
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
        for password, wrong in [
            (257 * "x", "of 257 characters"),
            ("", "that is empty"),
            (" Leading-aB1-space", "with a leading space"),
            ("Trailing-aB1-space ", "with a trailing space"),
        ]:
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


def policy(bench: Bench, pool: str) -> dict[str, int]:
    """The pool's PasswordPolicy."""
    return accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]["Policies"]["PasswordPolicy"]


def _conforming(length: int) -> str:
    return "aB1!".ljust(length, "x")[:length]


def _breaks(way: Way, pool: str, rule: str, says: str, bench: Bench) -> None:
    rules = policy(bench, pool)
    holds(bool(rules[rule]), f"the pool should have the rule {rule}")
    length = rules["MinimumLength"]
    broken = {
        "MinimumLength": _conforming(length - 1),
        "RequireUppercase": "ab1!".ljust(length, "x"),
        "RequireLowercase": "AB1!".ljust(length, "X"),
        "RequireNumbers": "aBc!".ljust(length, "x"),
        "RequireSymbols": "aB12".ljust(length, "x"),
    }[rule]
    user = bench.someone(pool)
    answer = refused(way(bench, user, broken), "InvalidPasswordException", says=says)
    says_nothing_of(answer, broken)
    holds("did not conform with" in answer.message, f"AWS's words are “Password did not conform with policy: …”; it says {answer.message!r}")


def _smallest(way: Way, pool: str, bench: Bench) -> None:
    accepted(way(bench, bench.someone(pool), _conforming(policy(bench, pool)["MinimumLength"])))


def _malformed(way: Way, password: str, bench: Bench) -> None:
    refused(way(bench, bench.someone(), password), "InvalidParameterException")


def _fine(way: Way, password: str, bench: Bench) -> None:
    user = bench.someone()
    accepted(way(bench, user, password))
    accepted(bench.sign_in(user, password))


def _counts(symbol: str, bench: Bench) -> None:
    accepted(set_password(bench, bench.someone(), f"aB1{symbol}Conforming{bench.number()}"))


def _does_not_count(password: str, says: str, bench: Bench) -> None:
    refused(set_password(bench, bench.someone(), password), "InvalidPasswordException", says=says)
