"""ListUsers and the other lists: filters, pages, tokens; and by which names a user is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from bench import CUSTOMERS, KIOSKS, PARTNERS, Bench, accepted, holds, refused, same
from cases import Case, collector
from model import OPERATIONS, operation
from plain import arranged

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
    for name in OPERATIONS:
        members = operation(name).input_shape.members
        if "Username" in members:
            for words in ("sub", "verified e-mail address", "username in other letters"):
                yield Case(name, "behaviour", f"a user is found by {words}", partial(_found, name, words))
    yield from _cases


def _attribute(user: dict[str, Any], name: str) -> str | None:
    return next((it["Value"] for it in user.get("Attributes", []) if it["Name"] == name), None)


def _names(users: list[dict[str, Any]]) -> list[str]:
    return sorted(user["Username"] for user in users)


def _quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _finds(attribute: str, operator: str, bench: Bench) -> None:
    everybody, value_of = bench.everybody(CUSTOMERS), SEARCHABLE[attribute]
    values = sorted({value for user in everybody if (value := value_of(user))})
    for value in {values[0], values[len(values) // 2], values[-1]}:
        wanted = value if operator == "=" else value[: max(1, len(value) * 2 // 3)]
        fits = (lambda it: it == wanted) if operator == "=" else (lambda it: it.startswith(wanted))
        expected = _names([user for user in everybody if fits(value_of(user) or "")])
        found = _names(bench.everybody(CUSTOMERS, Filter=f"{attribute} {operator} {_quoted(wanted)}"))
        # AWS documents the case of letters for username, cognito:user_status and status only; others are compared as they are found.
        same(expected, found, f"who is found by {attribute} {operator} {wanted!r}")


def _broken(text: str, bench: Bench) -> None:
    refused(bench.call("ListUsers", UserPoolId=CUSTOMERS, Filter=text), "InvalidParameterException")


def _found(name: str, words: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    request["Username"] = {"sub": user.sub, "verified e-mail address": user.email, "username in other letters": user.name.upper()}[words]
    before = bench.effects(user, name)
    answer = accepted(bench.call(name, **request))
    if name == "AdminGetUser":
        same(user.name, answer.data["Username"], "Username")
    elif not name.startswith("AdminList"):
        same(before + 1, bench.effects(user, name), "the effects on the user")


# ---- filters --------------------------------------------------------------------------------------------------------


@case("ListUsers", "cognito:user_status is compared without regard to case")
def _(bench: Bench) -> None:
    expected = _names([user for user in bench.everybody(CUSTOMERS) if user["UserStatus"] == "FORCE_CHANGE_PASSWORD"])
    for value in ("FORCE_CHANGE_PASSWORD", "force_change_password", "Force_Change_Password"):
        same(expected, _names(bench.everybody(CUSTOMERS, Filter=f'cognito:user_status = "{value}"')), f"who is {value}")
    same(expected, _names(bench.everybody(CUSTOMERS, Filter='cognito:user_status ^= "force"')), "whose status begins with force")


@case("ListUsers", "status and username are compared with regard to case")
def _(bench: Bench) -> None:
    same([], _names(bench.everybody(CUSTOMERS, Filter='status = "enabled"')), "who is found by status enabled")
    same([], _names(bench.everybody(CUSTOMERS, Filter='username = "AMARA.OKAFOR"')), "who is found by AMARA.OKAFOR")


@case("ListUsers", "an empty filter finds everybody")
def _(bench: Bench) -> None:
    same(_names(bench.everybody(CUSTOMERS)), _names(bench.everybody(CUSTOMERS, Filter="")), "who is found")


@case("ListUsers", "quotes and backslashes are escaped with a backslash")
def _(bench: Bench) -> None:
    user = bench.someone(attributes={"name": 'Say "hi" \\ bye'})
    same([user.name], _names(bench.everybody(CUSTOMERS, Filter='name = "Say \\"hi\\" \\\\ bye"')), "who is found")


@case("ListUsers", "spaces around the operator do not matter")
def _(bench: Bench) -> None:
    user = bench.someone()
    for text in (f'sub="{user.sub}"', f'sub   =   "{user.sub}"', f' sub ^="{user.sub}" '):
        same([user.name], _names(bench.everybody(CUSTOMERS, Filter=text)), f"who is found by {text}")


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


# ---- pages ----------------------------------------------------------------------------------------------------------


def _pages(bench: Bench, name: str, items: str, limit: str, token: str, size: int, **members: Any) -> list[list[Any]]:
    pages, next_token = [], None
    for _ in range(1000):
        request = {**members, limit: size, **({token: next_token} if next_token else {})}
        data = accepted(bench.call(name, **request)).data
        pages.append(data[items])
        next_token = data.get(token)
        if not next_token:
            return pages
    raise AssertionError("a thousand pages and no end")


for size in (1, 7, 60):

    @case("ListUsers", f"pages of {size} give every user once")
    def _(bench: Bench, size: int = size) -> None:
        pool = KIOSKS if size == 1 else CUSTOMERS
        pages = _pages(bench, "ListUsers", "Users", "Limit", "PaginationToken", size, UserPoolId=pool)
        holds(all(len(page) <= size for page in pages), f"no page should have more than {size}")
        found = _names([user for page in pages for user in page])
        same(len(set(found)), len(found), "the number of users, each once")
        same(accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]["EstimatedNumberOfUsers"], len(found), "the number of users")


@case("ListUsers", "pages may be short although a token follows")
def _(bench: Bench) -> None:
    pages = _pages(bench, "ListUsers", "Users", "Limit", "PaginationToken", 20, UserPoolId=CUSTOMERS)
    holds(any(len(page) < 20 for page in pages[:-1]), "some page before the last should be short")


@case("ListUsers", "the first page may be empty although a token follows")
def _(bench: Bench) -> None:
    bench.switch(empty_first_pages=True)
    pages = _pages(bench, "ListUsers", "Users", "Limit", "PaginationToken", 60, UserPoolId=CUSTOMERS)
    same([], pages[0], "the first page")
    holds(sum(map(len, pages)) > 300, "the later pages should have everybody")


@case("ListUsers", "pages of a filter give everybody whom it fits")
def _(bench: Bench) -> None:
    text = 'cognito:user_status = "CONFIRMED"'
    pages = _pages(bench, "ListUsers", "Users", "Limit", "PaginationToken", 9, UserPoolId=CUSTOMERS, Filter=text)
    same(_names([user for user in bench.everybody(CUSTOMERS) if user["UserStatus"] == "CONFIRMED"]), _names([user for page in pages for user in page]), "who is found")


@case("ListUsers", "a Limit of 0, and none, give at most 60")
def _(bench: Bench) -> None:
    for members in ({}, {"Limit": 0}):
        users = accepted(bench.call("ListUsers", UserPoolId=CUSTOMERS, **members)).data["Users"]
        holds(0 < len(users) <= 60, f"1 to 60 users with {members}; there are {len(users)}")


@case("ListUsers", "a PaginationToken lives for an hour, then InvalidParameterException")
def _(bench: Bench) -> None:
    token = accepted(bench.call("ListUsers", UserPoolId=CUSTOMERS, Limit=5)).data["PaginationToken"]
    bench.advance(3_540)
    accepted(bench.call("ListUsers", UserPoolId=CUSTOMERS, Limit=5, PaginationToken=token))
    bench.advance(120)
    refused(bench.call("ListUsers", UserPoolId=CUSTOMERS, Limit=5, PaginationToken=token), "InvalidParameterException")


for name, member, more in [("ListUsers", "PaginationToken", {}), ("AdminListGroupsForUser", "NextToken", {"Username": "amara.okafor"}), ("ListUserPools", "NextToken", {"MaxResults": 5})]:
    for words, token in [("Cognito never gave", "nonsense"), ("is base64 of nothing", "bm90aGluZw=="), ("is long nonsense", "x" * 5000)]:

        @case(name, f"a {member} that {words} is refused with InvalidParameterException")
        def _(bench: Bench, name: str = name, member: str = member, more: dict[str, Any] = more, token: str = token) -> None:
            pool = {} if name == "ListUserPools" else {"UserPoolId": CUSTOMERS}
            refused(bench.call(name, **pool, **more, **{member: token}), "InvalidParameterException")


@case("ListUsers", "a PaginationToken that was changed is refused with InvalidParameterException")
def _(bench: Bench) -> None:
    token = accepted(bench.call("ListUsers", UserPoolId=CUSTOMERS, Limit=5)).data["PaginationToken"]
    changed = token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")
    refused(bench.call("ListUsers", UserPoolId=CUSTOMERS, Limit=5, PaginationToken=changed), "InvalidParameterException")


@case("AdminListGroupsForUser", "pages give every group of a user once")
def _(bench: Bench) -> None:
    wanted = ["admins", "beta-testers", "finance-approvers", "gold", "newsletter"]
    user = bench.someone(groups=wanted)
    for size in (1, 2, 5, 60):
        pages = _pages(bench, "AdminListGroupsForUser", "Groups", "Limit", "NextToken", size, **user.at)
        holds(all(len(page) <= size for page in pages), f"no page should have more than {size}")
        same(wanted, sorted(group["GroupName"] for page in pages for group in page), f"the groups in pages of {size}")


@case("AdminListGroupsForUser", "a user in no group has none, and no token")
def _(bench: Bench) -> None:
    data = accepted(bench.call("AdminListGroupsForUser", **bench.someone().at)).data
    same(([], None), (data["Groups"], data.get("NextToken")), "groups and token")


@case("ListUserPools", "pages of one give every pool of the Region once, and none of another Region")
def _(bench: Bench) -> None:
    for region, expected in [("eu-west-1", [CUSTOMERS, KIOSKS]), ("us-east-1", [PARTNERS]), ("eu-central-1", [])]:
        pages = _pages(bench, "ListUserPools", "UserPools", "MaxResults", "NextToken", 1, region=region)
        found = {pool["Id"] for page in pages for pool in page}
        holds(found >= set(expected) and all(it.startswith(f"{region}_") for it in found), f"the pools of {region} are {sorted(found)}")
        same(len(found), sum(map(len, pages)), "pools, each once")


@case("DescribeUserPool", "every pool tells a password policy within the model's limits, and its recovery")
def _(bench: Bench) -> None:
    for pool in (CUSTOMERS, PARTNERS, KIOSKS):
        told = accepted(bench.call("DescribeUserPool", UserPoolId=pool)).data["UserPool"]
        same(pool, told["Id"], "Id")
        same(["admin_only"] if pool == KIOSKS else 2, [it["Name"] for it in told["AccountRecoverySetting"]["RecoveryMechanisms"]] if pool == KIOSKS else len(told["AccountRecoverySetting"]["RecoveryMechanisms"]), "recovery")


# ---- names ----------------------------------------------------------------------------------------------------------


def _by(bench: Bench, pool: str, name: str) -> Any:
    return bench.call("AdminGetUser", UserPoolId=pool, Username=name)


@case("AdminGetUser", "the verified phone number and the preferred_username find a user where they are aliases")
def _(bench: Bench) -> None:
    number, preferred = f"+1202555{bench.number():04}"[:12], f"preferred{bench.number()}"
    user = bench.someone(attributes={"phone_number": number, "phone_number_verified": "true", "preferred_username": preferred})
    for name in (number, preferred, preferred.upper()):
        same(user.name, accepted(_by(bench, CUSTOMERS, name)).data["Username"], f"who is found by {name}")


@case("AdminGetUser", "an e-mail address or number that is not verified finds nobody where it is an alias")
def _(bench: Bench) -> None:
    number = f"+1202555{bench.number():04}"[:12]
    user = bench.someone(attributes={"email_verified": "false", "phone_number": number, "phone_number_verified": "false"})
    refused(_by(bench, CUSTOMERS, user.email), "UserNotFoundException")
    refused(_by(bench, CUSTOMERS, number), "UserNotFoundException")


@case("AdminGetUser", "the e-mail address finds a user where it is the username, verified or not, in these letters only")
def _(bench: Bench) -> None:
    for verified in ("true", "false"):
        user = bench.someone(PARTNERS, attributes={"email_verified": verified})
        same(user.name, accepted(_by(bench, PARTNERS, user.email)).data["Username"], "who is found")
        refused(_by(bench, PARTNERS, user.email.upper()), "UserNotFoundException")


@case("AdminGetUser", "the e-mail address finds nobody where it is neither alias nor username")
def _(bench: Bench) -> None:
    refused(_by(bench, KIOSKS, bench.someone(KIOSKS).email), "UserNotFoundException")


@case("AdminGetUser", "a username in other letters finds nobody where case matters")
def _(bench: Bench) -> None:
    refused(_by(bench, KIOSKS, bench.someone(KIOSKS).name.upper()), "UserNotFoundException")


@case("AdminGetUser", "a user from an identity provider is found by username, and not by sub or e-mail address")
def _(bench: Bench) -> None:
    user = bench.someone(status="EXTERNAL_PROVIDER")
    same("EXTERNAL_PROVIDER", accepted(_by(bench, CUSTOMERS, user.name)).data["UserStatus"], "the status")
    refused(_by(bench, CUSTOMERS, user.sub), "UserNotFoundException")
    refused(_by(bench, CUSTOMERS, user.email), "UserNotFoundException")


@case("AdminGetUser", "odd usernames of the seed are found as they are written")
def _(bench: Bench) -> None:
    for user in bench.everybody(CUSTOMERS):
        if not user["Username"].isascii() or not user["Username"].replace(".", "").isalnum():
            same(user["Username"], accepted(_by(bench, CUSTOMERS, user["Username"])).data["Username"], "Username")


