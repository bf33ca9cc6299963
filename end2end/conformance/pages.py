"""Lists in pages: every item once, short and empty pages, and tokens."""

from __future__ import annotations

from typing import Any

from bench import CUSTOMERS, KIOSKS, PARTNERS, Bench
from cases import collector
from expect import accepted, holds, refused, same
from filters import names

_cases, case = collector()
cases = _cases.copy


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
        found = names([user for page in pages for user in page])
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
    same(names([user for user in bench.everybody(CUSTOMERS) if user["UserStatus"] == "CONFIRMED"]), names([user for page in pages for user in page]), "who is found")


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


for name, member, more in [
    ("ListUsers", "PaginationToken", {}),
    ("AdminListGroupsForUser", "NextToken", {"Username": "amara.okafor"}),
    ("ListUserPools", "NextToken", {"MaxResults": 5}),
]:
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
        same(
            ["admin_only"] if pool == KIOSKS else 2,
            [it["Name"] for it in told["AccountRecoverySetting"]["RecoveryMechanisms"]] if pool == KIOSKS else len(told["AccountRecoverySetting"]["RecoveryMechanisms"]),
            "recovery",
        )
