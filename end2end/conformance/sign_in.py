"""Signing in: lockout, the challenge to its end, codes, tokens and what revokes them, and the record of sign-ins."""

from __future__ import annotations

from bench import CUSTOMERS, PARTNERS, Answer, Bench, User, accepted, holds, refused, same
from cases import collector

WRONG = "Incorrect username or password."
HOUR = 3_600

_cases, case = collector()
cases = _cases.copy


def _admin(bench: Bench, user: User, password: str | None = None, name: str | None = None) -> Answer:
    parameters = {"USERNAME": name or user.name, "PASSWORD": password or user.password}
    return bench.call("AdminInitiateAuth", UserPoolId=user.pool, ClientId=user.client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters)


WAYS = {"InitiateAuth": Bench.sign_in, "AdminInitiateAuth": _admin}

for operation, sign_in in WAYS.items():

    @case(operation, "a wrong password is refused with NotAuthorizedException, in AWS's words")
    def _(bench: Bench, sign_in=sign_in) -> None:
        refused(sign_in(bench, bench.someone(), "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)

    @case(operation, "a user whom nobody has is refused (with which of two errors depends on the app client)")
    def _(bench: Bench, sign_in=sign_in) -> None:
        refused(sign_in(bench, bench.someone(), name=f"nobody.{bench.number()}"), "NotAuthorizedException", "UserNotFoundException")

    @case(operation, "the username in other letters signs in where case does not matter")
    def _(bench: Bench, sign_in=sign_in) -> None:
        user = bench.someone()
        accepted(sign_in(bench, user, name=user.name.upper()))

    @case(operation, "the verified e-mail address signs in where it is an alias")
    def _(bench: Bench, sign_in=sign_in) -> None:
        user = bench.someone()
        accepted(sign_in(bench, user, name=user.email))

    @case(operation, "an e-mail address that is not verified does not sign in")
    def _(bench: Bench, sign_in=sign_in) -> None:
        user = bench.someone(attributes={"email_verified": "false"})
        refused(sign_in(bench, user, name=user.email), "NotAuthorizedException", "UserNotFoundException")

    @case(operation, "the e-mail address signs in where it is the username, in these letters only")
    def _(bench: Bench, sign_in=sign_in) -> None:
        user = bench.someone(PARTNERS)
        accepted(sign_in(bench, user, name=user.email))
        refused(sign_in(bench, user, name=user.email.upper()), "NotAuthorizedException", "UserNotFoundException")

    for missing in ("USERNAME", "PASSWORD"):

        @case(operation, f"AuthParameters without {missing} is refused with InvalidParameterException")
        def _(bench: Bench, operation: str = operation, missing: str = missing) -> None:
            user = bench.someone()
            parameters = {"USERNAME": user.name, "PASSWORD": user.password}
            del parameters[missing]
            flow, pool = ("USER_PASSWORD_AUTH", {}) if operation == "InitiateAuth" else ("ADMIN_USER_PASSWORD_AUTH", {"UserPoolId": user.pool})
            refused(bench.call(operation, ClientId=user.client, AuthFlow=flow, AuthParameters=parameters, **pool), "InvalidParameterException")

    @case(operation, "after five wrong passwords even the right one is locked out for a moment")
    def _(bench: Bench, sign_in=sign_in) -> None:
        user = bench.someone()
        for step in range(10):
            refused(sign_in(bench, user, "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)
            # 2^(n-5) seconds after the nth; the clock goes just past them.
            bench.advance(2 ** max(0, step + 1 - 5) + 1)
        refused(sign_in(bench, user, "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)
        refused(sign_in(bench, user), "NotAuthorizedException", says="Password attempts exceeded")
        bench.advance(2**6 + 1)
        accepted(sign_in(bench, user))


@case("AdminInitiateAuth", "a client of another pool is refused with ResourceNotFoundException")
def _(bench: Bench) -> None:
    user = bench.someone()
    parameters = {"USERNAME": user.name, "PASSWORD": user.password}
    client = bench.someone(PARTNERS).client
    refused(bench.call("AdminInitiateAuth", UserPoolId=user.pool, ClientId=client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters), "ResourceNotFoundException")


@case("InitiateAuth", "the flow of administrators is refused with InvalidParameterException")
def _(bench: Bench) -> None:
    user = bench.someone()
    parameters = {"USERNAME": user.name, "PASSWORD": user.password}
    refused(bench.call("InitiateAuth", ClientId=user.client, AuthFlow="ADMIN_USER_PASSWORD_AUTH", AuthParameters=parameters), "InvalidParameterException")


@case("InitiateAuth", "four wrong passwords lock nobody out")
def _(bench: Bench) -> None:
    user = bench.someone()
    for _ in range(4):
        refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)
    accepted(bench.sign_in(user))


@case("InitiateAuth", "wrong passwords are forgotten after fifteen minutes without a try")
def _(bench: Bench) -> None:
    user = bench.someone()
    for step in range(8):
        refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException")
        bench.advance(2 ** max(0, step + 1 - 5) + 1)
    bench.advance(16 * 60)
    refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)
    accepted(bench.sign_in(user))


@case("InitiateAuth", "a lockout ends after fifteen minutes at the latest")
def _(bench: Bench) -> None:
    user = bench.someone()
    for _ in range(16):
        bench.sign_in(user, "Wrong-Pass-1!")
        bench.advance(15 * 60 + 1)
    refused(bench.sign_in(user, "Wrong-Pass-1!"), "NotAuthorizedException", says=WRONG)
    bench.advance(15 * 60 + 1)
    accepted(bench.sign_in(user))


# ---- the challenge --------------------------------------------------------------------------------------------------


def _challenge(bench: Bench, pool: str = CUSTOMERS) -> tuple[User, dict[str, object]]:
    user = bench.someone(pool, status="FORCE_CHANGE_PASSWORD")
    session = accepted(bench.sign_in(user)).data["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": bench.new_password()}
    return user, {"ClientId": user.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses}


@case("RespondToAuthChallenge", "a new password makes the user CONFIRMED, signs in, and the temporary one is dead")
def _(bench: Bench) -> None:
    for pool in (CUSTOMERS, PARTNERS):
        user, answer = _challenge(bench, pool)
        tokens = accepted(bench.call("RespondToAuthChallenge", **answer)).data["AuthenticationResult"]
        same("CONFIRMED", bench.status(user), "the status")
        same(user.name, accepted(bench.call("GetUser", AccessToken=tokens["AccessToken"])).data["Username"], "whose token it is")
        accepted(bench.sign_in(user, answer["ChallengeResponses"]["NEW_PASSWORD"]))
        refused(bench.sign_in(user), "NotAuthorizedException", says=WRONG)
        same(1, len([it for it in bench.control.effects(operation="RespondToAuthChallenge", username=user.name) if it["at"]][-1:]), "effects")


@case("RespondToAuthChallenge", "a session works once")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    accepted(bench.call("RespondToAuthChallenge", **answer))
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException", says="Invalid session for the user")


@case("RespondToAuthChallenge", "a session that Cognito never gave is refused (with which of two errors: not known in public)")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    refused(bench.call("RespondToAuthChallenge", **{**answer, "Session": "nonsense" * 10}), "NotAuthorizedException", "CodeMismatchException")


@case("RespondToAuthChallenge", "a session of another user is refused (with which of two errors: not known in public)")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    other, _ = _challenge(bench)
    responses = {"USERNAME": other.name, "NEW_PASSWORD": bench.new_password()}
    refused(bench.call("RespondToAuthChallenge", **{**answer, "ChallengeResponses": responses}), "NotAuthorizedException", "CodeMismatchException")
    same("FORCE_CHANGE_PASSWORD", bench.status(other), "the other's status")


@case("RespondToAuthChallenge", "a session is over after fifteen minutes, the longest that an app client can have")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    bench.advance(15 * 60 + 1)
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException", says="Invalid session for the user")


@case("RespondToAuthChallenge", "a password refused by the policy leaves the temporary one working")
def _(bench: Bench) -> None:
    user, answer = _challenge(bench)
    answer["ChallengeResponses"] = {"USERNAME": user.name, "NEW_PASSWORD": "weak"}
    refused(bench.call("RespondToAuthChallenge", **answer), "InvalidPasswordException")
    same("FORCE_CHANGE_PASSWORD", bench.status(user), "the status")
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user)).data.get("ChallengeName"), "the challenge")


for missing in ("USERNAME", "NEW_PASSWORD"):

    @case("RespondToAuthChallenge", f"an answer without {missing} is refused with InvalidParameterException")
    def _(bench: Bench, missing: str = missing) -> None:
        _, answer = _challenge(bench)
        del answer["ChallengeResponses"][missing]
        refused(bench.call("RespondToAuthChallenge", **answer), "InvalidParameterException")


@case("RespondToAuthChallenge", "a user who was disabled meanwhile is refused")
def _(bench: Bench) -> None:
    user, answer = _challenge(bench)
    accepted(bench.call("AdminDisableUser", **user.at))
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException")


# ---- codes ----------------------------------------------------------------------------------------------------------


def _reset(bench: Bench) -> tuple[User, dict[str, str]]:
    user = bench.someone()
    accepted(bench.call("AdminResetUserPassword", **user.at))
    return user, {"ClientId": user.client, "Username": user.name, "ConfirmationCode": bench.code(user), "Password": bench.new_password()}


def _other_code(code: str) -> str:
    return "000001" if code == "000000" else "000000"


@case("ConfirmForgotPassword", "a wrong code is refused with CodeMismatchException, and the right one still works")
def _(bench: Bench) -> None:
    user, request = _reset(bench)
    refused(bench.call("ConfirmForgotPassword", **{**request, "ConfirmationCode": _other_code(request["ConfirmationCode"])}), "CodeMismatchException")
    same("RESET_REQUIRED", bench.status(user), "the status")
    accepted(bench.call("ConfirmForgotPassword", **request))


@case("ConfirmForgotPassword", "a code works for an hour")
def _(bench: Bench) -> None:
    _, request = _reset(bench)
    bench.advance(HOUR - 60)
    accepted(bench.call("ConfirmForgotPassword", **request))


@case("ConfirmForgotPassword", "a code older than an hour is refused with ExpiredCodeException")
def _(bench: Bench) -> None:
    user, request = _reset(bench)
    bench.advance(HOUR + 60)
    refused(bench.call("ConfirmForgotPassword", **request), "ExpiredCodeException")
    same("RESET_REQUIRED", bench.status(user), "the status")


@case("ConfirmForgotPassword", "a code works once")
def _(bench: Bench) -> None:
    _, request = _reset(bench)
    accepted(bench.call("ConfirmForgotPassword", **request))
    refused(bench.call("ConfirmForgotPassword", **{**request, "Password": bench.new_password()}), "ExpiredCodeException", "CodeMismatchException")


@case("ConfirmForgotPassword", "many wrong codes end in LimitExceededException or TooManyFailedAttemptsException (which: not known in public)")
def _(bench: Bench) -> None:
    _, request = _reset(bench)
    wrong = {**request, "ConfirmationCode": _other_code(request["ConfirmationCode"])}
    answers = [bench.call("ConfirmForgotPassword", **wrong).error for _ in range(25)]
    same("CodeMismatchException", answers[0], "the first error")
    holds(answers[-1] in ("LimitExceededException", "TooManyFailedAttemptsException"), f"after 25 wrong codes the error is {answers[-1]}")


@case("ConfirmForgotPassword", "a code of another user is refused with CodeMismatchException")
def _(bench: Bench) -> None:
    _, one = _reset(bench)
    _, other = _reset(bench)
    if one["ConfirmationCode"] != other["ConfirmationCode"]:
        refused(bench.call("ConfirmForgotPassword", **{**one, "ConfirmationCode": other["ConfirmationCode"]}), "CodeMismatchException")


@case("ForgotPassword", "a code is sent where the pool's recovery says, the status stays, and the code finishes it")
def _(bench: Bench) -> None:
    number = {"phone_number": f"+1202555{bench.number():04}"[:12], "phone_number_verified": "true"}
    for pool, name, medium in [(CUSTOMERS, "email", "EMAIL"), (PARTNERS, "phone_number", "SMS")]:
        user = bench.someone(pool, attributes=number)
        details = accepted(bench.call("ForgotPassword", ClientId=user.client, Username=user.name)).data["CodeDeliveryDetails"]
        same((name, medium), (details["AttributeName"], details["DeliveryMedium"]), "attribute and medium")
        holds(details["Destination"] not in ("", user.email, number["phone_number"]), "the destination should be masked")
        same("CONFIRMED", bench.status(user), "the status")
        accepted(bench.sign_in(user))
        new = bench.new_password()
        accepted(bench.call("ConfirmForgotPassword", ClientId=user.client, Username=user.name, ConfirmationCode=bench.code(user), Password=new))
        accepted(bench.sign_in(user, new))


@case("AdminResetUserPassword", "the code goes by the pool's priority among verified contacts, and not to a phone that is the second factor")
def _(bench: Bench) -> None:
    phone = f"+1202555{bench.number():04}"[:12]
    both = {"phone_number": phone, "phone_number_verified": "true"}
    for pool, patch, medium in [
        (CUSTOMERS, {"attributes": both}, "EMAIL"),
        (CUSTOMERS, {"attributes": {**both, "email_verified": "false"}}, "SMS"),
        (PARTNERS, {"attributes": both}, "SMS"),
        (PARTNERS, {"attributes": both, "mfa": ["SMS_MFA"]}, "EMAIL"),
        (PARTNERS, {"attributes": {**both, "phone_number_verified": "false"}}, "EMAIL"),
    ]:
        user = bench.someone(pool, **patch)
        accepted(bench.call("AdminResetUserPassword", **user.at))
        same(medium, bench.control.outbox(pool, user.name)[0]["medium"], f"the medium in {pool} with {patch}")
    refused(bench.call("AdminResetUserPassword", **bench.someone(attributes={**both, "email_verified": "false"}, mfa=["SMS_MFA"]).at), "InvalidParameterException", says="no registered/verified")


@case("AdminResetUserPassword", "ClientMetadata reaches the trigger as it was sent, and no pool without a trigger")
def _(bench: Bench) -> None:
    metadata = {"ticket": "INC-1 <b>ü</b>", "empty": ""}
    for pool, expected in [(CUSTOMERS, metadata), (PARTNERS, None)]:
        user = bench.someone(pool)
        accepted(bench.call("AdminResetUserPassword", **user.at, ClientMetadata=metadata))
        same(expected, bench.control.outbox(pool, user.name)[0]["client_metadata"], f"what the trigger of {pool} received")


# ---- tokens ---------------------------------------------------------------------------------------------------------


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


# ---- the record of sign-ins -----------------------------------------------------------------------------------------


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
