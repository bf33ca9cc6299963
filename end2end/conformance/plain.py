"""A plain request of every operation, one that Cognito accepts."""

from __future__ import annotations

from typing import Any

from bench import CLIENTS, CUSTOMERS, Bench, User
from expect import accepted

# The status that the user of a plain request has to have.
STATUS = {
    "AdminCreateUser": "FORCE_CHANGE_PASSWORD",
    "AdminConfirmSignUp": "UNCONFIRMED",
    "AdminRespondToAuthChallenge": "FORCE_CHANGE_PASSWORD",
    "RespondToAuthChallenge": "FORCE_CHANGE_PASSWORD",
}

_kept: dict[str, dict[str, Any]] = {}


def plain(bench: Bench, name: str) -> dict[str, Any]:
    """A new request, about a user arranged for it."""
    return arranged(bench, name)[0]


def kept(bench: Bench, name: str) -> dict[str, Any]:
    """The same request again and again: for requests that are refused for their form, before Cognito looks at anything."""
    if name not in _kept:
        _kept[name] = plain(bench, name)
    return _kept[name]


def arranged(bench: Bench, name: str) -> tuple[dict[str, Any], User]:
    """A new request, and the user that it is about."""
    # A text message is what an invitation goes by unless e-mail is asked for.
    number = {"phone_number": "+12025550100", "phone_number_verified": "true"} if name == "AdminCreateUser" else {}
    user = bench.someone(status=STATUS.get(name, "CONFIRMED"), attributes=number)
    client, password = CLIENTS[CUSTOMERS], {"USERNAME": user.name, "PASSWORD": user.password}
    match name:
        case "ListUserPools":
            return {"MaxResults": 10}, user
        case "DescribeUserPool" | "ListUsers":
            return {"UserPoolId": CUSTOMERS}, user
        case "AdminSetUserPassword":
            return {**user.at, "Password": bench.new_password(), "Permanent": True}, user
        case "AdminCreateUser":
            return {**user.at, "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]}, user
        case "AdminUpdateUserAttributes":
            return {**user.at, "UserAttributes": [{"Name": "name", "Value": f"Renamed {bench.number()}"}]}, user
        case "AdminInitiateAuth":
            return {"UserPoolId": CUSTOMERS, "ClientId": client, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "AuthParameters": password}, user
        case "InitiateAuth":
            return {"ClientId": client, "AuthFlow": "USER_PASSWORD_AUTH", "AuthParameters": password}, user
        case "RespondToAuthChallenge" | "AdminRespondToAuthChallenge":
            session = accepted(bench.sign_in(user)).data["Session"]
            responses = {"USERNAME": user.name, "NEW_PASSWORD": bench.new_password()}
            answer = {"ClientId": client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses}
            return ({"UserPoolId": user.pool, **answer} if name.startswith("Admin") else answer), user
        case "GetUser" | "GlobalSignOut":
            return {"AccessToken": bench.token(user)}, user
        case "RevokeToken":
            return {"ClientId": client, "Token": accepted(bench.sign_in(user)).data["AuthenticationResult"]["RefreshToken"]}, user
        case "ForgotPassword":
            return {"ClientId": client, "Username": user.name}, user
        case "ConfirmForgotPassword":
            accepted(bench.call("ForgotPassword", ClientId=client, Username=user.name))
            return {"ClientId": client, "Username": user.name, "ConfirmationCode": bench.code(user), "Password": bench.new_password()}, user
        case _:
            return dict(user.at), user
