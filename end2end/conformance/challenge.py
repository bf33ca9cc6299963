"""NEW_PASSWORD_REQUIRED: from the temporary password to the end."""

from __future__ import annotations

from typing import Any

from bench import CUSTOMERS, PARTNERS, Bench, User
from cases import collector
from expect import accepted, refused, same
from sign_in import WRONG

_cases, case = collector()
cases = _cases.copy


def _challenge(bench: Bench, name: str, pool: str = CUSTOMERS) -> tuple[User, dict[str, Any]]:
    user = bench.someone(pool, status="FORCE_CHANGE_PASSWORD")
    session = accepted(bench.sign_in(user)).data["Session"]
    responses = {"USERNAME": user.name, "NEW_PASSWORD": bench.new_password()}
    answer = {"ClientId": user.client, "ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": session, "ChallengeResponses": responses}
    return user, {"UserPoolId": pool, **answer} if name.startswith("Admin") else answer


for name in ("RespondToAuthChallenge", "AdminRespondToAuthChallenge"):

    @case(name, "a new password makes the user CONFIRMED, signs in, and the temporary one is dead")
    def _(bench: Bench, name: str = name) -> None:
        for pool in (CUSTOMERS, PARTNERS):
            user, answer = _challenge(bench, name, pool)
            tokens = accepted(bench.call(name, **answer)).data["AuthenticationResult"]
            same("CONFIRMED", bench.status(user), "the status")
            same(user.name, accepted(bench.call("GetUser", AccessToken=tokens["AccessToken"])).data["Username"], "whose token it is")
            accepted(bench.sign_in(user, answer["ChallengeResponses"]["NEW_PASSWORD"]))
            refused(bench.sign_in(user), "NotAuthorizedException", says=WRONG)

    @case(name, "a session works once")
    def _(bench: Bench, name: str = name) -> None:
        _, answer = _challenge(bench, name)
        accepted(bench.call(name, **answer))
        refused(bench.call(name, **answer), "NotAuthorizedException", says="Invalid session for the user")

    @case(name, "a session that Cognito never gave is refused (with which of two errors: not known in public)")
    def _(bench: Bench, name: str = name) -> None:
        _, answer = _challenge(bench, name)
        refused(bench.call(name, **{**answer, "Session": "nonsense" * 10}), "NotAuthorizedException", "CodeMismatchException")

    @case(name, "a session of another user is refused (with which of two errors: not known in public)")
    def _(bench: Bench, name: str = name) -> None:
        _, answer = _challenge(bench, name)
        other, _ = _challenge(bench, name)
        responses = {"USERNAME": other.name, "NEW_PASSWORD": bench.new_password()}
        refused(bench.call(name, **{**answer, "ChallengeResponses": responses}), "NotAuthorizedException", "CodeMismatchException")
        same("FORCE_CHANGE_PASSWORD", bench.status(other), "the other's status")

    @case(name, "a session is over after fifteen minutes, the longest that an app client can have")
    def _(bench: Bench, name: str = name) -> None:
        _, answer = _challenge(bench, name)
        bench.advance(15 * 60 + 1)
        refused(bench.call(name, **answer), "NotAuthorizedException", says="Invalid session for the user")

    @case(name, "a password refused by the policy leaves the temporary one working")
    def _(bench: Bench, name: str = name) -> None:
        user, answer = _challenge(bench, name)
        answer["ChallengeResponses"] = {"USERNAME": user.name, "NEW_PASSWORD": "weak"}
        refused(bench.call(name, **answer), "InvalidPasswordException")
        same("FORCE_CHANGE_PASSWORD", bench.status(user), "the status")
        same("NEW_PASSWORD_REQUIRED", accepted(bench.sign_in(user)).data.get("ChallengeName"), "the challenge")

    for missing in ("USERNAME", "NEW_PASSWORD"):

        @case(name, f"an answer without {missing} is refused with InvalidParameterException")
        def _(bench: Bench, name: str = name, missing: str = missing) -> None:
            _, answer = _challenge(bench, name)
            del answer["ChallengeResponses"][missing]
            refused(bench.call(name, **answer), "InvalidParameterException")

    @case(name, "a user who was disabled meanwhile is refused")
    def _(bench: Bench, name: str = name) -> None:
        user, answer = _challenge(bench, name)
        accepted(bench.call("AdminDisableUser", **user.at))
        refused(bench.call(name, **answer), "NotAuthorizedException")
