"""Imprint, privacy notice, accessibility statement: the words of the town, on every face, changed by its IT only."""

import pytest
from apiflask import APIFlask

from appliance.adapters import passwords
from appliance.domain.staff import Role
from appliance.domain.texts import TextLanguage, TextName, gaps
from appliance.store import journal
from appliance.store import staff as staff_rows
from appliance.web import legal_texts
from appliance.web.markdown import rendered
from tests.town import Musterstadt
from tests.web.conftest import PASSWORD, Client

OWN = "## Verantwortlich\n\n**{town}**, Marktplatz 1, [Rathaus](https://musterstadt.example)"
IMPRINT = "/api/website/texts/imprint/de"


def text(view: dict, name: str, language: str) -> dict:
    return next(one for one in view["texts"] if (one["name"], one["language"]) == (name, language))


def write(admin: Client, body: str, revision: int = 0, path: str = IMPRINT):
    return admin.put(path, {"body": body, "revision": revision})


@pytest.mark.parametrize("name", TextName)
@pytest.mark.parametrize("language", TextLanguage)
def test_every_text_is_there_from_the_first_day_and_says_what_is_missing(name: TextName, language: TextLanguage):
    ours = legal_texts.ours(name, language)
    assert gaps(ours)
    assert "[[" not in rendered(ours, "Musterstadt") and "{town}" not in rendered(ours, "Musterstadt")


def test_what_the_town_writes_stands_on_the_page_at_once(admin: Client, citizen: Client):
    assert "Das ergänzt die Stadt noch:" in citizen.get("/imprint").get_data(as_text=True)
    view = write(admin, OWN).json
    shown = citizen.get("/imprint").get_data(as_text=True)
    assert '<h2 class="kern-heading-medium">Verantwortlich</h2>' in shown
    assert "<strong>Stadt Musterstadt</strong>, Marktplatz 1" in shown
    assert "Das ergänzt die Stadt noch:" not in shown
    written = text(view, "imprint", "de")
    assert (written["is_ours"], written["revision"], written["gaps"]) == (False, 1, [])
    assert text(view, "imprint", "en")["is_ours"]


def test_easy_language_is_a_text_of_its_own(admin: Client, citizen: Client):
    write(admin, "Das Rathaus steht am Markt-Platz.", path="/api/website/texts/imprint/de-simple")
    easy = citizen.get("/imprint/easy").get_data(as_text=True)
    assert 'lang="de-simple"' in easy and "Markt-Platz" in easy
    assert "Markt-Platz" not in citizen.get("/imprint").get_data(as_text=True)
    assert 'href="/imprint/easy"' in citizen.get("/imprint").get_data(as_text=True)


def test_a_text_that_was_taken_back_is_ours_again(admin: Client, citizen: Client):
    write(admin, OWN)
    view = admin.post(f"{IMPRINT}/take-back", {"revision": 1}).json
    assert text(view, "imprint", "de")["is_ours"]
    assert "Marktplatz 1" not in citizen.get("/imprint").get_data(as_text=True)


def test_two_writers_do_not_overwrite_each_other(admin: Client, code_of):
    write(admin, OWN)
    assert code_of(write(admin, "Anderes", revision=0)) == "text_changed_meanwhile"
    assert code_of(admin.post(f"{IMPRINT}/take-back", {"revision": 0})) == "text_changed_meanwhile"
    assert write(admin, "Anderes", revision=1).status_code == 200


def test_a_change_is_one_row_of_the_journal_without_the_text(admin: Client, town: Musterstadt):
    before = town.ask(journal.head)
    write(admin, OWN)
    write(admin, OWN, revision=1)  # changes nothing
    [event] = town.ask(journal.after, before, 10)
    assert (event.type, event.clerk_id) == ("TextChanged", town.clerk_id("hoffmann"))
    assert event.data == {"text": "imprint", "language": "de"}


def test_clerks_and_strangers_have_no_part_in_it(admin: Client, yildiz_signed_in: Client, citizen: Client, code_of):
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.get("/api/website")) == code
        assert code_of(client.put(IMPRINT, {"body": OWN, "revision": 0})) == code
        assert code_of(client.post(f"{IMPRINT}/take-back", {"revision": 0})) == code
        assert code_of(client.post("/api/website/try-text", {"body": OWN})) == code


def test_a_supervisor_reads_and_does_not_write(app: APIFlask, town: Musterstadt, code_of):
    town.store.write(staff_rows.add_clerk, "Lea Leitung", "leitung", passwords.hashed(PASSWORD), [Role.SUPERVISOR], [])
    supervisor = Client(app).sign_in("leitung")
    assert text(supervisor.get("/api/website").json, "imprint", "de")["gaps"]
    assert "<strong>" in supervisor.post("/api/website/try-text", {"body": OWN}).json["html"]
    assert code_of(write(supervisor, OWN)) == "forbidden"
    assert code_of(supervisor.post(f"{IMPRINT}/take-back", {"revision": 0})) == "forbidden"


def test_what_is_no_text_is_refused(admin: Client, citizen: Client, code_of):
    assert code_of(write(admin, "x", path="/api/website/texts/manifesto/de")) == "unknown_text"
    assert code_of(write(admin, "x", path="/api/website/texts/imprint/fr")) == "unknown_text"
    assert code_of(citizen.get("/api/texts/imprint/fr")) == "unknown_text"
    assert code_of(write(admin, "")) == "invalid_input"
    assert code_of(write(admin, "   ")) == "invalid_input"
    assert code_of(write(admin, "x" * 20_001)) == "invalid_input"


def test_trying_a_text_saves_nothing(admin: Client, town: Musterstadt):
    before = town.ask(journal.head)
    assert "<strong>" in admin.post("/api/website/try-text", {"body": OWN}).json["html"]
    assert town.ask(journal.head) == before
    assert text(admin.get("/api/website").json, "imprint", "de")["is_ours"]


def test_the_kiosk_is_given_the_same_words(admin: Client, citizen: Client):
    write(admin, OWN)
    shown = citizen.get("/api/texts/imprint/de", **{"Accept-Language": "de"}).json
    assert shown["title"] == "Impressum" and "Marktplatz 1" in shown["html"]


@pytest.mark.parametrize(
    ("written", "never"),
    [
        ("<script>alert(1)</script>", "<script"),
        ("<img src=x onerror=alert(1)>", "<img"),
        ("![Wappen](https://elsewhere.example/wappen.png)", "<img"),
        ("[hier](javascript:alert(1))", "<a"),
        ("[hier](data:text/html,x)", "<a"),
        ("[[<b>Name</b>]]", "<b>"),
    ],
)
def test_a_text_runs_nothing_and_loads_nothing(written: str, never: str):
    assert never not in rendered(written, "Stadt")


def test_the_name_of_a_town_is_no_markup():
    assert "<b>" not in rendered("{town}", "<b>Stadt</b>")
    assert "<em>" not in rendered("{town}", "*Stadt*")


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("# A\n\n## B", ["h2", "h3"]),
        ("## A\n\n### B", ["h2", "h3"]),
        ("### A", ["h2"]),
        ("# A\n\n###### B", ["h2", "h6"]),
    ],
)
def test_headings_follow_the_title_of_the_page(written: str, levels: list[str]):
    html = rendered(written, "Stadt")
    assert [tag for tag in ("h1", "h2", "h3", "h4", "h5", "h6") if f"<{tag} " in html] == levels
