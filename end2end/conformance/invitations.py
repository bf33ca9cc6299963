"""AdminCreateUser: new users, and RESEND for those who never signed in."""

from __future__ import annotations

from bench import CUSTOMERS, PARTNERS, Bench
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


@case("AdminCreateUser", "a new user is invited by e-mail when it is asked for, and the password of the message signs in")
def _(bench: Bench) -> None:
    name = f"newcomer.{bench.number()}"
    attributes = [{"Name": "email", "Value": f"{name}@example.com"}]
    created = accepted(bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=name, DesiredDeliveryMediums=["EMAIL"], UserAttributes=attributes)).data["User"]
    same((name, True, "FORCE_CHANGE_PASSWORD"), (created["Username"], created["Enabled"], created["UserStatus"]), "the new user")
    message = bench.control.outbox(CUSTOMERS, name)[0]
    same(f"{name}@example.com", message["destination"], "the destination")
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(bench.someone(), message["code"], name)).data.get("ChallengeName"), "the challenge")


@case("AdminCreateUser", "SUPPRESS sends no message")
def _(bench: Bench) -> None:
    name = f"newcomer.{bench.number()}"
    accepted(bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=name, MessageAction="SUPPRESS"))
    same([], bench.control.outbox(CUSTOMERS, name), "the messages")
    same([name], [user["Username"] for user in bench.everybody(CUSTOMERS, Filter=f'username = "{name}"')], "whom ListUsers finds")


@case("AdminCreateUser", "where the e-mail address is the username, Cognito generates the username, and it is the sub")
def _(bench: Bench) -> None:
    email = f"newcomer{bench.number()}@example.com"
    created = accepted(bench.call("AdminCreateUser", UserPoolId=PARTNERS, Username=email, MessageAction="SUPPRESS")).data["User"]
    attributes = {it["Name"]: it["Value"] for it in created["Attributes"]}
    same((created["Username"], email), (attributes["sub"], attributes["email"]), "sub and e-mail address")
    refused(bench.call("AdminCreateUser", UserPoolId=PARTNERS, Username=email, MessageAction="SUPPRESS"), "UsernameExistsException")


@case("AdminCreateUser", "where the e-mail address is the username, another name is refused with InvalidParameterException")
def _(bench: Bench) -> None:
    refused(bench.call("AdminCreateUser", UserPoolId=PARTNERS, Username="newcomer", MessageAction="SUPPRESS"), "InvalidParameterException", says="Username should be an email")


@case("AdminCreateUser", "an attribute outside of the schema, and an e-mail address that is none, are refused with InvalidParameterException")
def _(bench: Bench) -> None:
    for attribute in ({"Name": "shoe_size", "Value": "42"}, {"Name": "email", "Value": "no address"}):
        name = f"newcomer.{bench.number()}"
        refused(bench.call("AdminCreateUser", UserPoolId=CUSTOMERS, Username=name, MessageAction="SUPPRESS", UserAttributes=[attribute]), "InvalidParameterException")
        refused(bench.call("AdminGetUser", UserPoolId=CUSTOMERS, Username=name), "UserNotFoundException")
