"""What a file changes and what it leaves alone, and that looking changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from appliance.domain.errors import OfficeError
from appliance.set_up_file.importing import Plan
from appliance.store import accounts, diaries, office_hours, offices
from tests.set_up_file.conftest import Server, said
from tests.town import Musterstadt

HEAD = "kind: vorzimmer-set-up\nformat: 1\n"
OFFICE = f"{HEAD}departments:\n  - name: Fachbereich Bürgerdienste\n    offices:\n      - name: Bürgeramt\n"


def dump(server: Server) -> list[str]:
    """Every row of the database."""
    return server.ask(lambda: list(offices.execute("SELECT 1").connection.iterdump()))


def with_all_offices(line: str) -> str:
    """Bürgeramt with one more line; the other offices are named, so that they stay."""
    others = "      - name: Standesamt\n  - name: Fachbereich Ordnung und Verkehr\n"
    return f"{OFFICE}{line}\n{others}"


def details(plan: Plan, thing: str) -> list[tuple[str, str, str]]:
    return [(one.key, one.before, one.after) for change in plan.changes if change.thing.value == thing
            for one in change.details]  # fmt: skip


def test_what_a_file_does_not_mention_stays(server: Server):
    plan = server.try_out(with_all_offices("        capacity: 90"))
    assert said(plan) == [("change", "office", "Bürgeramt")]
    assert details(plan, "office") == [("capacity", "200", "90")]


def test_a_list_is_complete_what_is_not_in_it_is_retired(server: Server):
    plan = server.try_out(with_all_offices("        counters: [{name: Schalter 1}, {name: Schalter 9}]"))
    assert said(plan) == [("retire", "counter", "Heimarbeitsplatz 1"), ("add", "counter", "Schalter 9")]
    plan = server.try_out(OFFICE)
    assert said(plan) == [
        ("retire", "office", "Standesamt"), ("retire", "office", "Kfz-Zulassung"),
        ("retire", "department", "Fachbereich Ordnung und Verkehr"),
    ]  # fmt: skip


def test_looking_changes_nothing(server: Server):
    text = server.export().replace("capacity: 200", "capacity: 5").replace("at_home: true", "at_home: false")
    before = dump(server)
    assert said(server.try_out(text)) == said(server.look(text)) != []
    assert dump(server) == before


def test_a_name_that_changes_keeps_its_history(server: Server, town: Musterstadt):
    ticket = town.take(town.residence)
    service = "        services:\n          - {name: Ummelden, was: Wohnsitz anmelden}\n"
    kept = "".join(f"          - name: {name}\n" for name in ("Personalausweis beantragen", "Reisepass beantragen",
                                                              "Meldebescheinigung"))  # fmt: skip
    server.bring(
        with_all_offices(f"        was: Bürgeramt\n{service}{kept}").replace("- name: Bürgeramt", "- name: Bürgerbüro")
    )
    assert server.ask(offices.service, ticket.service_id).name == "Ummelden"
    assert server.ask(offices.by_id, ticket.office_id).name == "Bürgerbüro"
    clerk = next(one.clerk for one in server.ask(accounts.all) if one.sign_in_name == "yildiz")
    assert ticket.service_id in clerk.skills


def test_an_office_is_known_by_its_letters_too(server: Server, town: Musterstadt):
    text = server.export().replace("- name: Bürgeramt\n", "- name: Bürgerbüro\n").replace("Bürgeramt:", "Bürgerbüro:")
    assert said(server.try_out(text)) == [("change", "office", "Bürgerbüro")]
    server.bring(text)
    assert server.ask(offices.by_id, town.citizens_office.id).name == "Bürgerbüro"


def test_an_office_moves_to_another_department_with_all_that_it_has(server: Server, town: Musterstadt):
    text = f"{HEAD}departments:\n  - name: Fachbereich Bürgerdienste\n  - name: Fachbereich Ordnung und Verkehr\n" + (
        "    offices:\n      - name: Kfz-Zulassung\n      - name: Bürgeramt\n"
    )
    plan = server.try_out(text)
    assert details(plan, "office") == [("department", "Fachbereich Bürgerdienste", "Fachbereich Ordnung und Verkehr")]
    server.bring(text)
    office = server.ask(offices.by_id, town.citizens_office.id)
    assert server.ask(offices.department, office.department_id).name == "Fachbereich Ordnung und Verkehr"


def test_a_new_office_takes_the_letters_of_one_that_goes(server: Server):
    text = server.export()
    start, end = text.index("      - name: Standesamt"), text.index("  - name: Fachbereich Ordnung")
    text = text[:start] + "      - {name: Trauzimmer, prefix: S}\n" + text[end:]
    text = text.replace(
        "      Standesamt:\n        - Eheschließung anmelden\n        - Geburts-, Ehe- oder Sterbeurkunde\n", ""
    )
    assert ("change", "office", "Trauzimmer") in said(server.try_out(text))


def test_the_order_of_a_list_is_the_order_that_people_see(server: Server, town: Musterstadt):
    lines = ["Meldebescheinigung", "Wohnsitz anmelden", "Reisepass beantragen", "Personalausweis beantragen"]
    services = "".join(f"          - name: {name}\n" for name in lines)
    server.bring(with_all_offices(f"        services:\n{services}"))
    assert [one.name for one in server.ask(offices.services, town.citizens_office.id)] == lines


def test_hours_staffing_and_places_arrive(server: Server, town: Musterstadt):
    text = (
        with_all_offices(
            "        hours: {video: {monday-friday: 8-12}}\n"
            "        staffing:\n"
            "          - {clerk: yildiz, hours: {video: {monday: 8-10}}}\n"
            "          - {place: Platz 1, hours: {on_site: {monday: 8-10, tuesday: 8-10}}}"
        )
        + "places:\n  - name: Platz 1\n    services: {Bürgeramt: all}\n"
    )
    server.bring(text)
    assert server.ask(offices.by_id, town.citizens_office.id).by_hours
    assert {one.name for one in server.ask(diaries.of_office, town.citizens_office.id)} == {"Aylin Yildiz", "Platz 1"}
    assert said(server.try_out(text)) == []


def test_days_that_are_over_are_passed_over(server: Server):
    days = "closing_days: [{from: 2026-02-01, reason: war}, {from: 2026-12-24}]"
    text = f"{HEAD}organisation:\n  name: Stadt Musterstadt\n  region: NW\n  {days}\n"
    server.bring(text)
    assert [one.first.isoformat() for one in server.ask(office_hours.own_special, None)] == ["2026-12-24"]
    assert "Neujahr" in server.ask(office_hours.holidays).values()
    assert said(server.try_out(text)) == []


def test_who_waits_is_not_left_without_an_office(server: Server, town: Musterstadt):
    town.take(town.vehicle)
    plan = server.try_out(
        OFFICE + "      - name: Standesamt\n  - name: Fachbereich Ordnung und Verkehr\n    offices: []\n"
    )
    [obstacle] = plan.obstacles
    assert (obstacle.error.code, obstacle.error.facts["waiting"]) == ("office_in_use", 1)


def test_the_last_administrator_cannot_be_removed_by_a_file(server: Server, refused: Callable[[str], Any]):
    """The new one has no password yet."""
    text = f"{HEAD}clerks:\n  - {{name: Ida Neu, sign_in: neu, roles: [admin]}}\n"
    server.store.write(accounts.change, town_admin(server), "Petra Hoffmann", "hoffmann", ["admin"])
    server.store.write(offices.execute, "UPDATE clerk SET password_hash = 'x' WHERE sign_in_name = 'hoffmann'")
    plan = server.try_out(text)
    assert [one.error.code for one in plan.obstacles] == ["last_admin"]
    with refused("last_admin"):
        server.apply(text, plan.fingerprint)


def town_admin(server: Server) -> int:
    return next(one.clerk.id for one in server.ask(accounts.all) if one.sign_in_name == "hoffmann")


def test_everything_or_nothing(server: Server, town: Musterstadt):
    """The first changes would go, the last cannot."""
    town.take(town.vehicle)
    text = OFFICE + "        capacity: 7\n"
    before = dump(server)
    with pytest.raises(OfficeError):
        server.apply(text, server.look(text).fingerprint)
    assert dump(server) == before


def test_two_files_that_were_checked_together_are_not_both_applied(server: Server, refused: Callable[[str], Any]):
    one, other = (with_all_offices(f"        capacity: {number}") for number in (7, 8))
    first, second = server.look(one).fingerprint, server.look(other).fingerprint
    server.apply(one, first)
    with refused("plan_outdated"):
        server.apply(other, second)
