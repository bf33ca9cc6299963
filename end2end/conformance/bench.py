"""What a case works with: Cognito by boto3 and by raw signed requests, and users arranged at will."""

from __future__ import annotations

import http.client
import itertools
import json
import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

import shapes
from expect import Answer, Deviation, accepted
from model import OPERATIONS, declared_errors, is_signed, operation
from sandbox import Control

CUSTOMERS = "eu-west-1_Nw4Customers"
PARTNERS = "us-east-1_Nw4Partners"
KIOSKS = "eu-west-1_Nw4Kiosks"
CLIENTS = {CUSTOMERS: "4nwcustomersapp7q2m9x5k1ab", PARTNERS: "5nwpartnersapp3h8t2v6c9wxy", KIOSKS: "6nwkiosksapp1r4z8d0f2g7hjk"}
KEY, SECRET = "SANDBOX", "sandbox"
TARGET = "AWSCognitoIdentityProviderService"


@dataclass
class User:
    """A user of the crowd, arranged for one case."""

    pool: str
    name: str
    sub: str
    email: str
    password: str

    @property
    def at(self) -> dict[str, str]:
        """The two members by which an administrator's call names the user."""
        return {"UserPoolId": self.pool, "Username": self.name}

    @property
    def client(self) -> str:
        """The app client of the user's pool."""
        return CLIENTS[self.pool]


@dataclass
class Bench:
    """A running sandbox, and what all cases together have seen of it."""

    port: int
    control: Control
    # Operation → exceptions that it answered by itself, without a fault set.
    seen: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # Operation → exceptions that it answered because of a fault.
    demanded: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    # Operation → what was wrong with the form of an answer.
    malformed: dict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    # Operation → (request id, whether it was accepted) of every answer, to be held against the log of effects.
    answered: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))

    # Ids of requests that Cognito pretended to accept, so as not to tell that nobody has the name.
    pretended: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.url = f"http://127.0.0.1:{self.port}"
        self._clients: dict[tuple[Any, ...], Any] = {}
        self._last: Any = None
        self._line: http.client.HTTPConnection | None = None
        self._numbers = itertools.count(1)
        self._crowds: dict[str, deque[str]] = {}
        self._pools: dict[str, dict[str, Any]] = {}
        self.faults_are_set = self._is_touched = False

    # ---- calls ------------------------------------------------------------------------------------------------------

    def boto(self, region: str = "eu-west-1", key: str = KEY, secret: str = SECRET, timeout: float = 30) -> Any:
        """A boto3 client that checks nothing itself and asks once."""
        wanted = (region, key, secret, timeout)
        if wanted not in self._clients:
            config = Config(parameter_validation=False, retries={"total_max_attempts": 1}, read_timeout=timeout, connect_timeout=5, proxies={})
            client = boto3.client("cognito-idp", region_name=region, endpoint_url=self.url, aws_access_key_id=key, aws_secret_access_key=secret, config=config)
            client.meta.events.register("after-call.cognito-identity-provider", self._keep)
            client.meta.events.register("after-call.cognito-idp", self._keep)
            self._clients[wanted] = client
        return self._clients[wanted]

    def _keep(self, http_response: Any, **_: Any) -> None:
        self._last = http_response

    def call(self, name: str, /, region: str | None = None, **members: Any) -> Answer:
        """Calls an operation by boto3, in the pool's own Region."""
        pool = members.get("UserPoolId")
        region = region or (pool.split("_")[0] if isinstance(pool, str) and re.fullmatch(r"[a-z]+-[a-z]+-\d_\w+", pool) else "eu-west-1")
        client, self._last = self.boto(region), None
        try:
            client._make_api_call(name, members)
        except ClientError as error:
            expected = str(error.response["Error"]["Code"])
            if expected in declared_errors(name) and type(error).__name__ != expected:
                raise Deviation(f"boto3 should raise {expected} and raised {type(error).__name__}") from None
        last = self._last
        return self._noted(Answer(name, last.status_code, {key.lower(): value for key, value in last.headers.items()}, last.content), members)

    def raw(
        self,
        name: str,
        body: Any,
        region: str = "eu-west-1",
        headers: dict[str, str | None] | None = None,
        key: str = KEY,
        secret: str = SECRET,
        service: str = "cognito-idp",
        tampered: bytes | None = None,
    ) -> Answer:
        """Sends any body, below everything that boto3 would check or write; signed by botocore's signer. A header of None is left out."""
        members = body if isinstance(body, dict) else {}
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        plain = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET}.{name}"}
        request = AWSRequest("POST", f"{self.url}/", plain, body)
        SigV4Auth(Credentials(key, secret), service, region).add_auth(request)
        sent = {header: value for header, value in {**dict(request.headers.items()), **(headers or {})}.items() if value is not None}
        self._line = self._line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self._line.request("POST", "/", body if tampered is None else tampered, sent)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._line.close()
            self._line = None
            raise
        return self._noted(Answer(name, answer.status, {key.lower(): value for key, value in answer.getheaders()}, content), members)

    def begun(self, name: str, members: dict[str, Any]) -> Answer:
        """An answer whose head arrives, and whose body has no end within a moment."""
        region = members["UserPoolId"].split("_")[0] if "UserPoolId" in members else "eu-west-1"
        body = json.dumps(members).encode()
        request = AWSRequest("POST", f"{self.url}/", {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{TARGET}.{name}"}, body)
        if is_signed(name):
            SigV4Auth(Credentials(KEY, SECRET), "cognito-idp", region).add_auth(request)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=0.3)
        try:
            line.request("POST", "/", body, dict(request.headers.items()))
            answer = line.getresponse()
            try:
                answer.read()
            except TimeoutError:
                return Answer(name, answer.status, {key.lower(): value for key, value in answer.getheaders()}, b"")
            raise Deviation("the body should have no end")
        finally:
            line.close()

    def send(self, name: str, members: dict[str, Any]) -> Answer:
        """A request of any form by raw means: in the pool's Region, unsigned where the operation needs no signature."""
        pool = members.get("UserPoolId")
        region = pool.split("_")[0] if isinstance(pool, str) and pool.startswith(("us-east-1_", "eu-west-1_")) else "eu-west-1"
        headers = None if is_signed(name) else {"Authorization": None, "X-Amz-Date": None}
        return self.raw(name, members, region, headers)

    def _noted(self, answer: Answer, members: dict[str, Any]) -> Answer:
        name = answer.operation
        if answer.error:
            (self.demanded if self.faults_are_set else self.seen)[name].add(answer.error)
        if name in OPERATIONS and not self.faults_are_set:
            for problem in shapes.problems(operation(name), answer):
                self.malformed[name].setdefault(problem)
            self.answered[name].append((answer.request_id, answer.error is None))
            if name == "ForgotPassword" and not answer.error and not self._is_anybodys(members):
                self.pretended.add(answer.request_id)
        return answer

    def _is_anybodys(self, members: dict[str, Any]) -> bool:
        pools = [pool for pool, client in CLIENTS.items() if client == members["ClientId"]]
        return self.control.try_("GET", f"users/{pools[0]}/{quote(members['Username'], safe='')}")[0] == 200

    # ---- arrangements -----------------------------------------------------------------------------------------------

    def fault(self, name: str, kind: str | None, times: int | None = 1, **more: Any) -> None:
        """Sets a fault for an operation."""
        self.faults_are_set = True
        fault = {"operation": name, "times": times, **more}
        self.control.ask("POST", "faults", {**fault, "kind": kind} if kind else fault)

    def dice(self, **asked: Any) -> None:
        """Lets seeded dice decide about the calls of some operations."""
        self.faults_are_set = True
        self.control.ask("POST", "faults/random", asked)

    def counts(self, name: str) -> int:
        """How often an operation changed anybody."""
        return self.control.ask("GET", f"effects/counts?operation={name}")["count"]

    def advance(self, seconds: float) -> None:
        """Moves Cognito's clock for the rest of the case."""
        self._is_touched = True
        self.control.ask("POST", "clock", {"advance_seconds": int(seconds)})

    def switch(self, **switches: Any) -> None:
        """Chooses unsettled behaviour for the rest of the case."""
        self._is_touched = True
        self.control.ask("POST", "switches", switches)

    def pool(self, pool: str, **patch: Any) -> None:
        """Gives a pool other settings for the rest of the case."""
        if pool not in self._pools:
            told = self.control.ask("GET", f"pools/{pool}")
            self._pools[pool] = {name: value for name, value in told.items() if name not in ("id", "name", "region", "client_id")}
        self.control.ask("POST", f"pools/{pool}", patch)

    def tidy(self) -> None:
        """Puts faults, clock, switches and pools back."""
        for pool, settings in self._pools.items():
            self.control.ask("POST", f"pools/{pool}", settings)
        self._pools.clear()
        if self.faults_are_set:
            self.control.ask("DELETE", "faults")
            self.faults_are_set = False
        if self._is_touched:
            self.control.ask("POST", "clock", {"ahead_seconds": 0})
            self.control.ask("POST", "switches", {})
            self._is_touched = False

    def new_password(self, size: int = 0) -> str:
        """A password that meets every pool's policy and was never used."""
        return f"Fresh-Pass-{next(self._numbers):05}-aB1!".ljust(size, "x")

    def number(self) -> int:
        """A number that no other case has."""
        return next(self._numbers)

    def phone(self) -> str:
        """A phone number that nobody has."""
        return f"+1202{self.number():07}"

    def someone(self, pool: str = CUSTOMERS, status: str = "CONFIRMED", **patch: Any) -> User:
        """A user whom no other case has at the moment: by default confirmed, enabled, with a verified e-mail address, no number, no MFA, no groups."""
        if pool not in self._crowds:
            self._crowds[pool] = self._crowd(pool)
        self._crowds[pool].rotate(-1)
        name, number = self._crowds[pool][-1], self.number()
        password = self.new_password()
        attributes = {
            "email": f"case{number}@example.com",
            "email_verified": "true",
            "phone_number": None,
            "phone_number_verified": None,
            "preferred_username": None,
            "name": f"Case {number}",
            "identities": None,
        }
        attributes |= patch.pop("attributes", {})
        patch = {"status": status, "enabled": True, "groups": [], "mfa": [], "password": password, **patch, "attributes": attributes}
        user = self.control.change(pool, name, **patch)
        return User(pool, name, user["sub"], attributes["email"] or "", patch["password"])

    def spend(self, user: User) -> None:
        """Leaves a user alone from now on, who has no attempts left or the like."""
        self._crowds[user.pool].remove(user.name)

    def _crowd(self, pool: str) -> deque[str]:
        plain = re.compile(r"[a-z]+\.[a-z]+\d*|[0-9a-f-]{36}|kiosk-[a-z]+-\d+")
        users = [user for user in self.everybody(pool) if user["UserStatus"] == "CONFIRMED" and user["Enabled"]]
        crowd = deque(user["Username"] for user in users if plain.fullmatch(user["Username"]) and user["Username"] not in CAST)
        if len(crowd) < 5:
            raise SystemExit(f"conformance: {pool} has no crowd to take users from")
        return crowd

    def everybody(self, pool: str, **members: Any) -> list[dict[str, Any]]:
        """All users that ListUsers finds, by boto3's own paginator."""
        pages = self.boto(pool.split("_")[0]).get_paginator("list_users").paginate(UserPoolId=pool, **members)
        return [user for page in pages for user in page["Users"]]

    def sign_in(self, user: User, password: str | None = None, name: str | None = None) -> Answer:
        """A sign-in with USER_PASSWORD_AUTH."""
        parameters = {"USERNAME": name or user.name, "PASSWORD": password or user.password}
        return self.call("InitiateAuth", ClientId=user.client, AuthFlow="USER_PASSWORD_AUTH", AuthParameters=parameters)

    def token(self, user: User) -> str:
        """An access token of a new session."""
        return accepted(self.sign_in(user)).data["AuthenticationResult"]["AccessToken"]

    def status(self, user: User) -> str:
        """The UserStatus that AdminGetUser tells."""
        return accepted(self.call("AdminGetUser", **user.at)).data["UserStatus"]

    def attributes(self, user: User) -> dict[str, str]:
        """The attributes that AdminGetUser tells."""
        return {it["Name"]: it["Value"] for it in accepted(self.call("AdminGetUser", **user.at)).data["UserAttributes"]}

    def code(self, user: User) -> str:
        """The code or temporary password of the newest message to a user."""
        messages = self.control.outbox(user.pool, user.name)
        if not messages:
            raise Deviation("a message should have been sent, and none was")
        return messages[0]["code"]

    def effects(self, user: User, name: str) -> int:
        """How often an operation changed a user."""
        return len(self.control.effects(operation=name, pool=user.pool, username=user.name))


# Users of the seed that other cases need as they are.
CAST = {
    "amara.okafor", "dana.kowalczyk", "yuki.tanaka", "mateo.alvarez", "freya.lindholm", "samir.haddad", "nobody.reachable", "lena.fischer", "kofi.mensah", "mei.chen", "ravi.iyer", "ines.duarte",
    "root.operator", "greta.holm", "member.everywhere",
}  # fmt: skip
