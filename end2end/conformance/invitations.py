"""AdminCreateUser: new users, and RESEND for those who never signed in."""

from __future__ import annotations

from bench import CUSTOMERS, Bench
from cases import collector
from expect import accepted, refused, same

_cases, case = collector("error")
cases = _cases.copy


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
    accepted(
        bench.call(
            "AdminCreateUser",
            UserPoolId=CUSTOMERS,
            Username=name,
            MessageAction="SUPPRESS",
            TemporaryPassword=password,
            UserAttributes=[{"Name": "email", "Value": f"{name}@example.com"}],
        )
    )
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(bench.someone(), password, name)).data.get("ChallengeName"), "the challenge")


@case("AdminCreateUser", "a TemporaryPassword that breaks the policy is refused with InvalidPasswordException")
def _(bench: Bench) -> None:
    refused(
        bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=f"newcomer.{bench.number()}", MessageAction="SUPPRESS", TemporaryPassword="weak"), "InvalidPasswordException"
    )


@case("AdminCreateUser", "RESEND goes to the phone unless DesiredDeliveryMediums says EMAIL", "behaviour")
def _(bench: Bench) -> None:
    number = bench.phone()
    user = bench.someone(status="FORCE_CHANGE_PASSWORD", attributes={"phone_number": number, "phone_number_verified": "true"})
    for mediums, where in [({}, number), ({"DesiredDeliveryMediums": ["SMS"]}, number), ({"DesiredDeliveryMediums": ["EMAIL"]}, user.email)]:
        accepted(bench.call("AdminCreateUser", **user.at, MessageAction="RESEND", **mediums))
        same(where, bench.control.outbox(user.pool, user.name)[0]["destination"], f"the destination with {mediums}")
