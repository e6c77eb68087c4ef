"""Mails through a real mail server, with TLS by an authority of the town's own, and what becomes of its refusals."""

import ssl
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as plain_policy
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.adapters.mail import FolderMailer, SmtpMailer, composed, mailer_of
from appliance.domain.message import MailSettings
from appliance.ports import Invitation, Mail, SendingFailed
from provisioning.ca import Authority
from tests.mail_server import MailServer, mail_server

MAIL = Mail("message-7@vorzimmer", "meyer@example.org", "Ihr Termin: Bürgeramt", "Guten Tag,\n\nbis bald.\n",
            "<p>Guten Tag,</p>", "de", datetime(2026, 3, 2, 7, 30, tzinfo=UTC))  # fmt: skip
INVITATION = Invitation("REQUEST", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n")


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def settings(server: MailServer) -> MailSettings:
    return MailSettings("smtp", "127.0.0.1", server.port, "none", sender="termine@example.de", sender_name="Stadt Ü")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.load_or_create(tmp_path_factory.mktemp("ca"), "Musterstadt")


@pytest.fixture
def tls(authority: Authority, tmp_path: Path) -> ssl.SSLContext:
    """Of a mail server called 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    chain, private = tmp_path / "chain.pem", tmp_path / "key.pem"
    chain.write_text(authority.issue_server([], ["127.0.0.1"], key.public_key(), datetime.now(UTC)))
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, private)
    return context


def failure(settings: MailSettings, mail: Mail = MAIL) -> SendingFailed:
    with pytest.raises(SendingFailed) as caught:
        SmtpMailer(settings).send(mail)
    return caught.value


def test_a_mail_has_text_html_and_an_invitation(server: MailServer, settings: MailSettings) -> None:
    SmtpMailer(settings).send(replace(MAIL, invitation=INVITATION))
    [mail] = server.received
    assert (mail.sender, mail.recipients) == ("termine@example.de", ["meyer@example.org"])
    assert mail.types() == ["text/plain", "text/html", "text/calendar", "application/ics"]
    assert mail.message["Subject"] == "Ihr Termin: Bürgeramt"
    assert mail.message["From"] == "Stadt Ü <termine@example.de>"
    assert mail.message["Message-ID"] == "<message-7@vorzimmer>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert mail.content("text/plain").replace("\r\n", "\n") == MAIL.text
    calendar = next(part for part in mail.message.walk() if part.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == "REQUEST"
    assert mail.invitation() == INVITATION.content


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # aiosmtpd does not count TLS from the start
@pytest.mark.parametrize(("security", "from_the_start"), [("starttls", False), ("tls", True)])
def test_over_tls_with_name_and_password(
    tls: ssl.SSLContext, authority: Authority, security: str, from_the_start: bool
) -> None:
    with mail_server(tls, ("termine", "streng geheim"), from_the_start=from_the_start) as server:
        known = MailSettings("smtp", "127.0.0.1", server.port, security, "termine", "streng geheim", "t@example.de",
                             ca_pem=authority.certificate_pem)  # fmt: skip
        SmtpMailer(known).send(MAIL)
        assert len(server.received) == 1
        assert failure(replace(known, password="falsch")).code == "sign_in_refused"
        stranger = failure(replace(known, ca_pem=""))
    assert (stranger.code, stranger.concerns_all, stranger.is_final) == ("server_untrusted", True, False)


def test_a_server_without_encryption_gets_nothing(server: MailServer, settings: MailSettings) -> None:
    assert failure(replace(settings, security="starttls")).code == "no_encryption"
    assert server.received == []


def test_a_server_that_is_away_concerns_every_mail(settings: MailSettings) -> None:
    away = failure(replace(settings, port=1))
    assert (away.code, away.concerns_all, away.is_final) == ("server_unreachable", True, False)


@pytest.mark.parametrize(
    ("answer", "code", "is_final"),
    [("550 5.1.1 no such mailbox", "refused", True), ("451 4.7.1 greylisted", "refused_for_now", False)],
)
def test_a_refused_recipient_concerns_this_mail_only(
    server: MailServer, settings: MailSettings, answer: str, code: str, is_final: bool
) -> None:
    server.refuses[MAIL.to] = answer
    refused = failure(settings)
    assert (refused.code, refused.is_final, refused.concerns_all) == (code, is_final, False)
    assert refused.reason == answer


@pytest.mark.parametrize(
    "address", ["meyer@example.org, other@example.org", "a@b.de\r\nBcc: x@example.org", "<a@b.de>", "kein", "a@", ""]
)
def test_an_address_is_one_address(server: MailServer, settings: MailSettings, address: str) -> None:
    """Nobody makes us write to others by a comma or a line break."""
    assert failure(settings, replace(MAIL, to=address)).is_final
    assert server.received == []


def test_a_subject_is_one_line(settings: MailSettings) -> None:
    assert composed(replace(MAIL, subject="Termin\r\nBcc: x@example.org"), settings)["Bcc"] is None


def test_the_demo_writes_files(tmp_path: Path) -> None:
    settings = MailSettings("folder", sender="termine@example.de", folder=str(tmp_path / "mail"))
    mailer = mailer_of(settings)
    assert isinstance(mailer, FolderMailer)
    mailer.send(replace(MAIL, invitation=INVITATION))
    [file] = (tmp_path / "mail").iterdir()
    assert file.name == "20260302-073000-message-7.eml"
    assert message_from_bytes(file.read_bytes(), policy=plain_policy)["To"] == "meyer@example.org"


def test_nothing_set_up_is_no_mailer() -> None:
    assert mailer_of(MailSettings()) is None
    assert mailer_of(MailSettings("smtp", host="mail.example.de")) is None, "without a sender"
