"""Who gets onto the service page: one-time codes, each once, few wrong ones in a row."""

from pathlib import Path

import pytest

from appliance.device.service_entry import ServiceEntry
from appliance.domain.exit_code import hashed, matches
from provisioning.errors import ProvisioningError
from tests.provisioning.people import Seconds

CODE, OTHER = "48291357", "11112222"
SALT = b"s" * 16
HASHES = [hashed(CODE, SALT), hashed(OTHER, b"t" * 16)]


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def entry(tmp_path: Path, seconds: Seconds) -> ServiceEntry:
    return ServiceEntry(tmp_path / "used-codes.json", lambda: HASHES, seconds)


def refusal(entry: ServiceEntry, code: str) -> str:
    with pytest.raises(ProvisioningError) as refused:
        entry.enter(code)
    return refused.value.code


def test_a_code_opens_once(entry: ServiceEntry) -> None:
    entry.require(entry.enter(CODE))
    assert refusal(entry, CODE) == "wrong_code"
    entry.require(entry.enter(OTHER))


def test_a_used_code_stays_used_over_a_restart(entry: ServiceEntry, tmp_path: Path, seconds: Seconds) -> None:
    entry.enter(CODE)
    again = ServiceEntry(tmp_path / "used-codes.json", lambda: HASHES, seconds)
    assert refusal(again, CODE) == "wrong_code"


def test_five_wrong_codes_close_the_door_each_time_longer(entry: ServiceEntry, seconds: Seconds) -> None:
    for minutes in (5, 10):
        assert [refusal(entry, "00000000") for _ in range(5)] == ["wrong_code"] * 5
        assert refusal(entry, CODE) == "locked"
        seconds.now += minutes * 60 - 1
        assert refusal(entry, CODE) == "locked"
        seconds.now += 1
    entry.enter(CODE)


def test_a_pass_ends_after_ten_minutes_and_when_one_leaves(entry: ServiceEntry, seconds: Seconds) -> None:
    own = entry.enter(CODE)
    seconds.now += 599
    entry.require(own)
    seconds.now += 1
    with pytest.raises(ProvisioningError):
        entry.require(own)
    own = entry.enter(OTHER)
    entry.leave()
    with pytest.raises(ProvisioningError):
        entry.require(own)


@pytest.mark.parametrize("presented", ["", "x", "ä"])
def test_without_a_pass_nothing_opens(presented: str, entry: ServiceEntry) -> None:
    with pytest.raises(ProvisioningError):
        entry.require(presented)
    entry.enter(CODE)
    with pytest.raises(ProvisioningError):
        entry.require(presented)


def test_a_hash_of_another_scheme_matches_nothing() -> None:
    assert not matches(CODE, "md5:00:00") and not matches(CODE, "") and matches(CODE, HASHES[0])
