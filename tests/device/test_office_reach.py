"""Whether the office's server answers, and what the screen shows while it does not."""

import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from appliance.agent import identity
from appliance.device.office_reach import ask
from provisioning.clock import DeviceClock
from provisioning.keys import private_pem
from tests.device.people import LOOPBACK, TODAY, Hall, Office, Session, WebServer, pushed

NAME, ADDRESS = "https://buergerbuero.test", "https://192.0.2.10"


def let_it_be_away(hall: Hall) -> None:
    hall.answering = set()
    for _ in range(3):
        hall.tick(seconds=5)


def shown(hall: Hall) -> str:
    told = hall.device.session._shown
    assert told is not None
    return told.show


def test_one_lost_answer_is_no_outage(adopted: Hall) -> None:
    adopted.answering = set()
    adopted.tick(seconds=5)
    assert shown(adopted).startswith(NAME)


def test_while_the_server_is_away_the_local_page_says_since_when(adopted: Hall) -> None:
    let_it_be_away(adopted)
    assert shown(adopted) == f"{adopted.device.page.origin}/"
    assert adopted.shows()["view"] == "away"
    assert adopted.shows()["away_since"] == TODAY.replace(second=5).isoformat()


def test_it_comes_back_by_itself(adopted: Hall) -> None:
    let_it_be_away(adopted)
    adopted.answering = {NAME}
    adopted.tick(seconds=5)
    assert shown(adopted).startswith(NAME) and adopted.shows()["away_since"] is None


def test_a_consultation_stays_on_the_screen(adopted: Hall, session: Session) -> None:
    session.beat(adopted, in_consultation=True)
    let_it_be_away(adopted)
    assert shown(adopted).startswith(NAME)
    session.beat(adopted, in_consultation=False)
    adopted.tick()
    assert shown(adopted) == f"{adopted.device.page.origin}/"


def test_where_the_name_does_not_lead_to_the_server_its_address_does(adopted: Hall) -> None:
    adopted.answering = {ADDRESS}
    adopted.tick(seconds=5)
    assert shown(adopted).startswith(f"{ADDRESS}/kiosk/#")
    known = identity.load(adopted.data)
    assert known is not None and known.server == ADDRESS
    adopted.answering = {NAME, ADDRESS}
    adopted.tick(seconds=5)
    assert shown(adopted).startswith(ADDRESS), "the page keeps its origin while that answers"


def test_before_the_first_answer_the_device_is_getting_ready(hall: Hall, musterstadt: Office) -> None:
    musterstadt.adopt(hall)
    hall.tick()
    assert hall.shows()["view"] == "starting"


def test_a_new_server_address_is_asked_at_once(adopted: Hall, musterstadt: Office) -> None:
    adopted.answering = {"https://neu.test"}
    musterstadt.client(adopted).configure(pushed(revision=2, server={"url": "https://neu.test", "addresses": []}))
    adopted.tick()
    assert shown(adopted).startswith("https://neu.test/kiosk/#")


@pytest.fixture
def web(tmp_path: Path, musterstadt: Office) -> Iterator[WebServer]:
    """Musterstadt's web, with a certificate of its own authority."""
    key, pem = ec.generate_private_key(ec.SECP256R1()), tmp_path / "web.pem"
    pem.write_bytes(
        private_pem(key) + musterstadt.authority.issue_server([], [LOOPBACK], key.public_key(), TODAY).encode()
    )
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    web = WebServer({"/healthz": lambda _: (200, {})}, tls)
    yield web
    web.close()


def test_only_the_server_of_its_own_authority_counts(web: WebServer, musterstadt: Office, nachbarstadt: Office) -> None:
    origin, clock = f"https://{LOOPBACK}:{web.port}", DeviceClock()
    assert ask(origin, musterstadt.authority.certificate_pem, clock)
    assert not ask(origin, nachbarstadt.authority.certificate_pem, clock)
    assert not ask(origin.replace(str(web.port), "1"), musterstadt.authority.certificate_pem, clock)
