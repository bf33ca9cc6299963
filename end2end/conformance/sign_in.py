"""Signing in: by which names, with which words it is refused, and the lockout after wrong passwords."""

from __future__ import annotations

from bench import PARTNERS, Bench, User
from cases import collector
from expect import Answer, accepted, refused, same

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

    @case(operation, "after more than five wrong passwords even the right one is locked out, for 2^(n-5) seconds")
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


@case("InitiateAuth", "a user with SMS MFA gets the challenge SMS_MFA and no tokens")
def _(bench: Bench) -> None:
    user = bench.someone(mfa=["SMS_MFA"], attributes={"phone_number": bench.phone(), "phone_number_verified": "true"})
    answer = accepted(bench.sign_in(user)).data
    same(("SMS_MFA", None), (answer.get("ChallengeName"), answer.get("AuthenticationResult")), "challenge and tokens")


@case("InitiateAuth", "a user with a software token as MFA gets the challenge SOFTWARE_TOKEN_MFA and no tokens")
def _(bench: Bench) -> None:
    answer = accepted(bench.sign_in(bench.someone(mfa=["SOFTWARE_TOKEN_MFA"]))).data
    same(("SOFTWARE_TOKEN_MFA", None), (answer.get("ChallengeName"), answer.get("AuthenticationResult")), "challenge and tokens")
