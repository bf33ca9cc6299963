"""AWS's published model of Cognito, as botocore brings it: members, constraints, errors, and values that fit or break them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, OperationModel, ServiceModel, Shape, StructureShape

from patterns import pattern

PUBLISHED = Loader().load_service_model("cognito-idp", "service-2")
SERVICE = ServiceModel(PUBLISHED, "cognito-idp")

# The operations that the console and its users need, in the order of the table.
OPERATIONS = [
    "ListUserPools",
    "DescribeUserPool",
    "ListUsers",
    "AdminGetUser",
    "AdminListGroupsForUser",
    "AdminListUserAuthEvents",
    "AdminResetUserPassword",
    "AdminSetUserPassword",
    "AdminCreateUser",
    "AdminConfirmSignUp",
    "AdminUpdateUserAttributes",
    "AdminEnableUser",
    "AdminDisableUser",
    "AdminUserGlobalSignOut",
    "AdminInitiateAuth",
    "AdminRespondToAuthChallenge",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "GetUser",
    "GlobalSignOut",
    "RevokeToken",
    "ForgotPassword",
    "ConfirmForgotPassword",
]


def operation(name: str) -> OperationModel:
    """An operation of the model."""
    return SERVICE.operation_model(name)


def declared_errors(name: str) -> list[str]:
    """The exceptions that the model declares for an operation."""
    return [shape.name for shape in operation(name).error_shapes]


def http_status(error: str) -> int:
    """The status that the model gives an exception: 500 for AWS's own faults, otherwise 400."""
    shape = PUBLISHED["shapes"][error]
    return shape.get("error", {}).get("httpStatusCode", 500 if shape.get("fault") else 400)


def is_signed(name: str) -> bool:
    """Whether an operation needs IAM credentials; the users' own operations do not."""
    return operation(name).auth_type != "none"


@dataclass(frozen=True)
class Place:
    """A member of an input, with the way to it: names of members, and `[]`, `{key}`, `{value}` inside of lists and maps."""

    way: tuple[str, ...]
    shape: Shape
    is_required: bool

    def __str__(self) -> str:
        return "".join(step if step in ("[]", "{key}", "{value}") else f".{step}" for step in self.way).removeprefix(".")

    @property
    def wire_name(self) -> str:
        """The outermost member the way AWS's validation messages name it: `userPoolId`."""
        return self.way[0][0].lower() + self.way[0][1:]


def places(name: str) -> Iterator[Place]:
    """Every member of an operation's input, nested ones too."""
    yield from _inside(operation(name).input_shape, ())


def _inside(shape: Shape, way: tuple[str, ...]) -> Iterator[Place]:
    if isinstance(shape, StructureShape):
        for name, member in shape.members.items():
            yield Place((*way, name), member, name in shape.required_members)
            yield from _inside(member, (*way, name))
    elif isinstance(shape, ListShape):
        yield Place((*way, "[]"), shape.member, False)
        yield from _inside(shape.member, (*way, "[]"))
    elif isinstance(shape, MapShape):
        yield Place((*way, "{key}"), shape.key, False)
        yield Place((*way, "{value}"), shape.value, False)


ABSENT = object()


def planted(name: str, base: dict[str, Any], place: Place, value: Any) -> dict[str, Any]:
    """A request like `base` with a value at one place (or without it); what surrounds the place is made up as the model asks."""
    request = copy.deepcopy(base)
    _plant(operation(name).input_shape, request, place.way, value)
    return request


def _plant(shape: Shape, inside: Any, way: tuple[str, ...], value: Any) -> None:
    step, rest = way[0], way[1:]
    if isinstance(shape, MapShape):
        inside.clear()
        inside.update({value: "x"} if step == "{key}" else {"key": value})
    elif not rest:
        if isinstance(shape, ListShape):
            inside[:] = [value]
        elif value is ABSENT:
            inside.pop(step, None)
        else:
            inside[step] = value
    elif isinstance(shape, ListShape):
        if not inside:
            inside.append(sample(shape.member))
        _plant(shape.member, inside[0], rest, value)
    else:
        member = shape.members[step]
        if not isinstance(inside.get(step), (dict, list)):
            inside[step] = sample(member)
        _plant(member, inside[step], rest, value)


def sample(shape: Shape) -> Any:
    """The smallest value that fits."""
    if isinstance(shape, StructureShape):
        return {name: sample(shape.members[name]) for name in shape.required_members}
    match shape.type_name:
        case "list":
            return []
        case "map":
            return {}
        case "boolean":
            return False
        case "integer" | "long":
            return shape.metadata.get("min", 0)
        case _:
            return text(shape, max(pattern(shape.metadata.get("pattern")).shortest, shape.metadata.get("min", 1)))


def text(shape: Shape, length: int, letter: str = "a") -> str:
    """A text of that many characters that breaks no other constraint."""
    if shape.metadata.get("enum"):
        return shape.metadata["enum"][0]
    return pattern(shape.metadata.get("pattern")).filled(length, letter)


@dataclass(frozen=True)
class Break:
    """A value that breaks one constraint, and the error that AWS answers."""

    words: str
    value: Any
    error: str


WRONG_TYPES: dict[str, list[tuple[str, Any]]] = {
    "string": [("a number", 5), ("a boolean", True), ("a list", ["x"]), ("an object", {"x": "y"})],
    "integer": [("a text", "10"), ("a boolean", True), ("a list", [1]), ("an object", {"x": 1})],
    "boolean": [("a text", "true"), ("a number", 1), ("a list", [True]), ("an object", {"x": True})],
    "list": [("a text", "x"), ("a number", 5), ("an object", {"x": "y"})],
    "map": [("a text", "x"), ("a number", 5), ("a list", ["x"])],
    "structure": [("a text", "x"), ("a number", 5), ("a list", ["x"])],
}


def breaks(place: Place) -> Iterator[Break]:
    """One value for every constraint of a member, and every wrong type."""
    shape, limits = place.shape, place.shape.metadata
    invalid = "InvalidParameterException"
    if place.is_required:
        yield Break("that is absent", ABSENT, invalid)
        yield Break("that is null", None, invalid)
    if shape.type_name == "string":
        if limits.get("min", 0) > 0:
            yield Break(f"shorter than {limits['min']}", text(shape, limits["min"] - 1), invalid)
        if "max" in limits:
            yield Break(f"longer than {limits['max']}", text(shape, limits["max"] + 1), invalid)
        for words, value in pattern(limits.get("pattern")).outside:
            yield Break(words, value, invalid)
        if "enum" in limits:
            yield Break("outside of its enum", "NO_SUCH_VALUE", invalid)
            yield Break("of its enum in small letters", limits["enum"][0].lower(), invalid)
    elif shape.type_name == "integer":
        if "min" in limits:
            yield Break(f"below {limits['min']}", limits["min"] - 1, invalid)
        if "max" in limits:
            yield Break(f"above {limits['max']}", limits["max"] + 1, invalid)
    # A key of a JSON object cannot have another type.
    if place.way[-1] != "{key}":
        for words, value in WRONG_TYPES[shape.type_name]:
            yield Break(f"that is {words}", value, "SerializationException")


def fits(place: Place) -> Iterator[tuple[str, Any]]:
    """Values at the very limits of a member's constraints."""
    shape, limits = place.shape, place.shape.metadata
    if shape.type_name == "string":
        if "enum" in limits:
            yield from ((f"{value}", value) for value in limits["enum"])
            return
        # The shortest text that the length allows may be too short for the pattern.
        if limits.get("min", 0) >= pattern(limits.get("pattern")).shortest:
            yield f"of {limits['min']} characters", text(shape, limits["min"])
        if "max" in limits:
            yield f"of {limits['max']} characters", text(shape, limits["max"])
            if pattern(limits.get("pattern")).takes_any_letter:
                yield f"of {limits['max']} letters outside of ASCII", text(shape, limits["max"], "é")
    elif shape.type_name == "integer":
        yield from ((f"of {limits[limit]}", limits[limit]) for limit in ("min", "max") if limit in limits)


def snake(error: str) -> str:
    """The kind of fault that gives an exception: `InvalidSmsRoleAccessPolicyException` as `invalid_sms_role_access_policy`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", error.removesuffix("Exception")).lower()
