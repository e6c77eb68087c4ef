"""Backups in the administration: what is wrong with them, one now, and the key that is shown once."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from appliance.backup import archive
from tests.town_hall import TownHall

pytestmark = pytest.mark.browser


def test_from_no_key_to_a_backup_that_opens(town_hall: TownHall, open_face: Callable[..., Page], tmp_path) -> None:
    page = open_face("admin")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(town_hall.passwords["hoffmann"])
    page.keyboard.press("Enter")
    todo = page.locator("[data-part=todo-list]")
    expect(todo).to_contain_text("Es gibt keinen Sicherungsschlüssel")

    page.get_by_role("button", name="Neuer Sicherungsschlüssel").click()
    key = page.locator("[data-field=backup_key]")
    expect(key).to_contain_text("AGE-SECRET-KEY-1")
    secret = key.inner_text()
    page.get_by_role("button", name="Ich habe ihn verwahrt").click()
    expect(key).to_be_hidden()
    expect(todo).not_to_contain_text("Sicherungsschlüssel")

    page.get_by_role("button", name="Jetzt sichern").click()
    expect(page.locator("[data-field=backup_state]")).to_contain_text("Letzte Sicherung")
    made = next((town_hall.data / "backups").glob("*.vorzimmer"))
    assert archive.unpack(made, secret, tmp_path / "opened").organisation == "Stadt Musterstadt"


def test_the_hour_of_a_backup_is_the_offices(town_hall: TownHall, open_face: Callable[..., Page]) -> None:
    page = open_face("admin", timezone_id="Asia/Tokyo")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(town_hall.passwords["hoffmann"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Neuer Sicherungsschlüssel").click()
    page.get_by_role("button", name="Ich habe ihn verwahrt").click()
    page.get_by_role("button", name="Jetzt sichern").click()
    state = page.locator("[data-field=backup_state]")
    expect(state).to_contain_text("Letzte Sicherung")
    made_at = page.evaluate("fetch('/api/backup').then((answer) => answer.json())")["made_at"]
    expected = datetime.fromisoformat(made_at).astimezone(ZoneInfo("Europe/Berlin"))
    expect(state).to_contain_text(f"{expected:%d.%m.%Y, %H:%M}")


def test_a_share_that_cannot_be_reached_is_told(town_hall: TownHall, open_face: Callable[..., Page]) -> None:
    page = open_face("admin")
    page.get_by_label("Benutzername").fill("hoffmann")
    page.get_by_label("Passwort").fill(town_hall.passwords["hoffmann"])
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Neuer Sicherungsschlüssel").click()
    page.get_by_role("button", name="Ich habe ihn verwahrt").click()
    page.get_by_text("Wohin gesichert wird").click()
    form = page.locator("[data-part=backup-form]")
    form.locator("[name=kind]").select_option("share")
    form.get_by_label("Adresse der Freigabe").fill("//127.0.0.1/nirgends")
    form.get_by_label("Benutzer der Freigabe").fill("buero")
    form.get_by_label("Passwort").fill("geheim")
    form.get_by_role("button", name="Speichern").click()
    expect(page.locator("[data-field=backup_place]")).to_have_text("Netzfreigabe //127.0.0.1/nirgends")
    page.get_by_role("button", name="Jetzt sichern").click()
    expect(page.locator("[data-field=backup_state]")).to_contain_text("gescheitert")
    expect(page.locator("[data-field=backup_next]")).to_contain_text("nicht zu erreichen")
    expect(page.locator("[data-part=todo-list]")).to_contain_text("ist zuletzt gescheitert")
