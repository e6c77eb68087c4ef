"""Two languages from gettext catalogues, one catalogue a face, merged and compiled in memory."""

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

LANGUAGES = ("de", "en")
DEFAULT_LANGUAGE = "de"
DEFAULT_TIME_ZONE = "Europe/Berlin"
LOCALE = Path(__file__).parents[2] / "kiosk_ui" / "locale"


def language() -> str:
    """The page says it in its address (`?lang=en`), the API in Accept-Language; German otherwise."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    if "language" not in g:
        asked = request.args.get("lang") or request.headers.get("Accept-Language", "")[:2].lower()
        # A browser's own Accept-Language does not choose the page's language: the town's language does.
        by_page = request.args.get("lang") if not request.path.startswith("/api/") else asked
        g.language = by_page if by_page in LANGUAGES else DEFAULT_LANGUAGE
    return str(g.language)


def translate(message: str, **values: object) -> str:
    """The message in the request's language, with `%(name)s` filled in."""
    text = translations(language()).gettext(message)
    return text % values if values else text


def day_text(day: date) -> str:
    """`Montag, 24. November`, in the request's language."""
    return format_date(day, "EEEE, d. MMMM" if language() == "de" else "EEEE, d MMMM", locale=language())


def language_name(code: str) -> str:
    """In the request's language; the code itself where nobody knows one."""
    return Locale(language()).languages.get(code, code)


@lru_cache
def translations(code: str) -> NullTranslations:
    """Messages are written in English, so English has no catalogue."""
    merged = Catalog(locale=code)
    for path in sorted((LOCALE / code).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=code):
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
