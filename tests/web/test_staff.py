"""Colleagues over the API: who may add and change them, and how a new one gets in."""

import pytest
from apiflask import APIFlask

from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import OURS, PASSWORD, Client

NEW = {"name": "Zoe Lang", "sign_in_name": "lang", "roles": ["clerk", "supervisor"], "skills": []}
PERSON = {key: NEW[key] for key in ("name", "sign_in_name", "roles")}
CHOSEN = "ein langes Kennwort"


def token_of(url: str) -> str:
    return url.partition("#")[2]


@pytest.fixture
def invited(app: APIFlask, admin: Client) -> Client:
    """Zoe Lang's browser, with her link."""
    return Client(app, token_of(admin.post("/api/staff", NEW).json["url"]))


def colleague(client: Client, name: str = "Zoe Lang") -> dict[str, object]:
    return next(one for one in client.get("/api/staff").json["colleagues"] if one["name"] == name)


def test_supervisors_look_and_set_skills_administrators_do_everything(
    app: APIFlask, invited: Client, admin: Client, yildiz_signed_in: Client, citizen: Client, code_of
):
    invited.post("/api/welcome", {"password": CHOSEN})
    supervisor, lang = Client(app).sign_in("lang", CHOSEN), colleague(admin)["id"]
    assert supervisor.get("/api/staff").status_code == 200
    assert supervisor.put(f"/api/staff/{lang}/skills", {"skills": [1]}).status_code == 200
    for client, code in ((supervisor, "forbidden"), (yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.post("/api/staff", NEW)) == code
        assert code_of(client.put(f"/api/staff/{lang}", PERSON)) == code
        assert code_of(client.post(f"/api/staff/{lang}/welcome")) == code
        assert code_of(client.post(f"/api/staff/{lang}/retire")) == code
    assert code_of(yildiz_signed_in.put(f"/api/staff/{lang}/skills", {"skills": []})) == "forbidden"
    assert code_of(yildiz_signed_in.get("/api/staff")) == "forbidden"


def test_a_new_colleague_chooses_a_password_by_the_link_and_is_signed_in(
    app: APIFlask, invited: Client, admin: Client, code_of
):
    assert colleague(admin)["welcome_until"] == "2026-03-09T07:30:00Z"
    assert code_of(Client(app).post("/api/session", {"name": "lang", "password": CHOSEN})) == "wrong_sign_in"
    shown = invited.get("/api/welcome").json
    assert (shown["name"], shown["sign_in_name"], shown["least"]) == ("Zoe Lang", "lang", 12)
    assert invited.post("/api/welcome", {"password": CHOSEN}).json["clerk"]["name"] == "Zoe Lang"
    assert invited.get("/api/session").json["clerk"]["roles"] == ["clerk", "supervisor"]
    assert code_of(invited.post("/api/welcome", {"password": CHOSEN})) == "unknown_welcome"
    assert colleague(admin)["has_password"] and colleague(admin)["welcome_until"] is None
    Client(app).sign_in("lang", CHOSEN)


@pytest.mark.parametrize("password", ["kurz", "x" * 11])
def test_a_password_that_is_easily_guessed_is_refused(invited: Client, password: str, code_of):
    assert code_of(invited.post("/api/welcome", {"password": password})) == "weak_password"
    assert invited.get("/api/welcome").status_code == 200


def test_reading_a_link_does_not_use_it_up(invited: Client):
    for _ in range(5):
        assert invited.get("/api/welcome").status_code == 200
        assert invited.browser.head("/clerk/welcome").status_code == 200
    assert invited.post("/api/welcome", {"password": CHOSEN}).status_code == 200


def test_another_website_cannot_choose_a_password(invited: Client, code_of):
    bearer = {"Authorization": f"Bearer {invited.token}"}
    answer = invited.browser.post("/api/welcome", json={"password": CHOSEN}, headers={
        **OURS, **bearer, "Sec-Fetch-Site": "cross-site"})  # fmt: skip
    assert code_of(answer) == "cross_site"


def test_a_link_that_is_old_or_made_up_says_so(app: APIFlask, invited: Client, clock: SettableClock, code_of):
    for client in (Client(app), Client(app, "w_made-up"), Client(app, "t_made-up")):
        assert code_of(client.get("/api/welcome")) == "unknown_welcome"
    clock.advance(days=8)
    assert code_of(invited.get("/api/welcome")) == "unknown_welcome"


def test_a_request_that_is_sent_twice_makes_one_colleague(admin: Client):
    first, again = (admin.post("/api/staff", NEW, key="k" * 22) for _ in range(2))
    assert first.json == again.json
    assert first.json["url"].startswith("http://localhost/clerk/welcome#w_")


def test_a_link_for_a_new_password_leaves_the_old_one_until_it_is_used(
    app: APIFlask, admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of
):
    link = admin.post(f"/api/staff/{town.clerk_id('yildiz')}/welcome").json["url"]
    assert yildiz_signed_in.get("/api/session").status_code == 200
    Client(app, token_of(link)).post("/api/welcome", {"password": CHOSEN})
    assert code_of(yildiz_signed_in.get("/api/session")) == "not_signed_in"
    assert code_of(Client(app).post("/api/session", {"name": "yildiz", "password": PASSWORD})) == "wrong_sign_in"


def test_roles_hold_at_once(app: APIFlask, admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of):
    changed = {"name": "Aylin Yildiz", "sign_in_name": "yildiz", "roles": ["supervisor"]}
    assert admin.put(f"/api/staff/{town.clerk_id('yildiz')}", changed).status_code == 200
    assert yildiz_signed_in.get("/api/staff").status_code == 200


def test_who_has_left_is_signed_out_and_gone(admin: Client, yildiz_signed_in: Client, town: Musterstadt, code_of):
    shown = admin.post(f"/api/staff/{town.clerk_id('yildiz')}/retire").json
    assert "Aylin Yildiz" not in [one["name"] for one in shown["colleagues"]]
    assert code_of(yildiz_signed_in.get("/api/session")) == "not_signed_in"
    assert code_of(admin.post(f"/api/staff/{town.clerk_id('hoffmann')}/retire")) == "last_admin"


@pytest.mark.parametrize("wrong", [{"sign_in_name": "Zoe Lang"}, {"roles": []}, {"roles": ["boss"]}, {"name": ""}])
def test_input_that_does_not_fit_is_refused(admin: Client, wrong: dict[str, object], code_of):
    assert code_of(admin.post("/api/staff", {**NEW, **wrong})) == "invalid_input"
