"""The offices for other websites: alike for everybody, true within seconds, and nothing but what citizens may see."""

import json
import re
from datetime import UTC, date, datetime
from typing import Any

import pytest

from appliance.domain.office_hours import Hours, SpecialDays
from appliance.domain.ticket import Channel
from appliance.operations import estimates
from appliance.operations import offices as office_operations
from appliance.store import diaries, offices
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

MONDAY_NINE = datetime(2026, 3, 2, 8, tzinfo=UTC)
FRIDAY_EVENING = datetime(2026, 3, 6, 17, tzinfo=UTC)
MORNING = [[["08:00", "12:00"]]] * 5 + [[], []]
PLAN = {"weekly": {"on_site": MORNING, "video": MORNING}}
FOREIGN = {"Origin": "https://www.musterstadt.example", "Sec-Fetch-Site": "cross-site"}


def office(client: Client, language: str = "de") -> dict[str, Any]:
    """The citizens' office."""
    return client.get(f"/api/public/offices/1?lang={language}").json["offices"][0]


def service(shown: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in shown["services"] if one["name"] == name)


@pytest.fixture
def by_hours(admin: Client, clock: SettableClock) -> None:
    clock.set(MONDAY_NINE)
    assert admin.put("/api/offices/1/hours", PLAN).status_code == 200


@pytest.mark.parametrize(
    "path", ["/api/public/offices", "/api/public/offices/1", "/api/public/offices.jsonld", "/widget.js"]
)
def test_any_website_may_read_it_and_keep_it_for_a_moment(citizen: Client, path: str):
    answer = citizen.get(path, **FOREIGN)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert re.fullmatch(r"public, max-age=(15|3600)", answer.headers["Cache-Control"])
    assert "Set-Cookie" not in answer.headers
    again = citizen.get(path, **FOREIGN, **{"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.headers["Access-Control-Allow-Origin"]) == (304, "*")


def test_a_refusal_can_be_read_by_other_websites_too(citizen: Client, code_of):
    answer = citizen.get("/api/public/offices/99", **FOREIGN)
    assert code_of(answer) == "unknown_office"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/api/offices", "/api/website", "/static/js/api.js", "/api/texts/imprint/de"])
def test_everything_else_stays_our_own(citizen: Client, path: str):
    headers = citizen.get(path, **FOREIGN).headers
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_who_asks_makes_no_difference(citizen: Client, admin: Client):
    assert citizen.get("/api/public/offices").data == admin.get("/api/public/offices").data


def test_the_state_is_said_in_words_and_in_codes(citizen: Client, by_hours: None, clock: SettableClock):
    shown = office(citizen)
    assert (shown["state"], shown["closes_at"]) == ("unstaffed", "2026-03-02T11:00:00Z")
    assert shown["words"]["opening"] == "geöffnet, noch niemand am Schalter"
    assert office(citizen, "en")["words"]["opening"] == "open, nobody at a counter yet"
    clock.set(FRIDAY_EVENING)
    assert office(citizen)["words"]["opening"] == "geschlossen, öffnet am Montag, 9. März um 08:00 Uhr"
    assert office(citizen, "en")["words"]["opening"] == "closed, opens on Monday, 9 March at 08:00"
    clock.set(datetime(2026, 3, 8, 12, tzinfo=UTC))
    assert office(citizen)["words"]["opening"] == "geschlossen, öffnet morgen um 08:00 Uhr"


def test_somebody_at_the_counter_makes_it_open_until(
    citizen: Client, by_hours: None, yildiz_signed_in: Client, clock: SettableClock
):
    assert office(citizen)["words"]["opening"] == "geöffnet bis 12:00 Uhr"
    clock.set(datetime(2026, 3, 2, 10, 45, tzinfo=UTC))
    assert office(citizen)["words"]["opening"] == "schließt um 12:00 Uhr"


def test_a_special_day_says_why(citizen: Client, by_hours: None, town: Musterstadt):
    days = SpecialDays(0, date(2026, 3, 2), date(2026, 3, 2), reason="Betriebsausflug")
    town.do(office_operations.add_special_days, 1, days, town.clerk_id("hoffmann"))
    shown = office(citizen)
    assert shown["words"]["opening"] == "geschlossen, öffnet morgen um 08:00 Uhr (Betriebsausflug)"
    today, tomorrow, *_ = shown["hours"][0]["days"]
    assert (today["text"], today["reason"], today["hours"]) == ("geschlossen", "Betriebsausflug", [])
    assert (tomorrow["name"], tomorrow["text"]) == ("Dienstag, 3. März", "08:00–12:00 Uhr")


def test_who_waits_and_when_it_would_be_ones_turn(
    citizen: Client, town: Musterstadt, yildiz_signed_in: Client, clock: SettableClock
):
    assert office(citizen)["words"]["queue"] == "Niemand wartet"
    for _ in range(3):
        town.take()
    plan = town.ask(estimates.Estimators().plan, 1, clock.now())
    town.store.write(estimates.finish, plan)
    shown = office(citizen)
    assert (shown["waiting"], shown["words"]["queue"]) == (3, "3 Personen warten")
    said = shown["words"]["waiting"]
    assert re.fullmatch(
        r"Wenn Sie jetzt eine Nummer ziehen, sind Sie voraussichtlich zwischen \d\d:\d\d und \d\d:\d\d Uhr dran\.", said
    )
    assert service(shown, "Wohnsitz anmelden")["window"]["people_ahead"] == 3


def test_nobody_is_promised_a_time_while_nobody_works(citizen: Client):
    assert office(citizen)["words"]["waiting"] == "Zurzeit ist niemand im Dienst. Ihr Platz bleibt Ihnen."


def test_a_closed_office_leads_to_its_page_and_to_no_queue(citizen: Client, admin: Client):
    admin.post("/api/offices/1/close")
    shown = office(citizen)
    assert shown["links"]["page"] == "http://localhost/#office/1"
    assert shown["links"]["join"] is None
    assert all(one["links"]["join"] is None for one in shown["services"])
    assert shown["words"]["waiting"] == ""


def test_one_joins_from_afar_only_what_is_offered_from_afar(citizen: Client, town: Musterstadt):
    shown = office(citizen)
    assert shown["links"]["join"] == "http://localhost/#office/1"
    assert service(shown, "Personalausweis beantragen")["links"]["join"] is None
    residence = service(shown, "Wohnsitz anmelden")
    assert residence["links"]["join"] == f"http://localhost/#service/{town.residence.id}"
    english = service(office(citizen, "en"), "Wohnsitz anmelden")
    assert english["links"]["join"] == f"http://localhost/?lang=en#service/{town.residence.id}"


def test_one_books_only_what_somebody_of_the_staffing_plan_serves(citizen: Client, town: Musterstadt):
    assert office(citizen)["links"]["book"] is None
    diary = town.store.write(diaries.add, "Platz 1", None, [town.residence.id])
    town.store.write(diaries.add_staffing, diary, 1, 0, Hours(480, 720), [Channel.VIDEO])
    shown = office(citizen)
    assert shown["links"]["book"] == "http://localhost/book#office/1"
    links = {one["name"]: one["links"]["book"] for one in shown["services"] if one["links"]["book"]}
    assert links == {"Wohnsitz anmelden": f"http://localhost/book#service/{town.residence.id}"}
    assert office(citizen, "en")["links"]["book"] == "http://localhost/book?lang=en#office/1"


def test_what_is_not_public_is_nowhere(citizen: Client, town: Musterstadt):
    town.store.write(offices.set_published, 1, False)
    assert [one["id"] for one in citizen.get("/api/public/offices").json["offices"]] == [2, 3]
    assert citizen.get("/api/public/offices/1").status_code == 404
    assert "Bürgeramt" not in citizen.get("/api/public/offices.jsonld").get_data(as_text=True)
    assert "Bürgeramt" not in in_page(citizen).get_data(as_text=True)


def test_names_of_people_are_in_none_of_it(citizen: Client, yildiz_signed_in: Client):
    for path in ("/api/public/offices", "/api/public/offices.jsonld"):
        assert "Yildiz" not in citizen.get(path).get_data(as_text=True)


def graph(citizen: Client, kind: str) -> list[dict[str, Any]]:
    answer = citizen.get("/api/public/offices.jsonld")
    assert answer.mimetype == "application/ld+json"
    assert answer.json["@context"] == "https://schema.org"
    return [node for node in answer.json["@graph"] if node["@type"] == kind]


def in_page(citizen: Client) -> Any:
    return citizen.get("/")


def test_search_engines_read_offices_hours_and_services(citizen: Client, by_hours: None, town: Musterstadt):
    days = SpecialDays(0, date(2026, 3, 6), date(2026, 3, 6), hours=(Hours(600, 1440),), reason="Langer Freitag")
    town.do(office_operations.add_special_days, 1, days, town.clerk_id("hoffmann"))
    first = graph(citizen, "GovernmentOffice")[0]
    assert first["name"] == "Bürgeramt"
    assert first["openingHoursSpecification"][0] == {
        "@type": "OpeningHoursSpecification", "dayOfWeek": "https://schema.org/Monday", "opens": "08:00",
        "closes": "12:00",
    }  # fmt: skip
    assert len(first["openingHoursSpecification"]) == 5
    [special] = first["specialOpeningHoursSpecification"]
    assert (special["validFrom"], special["opens"], special["closes"]) == ("2026-03-06", "10:00", "23:59")
    assert [one["contactType"] for one in first["contactPoint"]] == ["per Video"]
    residence = next(one for one in graph(citizen, "GovernmentService") if one["name"] == "Wohnsitz anmelden")
    assert residence["identifier"]["value"] == "99115005104000"
    assert residence["serviceOperator"]["@id"] == first["@id"]


def test_a_closing_day_is_a_day_from_midnight_to_midnight(citizen: Client, by_hours: None, town: Musterstadt):
    days = SpecialDays(0, date(2026, 3, 5), date(2026, 3, 5), reason="Betriebsausflug")
    town.do(office_operations.add_special_days, 1, days, town.clerk_id("hoffmann"))
    [special] = graph(citizen, "GovernmentOffice")[0]["specialOpeningHoursSpecification"]
    assert (special["opens"], special["closes"], special["name"]) == ("00:00", "00:00", "Betriebsausflug")


def test_every_reference_of_the_graph_leads_to_a_node_of_it(citizen: Client):
    nodes = citizen.get("/api/public/offices.jsonld").json["@graph"]
    known = {node["@id"] for node in nodes}
    assert len(known) == len(nodes)
    used = set(re.findall(r'\{"@id": "([^"]+)"\}', json.dumps(nodes)))
    assert used and used <= known


def test_the_overview_carries_the_offices_for_search_engines(citizen: Client, town: Musterstadt):
    html = in_page(citizen).get_data(as_text=True)
    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    names = [node["name"] for node in json.loads(data)["@graph"] if node["@type"] == "GovernmentOffice"]
    assert names == ["Bürgeramt", "Standesamt", "Kfz-Zulassung"]


def test_a_name_cannot_end_the_script_of_the_page(citizen: Client, town: Musterstadt):
    town.store.write(offices.rename_organisation, "</script><script>alert(1)</script>")
    assert "<script>alert" not in in_page(citizen).get_data(as_text=True)
