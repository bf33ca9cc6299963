"""Tokens: what they show, when they end, and what revokes them."""

from __future__ import annotations

from bench import PARTNERS, Bench, User
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


@case("GlobalSignOut", "it revokes every token of the user, and nobody else's")
def _(bench: Bench) -> None:
    user, other = bench.someone(), bench.someone()
    first, second, others = bench.token(user), bench.token(user), bench.token(other)
    accepted(bench.call("GlobalSignOut", AccessToken=first))
    for token in (first, second):
        refused(bench.call("GetUser", AccessToken=token), "NotAuthorizedException", says="Access Token has been revoked")
    accepted(bench.call("GetUser", AccessToken=others))


@case("GlobalSignOut", "a revoked token is refused with NotAuthorizedException")
def _(bench: Bench) -> None:
    token = bench.token(bench.someone())
    accepted(bench.call("GlobalSignOut", AccessToken=token))
    refused(bench.call("GlobalSignOut", AccessToken=token), "NotAuthorizedException")


@case("RevokeToken", "it revokes a refresh token and its access tokens, and no other session")
def _(bench: Bench) -> None:
    user = bench.someone()
    mine, other = (accepted(bench.sign_in(user)).data["AuthenticationResult"] for _ in range(2))
    newer = accepted(_refresh(bench, user, mine["RefreshToken"])).data["AuthenticationResult"]["AccessToken"]
    accepted(bench.call("RevokeToken", ClientId=user.client, Token=mine["RefreshToken"]))
    refused(_refresh(bench, user, mine["RefreshToken"]), "NotAuthorizedException")
    for token in (mine["AccessToken"], newer):
        refused(bench.call("GetUser", AccessToken=token), "NotAuthorizedException", says="Access Token has been revoked")
    accepted(bench.call("GetUser", AccessToken=other["AccessToken"]))
    accepted(_refresh(bench, user, other["RefreshToken"]))


@case("RevokeToken", "an access token is refused with UnsupportedTokenTypeException", "error")
def _(bench: Bench) -> None:
    user = bench.someone()
    refused(bench.call("RevokeToken", ClientId=user.client, Token=bench.token(user)), "UnsupportedTokenTypeException")


@case("AdminUserGlobalSignOut", "it is no sign-out of anybody else")
def _(bench: Bench) -> None:
    user, other = bench.someone(), bench.someone()
    token = bench.token(other)
    accepted(bench.call("AdminUserGlobalSignOut", **user.at))
    accepted(bench.call("GetUser", AccessToken=token))


@case("InitiateAuth", "a refresh token works for thirty days, the default")
def _(bench: Bench) -> None:
    user = bench.someone()
    refresh = accepted(bench.sign_in(user)).data["AuthenticationResult"]["RefreshToken"]
    bench.advance(29 * 86_400)
    accepted(_refresh(bench, user, refresh))
    bench.advance(2 * 86_400)
    refused(_refresh(bench, user, refresh), "NotAuthorizedException")


@case("InitiateAuth", "a refresh token that Cognito never gave, or of another app client, is refused with NotAuthorizedException")
def _(bench: Bench) -> None:
    user, other = bench.someone(), bench.someone(PARTNERS)
    refused(_refresh(bench, user, "nonsense"), "NotAuthorizedException")
    refused(_refresh(bench, user, accepted(bench.sign_in(other)).data["AuthenticationResult"]["RefreshToken"]), "NotAuthorizedException")


@case("InitiateAuth", "ID and access tokens are different, and every sign-in gives new ones")
def _(bench: Bench) -> None:
    user = bench.someone()
    results = [accepted(bench.sign_in(user)).data["AuthenticationResult"] for _ in range(2)]
    same(6, len({result[name] for result in results for name in ("AccessToken", "IdToken", "RefreshToken")}), "the number of different tokens")
