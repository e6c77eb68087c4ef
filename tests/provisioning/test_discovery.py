"""mDNS on loopback, with real sockets: appearing, changing, leaving, and strangers who say nonsense."""

import queue
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from zeroconf import ServiceInfo

from provisioning.discovery import SERVICE, Announced, Announcement, Browser, announced_by, service_of
from tests.provisioning.people import LOOPBACK

ON_LOOPBACK = [LOOPBACK]
PATIENCE_S = 15

Event = tuple[str, Announced | str]


@pytest.fixture
def kiosk() -> Announced:
    fingerprint = secrets.token_hex(32)
    return Announced(fingerprint[:16], "kiosk", "0.1.0", "new", fingerprint, 8443)


@pytest.fixture
def office() -> Iterator["Watcher"]:
    watcher = Watcher()
    yield watcher
    watcher.close()


class Watcher:
    """An office server that looks around. Other tests' appliances on the same loopback do not disturb it."""

    def __init__(self) -> None:
        self._events: queue.Queue[Event] = queue.Queue()
        self._browser = Browser(
            lambda announced: self._events.put(("appeared", announced)),
            lambda device_id: self._events.put(("left", device_id)),
            interfaces=ON_LOOPBACK,
        )

    def wait_for(self, wanted: Callable[[Event], bool]) -> Event:
        while True:
            event = self._events.get(timeout=PATIENCE_S)
            if wanted(event):
                return event

    def close(self) -> None:
        self._browser.close()


def test_a_kiosk_appears_changes_and_leaves(office: Watcher, kiosk: Announced) -> None:
    announcement = Announcement(kiosk, interfaces=ON_LOOPBACK)
    appeared = ("appeared", replace(kiosk, addresses=(LOOPBACK,)))
    assert office.wait_for(appeared.__eq__)

    announcement.update(replace(kiosk, state="adopted"))
    assert office.wait_for(("appeared", replace(kiosk, addresses=(LOOPBACK,), state="adopted")).__eq__)

    announcement.close()
    assert office.wait_for(("left", kiosk.id).__eq__)


def test_who_looks_later_finds_it_too(kiosk: Announced) -> None:
    announcement = Announcement(replace(kiosk, role="server", port=443), interfaces=ON_LOOPBACK)
    office = Watcher()
    found = office.wait_for(lambda event: event[0] == "appeared" and event[1].id == kiosk.id)
    assert found[1] == replace(kiosk, role="server", port=443, addresses=(LOOPBACK,))
    office.close()
    announcement.close()


def test_two_servers_are_both_found(office: Watcher) -> None:
    servers = []
    for _ in range(2):
        fingerprint = secrets.token_hex(32)
        servers.append(Announced(fingerprint[:16], "server", "0.1.0", "new", fingerprint, 443, (LOOPBACK,)))
    announcements = [Announcement(server, interfaces=ON_LOOPBACK) for server in servers]
    missing = {("appeared", server) for server in servers}
    while missing:
        missing.discard(office.wait_for(lambda event: event in missing))
    for announcement in announcements:
        announcement.close()


def test_two_machines_of_one_backup_disturb_nobody(office: Watcher, kiosk: Announced) -> None:
    """Both say the same id."""
    both = [Announcement(replace(kiosk, version=version), interfaces=ON_LOOPBACK) for version in ("0.1.0", "0.2.0")]
    assert office.wait_for(lambda event: event[0] == "appeared" and event[1].id == kiosk.id)
    for announcement in both:
        announcement.close()


def test_an_interface_that_is_not_there_is_an_error_of_the_network(kiosk: Announced) -> None:
    with pytest.raises(OSError):
        Announcement(kiosk, interfaces=["192.0.2.77"])


@pytest.mark.parametrize(
    "changed",
    [
        {"id": b"../../../etc"},
        {"id": b""},
        {"id": b"ABCDEF0123456789"},
        {"role": b"admin"},
        {"state": b"<script>"},
        {"version": b"1.0 <b>"},
        {"version": b"\xff\xfe"},
        {"version": b"1" * 100},
        {"fp": b"00"},
        {"fp": None},
    ],
)
def test_what_does_not_look_like_ours_is_left_out(kiosk: Announced, changed: dict[str, bytes | None]) -> None:
    good = service_of(replace(kiosk, addresses=(LOOPBACK,)), ())
    properties = {key.decode(): value for key, value in good.properties.items()}
    info = ServiceInfo(SERVICE, good.name, port=8443, parsed_addresses=[LOOPBACK], properties={**properties, **changed})
    assert announced_by(good) == replace(kiosk, addresses=(LOOPBACK,))
    assert announced_by(info) is None


def test_a_kiosk_that_takes_another_ones_name_is_left_out(kiosk: Announced) -> None:
    good = service_of(replace(kiosk, addresses=(LOOPBACK,)), ())
    info = ServiceInfo(
        SERVICE, f"{'0' * 16}.{SERVICE}", port=8443, parsed_addresses=[LOOPBACK], properties=good.properties
    )
    assert announced_by(info) is None


def test_an_announcement_holds_no_secret(kiosk: Announced) -> None:
    properties = service_of(kiosk, (LOOPBACK,)).properties
    assert set(properties) == {b"id", b"role", b"version", b"state", b"fp"}
