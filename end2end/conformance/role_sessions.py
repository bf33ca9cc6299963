"""STS: AssumeRole's constraints by AWS's model, who may, whom the credentials make, how long they last, and what goes wrong on demand; web identities; who asks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, HTTPClientError, ReadTimeoutError
from botocore.loaders import Loader
from botocore.model import ServiceModel
from botocore.parsers import ResponseParserError

from bench import KEY, SECRET, Bench
from cases import Case, collector
from expect import Deviation, holds, same
from faults import CUTS, SILENT
from model import Place, breaks, fits

ASSUME_ROLE = "AssumeRole"
WEB_IDENTITY = "AssumeRoleWithWebIdentity"
CALLER = "GetCallerIdentity"
STS = ServiceModel(Loader().load_service_model("sts", "service-2"), "sts").operation_model(ASSUME_ROLE)
ROLE = "arn:aws:iam::123456789012:role/desk/passdesk-customers"
# The members that the sandbox reads.
MEMBERS = ["RoleArn", "RoleSessionName", "SourceIdentity", "DurationSeconds", "ExternalId"]

# A kind of fault → the code of STS that answers, and its status.
ANSWERS = {
    "throttle": ("Throttling", 400),
    "internal_error": ("InternalFailure", 500),
    "access_denied": ("AccessDenied", 403),
    "bad_signature": ("SignatureDoesNotMatch", 403),
    "clock_skew": ("SignatureDoesNotMatch", 403),
    "expired_token": ("ExpiredToken", 403),
    "unknown_key": ("InvalidClientTokenId", 403),
}

_cases, case = collector()


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in MEMBERS:
        place = Place((name,), STS.input_shape.members[name], name in STS.input_shape.required_members)
        for broken in breaks(place):
            # The query protocol has texts only: no value has a wrong type, and one that is null is absent.
            if broken.error == "InvalidParameterException" and broken.value is not None:
                yield Case(ASSUME_ROLE, "constraint", f"{name} {broken.words} is refused with ValidationError", partial(_broken, place, broken.value))
        for words, value in fits(place):
            if name != "RoleArn":
                yield Case(ASSUME_ROLE, "constraint", f"{name} {words} is accepted", partial(_fitting, name, value))
    for kind, (code, status) in ANSWERS.items():
        yield Case(ASSUME_ROLE, "behaviour", f"the fault {kind} answers {code} once", partial(_answers, kind, code, status))
    for kind in [*CUTS, *SILENT, "garbage", "unavailable"]:
        yield Case(ASSUME_ROLE, "behaviour", f"the fault {kind} gives no credentials", partial(_gives_none, kind))
    yield from _cases


def _client(bench: Bench, keys: dict[str, Any] | None = None, service: str = "sts", timeout: float = 30) -> Any:
    config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=timeout, connect_timeout=5, proxies={})
    keys = keys or {"AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": None}
    return boto3.client(
        service, region_name="eu-west-1", endpoint_url=bench.url, config=config,
        aws_access_key_id=keys["AccessKeyId"], aws_secret_access_key=keys["SecretAccessKey"], aws_session_token=keys["SessionToken"],
    )  # fmt: skip


def _assumed(bench: Bench, keys: dict[str, Any] | None = None, **members: Any) -> dict[str, Any]:
    return _client(bench, keys).assume_role(**{"RoleArn": ROLE, "RoleSessionName": "case", **members})


def _refused(code: str, status: int, ask: Any, *arguments: Any, **members: Any) -> None:
    try:
        got = ask(*arguments, **members)
    except ClientError as error:
        same((code, status), (error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]), "the refusal")
        return
    raise Deviation(f"{code} should answer; got {sorted(got)}")


def _broken(place: Place, value: object, bench: Bench) -> None:
    members: dict[str, Any] = {"RoleArn": ROLE, "RoleSessionName": "case", place.way[0]: value}
    sent = {name: value for name, value in members.items() if isinstance(value, (str, int))}
    _refused("ValidationError", 400, _client(bench).assume_role, **sent)


def _fitting(name: str, value: object, bench: Bench) -> None:
    _assumed(bench, **{name: value})


def _answers(kind: str, code: str, status: int, bench: Bench) -> None:
    bench.fault(ASSUME_ROLE, kind)
    _refused(code, status, _assumed, bench)
    _assumed(bench)


def _gives_none(kind: str, bench: Bench) -> None:
    bench.fault(ASSUME_ROLE, kind)
    try:
        _client(bench, timeout=0.3).assume_role(RoleArn=ROLE, RoleSessionName="case")
    except (ClientError, ConnectionClosedError, ReadTimeoutError, HTTPClientError, ResponseParserError):
        return
    raise Deviation("there should be no credentials")


@case(ASSUME_ROLE, "an answer has what the model says, and nothing else")
def _(bench: Bench) -> None:
    given = _assumed(bench, SourceIdentity="somebody@example.com-01")
    same(["AssumedRoleUser", "Credentials", "ResponseMetadata", "SourceIdentity"], sorted(given), "the members")
    same("arn:aws:sts::123456789012:assumed-role/passdesk-customers/case", given["AssumedRoleUser"]["Arn"], "the ARN, without the role's path")
    same("somebody@example.com-01", given["SourceIdentity"], "the source identity")
    for name in STS.output_shape.members["Credentials"].required_members:
        holds(bool(given["Credentials"][name]), f"{name} among the credentials")


@case(ASSUME_ROLE, "the credentials sign Cognito's calls, and the log of effects says whose session it was")
def _(bench: Bench) -> None:
    user = bench.someone()
    _client(bench, _assumed(bench, RoleSessionName="a.case", SourceIdentity="a.person")["Credentials"], "cognito-idp").admin_reset_user_password(**user.at)
    newest = bench.control.effects(operation="AdminResetUserPassword", pool=user.pool, username=user.name)[-1]
    same(("a.case", "a.person"), (newest["role_session"], newest["source_identity"]), "session and source identity")


@case(ASSUME_ROLE, "credentials end when DurationSeconds have gone by")
def _(bench: Bench) -> None:
    user = bench.someone()
    cognito = _client(bench, _assumed(bench, DurationSeconds=900)["Credentials"], "cognito-idp")
    cognito.admin_get_user(**user.at)
    bench.advance(901)
    _refused("ExpiredTokenException", 400, cognito.admin_get_user, **user.at)


@case(ASSUME_ROLE, "a session's key without its token, or with another's, signs nothing")
def _(bench: Bench) -> None:
    user = bench.someone()
    own, other = _assumed(bench)["Credentials"], _assumed(bench)["Credentials"]
    for token in (None, other["SessionToken"]):
        _refused("UnrecognizedClientException", 400, _client(bench, own | {"SessionToken": token}, "cognito-idp").admin_get_user, **user.at)


@case(ASSUME_ROLE, "a source identity stays along a chain of roles and cannot be changed")
def _(bench: Bench) -> None:
    keys = _assumed(bench, SourceIdentity="a.person")["Credentials"]
    same("a.person", _assumed(bench, keys).get("SourceIdentity"), "the source identity of the second role")
    _assumed(bench, keys, SourceIdentity="a.person")
    _refused("AccessDenied", 403, _assumed, bench, keys, SourceIdentity="b.person")


@case(ASSUME_ROLE, "who may assume a role, and who may name a source identity, are rights apart")
def _(bench: Bench) -> None:
    bench.switch(denied=[{"operations": ["SetSourceIdentity"]}])
    _assumed(bench)
    _refused("AccessDenied", 403, _assumed, bench, SourceIdentity="a.person")
    bench.switch(denied=[{"operations": [ASSUME_ROLE]}])
    _refused("AccessDenied", 403, _assumed, bench)


@case(ASSUME_ROLE, "a wrong secret is SignatureDoesNotMatch, and a key that nobody has InvalidClientTokenId")
def _(bench: Bench) -> None:
    _refused("SignatureDoesNotMatch", 403, _assumed, bench, {"AccessKeyId": KEY, "SecretAccessKey": "wrong", "SessionToken": None})
    bench.switch(only_known_keys=True)
    _refused("InvalidClientTokenId", 403, _assumed, bench, {"AccessKeyId": "AKIANOBODY", "SecretAccessKey": "x", "SessionToken": None})


@case(ASSUME_ROLE, "a trust policy that asks for an external id denies whoever has none or another")
def _(bench: Bench) -> None:
    bench.switch(external_id="desk/42")
    _refused("AccessDenied", 403, _assumed, bench)
    _refused("AccessDenied", 403, _assumed, bench, ExternalId="desk/43")
    _assumed(bench, ExternalId="desk/42")


@case(ASSUME_ROLE, "session tags are a right apart, and the log of effects has them")
def _(bench: Bench) -> None:
    user = bench.someone()
    tags = [{"Key": "team", "Value": "help desk"}, {"Key": "tenant", "Value": ""}]
    _client(bench, _assumed(bench, Tags=tags)["Credentials"], "cognito-idp").admin_reset_user_password(**user.at)
    newest = bench.control.effects(operation="AdminResetUserPassword", pool=user.pool, username=user.name)[-1]
    same({"team": "help desk", "tenant": ""}, newest["session_tags"], "the tags")
    bench.switch(denied=[{"operations": ["TagSession"]}])
    _refused("AccessDenied", 403, _assumed, bench, Tags=tags)
    _assumed(bench)


@case(WEB_IDENTITY, "a token in the form of a JWT gives credentials to whoever has none, and another is InvalidIdentityToken")
def _(bench: Bench) -> None:
    nobody = {"AccessKeyId": "AKIANOBODY", "SecretAccessKey": "x", "SessionToken": None}
    assume = _client(bench, nobody).assume_role_with_web_identity
    _refused("InvalidIdentityToken", 400, assume, RoleArn=ROLE, RoleSessionName="web", WebIdentityToken="a-token")
    given = assume(RoleArn=ROLE, RoleSessionName="web", WebIdentityToken="eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln")
    same("arn:aws:sts::123456789012:assumed-role/passdesk-customers/web", _client(bench, given["Credentials"]).get_caller_identity()["Arn"], "the ARN")


@case(CALLER, "whoever signs is told who they are, and no policy denies it")
def _(bench: Bench) -> None:
    keys = _assumed(bench)["Credentials"]
    bench.switch(denied=[{"operations": ["*"]}])
    told = _client(bench, keys).get_caller_identity()
    same(["Account", "Arn", "ResponseMetadata", "UserId"], sorted(told), "the members")
    same(("123456789012", "arn:aws:sts::123456789012:assumed-role/passdesk-customers/case"), (told["Account"], told["Arn"]), "account and ARN")
    same("arn:aws:iam::123456789012:user/sandbox", _client(bench).get_caller_identity()["Arn"], "the console's own key")


@case(ASSUME_ROLE, "another operation of STS is InvalidAction")
def _(bench: Bench) -> None:
    _refused("InvalidAction", 400, _client(bench).get_session_token)
