"""Pages: they load nothing from elsewhere, keep themselves to themselves, and speak their languages completely."""

import re
from dataclasses import replace

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from appliance.domain.texts import TextName
from appliance.web import i18n
from appliance.web.app import KIOSK_UI, create_app
from appliance.web.pages import PAGES
from tests.web.conftest import Client

ALL = [*PAGES, *(f"/{name}{easy}" for name in TextName for easy in ("", "/easy"))]
TAGS = re.compile(r"""(?:src|href|action)=["'](https?:)?//""")


@pytest.mark.parametrize("path", ALL)
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_page_is_whole_and_loads_nothing_from_elsewhere(citizen: Client, path: str, language: str):
    answer = citizen.get(f"{path}?lang={language}")
    html = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html
    assert not TAGS.search(html)
    assert " style=" not in html and "<style" not in html
    runs = re.sub(r'<script type="application/ld\+json">.*?</script>', "", html)  # data, which no browser runs
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>(?!\s*</script>)", runs)


@pytest.mark.parametrize("path", ["/", "/api/offices", "/static/css/base.css"])
def test_every_answer_is_protected(citizen: Client, path: str):
    headers = citizen.get(path).headers
    assert re.match("default-src '(self|none)'", headers["Content-Security-Policy"])
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_page_gives_its_address_to_nobody(citizen: Client):
    assert citizen.get("/ticket").headers["Referrer-Policy"] == "no-referrer"


def test_a_page_may_connect_to_its_own_live_process_only(citizen: Client):
    policy = citizen.get("/").headers["Content-Security-Policy"]
    assert "connect-src 'self' ws://localhost:8441/live;" in policy


@pytest.mark.parametrize(
    ("one_origin", "public_url", "welcome"),
    [(False, "", True), (True, "", False), (True, "https://buergerbuero.example.de", True)],
)
def test_phones_are_led_only_to_an_address_that_they_trust(
    app, config, store, clock, one_origin: bool, public_url: str, welcome: bool
):
    appliance = create_app(replace(config, one_origin=one_origin, public_url=public_url), store, clock)
    kiosk = Client(appliance).get("/kiosk/").get_data(as_text=True)
    assert (" data-phones-welcome" in kiosk) is welcome
    assert ("So haben Sie Ihre Nummer dabei" in kiosk) is welcome


def test_assets_carry_their_hash_and_never_change(citizen: Client):
    address = re.search(r"/static/css/base\.css\?v=[0-9a-f]{12}", citizen.get("/").get_data(as_text=True))
    assert address is not None
    assert "immutable" in citizen.get(address[0]).headers["Cache-Control"]
    assert citizen.get("/static/js/api.js").headers["Cache-Control"] == "no-cache"


def test_large_text_is_compressed_for_those_who_can_read_it(citizen: Client):
    plain = citizen.get("/static/vendor/kern/kern.min.css")
    packed = citizen.get("/static/vendor/kern/kern.min.css", **{"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(plain.data) / 5


def test_an_unchanged_list_of_offices_is_not_sent_again(citizen: Client):
    first = citizen.get("/api/offices")
    assert citizen.get("/api/offices", **{"If-None-Match": first.headers["ETag"]}).status_code == 304


def messages_in_use() -> set[str]:
    """Every text of templates and of the server, as babel's own extractor finds it."""
    templates = extract_from_dir(str(KIOSK_UI / "templates"), [("**.html", "jinja2")])
    server = extract_from_dir(str(KIOSK_UI.parent / "appliance" / "web"), [("**.py", "python")], keywords={"_": None})
    return {one for _, _, message, *_ in (*templates, *server)
            for one in (message if isinstance(message, tuple) else (message,)) if one}  # fmt: skip


def german(language: str = "de") -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((i18n.LOCALE / language).glob("*.po")):
        for message in read_po(path.open("rb"), locale="de"):
            names = message.id if isinstance(message.id, tuple) else (message.id,)
            texts = message.string if isinstance(message.string, tuple) else (message.string,) * len(names)
            found.update(zip(names, texts, strict=False))
    del found[""]
    return found


def test_every_text_has_its_german():
    translated = german()
    missing = sorted(message for message in messages_in_use() if not translated.get(message))
    assert missing == []


GAP = re.compile(r"\{\w+\}|%\(\w+\)s|<[^>]+>")
"""What is filled in, and the marks around it."""


def test_easy_language_says_anew_what_exists_with_the_same_gaps():
    everyday, easy = german(), german("de-simple")
    assert len(easy) > 300
    for message, words in easy.items():
        assert sorted(GAP.findall(words)) == sorted(GAP.findall(message)), message
        assert words != everyday[message], message


def test_the_language_decides_words_and_everyday_german_fills_what_is_easy_already(citizen: Client):
    page = citizen.get("/kiosk/?lang=de-simple").get_data(as_text=True)
    assert "Hier tippen und anfangen" in page and "Zum Start berühren" not in page
    assert "Ihre Nummer" in page and "Your number" not in page


@pytest.mark.parametrize(
    ("accepted", "words"),
    [("de-simple", "geöffnet, aber gerade ist niemand da"), ("de-DE,en;q=0.5", "geöffnet, noch niemand am Schalter"),
     ("en-GB", "open, nobody at a counter yet"), ("fr", "geöffnet, noch niemand am Schalter")],
)  # fmt: skip
def test_an_api_answers_in_the_first_language_that_is_accepted(app, accepted: str, words: str):
    with app.test_request_context("/api/offices", headers={"Accept-Language": accepted}):
        assert i18n.translate("open, nobody at a counter yet") == words


def test_pages_for_citizens_alone_are_offered_in_easy_language(citizen: Client):
    offer = 'href="?lang=de-simple"'
    assert offer in citizen.get("/").get_data(as_text=True)
    assert offer not in citizen.get("/?lang=de-simple").get_data(as_text=True)
    assert offer not in citizen.get("/clerk/").get_data(as_text=True)


def test_a_text_means_the_same_on_every_face():
    """Catalogues are merged: two faces may not translate one English text differently."""
    seen: dict[object, tuple[object, str]] = {}
    conflicts = []
    for path in sorted((i18n.LOCALE / "de").glob("*.po")):
        for message in read_po(path.open("rb"), locale="de"):
            if not message.id:
                continue
            before = seen.setdefault(message.id, (message.string, path.name))
            if before[0] != message.string:
                conflicts.append((message.id, before, (message.string, path.name)))
    assert conflicts == []
