"""The waiting list: a time that somebody gave back is offered on the phone, and one tap takes it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.town_hall import Api, TownHall

pytestmark = pytest.mark.browser

OpenFace = Callable[..., Page]
SERVICE = "Wohnsitz anmelden"
MEYER = {"name": "Erika Meyer", "email": "meyer@example.org"}


@pytest.fixture
def need(town_hall: TownHall) -> dict[str, Any]:
    offices = Api(town_hall.port).get("/api/offices")["offices"]
    service = next(one for office in offices for one in office["services"] if one["name"] == SERVICE)
    return {"services": [service["id"]], "channel": "on_site"}


def book(hall: TownHall, need: dict[str, Any], begins_at: str) -> Api:
    """Erika Meyer, who holds this time."""
    holder = Api(hall.port, Api(hall.port).post("/api/appointments", {**need, "begins_at": begins_at})["token"])
    holder.post("/api/appointment/confirm", MEYER)
    return holder


def test_a_freed_time_is_taken_by_one_tap(town_hall: TownHall, need: dict[str, Any], open_face: OpenFace) -> None:
    days = Api(town_hall.port).get(f"/api/slots?service={need['services'][0]}&channel=on_site&days=14")["days"]
    begins_at = days[-1]["slots"][0]
    meyer = book(town_hall, need, begins_at)
    page = open_face("citizen", f"http://127.0.0.1:{town_hall.port}/book#when/{need['services'][0]}/1/on_site")
    page.get_by_role("link", name="Auf die Warteliste setzen").click()
    page.get_by_label("Erster Tag").fill(days[-1]["day"])
    page.get_by_label("Letzter Tag").fill(days[-1]["day"])
    page.get_by_role("textbox", name="Vor- und Nachname").fill("Ozan Demir")
    page.get_by_role("textbox", name="E-Mail-Adresse").fill("demir@example.org")
    page.get_by_role("button", name="Auf die Liste setzen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sie stehen auf der Warteliste")
    expect(page.get_by_text("Sie werden zuerst gefragt.")).to_be_visible()
    meyer.post("/api/appointment/cancel")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Eine Zeit ist frei geworden")
    expect(page.locator("[data-field=time]:visible")).to_contain_text(f"{local(begins_at)} bis")
    page.get_by_role("button", name="Ja, diese Zeit nehme ich").click()
    page.wait_for_url("**/appointment#p_*")
    holder = Api(town_hall.port, page.url.partition("#")[2])
    assert holder.get("/api/appointment")["begins_at"] == begins_at


def local(timestamp: str) -> str:
    return datetime.fromisoformat(timestamp).astimezone(ZoneInfo("Europe/Berlin")).strftime("%H:%M")
