"""By which names a user is found: username, sub, aliases, and the e-mail address where it is the username."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import CUSTOMERS, KIOSKS, PARTNERS, Bench
from cases import Case, collector
from expect import Answer, accepted, refused, same
from model import OPERATIONS, operation
from plain import arranged

_cases, case = collector()


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in OPERATIONS:
        if "Username" in operation(name).input_shape.members:
            for words in ("sub", "verified e-mail address", "username in other letters"):
                yield Case(name, "behaviour", f"a user is found by {words}", partial(_found, name, words))
    yield from _cases


def _found(name: str, words: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    request["Username"] = {"sub": user.sub, "verified e-mail address": user.email, "username in other letters": user.name.upper()}[words]
    before = bench.effects(user, name)
    answer = accepted(bench.call(name, **request))
    if name == "AdminGetUser":
        same(user.name, answer.data["Username"], "Username")
    elif not name.startswith("AdminList"):
        same(before + 1, bench.effects(user, name), "the effects on the user")


def _by(bench: Bench, pool: str, name: str) -> Answer:
    return bench.call("AdminGetUser", UserPoolId=pool, Username=name)


@case("AdminGetUser", "the verified phone number and the preferred_username find a user where they are aliases")
def _(bench: Bench) -> None:
    number, preferred = bench.phone(), f"preferred{bench.number()}"
    user = bench.someone(attributes={"phone_number": number, "phone_number_verified": "true", "preferred_username": preferred})
    for name in (number, preferred, preferred.upper()):
        same(user.name, accepted(_by(bench, CUSTOMERS, name)).data["Username"], f"who is found by {name}")


@case("AdminGetUser", "an e-mail address or number that is not verified finds nobody where it is an alias")
def _(bench: Bench) -> None:
    number = bench.phone()
    user = bench.someone(attributes={"email_verified": "false", "phone_number": number, "phone_number_verified": "false"})
    refused(_by(bench, CUSTOMERS, user.email), "UserNotFoundException")
    refused(_by(bench, CUSTOMERS, number), "UserNotFoundException")


@case("AdminGetUser", "the e-mail address finds a user where it is the username, verified or not, in these letters only")
def _(bench: Bench) -> None:
    for verified in ("true", "false"):
        user = bench.someone(PARTNERS, attributes={"email_verified": verified})
        same(user.name, accepted(_by(bench, PARTNERS, user.email)).data["Username"], "who is found")
        refused(_by(bench, PARTNERS, user.email.upper()), "UserNotFoundException")


@case("AdminGetUser", "the e-mail address finds nobody where it is neither alias nor username")
def _(bench: Bench) -> None:
    refused(_by(bench, KIOSKS, bench.someone(KIOSKS).email), "UserNotFoundException")


@case("AdminGetUser", "a username in other letters finds nobody where case matters")
def _(bench: Bench) -> None:
    refused(_by(bench, KIOSKS, bench.someone(KIOSKS).name.upper()), "UserNotFoundException")


@case("AdminGetUser", "a user from an identity provider is found by username, and not by sub or e-mail address")
def _(bench: Bench) -> None:
    user = bench.someone(status="EXTERNAL_PROVIDER")
    same("EXTERNAL_PROVIDER", accepted(_by(bench, CUSTOMERS, user.name)).data["UserStatus"], "the status")
    refused(_by(bench, CUSTOMERS, user.sub), "UserNotFoundException")
    refused(_by(bench, CUSTOMERS, user.email), "UserNotFoundException")


@case("AdminGetUser", "odd usernames of the seed are found as they are written")
def _(bench: Bench) -> None:
    for user in bench.everybody(CUSTOMERS):
        if not user["Username"].isascii() or not user["Username"].replace(".", "").isalnum():
            same(user["Username"], accepted(_by(bench, CUSTOMERS, user["Username"])).data["Username"], "Username")


@case("DescribeUserPool", "CaseSensitive tells whether usernames in other letters are the same")
def _(bench: Bench) -> None:
    for pool in (CUSTOMERS, KIOSKS):
        is_sensitive = accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]["UsernameConfiguration"]["CaseSensitive"]
        same("UserNotFoundException" if is_sensitive else None, _by(bench, pool, bench.someone(pool).name.upper()).error, f"the answer in {pool}")


@case("AdminGetUser", "the factors of a user are told, and none where there are none")
def _(bench: Bench) -> None:
    for factors in (["SMS_MFA"], ["SOFTWARE_TOKEN_MFA"], []):
        told = accepted(bench.call("AdminGetUser", **bench.someone(mfa=factors).at)).data
        same(factors, told.get("UserMFASettingList", []), "UserMFASettingList")
