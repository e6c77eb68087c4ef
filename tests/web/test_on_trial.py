"""A version on trial changes nothing: what people did in it would be gone with a rollback."""

from dataclasses import replace

from appliance.web.app import create_app
from tests.town import Musterstadt
from tests.web.conftest import Client


def test_until_it_has_proved_itself_it_only_shows(app, config, town: Musterstadt, clock, code_of) -> None:
    mark = config.data / "on-trial"
    kiosk = Client(create_app(replace(config, closed_while=mark), town.store, clock))
    order = {"service_id": town.id_card.id, "channel": "on_site"}
    mark.touch()
    refused = kiosk.post("/api/tickets", order)
    assert (refused.status_code, code_of(refused)) == (503, "on_trial")
    assert kiosk.get("/api/offices").status_code == 200
    mark.unlink()
    assert kiosk.post("/api/tickets", order).json["ticket"]["number"] == "A001"
