"""Text messages: through any gateway that is asked by HTTP, or straight to an SMS centre (SMPP 3.4, by `smpplib`)."""

import json
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, quote_plus

from smpplib import consts, gsm, smpp
from smpplib.client import Client
from smpplib.exceptions import ConnectionError as SmppConnectionError
from smpplib.exceptions import PDUError

from appliance.domain.message import SmsSettings
from appliance.ports import SendingFailed, SmsSender

TIMEOUT_SECONDS = 10.0
READ_AT_MOST = 2000
_SIGN_IN_CODES = (401, 403)
_REFUSED_FOR_NOW = (408, 425, 429)


def sms_sender_of(settings: SmsSettings) -> SmsSender | None:
    """None where the town has not said how."""
    if settings.kind == "http" and settings.url:
        return HttpGateway(settings)
    if settings.kind == "smpp" and settings.host:
        return SmppCentre(settings)
    return None


def parts_of(text: str) -> int:
    """As how many messages it is counted and paid for."""
    return len(gsm.make_parts(text)[0])


class HttpGateway:
    """Address, headers and body are the town's, with `{number}`, `{text}`, `{sender}` and `{password}` in them, each
    written as its place wants it: percent-encoded in the address, escaped in JSON, encoded in a form.
    """

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings

    def send(self, number: str, text: str) -> None:
        try:
            with _OPENER.open(self._request(number, text), timeout=TIMEOUT_SECONDS) as response:
                status, said = response.status, response.read(READ_AT_MOST)
        except urllib.error.HTTPError as error:
            status, said = error.code, error.read(READ_AT_MOST)
        except ssl.SSLError as error:
            raise SendingFailed("server_untrusted", str(error), concerns_all=True) from None
        except urllib.error.URLError as error:
            is_tls = isinstance(error.reason, ssl.SSLError)
            code = "server_untrusted" if is_tls else "server_unreachable"
            raise SendingFailed(code, str(error.reason), concerns_all=True) from None
        except (OSError, ValueError) as error:
            raise SendingFailed("server_unreachable", str(error), concerns_all=True) from None
        if status not in self._settings.success:
            raise _refused(status, said.decode(errors="replace"))

    def _request(self, number: str, text: str) -> urllib.request.Request:
        values = {"number": number, "text": text, "sender": self._settings.sender, "password": self._settings.password}
        headers = dict(_header_lines(_filled(self._settings.headers, values, _in_header)))
        kind = next((value for name, value in headers.items() if name.lower() == "content-type"), "")
        has_body = self._settings.method.upper() != "GET"
        body = _filled(self._settings.body, values, _encoding_for(kind)).encode() if has_body else None
        url = _filled(self._settings.url, values, lambda value: quote(value, safe=""))
        if not url.startswith(("https://", "http://")):
            raise ValueError(f"not an http address: {url}")
        return urllib.request.Request(url, body, headers, method=self._settings.method.upper())


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Somewhere else is not where the town wanted its citizens' numbers to go."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirects)


class SmppCentre:
    """Signs in for every message. A long one goes in parts that the telephone puts together."""

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings

    def send(self, number: str, text: str) -> None:
        client = _Client(self._settings)
        try:
            client.connect()
            client.bind_transmitter(system_id=self._settings.user, password=self._settings.password)
            self._submit(client, number, text)
            client.unbind()
        except PDUError as error:
            raise _refused_by_centre(error) from None
        except (SmppConnectionError, OSError) as error:
            raise _unreachable(error) from None
        finally:
            client.close()

    def _submit(self, client: "_Client", number: str, text: str) -> None:
        parts, coding, esm_class = gsm.make_parts(text)
        for part in parts:
            client.submit(
                source_addr=self._settings.sender, destination_addr=number.removeprefix("+"),
                dest_addr_ton=consts.SMPP_TON_INTL, dest_addr_npi=consts.SMPP_NPI_ISDN,
                data_coding=coding, esm_class=esm_class, short_message=part, **_kind_of(self._settings.sender),
            )  # fmt: skip


class _Client(Client):
    """smpplib's, with IPv6, a checked TLS, and an answer awaited for every part."""

    _socket: socket.socket | None

    def __init__(self, settings: SmsSettings) -> None:
        super().__init__(settings.host, settings.port, timeout=TIMEOUT_SECONDS, allow_unknown_opt_params=True)
        self._tls = ssl.create_default_context() if settings.tls else None

    def connect(self) -> None:
        plain = socket.create_connection((self.host, self.port), self.timeout)
        self._socket = self._tls.wrap_socket(plain, server_hostname=self.host) if self._tls else plain
        self.state = consts.SMPP_CLIENT_STATE_OPEN

    def submit(self, **fields: Any) -> None:
        sent = self.send_message(**fields)
        while (answer := self.read_pdu()).sequence != sent.sequence or answer.command != "submit_sm_resp":
            if answer.command == "enquire_link":
                self.send_pdu(smpp.make_pdu("enquire_link_resp", client=self, sequence=answer.sequence))
        if answer.is_error():
            raise PDUError(consts.DESCRIPTIONS.get(answer.status, "unknown status"), int(answer.status))

    def close(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def _kind_of(sender: str) -> dict[str, int]:
    """Numbers and names are told apart by the type of number."""
    if sender.lstrip("+").isdigit():
        return {"source_addr_ton": consts.SMPP_TON_INTL, "source_addr_npi": consts.SMPP_NPI_ISDN}
    return {"source_addr_ton": consts.SMPP_TON_ALNUM, "source_addr_npi": consts.SMPP_NPI_UNK}


def _filled(pattern: str, values: Mapping[str, str], written: Callable[[str], str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: written(values[found[1]]) if found[1] in values else found[0], pattern)


def _header_lines(written: str) -> list[tuple[str, str]]:
    lines = (line.partition(":") for line in written.splitlines() if ":" in line)
    return [(name.strip(), value.strip()) for name, _, value in lines]


def _in_header(value: str) -> str:
    return " ".join(value.split())


def _encoding_for(content_type: str) -> Callable[[str], str]:
    if "json" in content_type:
        return lambda value: json.dumps(value)[1:-1]
    if "x-www-form-urlencoded" in content_type:
        return quote_plus
    return lambda value: value


def _refused(status: int, said: str) -> SendingFailed:
    reason = f"{status} {said}"
    if status in _SIGN_IN_CODES:
        return SendingFailed("sign_in_refused", reason, concerns_all=True)
    is_final = 400 <= status < 500 and status not in _REFUSED_FOR_NOW
    return SendingFailed("refused" if is_final else "refused_for_now", reason, is_final=is_final)


_SIGN_IN_STATES = (consts.SMPP_ESME_RBINDFAIL, consts.SMPP_ESME_RINVPASWD, consts.SMPP_ESME_RINVSYSID)
_FINAL_STATES = (consts.SMPP_ESME_RINVDSTADR, consts.SMPP_ESME_RINVMSGLEN)


def _refused_by_centre(error: PDUError) -> SendingFailed:
    state = error.args[1] if len(error.args) > 1 else None
    if state in _SIGN_IN_STATES:
        return SendingFailed("sign_in_refused", str(error.args[0]), concerns_all=True)
    is_final = state in _FINAL_STATES
    return SendingFailed("refused" if is_final else "refused_for_now", str(error.args[0]), is_final=is_final)


def _unreachable(error: Exception) -> SendingFailed:
    code = "server_untrusted" if isinstance(error, ssl.SSLError) else "server_unreachable"
    return SendingFailed(code, str(error), concerns_all=True)
