"""The certificate by the API: for administrators, changed by POST, and nothing of the account leaves the server."""

import dataclasses
from pathlib import Path

import pytest
from apiflask import APIFlask

from appliance.certificates.automatic import Automatic
from appliance.certificates.kept import Kept, State
from appliance.config import Config
from appliance.privileged.client import Privileged
from appliance.web.parts import Parts
from tests.fakes import SettableClock
from tests.web.conftest import Client

ORDER = {
    "name": "buergerbuero.musterstadt.de", "directory": "https://acme.example/directory",
    "email": "it@musterstadt.de", "terms_agreed": True,
}  # fmt: skip


@pytest.fixture
def automatic(app: APIFlask, config: Config, clock: SettableClock, tmp_path: Path) -> Automatic:
    """Its thread does not run. The helper's socket is there, and nobody behind it."""
    socket = tmp_path / "privileged.sock"
    socket.touch()
    automatic = Automatic(config.data, clock, Privileged(socket), shown=tmp_path / "public.crt")
    context = app.extensions["vorzimmer"]
    app.extensions["vorzimmer"] = dataclasses.replace(context, parts=Parts(certificate=automatic))
    return automatic


def test_an_order_waits_for_its_thread_and_shows_no_contact(
    admin: Client, automatic: Automatic, config: Config
) -> None:
    kept = Kept(config.data)
    secret = kept.account_key()
    answer = admin.post("/api/certificate/automatic", ORDER)
    assert answer.status_code == 200
    told = answer.json["automatic"]
    assert (told["name"], told["step"], told["problem"]) == (ORDER["name"], "waiting", "")
    assert "it@musterstadt.de" not in answer.text
    assert str(secret.private_numbers().private_value) not in answer.text
    assert "PRIVATE" not in admin.get("/api/certificate").text
    found = automatic.settings()
    assert found is not None and found.email == "it@musterstadt.de"


def test_what_is_left_empty_stays_while_the_directory_is_the_same(admin: Client, automatic: Automatic) -> None:
    admin.post("/api/certificate/automatic", {**ORDER, "ca_pem": "PEM"})
    admin.post("/api/certificate/automatic", {**ORDER, "email": ""})
    found = automatic.settings()
    assert found is not None and (found.email, found.ca_pem) == ("it@musterstadt.de", "PEM")
    admin.post("/api/certificate/automatic", {**ORDER, "email": "", "directory": "https://other.example/"})
    found = automatic.settings()
    assert found is not None and (found.email, found.ca_pem) == ("", "")


@pytest.mark.parametrize(
    "wrong",
    [
        {"terms_agreed": False}, {"name": "rathaus"}, {"name": "Rathaus.de/x"}, {"email": "nobody"},
        {"directory": "http://acme.example/"}, {"directory": "file:///etc/passwd"}, {"colour": "red"},
    ],
)  # fmt: skip
@pytest.mark.usefixtures("automatic")
def test_nonsense_is_refused(admin: Client, wrong: dict[str, object], code_of) -> None:
    assert code_of(admin.post("/api/certificate/automatic", {**ORDER, **wrong})) == "invalid_input"


@pytest.mark.parametrize("path", ["automatic", "automatic/run", "terms"])
@pytest.mark.usefixtures("automatic")
def test_only_administrators_and_only_by_post(
    citizen: Client, yildiz_signed_in: Client, admin: Client, path: str, code_of
) -> None:
    address, body = f"/api/certificate/{path}", ORDER if path == "automatic" else {"directory": ORDER["directory"]}
    assert code_of(citizen.post(address, body)) == "not_signed_in"
    assert code_of(yildiz_signed_in.post(address, body)) == "forbidden"
    assert code_of(yildiz_signed_in.get("/api/certificate")) == "forbidden"
    assert code_of(admin.get(address)) == "method_not_allowed"


def test_a_clerk_who_may_not_changes_nothing(yildiz_signed_in: Client, automatic: Automatic) -> None:
    yildiz_signed_in.post("/api/certificate/automatic", ORDER)
    assert automatic.settings() is None


def test_a_challenge_is_answered_only_while_its_order_runs(citizen: Client, automatic: Automatic) -> None:
    address = "/.well-known/acme-challenge/token-1"
    assert citizen.get(address).status_code == 404
    with automatic.challenges.answering("token-1", "token-1.thumbprint"):
        assert citizen.get(address).text == "token-1.thumbprint"
        assert citizen.get("/.well-known/acme-challenge/token-2").status_code == 404
    assert citizen.get(address).status_code == 404


def test_a_failure_stands_on_the_overview_for_administrators(
    admin: Client, automatic: Automatic, config: Config, clock: SettableClock
) -> None:
    assert admin.get("/api/admin").json["certificate_trouble"] is None
    admin.post("/api/certificate/automatic", ORDER)
    Kept(config.data).keep(State(at=clock.now(), problem="acme_port_closed", failures=1))
    assert admin.get("/api/admin").json["certificate_trouble"] == {"code": "not_received", "days": 0}
    assert admin.post("/api/certificate/automatic/run").json["automatic"]["step"] == "waiting"
