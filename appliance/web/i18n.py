"""The interface's languages from gettext catalogues, one catalogue a face, merged and compiled in memory."""

import re
from datetime import date
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.core import Locale
from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request

LANGUAGES = ("de", "de-simple", "en")
"""`de-simple` is Leichte Sprache: texts of its own for citizens, and the German ones where those are easy already."""
DEFAULT_LANGUAGE = "de"
DEFAULT_TIME_ZONE = "Europe/Berlin"
LOCALE = Path(__file__).parents[2] / "kiosk_ui" / "locale"


def language() -> str:
    """The page says it in its address (`?lang=en`), the API in Accept-Language; German otherwise."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "language" not in g:
        asked = request.args.get("lang")
        # A browser's own Accept-Language does not choose the page's language: the town's language does.
        if not asked and request.path.startswith("/api/"):
            asked = _first_accepted()
        g.language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    return str(g.language)


def _first_accepted() -> str:
    tag = re.split("[,;]", request.headers.get("Accept-Language", ""))[0].strip().lower()
    return tag if tag in LANGUAGES else tag[:2]


def locale() -> str:
    """Whose dates and numbers the request's language uses."""
    return main_language(language())


def main_language(code: str) -> str:
    """`de` of `de-simple`."""
    return code.partition("-")[0]


def translate(message: str, **values: object) -> str:
    """The message in the request's language, with `%(name)s` filled in."""
    text = translations(language()).gettext(message)
    return text % values if values else text


def day_text(day: date) -> str:
    """`Montag, 24. November`, in the request's language."""
    return format_date(day, "EEEE, d. MMMM" if locale() == "de" else "EEEE, d MMMM", locale=locale())


def language_name(code: str) -> str:
    """In the request's language; the code itself where nobody knows one."""
    return Locale(locale()).languages.get(code, code)


@lru_cache
def translations(code: str) -> NullTranslations:
    """Messages are written in English, so English has no catalogue. What Leichte Sprache does not say is German:
    a message that is in already stays."""
    merged = Catalog(locale=main_language(code))
    for folder in dict.fromkeys((code, main_language(code))):
        for path in sorted((LOCALE / folder).glob("*.po")):
            with path.open("rb") as file:
                for message in read_po(file, locale=main_language(code)):
                    if message.id:
                        merged[message.id] = message
    if len(merged) == 0:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


def install(app: Flask) -> None:
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: translations(language()).gettext(message),
        lambda one, many, count: translations(language()).ngettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.globals["lang"] = language
