"""What each user state allows: the table of states × actions, each with what has to hold afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from bench import Bench, User
from expect import Answer, accepted, holds, refused, same

DAY = 86_400
NOBODY = {"email": None, "email_verified": None}
UNVERIFIED = {"email_verified": "false"}
GOOGLE = '[{"userId":"1","providerName":"Google","providerType":"Google","issuer":null,"primary":true,"dateCreated":1717243200000}]'

STATES: dict[str, dict[str, Any]] = {
    "CONFIRMED": {},
    "CONFIRMED without a contact": {"attributes": NOBODY},
    "CONFIRMED with an unverified contact": {"attributes": UNVERIFIED},
    "RESET_REQUIRED": {"status": "RESET_REQUIRED"},
    "FORCE_CHANGE_PASSWORD": {"status": "FORCE_CHANGE_PASSWORD"},
    "FORCE_CHANGE_PASSWORD expired": {"status": "FORCE_CHANGE_PASSWORD", "temporary_age_seconds": 8 * DAY},
    "UNCONFIRMED": {"status": "UNCONFIRMED"},
    "EXTERNAL_PROVIDER": {"status": "EXTERNAL_PROVIDER", "attributes": {"identities": GOOGLE}},
    "ARCHIVED": {"status": "ARCHIVED"},
    "COMPROMISED": {"status": "COMPROMISED"},
    "UNKNOWN": {"status": "UNKNOWN"},
    "disabled CONFIRMED": {"enabled": False},
    "disabled RESET_REQUIRED": {"status": "RESET_REQUIRED", "enabled": False},
    "disabled FORCE_CHANGE_PASSWORD": {"status": "FORCE_CHANGE_PASSWORD", "enabled": False},
    "disabled UNCONFIRMED": {"status": "UNCONFIRMED", "enabled": False},
    "disabled EXTERNAL_PROVIDER": {"status": "EXTERNAL_PROVIDER", "enabled": False, "attributes": {"identities": GOOGLE}},
}
CONFIRMED = ["CONFIRMED", "CONFIRMED without a contact", "CONFIRMED with an unverified contact"]
TEMPORARY = ["FORCE_CHANGE_PASSWORD", "FORCE_CHANGE_PASSWORD expired"]
DISABLED = [state for state in STATES if state.startswith("disabled")]


@dataclass(frozen=True)
class Refusal:
    """The exception, and words of its message."""

    error: str
    says: str | None = None


@dataclass(frozen=True)
class Success:
    """The UserStatus afterwards (None: as before), and what else has to hold."""

    status: str | None = None
    then: Callable[[Bench, User, Answer, dict[str, Any]], None] | None = None


@dataclass(frozen=True)
class Action:
    """One call, and what each state makes of it. A state that is absent: nobody knows in public what AWS answers."""

    operation: str
    words: str
    members: Callable[[Bench, User], dict[str, Any]]
    expected: dict[str, Refusal | Success]
    logs_effect: bool = True


def administrators(bench: Bench, user: User) -> dict[str, Any]:
    """The two members of an administrator's call."""
    return dict(user.at)


# ---- what has to hold afterwards ------------------------------------------------------------------------------------


def _code_finishes(bench: Bench, user: User, _: Answer, request: dict[str, Any]) -> None:
    refused(bench.sign_in(user), "PasswordResetRequiredException")
    new = bench.new_password()
    accepted(bench.call("ConfirmForgotPassword", ClientId=user.client, Username=user.name, ConfirmationCode=bench.code(user), Password=new))
    same("CONFIRMED", bench.status(user), "the status after the code")
    holds("AuthenticationResult" in accepted(bench.sign_in(user, new)).data, "the new password should sign in")
    refused(bench.sign_in(user), "NotAuthorizedException")


def _signs_in(bench: Bench, user: User, _: Answer, request: dict[str, Any]) -> None:
    holds("AuthenticationResult" in accepted(bench.sign_in(user, request["Password"])).data, "the new password should sign in")
    refused(bench.sign_in(user), "NotAuthorizedException", says="Incorrect username or password.")


def _must_be_replaced(bench: Bench, user: User, _: Answer, request: dict[str, Any]) -> None:
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user, request["Password"])).data.get("ChallengeName"), "the challenge")
    refused(bench.sign_in(user), "NotAuthorizedException", says="Incorrect username or password.")


def _invitation_works(bench: Bench, user: User, answer: Answer, _: dict[str, Any]) -> None:
    same(user.name, answer.data["User"]["Username"], "the user of the answer")
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user, bench.code(user))).data.get("ChallengeName"), "the challenge")
    refused(bench.sign_in(user), "NotAuthorizedException", says="Incorrect username or password.")


def _is_enabled(wanted: bool, bench: Bench, user: User, *_: Any) -> None:
    same(wanted, accepted(bench.call("AdminGetUser", **user.at)).data["Enabled"], "Enabled")


def _has_tokens(bench: Bench, user: User, answer: Answer, _: dict[str, Any]) -> None:
    result = answer.data.get("AuthenticationResult", {})
    same({"AccessToken", "RefreshToken", "IdToken", "ExpiresIn", "TokenType"}, set(result), "the members of AuthenticationResult")
    same("Bearer", result["TokenType"], "TokenType")


def _is_challenged(bench: Bench, user: User, answer: Answer, _: dict[str, Any]) -> None:
    same("NEW_PASSWORD_REQUIRED", answer.data.get("ChallengeName"), "ChallengeName")
    holds(20 <= len(answer.data.get("Session", "")) <= 4096, "a session of 20 to 4096 characters")
    holds({"USER_ID_FOR_SRP", "requiredAttributes", "userAttributes"} <= set(answer.data["ChallengeParameters"]), "the parameters of the challenge")


def _is_described(state: str, bench: Bench, user: User, answer: Answer, _: dict[str, Any]) -> None:
    same(STATES[state].get("status", "CONFIRMED"), answer.data["UserStatus"], "UserStatus")
    same(STATES[state].get("enabled", True), answer.data["Enabled"], "Enabled")
    same(user.name, answer.data["Username"], "Username")


def _is_listed(state: str, bench: Bench, user: User, answer: Answer, _: dict[str, Any]) -> None:
    found = answer.data["Users"]
    same([user.name], [it["Username"] for it in found], "the users found by sub")
    _is_described(state, bench, user, Answer(answer.operation, 200, {}, json.dumps(found[0]).encode()), {})


# ---- the table ------------------------------------------------------------------------------------------------------

STATE = Refusal("NotAuthorizedException", "User password cannot be reset in the current state.")
CONTACT = Refusal("InvalidParameterException", "no registered/verified email or phone_number")
IS_DISABLED = Refusal("NotAuthorizedException", "User is disabled.")
TO_CONFIRMED, TO_TEMPORARY = Success("CONFIRMED", _signs_in), Success("FORCE_CHANGE_PASSWORD", _must_be_replaced)
EVERYWHERE = list(STATES)


def _each(states: list[str], expected: Refusal | Success) -> dict[str, Refusal | Success]:
    return dict.fromkeys(states, expected)


def _password(permanent: bool | None, bench: Bench, user: User) -> dict[str, Any]:
    return {**user.at, "Password": bench.new_password(), **({} if permanent is None else {"Permanent": permanent})}


def _resend(bench: Bench, user: User) -> dict[str, Any]:
    return {**user.at, "MessageAction": "RESEND", "DesiredDeliveryMediums": ["EMAIL"]}


def _rename(bench: Bench, user: User) -> dict[str, Any]:
    return {**user.at, "UserAttributes": [{"Name": "name", "Value": f"Renamed {bench.number()}"}]}


def _own(flow: str, bench: Bench, user: User) -> dict[str, Any]:
    request = {"ClientId": user.client, "AuthFlow": flow, "AuthParameters": {"USERNAME": user.name, "PASSWORD": user.password}}
    return request if flow == "USER_PASSWORD_AUTH" else {"UserPoolId": user.pool, **request}


_settable = [*CONFIRMED, "RESET_REQUIRED", *TEMPORARY, "UNCONFIRMED"]
_sign_in: dict[str, Refusal | Success] = {
    **_each(CONFIRMED, Success(then=_has_tokens)),
    "RESET_REQUIRED": Refusal("PasswordResetRequiredException"),
    "FORCE_CHANGE_PASSWORD": Success(then=_is_challenged),
    "FORCE_CHANGE_PASSWORD expired": Refusal("NotAuthorizedException", "User account has expired, it must be reset by an administrator."),
    "UNCONFIRMED": Refusal("UserNotConfirmedException"),
    "EXTERNAL_PROVIDER": Refusal("NotAuthorizedException"),
    **_each(DISABLED, IS_DISABLED),
}

ACTIONS = [
    Action(
        "AdminResetUserPassword",
        "a reset",
        administrators,
        {
            **_each(["CONFIRMED", "RESET_REQUIRED"], Success("RESET_REQUIRED", _code_finishes)),
            **_each(CONFIRMED[1:], CONTACT),
            **_each([*TEMPORARY, "UNCONFIRMED", "EXTERNAL_PROVIDER"], STATE),
            **_each(DISABLED, IS_DISABLED),
        },
    ),
    Action("AdminSetUserPassword", "a temporary password", partial(_password, False), _each(_settable, TO_TEMPORARY)),
    Action("AdminSetUserPassword", "a password without Permanent", partial(_password, None), _each(_settable, TO_TEMPORARY)),
    Action("AdminSetUserPassword", "a permanent password", partial(_password, True), _each([*_settable, "EXTERNAL_PROVIDER"], TO_CONFIRMED)),
    Action(
        "AdminCreateUser",
        "RESEND",
        _resend,
        {
            **_each(TEMPORARY, Success("FORCE_CHANGE_PASSWORD", _invitation_works)),
            **_each([*CONFIRMED, "RESET_REQUIRED", "UNCONFIRMED", "EXTERNAL_PROVIDER"], Refusal("UnsupportedUserStateException")),
        },
    ),
    Action(
        "AdminConfirmSignUp",
        "the confirmation",
        administrators,
        {
            "UNCONFIRMED": Success("CONFIRMED"),
            **{state: Refusal("NotAuthorizedException", f"Current status is {state.split()[0]}") for state in [*CONFIRMED, "RESET_REQUIRED", *TEMPORARY, "EXTERNAL_PROVIDER"]},
        },
    ),
    Action("AdminUpdateUserAttributes", "a new name", _rename, _each(EVERYWHERE, Success())),
    Action("AdminEnableUser", "enabling", administrators, _each(EVERYWHERE, Success(then=partial(_is_enabled, True)))),
    Action("AdminDisableUser", "disabling", administrators, _each(EVERYWHERE, Success(then=partial(_is_enabled, False)))),
    Action("AdminUserGlobalSignOut", "the sign-out", administrators, _each(EVERYWHERE, Success())),
    Action("AdminGetUser", "a look", administrators, {state: Success(then=partial(_is_described, state)) for state in STATES}, False),
    Action(
        "ListUsers",
        "a search by sub",
        lambda bench, user: {"UserPoolId": user.pool, "Filter": f'sub = "{user.sub}"'},
        {state: Success(then=partial(_is_listed, state)) for state in STATES},
        False,
    ),
    Action("AdminListGroupsForUser", "a look at the groups", administrators, _each(EVERYWHERE, Success()), False),
    Action("AdminListUserAuthEvents", "a look at the events", administrators, _each(EVERYWHERE, Success()), False),
    Action("InitiateAuth", "the right password", partial(_own, "USER_PASSWORD_AUTH"), _sign_in, False),
    Action("AdminInitiateAuth", "the right password", partial(_own, "ADMIN_USER_PASSWORD_AUTH"), _sign_in, False),
    Action(
        "ForgotPassword",
        "a forgotten password",
        lambda bench, user: {"ClientId": user.client, "Username": user.name},
        {"CONFIRMED": Success("CONFIRMED"), **_each(CONFIRMED[1:], CONTACT), **_each(TEMPORARY, STATE), "disabled CONFIRMED": Refusal("NotAuthorizedException")},
    ),
]
