"""Who may give a kiosk orders, whose kiosk a server believes, and what a wrong clock changes about it."""

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from provisioning.ca import Authority, ControlIdentity
from provisioning.control import ControlClient, read_state
from provisioning.control.channel import Channel
from provisioning.identity import DeviceIdentity
from provisioning.keys import certificate_from_pem, new_key, private_pem
from tests.provisioning.conftest import Refused
from tests.provisioning.people import LOOPBACK, TODAY, Kiosk, Office

IN_1970 = datetime(1970, 1, 1, 0, 5, tzinfo=UTC)
IN_2060 = datetime(2060, 6, 1, tzinfo=UTC)

FOR_THE_OFFICE = (
    ("POST", "/configuration"),
    ("GET", "/health"),
    ("POST", "/csr"),
    ("POST", "/certificate"),
    ("POST", "/command"),
    ("GET", "/log"),
    ("GET", "/screenshot"),
    ("POST", "/time"),
    ("POST", "/revoke"),
)


def calls_of(client: ControlClient) -> dict[str, Callable[[], object]]:
    return {
        "health": client.health,
        "configure": lambda: client.configure({"revision": 9}),
        "renew": client.renew,
        "command": lambda: client.command("reboot"),
        "log": client.log,
        "screenshot": client.screenshot,
        "time": lambda: client.set_time(TODAY),
        "revoke": client.revoke,
    }


@pytest.mark.parametrize(("method", "path"), FOR_THE_OFFICE)
@pytest.mark.parametrize("state", ["new", "adopted"])
def test_nothing_is_done_without_a_client_certificate(
    kiosk: Kiosk, musterstadt: Office, method: str, path: str, state: str, refused: Refused
) -> None:
    if state == "adopted":
        musterstadt.adopt(kiosk.port, kiosk.code)
    with Channel(LOOPBACK, kiosk.port, 10) as channel, refused("unauthenticated"):
        channel.call(method, path, {} if method == "POST" else None)
    assert not kiosk.was_revoked


@pytest.mark.parametrize("call", ["health", "configure", "renew", "command", "log", "screenshot", "time", "revoke"])
def test_another_office_is_refused(adopted: Kiosk, nachbarstadt: Office, call: str, refused: Refused) -> None:
    with refused("adopted_elsewhere"):
        calls_of(nachbarstadt.client(adopted))[call]()
    assert adopted.commands == [] and not adopted.was_revoked
    assert len(adopted.configurations) == 1


def test_a_device_of_the_same_office_gives_no_orders(
    adopted: Kiosk, musterstadt: Office, tmp_path: Path, refused: Refused
) -> None:
    """A stolen kiosk has a certificate of the right authority, and not the office's name."""
    stolen = DeviceIdentity.load_or_create(tmp_path / "stolen")
    pem = musterstadt.authority.issue_device(
        stolen.signing_request(), stolen.id, TODAY, fingerprint=stolen.fingerprint
    )  # fmt: skip
    stolen.adopt(musterstadt.authority.certificate_pem, pem)
    disguised = ControlIdentity(tmp_path, stolen.key, stolen.certificate)
    disguised.key_path, disguised.certificate_path = stolen.key_path, stolen.certificate_path
    musterstadt.control = disguised
    client = musterstadt.client(adopted)
    with refused("unauthenticated"):
        client.command("reboot")
    assert adopted.commands == []


def test_a_certificate_that_names_the_office_under_another_authority_of_the_same_name_is_refused(
    adopted: Kiosk, tmp_path: Path, refused: Refused
) -> None:
    forger = Office(tmp_path / "forger", "Stadt Musterstadt")
    with refused("adopted_elsewhere"):
        forger.client(adopted).health()


def test_tls_below_1_3_is_not_spoken(adopted: Kiosk) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with socket.create_connection((LOOPBACK, adopted.port)) as plain, pytest.raises(ssl.SSLError):
        context.wrap_socket(plain)


def test_renewal_gives_a_later_certificate_to_the_same_key(adopted: Kiosk, musterstadt: Office) -> None:
    first = adopted.identity.certificate.not_valid_after_utc
    musterstadt.clock.advance(days=20)
    adopted.clock.advance(days=20)
    until = musterstadt.client(adopted).renew()
    assert until - first == timedelta(days=20)
    again = DeviceIdentity.load_or_create(adopted.identity.directory)
    assert again.certificate.not_valid_after_utc == until
    assert again.fingerprint == adopted.fingerprint


def test_a_kiosk_that_was_off_for_weeks_renews_and_does_nothing_else_before(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    for clock in (musterstadt.clock, adopted.clock):
        clock.advance(days=80)
    client = musterstadt.client(adopted)
    for name, call in calls_of(client).items():
        if name not in ("renew", "revoke", "time"):
            with refused("expired"):
                call()
    assert len(adopted.configurations) == 1
    client.renew()
    assert client.health()["version"] == "0.1.0"


def test_renewal_mends_a_damaged_certificate(adopted: Kiosk, musterstadt: Office) -> None:
    directory = adopted.identity.directory
    adopted.server.stop()
    adopted.identity.certificate_path.write_bytes(b"\0" * 100)
    again = Kiosk(directory)
    try:
        client = musterstadt.client(again)
        client.renew()
        client.health()
    finally:
        again.server.stop()
        adopted.server = Kiosk(directory).server


def test_a_revoked_device_is_neither_renewed_nor_believed(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    client = musterstadt.client(adopted, revoked=True)
    for name, call in calls_of(client).items():
        if name != "revoke":
            with refused("revoked"):
                call()


def test_revocation_reaches_a_device_whose_certificate_has_expired(adopted: Kiosk, musterstadt: Office) -> None:
    for clock in (musterstadt.clock, adopted.clock):
        clock.advance(days=80)
    musterstadt.client(adopted, revoked=True).revoke()
    assert adopted.was_revoked


def test_after_revocation_the_kiosk_is_new_with_another_key(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    revoked_key, client = adopted.fingerprint, musterstadt.client(adopted)
    client.revoke()
    assert adopted.fingerprint != revoked_key
    assert read_state(LOOPBACK, adopted.port)[0]["state"] == "new"
    with refused("wrong_fingerprint"):
        client.health()
    musterstadt.adopt(adopted.port, adopted.code)


def test_an_open_connection_ends_its_rights_with_revocation(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel:
        channel.call("GET", "/health")
        adopted.server.forget()
        with refused("unauthenticated"):
            channel.call("GET", "/health")


def test_a_connection_of_the_former_office_has_no_rights_with_the_next(
    adopted: Kiosk, musterstadt: Office, nachbarstadt: Office, refused: Refused
) -> None:
    with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel:
        channel.call("GET", "/health")
        adopted.server.forget()
        nachbarstadt.adopt(adopted.port, adopted.code)
        with refused("bad_signature"):
            channel.call("GET", "/health")


def test_a_server_restored_from_its_backup_keeps_its_kiosks(
    adopted: Kiosk, musterstadt: Office, tmp_path: Path
) -> None:
    """Authority from the backup; the control key was lost and is made anew."""
    spare = tmp_path / "spare"
    spare.mkdir()
    for name in ("ca.key", "ca.crt"):
        (spare / name).write_bytes((tmp_path / "musterstadt" / name).read_bytes())
    restored = Office(spare, "")
    assert restored.client(adopted).configure({"revision": 2}) == 2


@pytest.mark.parametrize("wrong", [IN_1970, IN_2060])
def test_a_kiosk_with_a_wrong_clock_is_adopted_and_gets_the_right_time(
    kiosk: Kiosk, musterstadt: Office, wrong: datetime
) -> None:
    kiosk.time_service_agrees = False
    kiosk.clock.set(wrong)
    musterstadt.adopt(kiosk.port, kiosk.code)
    assert kiosk.clock.now() == TODAY
    musterstadt.client(kiosk).health()


@pytest.mark.parametrize("wrong", [IN_1970, IN_2060])
def test_an_adopted_kiosk_that_starts_with_a_wrong_clock_obeys_its_office_alone(
    adopted: Kiosk, musterstadt: Office, nachbarstadt: Office, wrong: datetime, refused: Refused
) -> None:
    adopted.server.clock.office_agreed = False
    adopted.time_service_agrees = False
    adopted.clock.set(wrong)
    musterstadt.client(adopted).health()
    assert adopted.clock.now() == wrong, "no date counted, so nothing had to be set first"
    with refused("adopted_elsewhere"):
        nachbarstadt.client(adopted).health()
    musterstadt.client(adopted).set_time(TODAY)
    assert adopted.server.clock.trusted()


def test_a_clock_that_is_trusted_and_wrong_is_set_by_the_office(adopted: Kiosk, musterstadt: Office) -> None:
    """Somebody serves a wrong time on the network, and the time service believes it. Nobody needs to come."""
    adopted.clock.set(IN_2060)
    musterstadt.client(adopted).health()
    assert adopted.clock.now() == TODAY


@pytest.mark.parametrize("revoked", [False, True])
def test_a_wrong_clock_and_an_expired_certificate_together_are_mended(
    adopted: Kiosk, musterstadt: Office, revoked: bool
) -> None:
    """Off for weeks, and then a forged time: to renew or to revoke, the clock has to be set before."""
    musterstadt.clock.advance(days=80)
    adopted.clock.set(TODAY - timedelta(days=30))
    client = musterstadt.client(adopted, revoked=revoked)
    if revoked:
        client.revoke()
        assert adopted.was_revoked
    else:
        client.renew()
        assert client.health()["version"] == "0.1.0"


def test_a_clock_before_its_release_is_never_trusted(adopted: Kiosk) -> None:
    adopted.clock.set(IN_1970)
    assert adopted.time_service_agrees
    assert not adopted.server.clock.trusted()


def test_an_expired_control_certificate_counts_when_the_clock_is_trusted(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    adopted.clock.advance(days=100)
    with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel, refused("clock_disagrees"):
        channel.call("GET", "/health")


def test_a_control_certificate_from_before_the_release_is_refused_whatever_the_clock_says(
    adopted: Kiosk, musterstadt: Office, refused: Refused
) -> None:
    adopted.server.clock.earliest = TODAY + timedelta(days=400)
    adopted.clock.set(IN_1970)
    for method, path in (("GET", "/health"), ("POST", "/time")):
        with Channel(LOOPBACK, adopted.port, 10, musterstadt.control) as channel, refused("expired"):
            channel.call(method, path, {"at": TODAY.isoformat()} if method == "POST" else None)


def test_the_office_renews_its_own_certificate_in_time(musterstadt: Office, tmp_path: Path) -> None:
    directory = tmp_path / "musterstadt"
    before = musterstadt.control.certificate
    soon = ControlIdentity.load_or_create(directory, musterstadt.authority, TODAY + timedelta(days=10))
    later = ControlIdentity.load_or_create(directory, musterstadt.authority, TODAY + timedelta(days=70))
    assert soon.certificate == before
    assert later.certificate.not_valid_after_utc > before.not_valid_after_utc


def test_a_server_in_1970_issues_nothing(tmp_path: Path, musterstadt: Office, refused: Refused) -> None:
    with refused("implausible_clock"):
        Authority.load_or_create(tmp_path / "new", "Stadt", IN_1970)
    assert not (tmp_path / "new" / "ca.key").exists()
    with refused("implausible_clock"):
        musterstadt.authority.issue_server(["vorzimmer.local"], [], new_key().public_key(), IN_1970)


def test_browsers_accept_the_servers_certificate(tmp_path: Path, musterstadt: Office) -> None:
    """A default TLS client with this authority alone, by name and by address; real OpenSSL on both ends."""
    key, at = new_key(), datetime.now(UTC)
    office = Authority.load_or_create(tmp_path / "ca", "Stadt", at)
    pem = office.issue_server(["vorzimmer.local"], [LOOPBACK, "fd00::1"], key.public_key(), at)
    (tmp_path / "tls.pem").write_bytes(pem.encode() + private_pem(key))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(tmp_path / "tls.pem")
    client = ssl.create_default_context(cadata=office.certificate_pem)
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    for name in ("vorzimmer.local", LOOPBACK, "fd00::1"):
        shake_hands(server, client, name)
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(server, client, "other.local")


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, name: str) -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    )
    for _ in range(4):
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                pass


def test_no_certificate_outlives_the_root(musterstadt: Office, refused: Refused) -> None:
    root_ends = musterstadt.authority.certificate.not_valid_after_utc
    key = new_key().public_key()
    pem = musterstadt.authority.issue_server(["a.local"], [], key, root_ends - timedelta(days=1))
    assert certificate_from_pem(pem).not_valid_after_utc == root_ends
    with refused("authority_expired"):
        musterstadt.authority.issue_server(["a.local"], [], key, root_ends)


def test_a_request_with_another_key_gets_no_certificate(musterstadt: Office, tmp_path: Path, refused: Refused) -> None:
    known = DeviceIdentity.load_or_create(tmp_path / "known")
    other = DeviceIdentity.load_or_create(tmp_path / "other")
    with refused("wrong_fingerprint"):
        musterstadt.authority.issue_device(other.signing_request(), known.id, TODAY, fingerprint=known.fingerprint)
