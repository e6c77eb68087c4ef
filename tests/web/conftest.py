"""Clients of the web: a citizen, a kiosk, clerks and an administrator, each as a browser would ask."""

import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from apiflask import APIFlask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from appliance.adapters import passwords
from appliance.config import Config, Limits
from appliance.operations import devices
from appliance.store import staff as staff_rows
from appliance.store.database import Store
from appliance.web.app import create_app
from tests.fakes import SettableClock
from tests.town import Musterstadt

PASSWORD = "correct horse battery"
OURS = {"X-Vorzimmer": "1", "Sec-Fetch-Site": "same-origin"}


class Client:
    """One browser; `token` is a ticket's or a device's."""

    def __init__(self, app: APIFlask, token: str | None = None) -> None:
        self.browser: FlaskClient = app.test_client()
        self.token = token

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.browser.get(path, headers={**self._bearer(), **headers})

    def post(self, path: str, body: Any = None, key: str | None = None, **headers: str) -> TestResponse:
        sent = {**OURS, **self._bearer(), "Idempotency-Key": key or str(uuid.uuid4())}
        sent.update({name.replace("_", "-"): value for name, value in headers.items()})
        return self.browser.post(path, json=body if body is not None else {}, headers=sent)

    def put(self, path: str, body: Any) -> TestResponse:
        return self.browser.put(path, json=body, headers=OURS)

    def sign_in(self, name: str, password: str = PASSWORD) -> "Client":
        answer = self.post("/api/session", {"name": name, "password": password})
        assert answer.status_code == 200, answer.json
        return self

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(data=tmp_path, limits=Limits(tickets_web="3/minute", sign_in_name="3/minute", short_code="3/minute"))


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Made once: hashing is slow on purpose."""
    return passwords.hashed(PASSWORD)


@pytest.fixture
def app(config: Config, store: Store, clock: SettableClock, town: Musterstadt, password_hash: str) -> APIFlask:
    for clerk_id in town.ask(staff_rows.clerks):
        store.write(staff_rows.set_password_hash, clerk_id, password_hash)
    return create_app(config, store, clock)


@pytest.fixture
def citizen(app: APIFlask) -> Client:
    return Client(app)


@pytest.fixture
def kiosk(app: APIFlask, town: Musterstadt) -> Client:
    """A kiosk that takes tickets and hosts consultations."""
    device_id = town.do(devices.register, town.citizens_office.id, "Kiosk", "Foyer", devices.Function.BOTH)
    code, _ = town.do(devices.issue_code, device_id)
    client = Client(app, town.do(devices.enrol, code)[1])
    assert client.post("/api/device/seen", {"face": "browser"}).status_code == 204
    return client


@pytest.fixture
def yildiz_signed_in(app: APIFlask, town: Musterstadt) -> Client:
    client = Client(app).sign_in("yildiz")
    client.put("/api/session/counter", {"counter_id": town.counter("Schalter 1").id})
    return client


@pytest.fixture
def admin(app: APIFlask) -> Client:
    return Client(app).sign_in("hoffmann")


@pytest.fixture
def code_of() -> Callable[[TestResponse], str]:
    """The stable code of a problem, which must be one by its media type."""

    def read(response: TestResponse) -> str:
        assert response.mimetype == "application/problem+json", response.data
        assert response.json is not None
        assert response.json["status"] == response.status_code
        assert response.json["detail"]
        return str(response.json["code"])

    return read
