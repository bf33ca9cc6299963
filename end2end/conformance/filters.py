"""ListUsers: one filter, strict, and what it finds; AttributesToGet; and how it lags behind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench import CUSTOMERS, Bench
from cases import Case, collector
from expect import accepted, refused, same

_cases, case = collector()

# What the guide lets one search by, and where the value of a user is found.
SEARCHABLE: dict[str, Callable[[dict[str, Any]], str | None]] = {
    **{name: (lambda user, name=name: _attribute(user, name)) for name in ["email", "phone_number", "name", "given_name", "family_name", "preferred_username", "sub"]},
    "username": lambda user: user["Username"],
    "cognito:user_status": lambda user: user["UserStatus"],
    "status": lambda user: "Enabled" if user["Enabled"] else "Disabled",
}

BROKEN = [
    'custom:customer_number = "1"',
    'locale = "en-GB"',
    'shoe_size = "42"',
    'email_verified = "true"',
    "email",
    "email =",
    "email = amara",
    'email = "amara',
    'email = amara"',
    "email = 'amara'",
    '= "amara"',
    '"amara"',
    'email "amara"',
    'email != "amara"',
    'email == "amara"',
    'email ~ "amara"',
    'email *= "amara"',
    'email = "a" AND name = "b"',
    'email = "a" and name = "b"',
    'email = "a" OR name = "b"',
    'email = "a" b',
    'email = "a\\"',
    'given name = "a"',
]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for attribute in SEARCHABLE:
        yield Case("ListUsers", "behaviour", f"{attribute} = finds those who have it, and nobody else", partial(_finds, attribute, "="))
        yield Case("ListUsers", "behaviour", f"{attribute} ^= finds those whose value begins so, and nobody else", partial(_finds, attribute, "^="))
    for text in BROKEN:
        yield Case("ListUsers", "behaviour", f"the filter {text} is refused with InvalidParameterException", partial(_broken, text))
    yield from _cases


def _attribute(user: dict[str, Any], name: str) -> str | None:
    return next((it["Value"] for it in user.get("Attributes", []) if it["Name"] == name), None)


def names(users: list[dict[str, Any]]) -> list[str]:
    """The usernames in order."""
    return sorted(user["Username"] for user in users)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _finds(attribute: str, operator: str, bench: Bench) -> None:
    everybody, value_of = bench.everybody(CUSTOMERS), SEARCHABLE[attribute]
    values = sorted({value for user in everybody if (value := value_of(user))})
    for value in {values[0], values[len(values) // 2], values[-1]}:
        wanted = value if operator == "=" else value[: max(1, len(value) * 2 // 3)]
        fits = (lambda it: it == wanted) if operator == "=" else (lambda it: it.startswith(wanted))
        expected = names([user for user in everybody if fits(value_of(user) or "")])
        found = names(bench.everybody(CUSTOMERS, Filter=f"{attribute} {operator} {_quoted(wanted)}"))
        # AWS documents the case of letters for username, cognito:user_status and status only; others are compared as they are found.
        same(expected, found, f"who is found by {attribute} {operator} {wanted!r}")


def _broken(text: str, bench: Bench) -> None:
    refused(bench.call("ListUsers", UserPoolId=CUSTOMERS, Filter=text), "InvalidParameterException")


@case("ListUsers", "cognito:user_status is compared without regard to case")
def _(bench: Bench) -> None:
    expected = names([user for user in bench.everybody(CUSTOMERS) if user["UserStatus"] == "FORCE_CHANGE_PASSWORD"])
    for value in ("FORCE_CHANGE_PASSWORD", "force_change_password", "Force_Change_Password"):
        same(expected, names(bench.everybody(CUSTOMERS, Filter=f'cognito:user_status = "{value}"')), f"who is {value}")
    same(expected, names(bench.everybody(CUSTOMERS, Filter='cognito:user_status ^= "force"')), "whose status begins with force")


@case("ListUsers", "status and username are compared with regard to case")
def _(bench: Bench) -> None:
    same([], names(bench.everybody(CUSTOMERS, Filter='status = "enabled"')), "who is found by status enabled")
    same([], names(bench.everybody(CUSTOMERS, Filter='username = "AMARA.OKAFOR"')), "who is found by AMARA.OKAFOR")


@case("ListUsers", "an empty filter finds everybody")
def _(bench: Bench) -> None:
    same(names(bench.everybody(CUSTOMERS)), names(bench.everybody(CUSTOMERS, Filter="")), "who is found")


@case("ListUsers", "quotes inside of the value are escaped with a backslash")
def _(bench: Bench) -> None:
    user = bench.someone(attributes={"name": f'Say "{bench.number()}"'})
    same([user.name], names(bench.everybody(CUSTOMERS, Filter=f"name = {_quoted(bench.attributes(user)['name'])}")), "who is found")


@case("ListUsers", "spaces around the operator do not matter")
def _(bench: Bench) -> None:
    user = bench.someone()
    for text in (f'sub="{user.sub}"', f'sub = "{user.sub}"', f'sub ^="{user.sub}"', f'sub   ^=   "{user.sub}"'):
        same([user.name], names(bench.everybody(CUSTOMERS, Filter=text)), f"who is found by {text}")


@case("ListUsers", "a filter that fits nobody gives no users and no error")
def _(bench: Bench) -> None:
    same([], bench.everybody(CUSTOMERS, Filter='email = "nobody@nowhere.example"'), "who is found")


@case("ListUsers", "AttributesToGet gives these attributes only")
def _(bench: Bench) -> None:
    user = bench.someone()
    found = bench.everybody(CUSTOMERS, Filter=f'sub = "{user.sub}"', AttributesToGet=["sub", "email"])
    same(["email", "sub"], sorted(it["Name"] for it in found[0]["Attributes"]), "the attributes")


@case("ListUsers", "AttributesToGet of an attribute that not all found users have is refused (with which error: not known in public)")
def _(bench: Bench) -> None:
    user = bench.someone()
    bench.control.change(user.pool, user.name, attributes={"custom:customer_number": None})
    answer = bench.call("ListUsers", UserPoolId=CUSTOMERS, Filter=f'sub = "{user.sub}"', AttributesToGet=["custom:customer_number"])
    refused(answer, "InvalidParameterException", "NotAuthorizedException", "ResourceNotFoundException")


@case("ListUsers", "AttributesToGet of an attribute outside of the schema is refused with InvalidParameterException")
def _(bench: Bench) -> None:
    refused(bench.call("ListUsers", UserPoolId=CUSTOMERS, AttributesToGet=["shoe_size"]), "InvalidParameterException")


@case("ListUsers", "it may lag behind, while AdminGetUser does not")
def _(bench: Bench) -> None:
    user = bench.someone()
    bench.switch(list_lag_seconds=30)
    accepted(bench.call("AdminDisableUser", **user.at))
    same(True, bench.everybody(CUSTOMERS, Filter=f'sub = "{user.sub}"')[0]["Enabled"], "Enabled in ListUsers")
    same(False, accepted(bench.call("AdminGetUser", **user.at)).data["Enabled"], "Enabled in AdminGetUser")
    bench.advance(31)
    same(False, bench.everybody(CUSTOMERS, Filter=f'sub = "{user.sub}"')[0]["Enabled"], "Enabled in ListUsers half a minute later")
