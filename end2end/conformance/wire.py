"""Below the SDK: how answers and errors look on the wire, what a target and a body have to be, signatures, and rights."""

from __future__ import annotations

import datetime
import http.client
import json
import re
from collections.abc import Iterator
from functools import partial

from botocore.auth import SIGV4_TIMESTAMP, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bench import CUSTOMERS, KEY, PARTNERS, SECRET, TARGET, Bench
from cases import Case, collector
from expect import Answer, accepted, holds, refused, same
from model import OPERATIONS, is_signed
from plain import arranged, kept, plain

NOBODY = {"UserPoolId": CUSTOMERS, "Username": "nobody.at.all"}
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_cases, case = collector()


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name in OPERATIONS:
        yield Case(name, "behaviour", "an answer has its content type and a request id of its own", partial(_headers, name))
        yield Case(name, "behaviour", "an error says its name in __type and x-amzn-errortype", partial(_error, name))
        yield Case(name, "behaviour", "a body that is not JSON is refused with SerializationException", partial(_body, name, b'{"UserPoolId":'))
        yield Case(name, "behaviour", "a body that is a list is refused with SerializationException", partial(_body, name, b"[]"))
        if is_signed(name):
            yield Case(name, "behaviour", "no signature is refused with MissingAuthenticationTokenException", partial(_unsigned, name))
            yield Case(name, "behaviour", "a wrong secret is refused with InvalidSignatureException, and nothing happens", partial(_wrong_secret, name))
            yield Case(name, "error", "what no policy allows is refused with AccessDeniedException, and nothing happens", partial(_denied, name))
        else:
            yield Case(name, "behaviour", "it needs no signature", partial(_needs_none, name))
    yield from _cases


def _headers(name: str, bench: Bench) -> None:
    ids = set()
    for _ in range(2):
        answer = accepted(bench.send(name, plain(bench, name)))
        same("application/x-amz-json-1.1", answer.headers.get("content-type"), "the content type")
        holds(bool(UUID.fullmatch(answer.request_id)), f"x-amzn-requestid should be a UUID and is {answer.request_id!r}")
        ids.add(answer.request_id)
    same(2, len(ids), "the number of request ids")


def _error(name: str, bench: Bench) -> None:
    bench.fault(name, "throttle")
    answer = refused(bench.send(name, kept(bench, name)), "TooManyRequestsException")
    same("TooManyRequestsException", str(answer.data.get("__type")).rpartition("#")[2], "__type")
    same("TooManyRequestsException", answer.headers.get("x-amzn-errortype", "").rstrip(":"), "x-amzn-errortype")
    holds(isinstance(answer.data.get("message"), str), "a message")
    holds(bool(UUID.fullmatch(answer.request_id)), "x-amzn-requestid should be a UUID")


def _body(name: str, body: bytes, bench: Bench) -> None:
    refused(bench.raw(name, body, headers=None if is_signed(name) else {"Authorization": None}), "SerializationException")


def _unsigned(name: str, bench: Bench) -> None:
    refused(bench.raw(name, kept(bench, name), headers={"Authorization": None}), "MissingAuthenticationTokenException")


def _needs_none(name: str, bench: Bench) -> None:
    accepted(bench.raw(name, plain(bench, name), headers={"Authorization": None, "X-Amz-Date": None}))


def _wrong_secret(name: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.control.user(user.pool, user.name), bench.effects(user, name)
    refused(bench.raw(name, request, secret="not-the-secret"), "InvalidSignatureException")
    same(before, (bench.control.user(user.pool, user.name), bench.effects(user, name)), "the user and the effects")


def _denied(name: str, bench: Bench) -> None:
    request, user = arranged(bench, name)
    before = bench.control.user(user.pool, user.name), bench.effects(user, name)
    bench.switch(denied=[{"operations": [name]}])
    refused(bench.call(name, **request), "AccessDeniedException", says=f"is not authorized to perform: cognito-idp:{name}")
    same(before, (bench.control.user(user.pool, user.name), bench.effects(user, name)), "the user and the effects")
    bench.switch()
    accepted(bench.call(name, **request))


# ---- targets and bodies ---------------------------------------------------------------------------------------------

for words, target in [
    ("without a target", None),
    ("for an operation that Cognito does not have", f"{TARGET}.AdminMakeCoffee"),
    ("for another service", "DynamoDB_20120810.ListTables"),
    ("for an operation in small letters", f"{TARGET}.admingetuser"),
    ("for an operation without its service", "AdminGetUser"),
]:

    @case("AdminGetUser", f"a request {words} is refused with UnknownOperationException")
    def _(bench: Bench, target: str | None = target) -> None:
        refused(bench.raw("AdminGetUser", NOBODY, headers={"X-Amz-Target": target}), "UnknownOperationException")


@case("AdminGetUser", "two broken constraints are told in one message")
def _(bench: Bench) -> None:
    answer = refused(bench.raw("AdminGetUser", {"UserPoolId": "eu-west-1", "Username": "two words"}), "InvalidParameterException", says="2 validation errors detected")
    holds("at 'userPoolId'" in answer.message and "at 'username'" in answer.message, f"both members should be named: {answer.message}")


@case("AdminGetUser", "the body may have any spacing and escapes")
def _(bench: Bench) -> None:
    user = bench.someone()
    escaped = "".join(f"\\u{ord(letter):04x}" for letter in user.name)
    body = f'\n{{ "Username" :\t"{escaped}",\r\n"UserPoolId":"{CUSTOMERS}" }}\n'
    same(user.name, accepted(bench.raw("AdminGetUser", body.encode())).data["Username"], "Username")


@case("AdminGetUser", "members in small letters are no members")
def _(bench: Bench) -> None:
    refused(bench.raw("AdminGetUser", {"userPoolId": CUSTOMERS, "username": "amara.okafor"}), "InvalidParameterException", says="Member must not be null")


@case("AdminGetUser", "times are seconds since 1970")
def _(bench: Bench) -> None:
    data = accepted(bench.call("AdminGetUser", **bench.someone().at)).data
    now = datetime.datetime.now(datetime.timezone.utc).timestamp()
    for member in ("UserCreateDate", "UserLastModifiedDate"):
        holds(isinstance(data[member], (int, float)) and 0 < data[member] <= now + 5, f"{member} is {data[member]!r}")


@case("AdminGetUser", "UserLastModifiedDate moves with a change, and UserCreateDate does not")
def _(bench: Bench) -> None:
    user = bench.someone()
    before = accepted(bench.call("AdminGetUser", **user.at)).data
    bench.advance(3600)
    accepted(bench.call("AdminDisableUser", **user.at))
    after = accepted(bench.call("AdminGetUser", **user.at)).data
    holds(after["UserLastModifiedDate"] >= before["UserLastModifiedDate"] + 3590, "UserLastModifiedDate should move")
    same(before["UserCreateDate"], after["UserCreateDate"], "UserCreateDate")


# ---- signatures -----------------------------------------------------------------------------------------------------


@case("AdminGetUser", "a wrong secret learns nothing about the request")
def _(bench: Bench) -> None:
    for request in ({"UserPoolId": "!", "Username": ""}, {"UserPoolId": "eu-west-1_NobodysPool", "Username": "x"}, {"UserPoolId": 5}):
        refused(bench.raw("AdminGetUser", request, secret="not-the-secret"), "InvalidSignatureException")


@case("AdminGetUser", "a body that was changed after the signing is refused with InvalidSignatureException")
def _(bench: Bench) -> None:
    user, other = bench.someone(), bench.someone()
    refused(bench.raw("AdminGetUser", user.at, tampered=json.dumps(other.at).encode()), "InvalidSignatureException")


@case("AdminGetUser", "a target that was changed after the signing is refused with InvalidSignatureException")
def _(bench: Bench) -> None:
    user = bench.someone()
    refused(bench.raw("AdminGetUser", user.at, headers={"X-Amz-Target": f"{TARGET}.AdminDisableUser"}), "InvalidSignatureException")
    same(True, bench.control.user(user.pool, user.name)["enabled"], "whether the user is enabled")


@case("AdminGetUser", "a signature for another service is refused")
def _(bench: Bench) -> None:
    refused(bench.raw("AdminGetUser", NOBODY, service="dynamodb"), "InvalidSignatureException", "SignatureDoesNotMatch")


@case("AdminGetUser", "a signature for another Region finds no pool of this one")
def _(bench: Bench) -> None:
    refused(bench.raw("AdminGetUser", bench.someone(PARTNERS).at, region="eu-west-1"), "ResourceNotFoundException")


for words, change, errors in [
    ("without Credential", lambda it: re.sub(r"Credential=\S+,\s*", "", it), ["IncompleteSignatureException"]),
    ("without SignedHeaders", lambda it: re.sub(r"SignedHeaders=\S+,\s*", "", it), ["IncompleteSignatureException"]),
    ("without Signature", lambda it: re.sub(r",\s*Signature=\S+", "", it), ["IncompleteSignatureException"]),
    ("with a credential of too few parts", lambda it: it.replace("/aws4_request", ""), ["IncompleteSignatureException", "InvalidSignatureException"]),
    ("with another hash", lambda it: it[:-4] + ("beef" if not it.endswith("beef") else "dead"), ["InvalidSignatureException"]),
    ("with a hash that is too short", lambda it: it[:-4], ["InvalidSignatureException"]),
    ("of another scheme", lambda it: "Bearer abc", ["MissingAuthenticationTokenException", "IncompleteSignatureException"]),
]:

    @case("AdminGetUser", f"an Authorization header {words} is refused with {' or '.join(errors)}")
    def _(bench: Bench, change=change, errors: list[str] = errors) -> None:
        body = json.dumps(NOBODY).encode()
        request = AWSRequest("POST", f"{bench.url}/", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET}.AdminGetUser"}, body)
        SigV4Auth(Credentials(KEY, SECRET), "cognito-idp", "eu-west-1").add_auth(request)
        refused(bench.raw("AdminGetUser", body, headers={"Authorization": change(request.headers["Authorization"]), "X-Amz-Date": request.headers["X-Amz-Date"]}), *errors)


def _signed_at(bench: Bench, minutes: int) -> Answer:
    body = json.dumps(NOBODY).encode()
    request = AWSRequest("POST", f"{bench.url}/", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET}.AdminGetUser"}, body)
    signer = SigV4Auth(Credentials(KEY, SECRET), "cognito-idp", "eu-west-1")
    # The steps of add_auth, with another time.
    at = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(minutes=minutes)
    request.context["timestamp"] = at.strftime(SIGV4_TIMESTAMP)
    signer._modify_request_before_signing(request)
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    signer._inject_signature_to_request(request, signature)
    headers = {name: request.headers[name] for name in ("Authorization", "X-Amz-Date")}
    return bench.raw("AdminGetUser", body, headers=headers)


@case("AdminGetUser", "a signature of two minutes ago, or of a clock two minutes ahead, is good")
def _(bench: Bench) -> None:
    for minutes in (-2, 2):
        refused(_signed_at(bench, minutes), "UserNotFoundException")


@case("AdminGetUser", "a signature of twenty minutes ago is refused with InvalidSignatureException: expired")
def _(bench: Bench) -> None:
    refused(_signed_at(bench, -20), "InvalidSignatureException", says="Signature expired")


@case("AdminGetUser", "a signature of a clock twenty minutes ahead is refused with InvalidSignatureException: not yet current")
def _(bench: Bench) -> None:
    refused(_signed_at(bench, 20), "InvalidSignatureException", says="Signature not yet current")


@case("AdminGetUser", "an access key that Cognito does not know is refused with UnrecognizedClientException, when the switch says so")
def _(bench: Bench) -> None:
    accepted(bench.raw("AdminGetUser", bench.someone().at, key="AKIAIOSFODNN7EXAMPLE", secret="whatever"))
    bench.switch(only_known_keys=True)
    refused(bench.raw("AdminGetUser", NOBODY, key="AKIAIOSFODNN7EXAMPLE", secret="whatever"), "UnrecognizedClientException")
    refused(bench.raw("AdminGetUser", NOBODY), "UserNotFoundException")


@case("AdminGetUser", "moving the sandbox's clock leaves signatures alone")
def _(bench: Bench) -> None:
    bench.advance(40 * 86_400)
    refused(bench.call("AdminGetUser", **NOBODY), "UserNotFoundException")


# ---- rights ---------------------------------------------------------------------------------------------------------


@case("AdminResetUserPassword", "a policy for one pool leaves the others alone", "error")
def _(bench: Bench) -> None:
    bench.switch(denied=[{"operations": ["AdminResetUserPassword"], "pool": PARTNERS}])
    refused(bench.call("AdminResetUserPassword", **bench.someone(PARTNERS).at), "AccessDeniedException", says=f"userpool/{PARTNERS}")
    accepted(bench.call("AdminResetUserPassword", **bench.someone().at))


@case("AdminGetUser", "a policy that allows nothing refuses every signed operation, and leaves users their own", "error")
def _(bench: Bench) -> None:
    user = bench.someone()
    token = bench.token(user)
    bench.switch(denied=[{"operations": ["*"]}])
    for name in OPERATIONS:
        if is_signed(name):
            refused(bench.call(name, **kept(bench, name)), "AccessDeniedException")
    accepted(bench.call("GetUser", AccessToken=token))
    accepted(bench.sign_in(user))


# ---- the connection -------------------------------------------------------------------------------------------------


@case("ListUserPools", "many requests go over one connection")
def _(bench: Bench) -> None:
    line = http.client.HTTPConnection("127.0.0.1", bench.port, timeout=10)
    for _ in range(5):
        request = AWSRequest("POST", f"{bench.url}/", {"X-Amz-Target": f"{TARGET}.ListUserPools"}, b'{"MaxResults":1}')
        SigV4Auth(Credentials(KEY, SECRET), "cognito-idp", "eu-west-1").add_auth(request)
        line.request("POST", "/", b'{"MaxResults":1}', dict(request.headers.items()))
        answer = line.getresponse()
        same(200, answer.status, "the status")
        answer.read()
        holds(line.sock is not None, "the connection should stay")
    line.close()
