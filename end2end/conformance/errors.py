"""Every error that the model declares for an operation: by what brings it about, and on demand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from bench import CUSTOMERS, PARTNERS, Bench, User, accepted, holds, refused, same
from cases import Case, collector
from model import OPERATIONS, declared_errors, http_status, operation, snake
from plain import arranged, kept

# Kinds of faults whose name is not the error's own.
KINDS = {"TooManyRequestsException": "throttle", "InternalErrorException": "internal_error"}

_cases, case = collector("error")


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in OPERATIONS:
        members = operation(name).input_shape.members
        for member in ("UserPoolId", "ClientId"):
            if member in members:
                yield Case(name, "error", f"a {member} that nobody has is refused with ResourceNotFoundException", partial(_nobodys, name, member))
        if "UserPoolId" in members:
            yield Case(name, "error", "a user pool of another Region is refused with ResourceNotFoundException", partial(_elsewhere, name))
            if "Username" in members:
                words = "SUPPRESS creates a user whom nobody has" if name == "AdminCreateUser" else ""
                yield Case(name, "error", words or "a user whom nobody has is refused with UserNotFoundException", partial(_nobody, name))
        for error in declared_errors(name):
            yield Case(name, "error", f"{error} on demand has its status and class, and no effect", partial(_on_demand, name, error))
    yield from _cases


def _nobodys(name: str, member: str, bench: Bench) -> None:
    value = {"UserPoolId": "eu-west-1_NobodysPool", "ClientId": "1nobodysapp0000000000000ab"}[member]
    refused(bench.call(name, **{**kept(bench, name), member: value}), "ResourceNotFoundException")


def _elsewhere(name: str, bench: Bench) -> None:
    refused(bench.call(name, region="us-east-1", **kept(bench, name)), "ResourceNotFoundException")


def _nobody(name: str, bench: Bench) -> None:
    request = {**kept(bench, name), "Username": f"nobody.{bench.number()}"}
    if name == "AdminCreateUser":
        refused(bench.call(name, **request), "UserNotFoundException")
        answer = accepted(bench.call(name, **{**request, "MessageAction": "SUPPRESS"}))
        same("FORCE_CHANGE_PASSWORD", answer.data["User"]["UserStatus"], "the status of the new user")
    else:
        refused(bench.call(name, **request), "UserNotFoundException")


def _on_demand(name: str, error: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.control.user(user.pool, user.name), bench.effects(user, name)
    bench.fault(name, KINDS.get(error, snake(error)))
    answer = refused(bench.call(name, **request), error)
    same(http_status(error), answer.status, "the HTTP status")
    holds(bool(answer.message), "a message")
    same(before, (bench.control.user(user.pool, user.name), bench.effects(user, name)), "the user and the effects")
    accepted(bench.call(name, **request))


# ---- errors that a request brings about -----------------------------------------------------------------------------


@case("AdminCreateUser", "a username that somebody has is refused with UsernameExistsException")
def _(bench: Bench) -> None:
    refused(bench.call("AdminCreateUser", **bench.someone().at, MessageAction="SUPPRESS"), "UsernameExistsException")


@case("AdminCreateUser", "a username that somebody has in other letters is refused where case does not matter")
def _(bench: Bench) -> None:
    user = bench.someone()
    refused(bench.call("AdminCreateUser", UserPoolId=user.pool, Username=user.name.upper(), MessageAction="SUPPRESS"), "UsernameExistsException")


@case("AdminCreateUser", "a new user signs in with the TemporaryPassword, and has to replace it")
def _(bench: Bench) -> None:
    name, password = f"newcomer.{bench.number()}", bench.new_password()
    accepted(bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=name, MessageAction="SUPPRESS", TemporaryPassword=password, UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}]))
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(bench.someone(), password, name)).data.get("ChallengeName"), "the challenge")


@case("AdminCreateUser", "a TemporaryPassword that breaks the policy is refused with InvalidPasswordException")
def _(bench: Bench) -> None:
    refused(bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=f"newcomer.{bench.number()}", MessageAction="SUPPRESS", TemporaryPassword="weak"), "InvalidPasswordException")


def _update(bench: Bench, at: dict[str, str], **attributes: str) -> object:
    return bench.call("AdminUpdateUserAttributes", **at, UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()])


@case("AdminUpdateUserAttributes", "a verified e-mail address that finds somebody else is refused with AliasExistsException")
def _(bench: Bench) -> None:
    one, other = bench.someone(), bench.someone()
    refused(_update(bench, one.at, email=other.email, email_verified="true"), "AliasExistsException")
    same(one.email, bench.attributes(one)["email"], "the e-mail address")


@case("AdminUpdateUserAttributes", "a taken e-mail address in other letters is refused where case does not matter")
def _(bench: Bench) -> None:
    one, other = bench.someone(), bench.someone()
    refused(_update(bench, one.at, email=other.email.upper(), email_verified="true"), "AliasExistsException")


@case("AdminUpdateUserAttributes", "a taken e-mail address that is not verified is no alias, and accepted")
def _(bench: Bench) -> None:
    one, other = bench.someone(), bench.someone()
    accepted(_update(bench, one.at, email=other.email, email_verified="false"))


@case("AdminUpdateUserAttributes", "verifying an e-mail address that finds somebody else is refused with AliasExistsException")
def _(bench: Bench) -> None:
    other = bench.someone()
    one = bench.someone(attributes={"email": other.email, "email_verified": "false"})
    refused(_update(bench, one.at, email_verified="true"), "AliasExistsException")


@case("AdminUpdateUserAttributes", "a verified phone number that finds somebody else is refused with AliasExistsException")
def _(bench: Bench) -> None:
    number = f"+1202555{bench.number():04}"[:12]
    bench.someone(attributes={"phone_number": number, "phone_number_verified": "true"})
    refused(_update(bench, bench.someone().at, phone_number=number, phone_number_verified="true"), "AliasExistsException")


@case("AdminUpdateUserAttributes", "a preferred_username that somebody has is refused with AliasExistsException")
def _(bench: Bench) -> None:
    name = f"preferred{bench.number()}"
    bench.someone(attributes={"preferred_username": name})
    refused(_update(bench, bench.someone().at, preferred_username=name), "AliasExistsException")


@case("AdminUpdateUserAttributes", "where the e-mail address is the username, a taken one is refused even unverified")
def _(bench: Bench) -> None:
    one, other = bench.someone(PARTNERS), bench.someone(PARTNERS)
    refused(_update(bench, one.at, email=other.email, email_verified="false"), "AliasExistsException")


@case("AdminUpdateUserAttributes", "the own e-mail address again is accepted")
def _(bench: Bench) -> None:
    user = bench.someone()
    accepted(_update(bench, user.at, email=user.email, email_verified="true"))


@case("AdminUpdateUserAttributes", "a new e-mail address without email_verified is not verified")
def _(bench: Bench) -> None:
    user = bench.someone()
    accepted(_update(bench, user.at, email=f"moved{bench.number()}@example.com"))
    same("false", bench.attributes(user).get("email_verified", "false"), "email_verified")


@case("AdminUpdateUserAttributes", "an empty value takes the attribute away")
def _(bench: Bench) -> None:
    user = bench.someone(attributes={"given_name": "Given"})
    accepted(_update(bench, user.at, given_name=""))
    holds(not bench.attributes(user).get("given_name"), "given_name should be gone")


for attribute, value, says in [
    ("sub", "00000000-0000-4000-8000-000000000000", "cannot"),
    ("shoe_size", "42", "does not exist in the schema"),
    ("custom:nothing", "x", "does not exist in the schema"),
    ("email", "no address", "email"),
    ("phone_number", "12 34", "phone number"),
]:

    @case("AdminUpdateUserAttributes", f"{attribute} = {value!r} is refused with InvalidParameterException")
    def _(bench: Bench, attribute: str = attribute, value: str = value, says: str = says) -> None:
        refused(_update(bench, bench.someone().at, **{attribute: value}), "InvalidParameterException", says=says)


@case("ForgotPassword", "it and InitiateAuth agree on whether to tell that a user does not exist")
def _(bench: Bench) -> None:
    user, name = bench.someone(), f"nobody.{bench.number()}"
    sign_in = refused(bench.sign_in(user, name=name), "NotAuthorizedException", "UserNotFoundException")
    forgot = bench.call("ForgotPassword", ClientId=user.client, Username=name)
    same(sign_in.error == "UserNotFoundException", forgot.error == "UserNotFoundException", "ForgotPassword tells it, as InitiateAuth does:")


def _attempts(bench: Bench, name: str, user: User, members: dict[str, str]) -> None:
    bench.spend(user)
    for attempt in range(1, 22):
        answer = bench.call(name, **members)
        if answer.error:
            refused(answer, "LimitExceededException", says="Attempt limit exceeded")
            holds(5 <= attempt - 1, f"at least five attempts an hour should pass; {attempt - 1} did")
            break
    else:
        raise AssertionError("21 attempts within an hour were accepted")
    bench.advance(3601)
    accepted(bench.call(name, **members))


@case("AdminResetUserPassword", "between 5 and 20 attempts an hour are accepted, then LimitExceededException")
def _(bench: Bench) -> None:
    user = bench.someone()
    _attempts(bench, "AdminResetUserPassword", user, user.at)


@case("ForgotPassword", "between 5 and 20 attempts an hour are accepted, then LimitExceededException")
def _(bench: Bench) -> None:
    user = bench.someone()
    _attempts(bench, "ForgotPassword", user, {"ClientId": user.client, "Username": user.name})


@case("AdminListUserAuthEvents", "a pool below the PLUS tier is refused with UserPoolAddOnNotEnabledException")
def _(bench: Bench) -> None:
    refused(bench.call("AdminListUserAuthEvents", **bench.someone(PARTNERS).at), "UserPoolAddOnNotEnabledException")


