"""Codes: where they go, how long and how often they work, and how they finish a reset."""

from __future__ import annotations

from bench import CUSTOMERS, PARTNERS, Bench, User
from cases import collector
from expect import accepted, holds, refused, same

HOUR = 3_600

_cases, case = collector()
cases = _cases.copy


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
    number = {"phone_number": bench.phone(), "phone_number_verified": "true"}
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
    phone = bench.phone()
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
    refused(
        bench.call("AdminResetUserPassword", **bench.someone(attributes={**both, "email_verified": "false"}, mfa=["SMS_MFA"]).at),
        "InvalidParameterException",
        says="no registered/verified",
    )


@case("AdminResetUserPassword", "ClientMetadata reaches the trigger as it was sent, and no pool without a trigger")
def _(bench: Bench) -> None:
    metadata = {"ticket": "INC-1 <b>ü</b>", "empty": ""}
    for pool, expected in [(CUSTOMERS, metadata), (PARTNERS, None)]:
        user = bench.someone(pool)
        accepted(bench.call("AdminResetUserPassword", **user.at, ClientMetadata=metadata))
        same(expected, bench.control.outbox(pool, user.name)[0]["client_metadata"], f"what the trigger of {pool} received")
