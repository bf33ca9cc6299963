"""AdminUpdateUserAttributes: taken aliases, what is verified afterwards, and values that are none."""

from __future__ import annotations

from bench import PARTNERS, Bench
from cases import collector
from expect import Answer, accepted, holds, refused, same

_cases, case = collector("error")
cases = _cases.copy


def _update(bench: Bench, at: dict[str, str], **attributes: str) -> Answer:
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
    number = bench.phone()
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
