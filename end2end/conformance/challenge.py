"""NEW_PASSWORD_REQUIRED: from the temporary password to the end."""

from __future__ import annotations

from bench import CUSTOMERS, PARTNERS, Bench, User
from cases import collector
from expect import accepted, refused, same
from sign_in import WRONG

_cases, case = collector()
cases = _cases.copy


def _challenge(bench: Bench, pool: str = CUSTOMERS) -> tuple[User, dict[str, object]]:
    user = bench.someone(pool, status="FORCE_CHANGE_PASSWORD")
    session = accepted(bench.sign_in(user)).data["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": bench.new_password()}
    return user, {"ClientId": user.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses}


@case("RespondToAuthChallenge", "a new password makes the user CONFIRMED, signs in, and the temporary one is dead")
def _(bench: Bench) -> None:
    for pool in (CUSTOMERS, PARTNERS):
        user, answer = _challenge(bench, pool)
        tokens = accepted(bench.call("RespondToAuthChallenge", **answer)).data["AuthenticationResult"]
        same("CONFIRMED", bench.status(user), "the status")
        same(user.name, accepted(bench.call("GetUser", AccessToken=tokens["AccessToken"])).data["Username"], "whose token it is")
        accepted(bench.sign_in(user, answer["ChallengeResponses"]["NEW_PASSWORD"]))
        refused(bench.sign_in(user), "NotAuthorizedException", says=WRONG)
        same(1, len([it for it in bench.control.effects(operation="RespondToAuthChallenge", username=user.name) if it["at"]][-1:]), "effects")


@case("RespondToAuthChallenge", "a session works once")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    accepted(bench.call("RespondToAuthChallenge", **answer))
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException", says="Invalid session for the user")


@case("RespondToAuthChallenge", "a session that Cognito never gave is refused (with which of two errors: not known in public)")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    refused(bench.call("RespondToAuthChallenge", **{**answer, "Session": "nonsense" * 10}), "NotAuthorizedException", "CodeMismatchException")


@case("RespondToAuthChallenge", "a session of another user is refused (with which of two errors: not known in public)")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    other, _ = _challenge(bench)
    responses = {"USERNAME": other.name, "NEW_PASSWORD": bench.new_password()}
    refused(bench.call("RespondToAuthChallenge", **{**answer, "ChallengeResponses": responses}), "NotAuthorizedException", "CodeMismatchException")
    same("FORCE_CHANGE_PASSWORD", bench.status(other), "the other's status")


@case("RespondToAuthChallenge", "a session is over after fifteen minutes, the longest that an app client can have")
def _(bench: Bench) -> None:
    _, answer = _challenge(bench)
    bench.advance(15 * 60 + 1)
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException", says="Invalid session for the user")


@case("RespondToAuthChallenge", "a password refused by the policy leaves the temporary one working")
def _(bench: Bench) -> None:
    user, answer = _challenge(bench)
    answer["ChallengeResponses"] = {"USERNAME": user.name, "NEW_PASSWORD": "weak"}
    refused(bench.call("RespondToAuthChallenge", **answer), "InvalidPasswordException")
    same("FORCE_CHANGE_PASSWORD", bench.status(user), "the status")
    same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user)).data.get("ChallengeName"), "the challenge")


for missing in ("USERNAME", "NEW_PASSWORD"):

    @case("RespondToAuthChallenge", f"an answer without {missing} is refused with InvalidParameterException")
    def _(bench: Bench, missing: str = missing) -> None:
        _, answer = _challenge(bench)
        del answer["ChallengeResponses"][missing]
        refused(bench.call("RespondToAuthChallenge", **answer), "InvalidParameterException")


@case("RespondToAuthChallenge", "a user who was disabled meanwhile is refused")
def _(bench: Bench) -> None:
    user, answer = _challenge(bench)
    accepted(bench.call("AdminDisableUser", **user.at))
    refused(bench.call("RespondToAuthChallenge", **answer), "NotAuthorizedException")
