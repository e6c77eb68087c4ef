"""A real mail server on this machine, which keeps what it is given: aiosmtpd, with or without TLS and sign-in."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as plain_policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Received:
    """`sender` and `recipients` are those of the envelope."""

    sender: str
    recipients: list[str]
    message: EmailMessage

    def content(self, kind: str) -> str:
        """The first part of this type, decoded."""
        return next(part.get_content() for part in self.message.walk() if part.get_content_type() == kind)

    def invitation(self) -> bytes:
        part = next(part for part in self.message.walk() if part.get_content_type() == "text/calendar")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        return payload

    def types(self) -> list[str]:
        return [part.get_content_type() for part in self.message.walk() if not part.is_multipart()]


@dataclass
class MailServer:
    """`refuses`: what it answers to recipients, by address. Set it at any time."""

    port: int = 0
    received: list[Received] = field(default_factory=list)
    refuses: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:  # fmt: skip
        if address in self.refuses:
            return self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert isinstance(envelope.content, bytes)
        message: Any = message_from_bytes(envelope.content, policy=plain_policy)
        self.received.append(Received(envelope.mail_from or "", envelope.rcpt_tos, message))
        return "250 Taken"

    def to(self, address: str) -> list[Received]:
        return [one for one in self.received if address in one.recipients]


class _Controller(Controller):
    """On a socket that is bound already: the system chooses the port."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        self.socket = socket.socket()
        self.socket.bind(("127.0.0.1", 0))
        server.port = self.socket.getsockname()[1]
        super().__init__(server, hostname="127.0.0.1", port=server.port, server_hostname="127.0.0.1", **options)

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.socket, ssl=self.ssl_context)

    def _trigger_server(self) -> None:
        """Ours listens; the first mail makes the rest."""
        with socket.create_connection(("127.0.0.1", self.port), 10):
            pass


@contextmanager
def mail_server(
    tls: ssl.SSLContext | None = None, login: tuple[str, str] | None = None, *, from_the_start: bool = False
) -> Iterator[MailServer]:
    """Listens on a free port of 127.0.0.1; with `tls` it wants STARTTLS, or TLS `from_the_start`; with `login` this
    name and password.
    """
    server = MailServer()

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        is_known = (given.login.decode(), given.password.decode()) == login
        return AuthResult(success=is_known, handled=is_known)

    starts = tls is not None and not from_the_start
    controller = _Controller(
        server, ssl_context=tls if from_the_start else None, tls_context=tls if starts else None,
        require_starttls=starts, auth_required=login is not None, auth_require_tls=starts, authenticator=authenticate,
    )  # fmt: skip
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
