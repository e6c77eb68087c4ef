"""What both ends of the control port know: its limits, its JSON and how an error travels."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from provisioning.errors import ProvisioningError

Answer = dict[str, object]

PORT = 8443
LARGEST_REQUEST = 256 * 1024  # bytes of JSON; a configuration has a few thousand
LARGEST_ANSWER = 16 * 1024 * 1024  # a screenshot

# With which HTTP status a code travels. The code decides; the status is for people with curl.
STATUS = {
    "malformed": HTTPStatus.BAD_REQUEST,
    "other_protocol": HTTPStatus.BAD_REQUEST,
    "unauthenticated": HTTPStatus.UNAUTHORIZED,
    "unknown_call": HTTPStatus.NOT_FOUND,
    "too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "locked": HTTPStatus.LOCKED,
    "wait": HTTPStatus.TOO_MANY_REQUESTS,
    "already_adopted": HTTPStatus.CONFLICT,
    "not_adopted": HTTPStatus.CONFLICT,
    "out_of_order": HTTPStatus.CONFLICT,
    "code_changed": HTTPStatus.CONFLICT,
    "in_consultation": HTTPStatus.CONFLICT,
    "internal": HTTPStatus.INTERNAL_SERVER_ERROR,
}


def status_of(code: str) -> HTTPStatus:
    return STATUS.get(code, HTTPStatus.FORBIDDEN)


def encode(value: Mapping[str, object]) -> bytes:
    return json.dumps(value).encode()


def decode(data: bytes) -> Answer:
    """A JSON object. Errors: `malformed`."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as problem:
        raise ProvisioningError("malformed", what="json") from problem
    if not isinstance(value, dict):
        raise ProvisioningError("malformed", what="json")
    return value


def encode_error(error: ProvisioningError) -> bytes:
    return encode({"error": {"code": error.code, "facts": error.facts}})


def decode_error(answer: Mapping[str, object]) -> ProvisioningError:
    """The error that the other end met, as if it were met here."""
    error = answer.get("error")
    if not isinstance(error, dict) or not isinstance(error.get("code"), str):
        return ProvisioningError("malformed", what="answer")
    facts = error.get("facts")
    known = {str(name): value for name, value in facts.items()} if isinstance(facts, dict) else {}
    known.pop("code", None)
    return ProvisioningError(error["code"], **known)
