"""AdminListUserAuthEvents: the record of sign-ins, in pages."""

from __future__ import annotations

from bench import PARTNERS, Bench, User
from cases import collector
from expect import accepted, holds, refused, same

_cases, case = collector()
cases = _cases.copy


def _events(bench: Bench, user: User, **members: object) -> list[dict[str, object]]:
    return accepted(bench.call("AdminListUserAuthEvents", **user.at, **members)).data["AuthEvents"]


@case("AdminListUserAuthEvents", "sign-ins stand there, with what became of them, the newest first")
def _(bench: Bench) -> None:
    user = bench.someone()
    accepted(bench.sign_in(user))
    bench.advance(5)
    refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException")
    newest = [it for it in _events(bench, user) if it["EventType"] == "SignIn"][:2]
    same(["Fail", "Pass"], [it.get("EventResponse") for it in newest], "EventResponse of the two newest sign-ins")
    holds(newest[0]["CreationDate"] >= newest[1]["CreationDate"], "the newest should come first")
    same(2, len({it["EventId"] for it in newest}), "the number of different ids")


@case("AdminListUserAuthEvents", "pages of MaxResults give every event once")
def _(bench: Bench) -> None:
    user = bench.someone()
    for _ in range(5):
        accepted(bench.sign_in(user))
    every, found, token = [it["EventId"] for it in _events(bench, user, MaxResults=60)], [], None
    for _ in range(60):
        page = accepted(bench.call("AdminListUserAuthEvents", **user.at, MaxResults=2, **({"NextToken": token} if token else {}))).data
        holds(len(page["AuthEvents"]) <= 2, "at most two events a page")
        found += [it["EventId"] for it in page["AuthEvents"]]
        token = page.get("NextToken")
        if not token:
            break
    same(sorted(every), sorted(found), "the events of all pages")
    holds(len(every) >= 5, "at least the five sign-ins")


@case("AdminListUserAuthEvents", "a NextToken that Cognito never gave is refused with InvalidParameterException")
def _(bench: Bench) -> None:
    refused(bench.call("AdminListUserAuthEvents", **bench.someone().at, NextToken="nonsense"), "InvalidParameterException")


@case("AdminListUserAuthEvents", "a pool below the PLUS tier is refused with UserPoolAddOnNotEnabledException", "error")
def _(bench: Bench) -> None:
    refused(bench.call("AdminListUserAuthEvents", **bench.someone(PARTNERS).at), "UserPoolAddOnNotEnabledException")


@case("AdminListUserAuthEvents", "a forgotten password stands there")
def _(bench: Bench) -> None:
    user = bench.someone()
    accepted(bench.call("ForgotPassword", ClientId=user.client, Username=user.name))
    holds("ForgotPassword" in [it["EventType"] for it in _events(bench, user)], "an event ForgotPassword")


@case("AdminListUserAuthEvents", "a sign-in shows the address that the caller told")
def _(bench: Bench) -> None:
    user = bench.someone()
    parameters = {"USERNAME": user.name, "PASSWORD": user.password}
    request = {"ClientId": user.client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": parameters}
    accepted(bench.call("InitiateAuth", **request, UserContextData={"IpAddress": "198.51.100.7"}))
    same("198.51.100.7", _events(bench, user)[0]["EventContextData"]["IpAddress"], "the address")
    bench.advance(5)
    context = {"IpAddress": "203.0.113.9", "ServerName": "www.example.com", "ServerPath": "/sign-in", "HttpHeaders": []}
    accepted(bench.call("AdminInitiateAuth", **{**request, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH"}, UserPoolId=user.pool, ContextData=context))
    same("203.0.113.9", _events(bench, user)[0]["EventContextData"]["IpAddress"], "the address")


@case("AdminListUserAuthEvents", "nobody else's events stand there")
def _(bench: Bench) -> None:
    user, other = bench.someone(), bench.someone()
    before = len(_events(bench, user))
    accepted(bench.sign_in(other))
    same(before, len(_events(bench, user)), "the number of events")
