"""What a pool is like, and what follows for its messages: text messages that cannot go, the mailer's limit, functions and their ClientMetadata."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import CUSTOMERS, PARTNERS, Bench, User
from cases import Case, collector
from expect import accepted, holds, refused, same

_cases, case = collector()

# How a pool cannot text → the exception.
BROKEN = {
    "not_configured": "InvalidParameterException",
    "InvalidSmsRoleAccessPolicyException": "InvalidSmsRoleAccessPolicyException",
    "InvalidSmsRoleTrustRelationshipException": "InvalidSmsRoleTrustRelationshipException",
}
FUNCTIONS = ["CustomMessage", "CustomEmailSender", "CustomSMSSender", "PreSignUp", "PostConfirmation"]
METADATA = {"ticket": "INC-1 <b>ü</b>", "empty": ""}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in ("AdminResetUserPassword", "ForgotPassword", "AdminCreateUser", "InitiateAuth", "AdminInitiateAuth"):
        for sms, error in BROKEN.items():
            known = " (with which error: not known in public)" if sms == "not_configured" else ""
            yield Case(name, "error", f"a text message of a pool whose SMS is {sms} is refused with {error}, and nothing changes{known}", partial(_no_texts, name, sms, error))
        yield Case(name, "behaviour", "in the sandbox of SNS the call is accepted, and the message never arrives", partial(_swallowed, name))
    yield from _cases


def _request(bench: Bench, name: str) -> tuple[User, dict[str, Any]]:
    """Somebody whom the operation sends a text message, and the request."""
    number = {"phone_number": bench.phone(), "phone_number_verified": "true"}
    only = {**number, "email": None, "email_verified": None}
    match name:
        case "AdminCreateUser":
            user = bench.someone(status="FORCE_CHANGE_PASSWORD", attributes=only)
            return user, {**user.at, "MessageAction": "RESEND"}
        case "InitiateAuth" | "AdminInitiateAuth":
            user = bench.someone(attributes=number, mfa=["SMS_MFA"])
            request = {"ClientId": user.client, "AuthParameters": {"USERNAME": user.name, "PASSWORD": user.password}}
            return user, {**request, "AuthFlow": "USER_PASSWORD_AUTH"} if name == "InitiateAuth" else {**request, "AuthFlow": "ADMIN_USER_PASSWORD_AUTH", "UserPoolId": user.pool}
        case "ForgotPassword":
            user = bench.someone(attributes=only)
            return user, {"ClientId": user.client, "Username": user.name}
        case _:
            user = bench.someone(attributes=only)
            return user, dict(user.at)


def _no_texts(name: str, sms: str, error: str, bench: Bench) -> None:
    user, request = _request(bench, name)
    bench.pool(user.pool, sms=sms)
    before = bench.control.user(user.pool, user.name), bench.effects(user, name), bench.control.outbox(user.pool, user.name)
    refused(bench.call(name, **request), error, says="SMS configuration" if sms == "not_configured" else None)
    same(before, (bench.control.user(user.pool, user.name), bench.effects(user, name), bench.control.outbox(user.pool, user.name)), "user, effects and messages")


def _swallowed(name: str, bench: Bench) -> None:
    user, request = _request(bench, name)
    bench.pool(user.pool, sms="SNSSandbox")
    accepted(bench.call(name, **request))
    message = bench.control.outbox(user.pool, user.name)[0]
    same(("SMS", True), (message["medium"], message["swallowed"]), "medium, and whether it was swallowed")


# ---- what DescribeUserPool tells ------------------------------------------------------------------------------------


def _told(bench: Bench, pool: str = CUSTOMERS) -> dict[str, Any]:
    return accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]


@case("DescribeUserPool", "a pool without text messages has no SmsConfiguration, and one that fails has SmsConfigurationFailure")
def _(bench: Bench) -> None:
    for sms, is_there, failure in [
        ("working", True, None),
        ("not_configured", False, None),
        ("SNSSandbox", True, "SNSSandbox"),
        ("InvalidSmsRoleAccessPolicyException", True, "InvalidSmsRoleAccessPolicyException"),
    ]:
        bench.pool(CUSTOMERS, sms=sms)
        told = _told(bench)
        same((is_there, failure), ("SmsConfiguration" in told, told.get("SmsConfigurationFailure")), f"SmsConfiguration and its failure for {sms}")


@case("DescribeUserPool", "the mailer is COGNITO_DEFAULT, or DEVELOPER with the ARN of its identity")
def _(bench: Bench) -> None:
    for mailer, has_arn in [("COGNITO_DEFAULT", False), ("DEVELOPER", True)]:
        bench.pool(CUSTOMERS, mailer=mailer)
        told = _told(bench)["EmailConfiguration"]
        same((mailer, has_arn), (told["EmailSendingAccount"], "SourceArn" in told), "EmailSendingAccount and SourceArn")


@case("DescribeUserPool", "functions stand in LambdaConfig: ARNs, and version, ARN and key for those that send")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, triggers=FUNCTIONS)
    told = _told(bench)["LambdaConfig"]
    same({*FUNCTIONS, "KMSKeyID"}, set(told), "the members of LambdaConfig")
    for name in ("CustomEmailSender", "CustomSMSSender"):
        same({"LambdaVersion", "LambdaArn"}, set(told[name]), f"the members of {name}")
    bench.pool(CUSTOMERS, triggers=[])
    same({}, _told(bench)["LambdaConfig"], "LambdaConfig")


@case("DescribeUserPool", "AccountRecoverySetting, MfaConfiguration, tier and policy are told as they are")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, recovery=None, mfa="ON", tier="LITE", policy={"minimum_length": 99, "temporary_password_validity_days": 365})
    told = _told(bench)
    holds("AccountRecoverySetting" not in told, "no AccountRecoverySetting")
    policy = told["Policies"]["PasswordPolicy"]
    same(("ON", "LITE", 99, 365), (told["MfaConfiguration"], told["UserPoolTier"], policy["MinimumLength"], policy["TemporaryPasswordValidityDays"]), "what is told")


# ---- where a code goes ----------------------------------------------------------------------------------------------


@case("AdminResetUserPassword", "a pool without AccountRecoverySetting sends the code to the phone before the e-mail address")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, recovery=None)
    for number, medium in [({"phone_number": bench.phone(), "phone_number_verified": "true"}, "SMS"), ({}, "EMAIL")]:
        user = bench.someone(attributes=number)
        accepted(bench.call("AdminResetUserPassword", **user.at))
        same(medium, bench.control.outbox(user.pool, user.name)[0]["medium"], "the medium")


@case("AdminResetUserPassword", "a pool that recovers by e-mail alone refuses a user with a verified number only")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, recovery=["verified_email"])
    user = bench.someone(attributes={"phone_number": bench.phone(), "phone_number_verified": "true", "email": None, "email_verified": None})
    refused(bench.call("AdminResetUserPassword", **user.at), "InvalidParameterException", says="no registered/verified")


# ---- the mailer's limit ---------------------------------------------------------------------------------------------


@case("AdminResetUserPassword", "the mail after the fiftieth of a day is refused with LimitExceededException, in every pool of the default mailer", "error")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, mailer="COGNITO_DEFAULT")
    bench.switch(mails_a_day=50)
    for _ in range(50):
        accepted(bench.call("AdminResetUserPassword", **bench.someone().at))
    for pool in (CUSTOMERS, PARTNERS):
        user = bench.someone(pool)
        refused(bench.call("AdminResetUserPassword", **user.at), "LimitExceededException", says="Exceeded daily email limit")
        same("CONFIRMED", bench.control.user(pool, user.name)["status"], "the status")
    bench.advance(86_400)
    accepted(bench.call("AdminResetUserPassword", **bench.someone().at))


@case("AdminResetUserPassword", "the company's own mailer, and text messages, have no part in that limit")
def _(bench: Bench) -> None:
    bench.switch(mails_a_day=0)
    accepted(bench.call("AdminResetUserPassword", **bench.someone(CUSTOMERS).at))
    number = {"phone_number": bench.phone(), "phone_number_verified": "true"}
    accepted(bench.call("AdminResetUserPassword", **bench.someone(PARTNERS, attributes=number).at))
    refused(bench.call("AdminResetUserPassword", **bench.someone(PARTNERS).at), "LimitExceededException")


# ---- functions and their ClientMetadata -----------------------------------------------------------------------------


def _functions(bench: Bench, user: User, name: str) -> dict[str, dict[str, str]]:
    newest = bench.control.effects(operation=name, pool=user.pool, username=user.name)[-1]
    return {it["source"]: it["client_metadata"] for it in newest["triggers"]}


@case("AdminConfirmSignUp", "ClientMetadata reaches PostConfirmation alone, and no message goes out")
def _(bench: Bench) -> None:
    for functions, expected in [(FUNCTIONS, {"PostConfirmation_ConfirmSignUp": METADATA}), (["CustomMessage"], {})]:
        bench.pool(CUSTOMERS, triggers=functions)
        user = bench.someone(status="UNCONFIRMED")
        messages = len(bench.control.outbox(user.pool, user.name))
        accepted(bench.call("AdminConfirmSignUp", **user.at, ClientMetadata=METADATA))
        same(expected, _functions(bench, user, "AdminConfirmSignUp"), "the functions reached")
        same(messages, len(bench.control.outbox(user.pool, user.name)), "the number of messages")


@case("AdminCreateUser", "RESEND hands ClientMetadata to CustomMessage (not known in public), and to nobody without it")
def _(bench: Bench) -> None:
    for functions, expected in [(["CustomMessage"], {"CustomMessage_AdminCreateUser": METADATA}), ([], {})]:
        bench.pool(CUSTOMERS, triggers=functions)
        user = bench.someone(status="FORCE_CHANGE_PASSWORD")
        accepted(bench.call("AdminCreateUser", **user.at, MessageAction="RESEND", DesiredDeliveryMediums=["EMAIL"], ClientMetadata=METADATA))
        same(expected, _functions(bench, user, "AdminCreateUser"), "the functions reached")


@case("AdminResetUserPassword", "a sender function is given code and ClientMetadata in the place of mailer and SNS")
def _(bench: Bench) -> None:
    bench.pool(CUSTOMERS, triggers=["CustomEmailSender", "CustomSMSSender"], sms="SNSSandbox")
    number = {"phone_number": bench.phone(), "phone_number_verified": "true", "email_verified": "false"}
    for attributes, source in [({}, "CustomEmailSender_ForgotPassword"), (number, "CustomSMSSender_ForgotPassword")]:
        user = bench.someone(attributes=attributes)
        accepted(bench.call("AdminResetUserPassword", **user.at, ClientMetadata=METADATA))
        same({source: METADATA}, _functions(bench, user, "AdminResetUserPassword"), "the functions reached")
        same(False, bench.control.outbox(user.pool, user.name)[0]["swallowed"], "whether it was swallowed")
