"""Texts: every message in every language, what may stand in them, and what is made of them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from appliance.domain.errors import OfficeError
from appliance.domain.message import LANGUAGES, MessageKind
from appliance.domain.message_text import ALLOWED, MessageText, check, placeholders
from appliance.messages import texts
from appliance.messages.markup import Block, Span, blocks, to_html, to_text
from appliance.messages.words import Words
from tests.conftest import Refused
from tests.town import Musterstadt

CONFIRMED = MessageKind.CONFIRMED
GOOD = MessageText("Termin {date}", "{greeting}\n\n[Ansehen]({link})", "{office}: {link}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MessageKind)
def test_our_own_texts_keep_the_rules(kind: MessageKind, language: str) -> None:
    check(kind, texts.standard(kind, language))


@pytest.mark.parametrize("kind", MessageKind)
def test_leichte_sprache_is_a_text_of_its_own(kind: MessageKind) -> None:
    easy, german = texts.standard(kind, "de-simple"), texts.standard(kind, "de")
    assert easy.body != german.body
    sentences = [line for line in easy.body.splitlines() if "{" not in line]
    assert max(len(line.split()) for line in sentences) <= 9


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (MessageText("", GOOD.body, GOOD.sms), "text_missing"),
        (MessageText(GOOD.subject, " \n", GOOD.sms), "text_missing"),
        (MessageText("{datum}", GOOD.body, GOOD.sms), "unknown_placeholder"),
        (MessageText(GOOD.subject, GOOD.body + "{until}", GOOD.sms), "unknown_placeholder"),
        (MessageText(GOOD.subject, "{greeting}", GOOD.sms), "placeholder_missing"),
        (MessageText(GOOD.subject, GOOD.body, "{office}"), "placeholder_missing"),
    ],
)
def test_a_text_that_would_be_of_no_use_is_refused(text: MessageText, code: str, refused: Refused) -> None:
    with refused(code):
        check(CONFIRMED, text)


def test_a_misspelt_placeholder_is_named_with_the_right_one() -> None:
    with pytest.raises(OfficeError) as caught:
        check(CONFIRMED, MessageText("{dat}", GOOD.body, GOOD.sms))
    assert caught.value.facts == {"name": "dat", "suggestion": "date"}


def test_the_towns_text_holds_until_ours_is_restored(town: Musterstadt) -> None:
    town.store.write(texts.change, CONFIRMED, "de", GOOD)
    assert town.ask(texts.chosen, CONFIRMED, "de") == texts.Chosen(GOOD, "de", is_own=True)
    assert not town.ask(texts.chosen, CONFIRMED, "en").is_own
    town.store.write(texts.restore, CONFIRMED, "de")
    assert not town.ask(texts.chosen, CONFIRMED, "de").is_own


def test_our_own_words_again_are_no_change(town: Musterstadt) -> None:
    town.store.write(texts.change, CONFIRMED, "de", GOOD)
    town.store.write(texts.change, CONFIRMED, "de", texts.standard(CONFIRMED, "de"))
    assert not town.ask(texts.chosen, CONFIRMED, "de").is_own


@pytest.mark.parametrize(
    ("asked", "found"), [("de-simple", "de-simple"), ("en", "en"), ("en-GB", "en"), ("fr", "de"), ("", "de")]
)
def test_who_speaks_another_language_gets_the_nearest(town: Musterstadt, asked: str, found: str) -> None:
    assert town.ask(texts.chosen, CONFIRMED, asked).language == found


def test_a_paragraph_with_nothing_to_say_is_left_out() -> None:
    content = blocks("Guten Tag,\n\nBitte mitbringen:\n{documents}\n\nBis bald", {"documents": ""})
    assert to_text(content) == "Guten Tag,\n\nBis bald\n"


def test_a_list_a_link_and_strong_words() -> None:
    content = blocks(
        "**Wann:** {when}\n{documents}\n\n[Zum Termin]({link})",
        {"when": "heute", "documents": "- Pass\n- Foto", "link": "https://x.example/a#p_1"},
    )
    assert content == [
        Block("paragraph", ((Span("Wann:", strong=True), Span(" heute")),)),
        Block("list", ((Span("Pass"),), (Span("Foto"),))),
        Block("link", ((Span("Zum Termin"),),), "https://x.example/a#p_1"),
    ]
    assert to_text(content) == "Wann: heute\n\n- Pass\n- Foto\n\nZum Termin:\nhttps://x.example/a#p_1\n"
    html = to_html(content, "de", "Termin")
    assert "<p><strong>Wann:</strong> heute</p>" in html
    assert "<ul><li>Pass</li><li>Foto</li></ul>" in html
    assert '<a href="https://x.example/a#p_1"' in html


def test_what_is_filled_in_is_never_markup() -> None:
    evil = '<script>**x**</script> [klick](https://evil.example) {link}" onclick="'
    content = blocks("{name}\n\n**{name}**\n\n[{name}]({link})", {"name": evil, "link": "https://x.example/"})
    assert content[0] == Block("paragraph", ((Span(evil),),))
    html = to_html(content, "de", "x")
    assert "<script" not in html and 'onclick="' not in html
    assert re.findall('href="([^"]*)"', html) == ["https://x.example/"]


def test_mails_fetch_nothing() -> None:
    html = to_html(blocks("[Zum Termin]({link})", {"link": "https://x.example/"}), "de", "Termin")
    assert "src=" not in html and "<link" not in html and "url(" not in html


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Erika Meyer", "Guten Tag Erika Meyer,"),
        ("Dr. Max  Groß-Ü", "Guten Tag Dr. Max Groß-Ü,"),
        ("Gewinn auf www.evil.example", "Guten Tag,"),
        ("https://evil.example", "Guten Tag,"),
        ("evil@example.org", "Guten Tag,"),
        ("", "Guten Tag,"),
    ],
)
def test_strangers_do_not_advertise_with_our_mails(name: str, greeting: str) -> None:
    assert Words("de", ZoneInfo("Europe/Berlin")).greeting(name) == greeting


@pytest.mark.parametrize(
    ("language", "when"),
    [
        ("de", "Freitag, 6. März 2026, 10:00 bis 10:15 Uhr"),
        ("de-simple", "Freitag, 6. März 2026, von 10:00 Uhr bis 10:15 Uhr"),
        ("en", "Friday, 6 March 2026, 10:00 to 10:15"),
    ],
)
def test_times_are_those_of_the_town_in_the_words_of_the_language(language: str, when: str) -> None:
    words = Words(language, ZoneInfo("Europe/Berlin"))
    begins = datetime(2026, 3, 6, 9, tzinfo=UTC)
    assert words.span(begins, begins.replace(minute=15)) == when


def test_every_placeholder_is_used_somewhere() -> None:
    """What nobody's text uses is still offered, so it has to exist; `test_sending` fills them all."""
    for kind, allowed in ALLOWED.items():
        used = {name for language in LANGUAGES for part in vars(texts.standard(kind, language)).values()
                for name in placeholders(part)}  # fmt: skip
        assert used <= set(allowed)
