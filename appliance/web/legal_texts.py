"""Imprint, privacy notice and accessibility statement: the town's own words, and ours until it has written some."""

from functools import lru_cache
from pathlib import Path

from flask import render_template
from markupsafe import Markup

from appliance.domain.texts import TextLanguage, TextName
from appliance.store import offices, texts
from appliance.web import i18n
from appliance.web.context import office
from appliance.web.markdown import rendered


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


OURS = Path(__file__).parents[2] / "kiosk_ui" / "templates" / "citizen" / "texts"
TITLES = {
    TextName.IMPRINT: _("Imprint"),
    TextName.PRIVACY: _("Privacy notice"),
    TextName.ACCESSIBILITY: _("Accessibility"),
}


def page(name: TextName, easy: bool) -> str:
    """The page of a text. Leichte Sprache is German, whatever the frame speaks."""
    language = language_of(easy)
    return render_template(
        "citizen/text.html", name=name.value, title=title(name), language=language.value,
        easy=language is TextLanguage.EASY_GERMAN, html=html(name, language),
    )  # fmt: skip


def language_of(easy: bool) -> TextLanguage:
    return TextLanguage.EASY_GERMAN if easy else TextLanguage(i18n.language())


def title(name: TextName) -> str:
    return i18n.translate(TITLES[name])


def html(name: TextName, language: TextLanguage) -> Markup:
    return office().read(_html, name, language)


def path(name: TextName, language: TextLanguage) -> str:
    """Of its page."""
    if language is TextLanguage.EASY_GERMAN:
        return f"/{name}/easy"
    return f"/{name}" if language == i18n.DEFAULT_LANGUAGE else f"/{name}?lang={language}"


def town() -> str:
    organisation = offices.organisation()
    return organisation.name if organisation else "Vorzimmer"


@lru_cache
def ours(name: TextName, language: TextLanguage) -> str:
    """What holds until the town writes its own; its gaps say what is missing."""
    return (OURS / language / f"{name}.md").read_text(encoding="utf-8").strip()


def _html(name: TextName, language: TextLanguage) -> Markup:
    own = texts.get(name, language)
    return rendered(own.body if own else ours(name, language), town())
