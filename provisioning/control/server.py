"""The device's end of the control port.

Three kinds of calls: GET /state for everyone; /adoption/* while the device is new, its three messages on one TLS
connection; everything else with a client certificate of the pinned authority that names `urn:vorzimmer:server`.
A stranger on the network gets few connections, little time and small messages.
"""

import base64
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from cryptography import x509

from provisioning.adoption import DeviceSide, text
from provisioning.clock import DeviceClock, ignore_dates
from provisioning.codes import Codes
from provisioning.control.connections import ControlHTTPServer, Request
from provisioning.control.wire import PORT
from provisioning.errors import ProvisioningError
from provisioning.identity import DeviceIdentity, check_signature
from provisioning.keys import CONTROL_URN, certificate_from_pem, uris_of

Answer = Mapping[str, object]
LOOK_SECONDS = 0.2  # how often overdue connections are looked for, and the end of serving
LINES_OF_LOG = 200
MOST_LINES_OF_LOG = 5000


@dataclass(frozen=True)
class Description:
    """What a device says of itself to everyone: `role` is "kiosk" or "server", `name` what its screen shows."""

    role: str
    version: str
    name: str


class Handlers(Protocol):
    """What the device does when its office asks. Called from several threads.

    A refusal is a `ProvisioningError`; it reaches the office with code and facts. Any other exception is `internal`.
    """

    def describe(self) -> Description: ...

    def adopted(self, configuration: dict[str, object], at: datetime) -> int:
        """Stores the first configuration, sets the clock to the office's time `at` where it can; returns the revision.

        Called *before* the identity is adopted: after a power cut here the device is new and is adopted once more.
        """

    def configure(self, configuration: dict[str, object]) -> int:
        """Stores the configuration and returns the revision that now holds."""

    def health(self) -> dict[str, object]: ...

    def command(self, name: str, arguments: dict[str, object]) -> dict[str, object]:
        """Errors: `unknown_command`, and the command's own. Long work is begun here and seen in health."""

    def log(self, lines: int) -> list[str]: ...

    def screenshot(self) -> bytes:
        """PNG. Errors: `in_consultation`."""

    def set_time(self, at: datetime) -> None:
        """Sets the system's clock to the office's time."""

    def revoked(self) -> None:
        """Removes configuration and token. Called *after* the identity was forgotten."""


class ControlServer:
    """Listens on `address`:`port` (empty: every address; 0: any free port, see `.port`) from `start()` to `stop()`.

    `codes` holds the short code to show; `on_change` is called after adoption, renewal and revocation;
    `on_other_office` with the address of whoever tried to adopt a device that has an office.
    Errors of the constructor: `damaged_key`, and OSError where the port is taken.
    """

    def __init__(
        self,
        identity: DeviceIdentity,
        handlers: Handlers,
        address: str = "",
        port: int = PORT,
        *,
        codes: Codes | None = None,
        clock: DeviceClock | None = None,
        on_change: Callable[[], None] = lambda: None,
        on_other_office: Callable[[str], None] = lambda address: None,
    ) -> None:
        self.identity = identity
        self.codes = codes or Codes()
        self.clock = clock or DeviceClock()
        self._handlers = handlers
        self._on_change = on_change
        self._on_other_office = on_other_office
        self._changing = threading.RLock()  # adoption, renewal, revocation: one at a time
        self._context = self._make_context()
        self._server = ControlHTTPServer((address, port), lambda: self._context, self._answer)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(LOOK_SECONDS,), name="control port", daemon=True
        )

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends listening and every open connection."""
        self._server.shutdown()
        self._server.close_connections()
        self._server.server_close()
        self._thread.join()

    def adopted_by(self, enrol: Callable[[], object]) -> None:
        """Adopts in another way than by code (`provisioning.enrolment`), while nobody does so by code."""
        with self._changing:
            enrol()
            self.codes.renew()
            self._identity_changed()

    def forget(self) -> None:
        """As `/revoke`, but from the device itself (reset to factory)."""
        with self._changing:
            self.identity.forget()
            self._handlers.revoked()
            self.codes.renew()
            self._identity_changed()

    def state(self) -> dict[str, object]:
        """The answer to GET /state: hints for everyone, nothing secret."""
        description = self._handlers.describe()
        codes = self.codes.state()
        state = "adopted" if self.identity.adopted else "locked" if codes.locked_for_s else "new"
        return {
            "id": self.identity.id,
            **asdict(description),
            "state": state,
            "office_fingerprint": self.identity.office_fingerprint,
            "locked_for_s": round(codes.locked_for_s),
        }

    def _answer(self, request: Request) -> Answer:
        call = CALLS.get((request.method, request.path))
        if call is None:
            raise ProvisioningError("unknown_call")
        call.require(self, request)
        return call.answer(self, request)

    def _require_nothing(self, request: Request) -> None:
        pass

    def _require_new(self, request: Request) -> None:
        if self.identity.adopted:
            self._on_other_office(request.connection.address)
            raise ProvisioningError("already_adopted", office_fingerprint=self.identity.office_fingerprint)

    def _require_office(self, request: Request) -> None:
        """Errors: `unauthenticated`, `bad_signature`, `expired`, `clock_disagrees`."""
        self.clock.check_dates(self._office_certificate(request))

    def _require_office_of_any_date(self, request: Request) -> None:
        """For `/time` alone: how else would a device that trusts a wrong clock ever hear the right time?"""
        self.clock.check_age(self._office_certificate(request))

    def _office_certificate(self, request: Request) -> x509.Certificate:
        """Looked at for each request: the identity may have changed since the handshake."""
        authority = self.identity.authority
        if authority is None or request.connection.certificate is None:
            raise ProvisioningError("unauthenticated")
        certificate = x509.load_der_x509_certificate(request.connection.certificate)
        check_signature(certificate, authority)
        if uris_of(certificate) != [CONTROL_URN]:
            raise ProvisioningError("unauthenticated")
        return certificate

    def _state(self, request: Request) -> Answer:
        return self.state()

    def _adoption_start(self, request: Request) -> Answer:
        if request.connection.adoption is not None:
            raise ProvisioningError("out_of_order")
        request.connection.adoption = DeviceSide(self.codes, self.identity.fingerprint)
        return request.connection.adoption.start(request.body)

    def _adoption_prove(self, request: Request) -> Answer:
        return adoption_of(request).prove(request.body, self.identity.signing_request())

    def _adoption_finish(self, request: Request) -> Answer:
        finish = adoption_of(request).finish(request.body)
        with self._changing:
            self._require_new(request)
            self.identity.check_issued(finish.certificate, certificate_from_pem(finish.ca))
            revision = self._handlers.adopted(finish.configuration, finish.at)
            self.clock.compare_with_office(finish.at)
            self.identity.adopt(finish.ca, finish.certificate)
            self.codes.renew()
            self._identity_changed()
        return {"revision": revision}

    def _configuration(self, request: Request) -> Answer:
        return {"revision": self._handlers.configure(dict(request.body))}

    def _health(self, request: Request) -> Answer:
        return self._handlers.health()

    def _csr(self, request: Request) -> Answer:
        return {"csr": self.identity.signing_request()}

    def _certificate(self, request: Request) -> Answer:
        with self._changing:
            self.identity.renew(text(request.body, "certificate"))
            self._identity_changed()
        return {}

    def _command(self, request: Request) -> Answer:
        arguments = request.body.get("arguments", {})
        if not isinstance(arguments, dict):
            raise ProvisioningError("malformed", what="arguments")
        return self._handlers.command(text(request.body, "name"), arguments)

    def _log(self, request: Request) -> Answer:
        lines = request.query.get("lines", str(LINES_OF_LOG))
        if not lines.isascii() or not lines.isdigit():
            raise ProvisioningError("malformed", what="lines")
        return {"lines": self._handlers.log(min(int(lines[:9]), MOST_LINES_OF_LOG))}

    def _screenshot(self, request: Request) -> Answer:
        return {"png": base64.b64encode(self._handlers.screenshot()).decode()}

    def _time(self, request: Request) -> Answer:
        at = moment(request.body)
        self._handlers.set_time(at)
        self.clock.compare_with_office(at)
        return {}

    def _revoke(self, request: Request) -> Answer:
        self.forget()
        return {}

    def _identity_changed(self) -> None:
        self._context = self._make_context()
        self._on_change()

    def _make_context(self) -> ssl.SSLContext:
        """TLS verifies a client certificate where one is shown, but for its dates, which `DeviceClock` judges."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        context.num_tickets = 0  # no resumption: each connection proves its keys
        context.load_cert_chain(self.identity.certificate_path, self.identity.key_path)
        if self.identity.adopted:
            context.verify_mode = ssl.CERT_OPTIONAL
            context.load_verify_locations(cadata=self.identity.authority_pem)
            ignore_dates(context)
        return context


@dataclass(frozen=True)
class Call:
    """Who may ask, and what answers."""

    require: Callable[[ControlServer, Request], None]
    answer: Callable[[ControlServer, Request], Answer]


def by_office(answer: Callable[[ControlServer, Request], Answer]) -> Call:
    return Call(ControlServer._require_office, answer)


CALLS: dict[tuple[str, str], Call] = {
    ("GET", "/state"): Call(ControlServer._require_nothing, ControlServer._state),
    ("POST", "/adoption/start"): Call(ControlServer._require_new, ControlServer._adoption_start),
    ("POST", "/adoption/prove"): Call(ControlServer._require_new, ControlServer._adoption_prove),
    ("POST", "/adoption/finish"): Call(ControlServer._require_new, ControlServer._adoption_finish),
    ("POST", "/time"): Call(ControlServer._require_office_of_any_date, ControlServer._time),
    ("POST", "/configuration"): by_office(ControlServer._configuration),
    ("GET", "/health"): by_office(ControlServer._health),
    ("POST", "/csr"): by_office(ControlServer._csr),
    ("POST", "/certificate"): by_office(ControlServer._certificate),
    ("POST", "/command"): by_office(ControlServer._command),
    ("GET", "/log"): by_office(ControlServer._log),
    ("GET", "/screenshot"): by_office(ControlServer._screenshot),
    ("POST", "/revoke"): by_office(ControlServer._revoke),
}


def adoption_of(request: Request) -> DeviceSide:
    """The exchange that began on this very connection. Errors: `out_of_order`."""
    if request.connection.adoption is None:
        raise ProvisioningError("out_of_order", expected="start")
    return request.connection.adoption


def moment(body: Mapping[str, object]) -> datetime:
    try:
        at = datetime.fromisoformat(text(body, "at"))
    except ValueError as problem:
        raise ProvisioningError("malformed", what="at") from problem
    if at.tzinfo is None:
        raise ProvisioningError("malformed", what="at")
    return at
