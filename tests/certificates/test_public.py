"""The town's own certificate: only one that is for its name, valid, and whose key is there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from appliance.certificates import public as certificate
from appliance.domain.errors import OfficeError
from appliance.privileged.client import Privileged
from provisioning.ca import Authority

NOW = datetime(2026, 11, 22, tzinfo=UTC)
URL = "https://buergerbuero.musterstadt.de"
Pair = tuple[str, str]


@pytest.fixture
def issued(tmp_path: Path) -> Callable[..., Pair]:
    """A certificate of somebody's authority, and its key."""
    authority = Authority.load_or_create(tmp_path / "somebody", "Bekannte Stelle", NOW)

    def issue(*names: str, at: datetime = NOW) -> Pair:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return authority.issue_server(list(names), [], key.public_key(), at), pem

    return issue


def refusal(url: str, pair: Pair, at: datetime = NOW) -> str:
    with pytest.raises(OfficeError) as caught:
        certificate.check(url, *pair, at)
    return caught.value.code


def test_one_that_fits(issued) -> None:
    certificate.check(URL, *issued("rathaus.example", "buergerbuero.musterstadt.de"), NOW)
    certificate.check(URL, *issued("*.musterstadt.de"), NOW)


@pytest.mark.parametrize("name", ["musterstadt.de", "*.de", "*.buergerbuero.musterstadt.de", "nachbarstadt.de"])
def test_one_for_another_name(issued, name: str) -> None:
    assert refusal(URL, issued(name)) == "certificate_for_others"


def test_one_that_is_over_or_has_not_begun(issued) -> None:
    pair = issued("buergerbuero.musterstadt.de")
    assert refusal(URL, pair, NOW + timedelta(days=400)) == "certificate_expired"
    assert refusal(URL, pair, NOW - timedelta(days=1)) == "certificate_expired"


def test_one_with_the_key_of_another(issued) -> None:
    (pem, _), (_, key) = issued("buergerbuero.musterstadt.de"), issued("buergerbuero.musterstadt.de")
    assert refusal(URL, (pem, key)) == "no_certificate"
    assert refusal(URL, ("", key)) == "no_certificate"
    assert refusal(URL, (pem, "-----BEGIN PRIVATE KEY-----\nnonsense")) == "no_certificate"


def test_what_citizens_see_is_told(issued, tmp_path: Path) -> None:
    shown = tmp_path / "public.crt"
    assert certificate.shown(shown) is None
    shown.write_text(issued("buergerbuero.musterstadt.de")[0])
    found = certificate.shown(shown)
    assert found is not None and found.names == ("buergerbuero.musterstadt.de",)


def test_in_a_checkout_it_says_that_it_needs_the_appliance(issued, tmp_path: Path) -> None:
    with pytest.raises(OfficeError, match="appliance_only"):
        certificate.give(Privileged(tmp_path / "none.sock"), URL, *issued("buergerbuero.musterstadt.de"), NOW)
