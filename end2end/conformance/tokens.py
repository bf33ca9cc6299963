"""Tokens: what they show, when they end, and what revokes them."""

from __future__ import annotations

from bench import Bench, User
from cases import collector
from expect import Answer, accepted, holds, refused, same

_cases, case = collector()
cases = _cases.copy


@case("GetUser", "an access token tells its user")
def _(bench: Bench) -> None:
    user = bench.someone()
    answer = accepted(bench.call("GetUser", AccessToken=bench.token(user)))
    same(user.name, answer.data["Username"], "Username")
    same(user.sub, {it["Name"]: it["Value"] for it in answer.data["UserAttributes"]}["sub"], "sub")


@case("GetUser", "a token that Cognito never gave is refused with NotAuthorizedException")
def _(bench: Bench) -> None:
    refused(bench.call("GetUser", AccessToken="a.b.c"), "NotAuthorizedException")


@case("GetUser", "a refresh token is no access token")
def _(bench: Bench) -> None:
    refresh = accepted(bench.sign_in(bench.someone())).data["AuthenticationResult"]["RefreshToken"]
    refused(bench.call("GetUser", AccessToken=refresh), "NotAuthorizedException")


@case("GetUser", "a global sign-out revokes every access token, in AWS's words, and later ones work")
def _(bench: Bench) -> None:
    user = bench.someone()
    tokens = [bench.token(user), bench.token(user)]
    accepted(bench.call("AdminUserGlobalSignOut", **user.at))
    for token in tokens:
        refused(bench.call("GetUser", AccessToken=token), "NotAuthorizedException", says="Access Token has been revoked")
    accepted(bench.call("GetUser", AccessToken=bench.token(user)))


@case("GetUser", "disabling revokes access tokens, and enabling does not bring them back")
def _(bench: Bench) -> None:
    user = bench.someone()
    token = bench.token(user)
    accepted(bench.call("AdminDisableUser", **user.at))
    refused(bench.call("GetUser", AccessToken=token), "NotAuthorizedException")
    accepted(bench.call("AdminEnableUser", **user.at))
    refused(bench.call("GetUser", AccessToken=token), "NotAuthorizedException")


@case("GetUser", "an access token works until it expires")
def _(bench: Bench) -> None:
    user = bench.someone()
    result = accepted(bench.sign_in(user)).data["AuthenticationResult"]
    bench.advance(result["ExpiresIn"] - 60)
    accepted(bench.call("GetUser", AccessToken=result["AccessToken"]))
    bench.advance(120)
    refused(bench.call("GetUser", AccessToken=result["AccessToken"]), "NotAuthorizedException", says="Access Token has expired")


def _refresh(bench: Bench, user: User, token: str) -> Answer:
    return bench.call("InitiateAuth", ClientId=user.client, AuthFlow="REFRESH_TOKEN_AUTH", AuthParameters={"REFRESH_TOKEN": token})


for operation, words in [("AdminUserGlobalSignOut", "a global sign-out"), ("AdminDisableUser", "disabling")]:

    @case("InitiateAuth", f"a refresh token gives new tokens until {words} revokes it")
    def _(bench: Bench, operation: str = operation) -> None:
        user = bench.someone()
        refresh = accepted(bench.sign_in(user)).data["AuthenticationResult"]["RefreshToken"]
        holds("AccessToken" in accepted(_refresh(bench, user, refresh)).data["AuthenticationResult"], "a new access token")
        accepted(bench.call(operation, **user.at))
        refused(_refresh(bench, user, refresh), "NotAuthorizedException")
