"""One TLS connection from the office to a device, and JSON calls over it.

TLS itself trusts any certificate here; it proves that the device has the certificate's key. Whoever opens a channel
looks at `certificate` or `fingerprint` before the first call.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from types import TracebackType

from provisioning.ca import ControlIdentity
from provisioning.control.wire import LARGEST_ANSWER, Answer, decode, decode_error, encode
from provisioning.errors import ProvisioningError
from provisioning.keys import certificate_from_der, fingerprint_of, public_key_of


class Channel:
    """`seconds` is the life of the whole channel: a device that answers by drops holds up nobody.

    Errors of constructor and `call`: `unreachable`, `refused` (the device's TLS does not take our certificate),
    `malformed`, and what the device answers.
    """

    def __init__(self, address: str, port: int, seconds: float, shown: ControlIdentity | None = None) -> None:
        self._socket = connect(address, port, seconds, make_context(shown))
        try:
            self.certificate = certificate_from_der(self._socket.getpeercert(binary_form=True) or b"")
            self.fingerprint = fingerprint_of(public_key_of(self.certificate))
        except ProvisioningError:
            self._socket.close()
            raise
        self._http = http.client.HTTPConnection(address, port)
        self._http.auto_open = 0  # this connection or none: its key has been looked at
        self._http.sock = self._socket
        self._end = threading.Timer(seconds, self._cut)
        self._end.daemon = True
        self._end.start()

    def __enter__(self) -> "Channel":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.cancel()
        self._http.close()
        self._socket.close()

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Answer:
        try:
            self._http.request(method, path, None if body is None else encode(body))
            response = self._http.getresponse()
            data = response.read(LARGEST_ANSWER + 1)
        except ssl.SSLError as problem:
            raise ProvisioningError("refused") from problem
        except (OSError, http.client.HTTPException) as problem:
            raise ProvisioningError("unreachable") from problem
        if len(data) > LARGEST_ANSWER:
            raise ProvisioningError("too_large", most=LARGEST_ANSWER)
        answer = decode(data)
        if response.status != http.client.OK:
            raise decode_error(answer)
        return answer

    def _cut(self) -> None:
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # it has just ended by itself


def connect(address: str, port: int, seconds: float, context: ssl.SSLContext) -> ssl.SSLSocket:
    try:
        plain = socket.create_connection((address, port), timeout=seconds)
    except OSError as problem:
        raise ProvisioningError("unreachable") from problem
    try:
        return context.wrap_socket(plain)
    except OSError as problem:  # ssl.SSLError is one
        plain.close()
        raise ProvisioningError("unreachable") from problem


def make_context(shown: ControlIdentity | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # the channel's owner checks key, issuer and dates
    if shown is not None:
        context.load_cert_chain(shown.certificate_path, shown.key_path)
    return context
