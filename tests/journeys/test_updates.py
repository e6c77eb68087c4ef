"""Updates in the administration: who holds a rollout up, why, and what to do, in words. The answer is a given one."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.journeys.test_admin import sign_in
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser

ROLLING: dict[str, Any] = {
    "source": "usb", "automatic": True, "start": 2, "end": 5, "first": None, "busy": "", "running": "1.1",
    "available": "1.1", "notes": "", "looked_at": None, "problem": "", "reason": "", "open": 2, "held": None,
    "installed": None, "failures": [],
}  # fmt: skip
HELD: dict[str, Any] = {"device_id": 0, "code": "", "problem": "", "reason": "", "since": None}

Say = Callable[..., Page]


@pytest.fixture
def said(open_face: Callable[..., Page], town_hall: TownHall) -> Say:
    """`said(open=1)`: the overview of an administrator whose server says so of its updates."""

    def open(**view: Any) -> Page:
        page = sign_in(open_face("admin"), town_hall, "hoffmann")
        expect(page.get_by_role("heading", name="Stadt Musterstadt")).to_be_visible()
        held = view.get("held")
        if held is not None:
            devices = page.evaluate("fetch('/api/admin').then((answer) => answer.json())")["devices"]
            view["held"] = {**HELD, "device_id": next(one["id"] for one in devices if one["enrolled"]), **held}
        page.route("**/api/updates", lambda route: answer(route, {**ROLLING, **view}))
        page.reload()
        return page

    return open


def answer(route: Route, view: dict[str, Any]) -> None:
    route.fulfill(json=view) if route.request.method == "GET" else route.continue_()


def test_a_version_that_could_not_be_written_is_not_called_damaged(said: Say) -> None:
    """The source is all right; what systemd-sysupdate said is the reason."""
    page = said(running="1.0", problem="not_written", reason="systemd-sysupdate: No space left on device")
    told = page.locator("[data-field=update_next]")
    expect(told).to_contain_text("konnte sie nicht auf seine Platte schreiben: systemd-sysupdate: No space left")
    expect(told).to_contain_text("versucht es jede Stunde wieder")
    expect(told).not_to_contain_text("Quelle")


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ({"code": "gave_up", "reason": "Es zeigt kein Bild"}, "hat die Version aufgegeben, darum bekommt sie kein"),
        ({"code": "not_taken", "problem": "disk_full", "reason": "disk_full {}"}, "übernehmen: seine Platte ist voll."),
        ({"code": "not_taken", "problem": "odd", "reason": "Etwas Neues"}, "nicht übernehmen: Etwas Neues"),
        ({"code": "silent", "since": "2026-03-02T02:14:00+00:00"}, "antwortet seit 02.03.2026, 03:14 nicht"),
    ],
)
def test_who_holds_the_others_up_is_said_with_the_way_out(held: dict[str, Any], words: str, said: Say) -> None:
    page = said(held=held)
    told = page.locator("[data-field=update_next]")
    expect(told).to_contain_text(words)
    expect(told).to_contain_text("geht voran")
    expect(told).not_to_contain_text("„“")
    expect(told).to_contain_text("unten ein anderes Gerät vorangehen")
    page.get_by_text("Woher und wann aktualisiert wird").click()
    first = page.get_by_label("Dieser Kiosk geht voran")
    with page.expect_request(lambda request: request.method == "PUT") as chosen:
        first.select_option(index=1)
        page.get_by_role("button", name="Speichern").last.click()
    assert json.loads(chosen.value.post_data or "")["first"] is not None
