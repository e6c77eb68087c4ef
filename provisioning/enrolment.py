"""Adoption by file: for a kiosk that neither mDNS nor a connection from the server reaches. ADOPTION.md, "By file".

The office writes an `AdoptionFile` on a USB stick; a person carries it to the kiosk. It holds a secret of 256 bits, so
that no short code and no SPAKE2 is needed, and the office's authority, so that the kiosk knows whom it tells it to.
One file adopts one device, until it expires; whoever holds the stick can be that device, and the fleet page shows which
key it was.
"""

import http.client
import json
import re
import secrets
import ssl
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from urllib.parse import urlsplit

from provisioning.adoption import text
from provisioning.clock import DeviceClock, office_context
from provisioning.control.wire import LARGEST_REQUEST, decode, encode
from provisioning.errors import ProvisioningError
from provisioning.identity import DeviceIdentity
from provisioning.keys import certificate_from_pem

FILE_NAME = "vorzimmer-adoption.json"
FORMAT = "vorzimmer adoption file 1"
PATH = "/api/enrolment"
SECRET_BYTES = 32
SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
FUNCTIONS = ("ticket", "terminal", "both", "board")
LONGEST_FILE = 64 * 1024
TIMEOUT_S = 15.0


@dataclass(frozen=True)
class AdoptionFile:
    """`server`: base URL of the office, https. `place`: what the kiosk's screen shows until it has a configuration."""

    ca: str
    server: str
    secret: str
    expires_at: datetime
    function: str
    place: str

    def to_text(self) -> str:
        content = {"format": FORMAT, **asdict(self), "expires_at": self.expires_at.isoformat()}
        return json.dumps(content, indent=1, ensure_ascii=False) + "\n"

    @classmethod
    def parse(cls, content: str | bytes) -> "AdoptionFile":
        """Errors: `malformed` (with `what`), `other_protocol`."""
        if len(content) > LONGEST_FILE:
            raise ProvisioningError("malformed", what="file")
        values = decode(content.encode() if isinstance(content, str) else content)
        if values.pop("format", None) != FORMAT:
            raise ProvisioningError("other_protocol", known=FORMAT)
        if set(values) != {field.name for field in fields(cls)}:
            raise ProvisioningError("malformed", what="file")
        place = values["place"]
        if not isinstance(place, str):
            raise ProvisioningError("malformed", what="place")
        return checked(
            cls(
                ca=text(values, "ca"),
                server=text(values, "server"),
                secret=text(values, "secret"),
                expires_at=moment(text(values, "expires_at")),
                function=text(values, "function"),
                place=place,
            )
        )


def new_secret() -> str:
    """256 bits, as 43 characters of URL-safe base64."""
    return secrets.token_urlsafe(SECRET_BYTES)


def enrol(
    file: AdoptionFile,
    identity: DeviceIdentity,
    clock: DeviceClock,
    store: Callable[[dict[str, object]], int],
    timeout: float = TIMEOUT_S,
) -> int:
    """On the device: asks the office named in the file, stores its configuration, and is adopted.

    `store` is as `Handlers.adopted`: it takes the configuration and returns its revision, before the identity changes.
    Errors: `already_adopted`, `unreachable`, `bad_signature` (the server is not of the file's authority),
    `expired` and `unknown_secret` (the file has lapsed or was used), `malformed`, those of `DeviceIdentity.adopt`.
    """
    if identity.adopted:
        raise ProvisioningError("already_adopted", office_fingerprint=identity.office_fingerprint)
    request = {"csr": identity.signing_request(), "secret": file.secret}
    answer = post(file, office_context(file.ca, clock), request, timeout)
    configuration = answer.get("configuration")
    if not isinstance(configuration, dict):
        raise ProvisioningError("malformed", what="configuration")
    certificate = text(answer, "certificate")
    identity.check_issued(certificate, certificate_from_pem(file.ca))
    revision = store(configuration)
    identity.adopt(file.ca, certificate)
    return revision


def post(file: AdoptionFile, context: ssl.SSLContext, body: dict[str, str], timeout: float) -> dict[str, object]:
    url = urlsplit(file.server)
    connection = http.client.HTTPSConnection(url.hostname or "", url.port, timeout=timeout, context=context)
    try:
        connection.request("POST", PATH, encode(body), {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = decode(response.read(LARGEST_REQUEST))
    except ssl.SSLError as problem:
        raise ProvisioningError("bad_signature") from problem
    except (OSError, http.client.HTTPException) as problem:
        raise ProvisioningError("unreachable") from problem
    finally:
        connection.close()
    if response.status != http.client.OK:
        raise ProvisioningError(str(answer.get("code", "malformed")))
    return answer


def checked(file: AdoptionFile) -> AdoptionFile:
    """Errors: `malformed`."""
    certificate_from_pem(file.ca)
    wrong = {
        "server": not is_https_base(file.server),
        "secret": not SECRET.fullmatch(file.secret),
        "expires_at": file.expires_at.tzinfo is None,
        "function": file.function not in FUNCTIONS,
    }
    for what, is_wrong in wrong.items():
        if is_wrong:
            raise ProvisioningError("malformed", what=what)
    return file


def is_https_base(address: str) -> bool:
    try:
        url = urlsplit(address)
        return url.scheme == "https" and bool(url.hostname) and url.port != 0 and url.path.strip("/") == ""
    except ValueError:  # of urlsplit, or of the port
        return False


def moment(value: str) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except ValueError as problem:
        raise ProvisioningError("malformed", what="expires_at") from problem
