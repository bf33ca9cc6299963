"""Whether an answer has the form that AWS's model and JSON 1.1 give it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from botocore.model import OperationModel, Shape

from expect import Answer
from model import declared_errors, http_status

# Exceptions that AWS's front door gives for every operation; no model declares them.
COMMON = {
    "AccessDeniedException",
    "ExpiredTokenException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "SignatureDoesNotMatch",
    "ThrottlingException",
    "UnknownOperationException",
    "UnrecognizedClientException",
}

# Exceptions that an operation is reported to answer although the model does not declare them for it.
UNDECLARED = {("AdminCreateUser", "LimitExceededException")}


def problems(operation: OperationModel, answer: Answer) -> Iterator[str]:
    """What is wrong with an answer's form."""
    if answer.headers.get("content-type") != "application/x-amz-json-1.1":
        yield f"the content type is {answer.headers.get('content-type')!r}"
    if not answer.request_id:
        yield "x-amzn-requestid is missing"
    if answer.status == 200:
        if operation.output_shape is not None:
            yield from _problems(operation.output_shape, answer.data, operation.output_shape.name)
        return
    error = answer.error or ""
    if "__type" not in answer.data:
        yield f"an error without __type: {answer.body[:80]!r}"
        return
    if not answer.message:
        yield f"{error} without a message"
    if answer.headers.get("x-amzn-errortype", "").split(":")[0].rpartition("#")[2] != error:
        yield f"x-amzn-errortype is {answer.headers.get('x-amzn-errortype')!r} for {error}"
    if error not in declared_errors(operation.name):
        if error not in COMMON and (operation.name, error) not in UNDECLARED:
            yield f"{error} is not declared for the operation"
    elif answer.status != http_status(error):
        yield f"{error} has HTTP status {answer.status}, the model says {http_status(error)}"


JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "long": (int,),
    # JSON 1.1 writes seconds since 1970, with a fraction or without.
    "timestamp": (int, float),
    "structure": (dict,),
    "map": (dict,),
    "list": (list,),
}


def _problems(shape: Shape, value: Any, place: str) -> Iterator[str]:
    kind = shape.type_name
    if not isinstance(value, JSON_TYPES[kind]) or (isinstance(value, bool) and kind != "boolean"):
        yield f"{place} should be a {kind} and is {type(value).__name__}"
    elif kind == "structure":
        for name, member in value.items():
            if name not in shape.members:
                yield f"{place}.{name} is not in the model"
            else:
                yield from _problems(shape.members[name], member, f"{place}.{name}")
        for name in shape.required_members:
            if name not in value:
                yield f"{place}.{name} is required and missing"
    elif kind == "list":
        for item in value:
            yield from _problems(shape.member, item, f"{place}[]")
    elif kind == "map":
        for key, item in value.items():
            yield from _problems(shape.key, key, f"{place}{{key}}")
            yield from _problems(shape.value, item, f"{place}{{value}}")
    elif kind == "string":
        limits = shape.metadata
        if limits.get("enum") and value not in limits["enum"]:
            yield f"{place} is {value!r}, which is not in its enum"
        # AWS's own attribute phone_number_verified is longer than its model allows for names in a schema.
        if not place.endswith("SchemaAttributes[].Name") and not limits.get("min", 0) <= len(value) <= limits.get("max", len(value)):
            yield f"{place} has {len(value)} characters"
    elif kind in ("integer", "long"):
        if not shape.metadata.get("min", value) <= value <= shape.metadata.get("max", value):
            yield f"{place} is {value}"
