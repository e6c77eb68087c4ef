"""The local page in German or English, without a template engine: `{{ _('text') }}`, `{{ lang }}` and a few values.

Catalogues are the gettext files that every face has (`kiosk_ui/locale`); these here are small enough to be read on the
spot: entries of one msgid and one msgstr, each of one line or of several quoted ones.
"""

import ast
import html
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import kiosk_ui

FACE = Path(kiosk_ui.__file__).parent
LANGUAGES = ("de", "en")
DEFAULT_LANGUAGE = "de"

PLACE = re.compile(r"\{\{ (?:_\('(?P<message>[^']*)'\)|(?P<value>[a-z-]+)) \}\}")
ENTRY = re.compile(r'^msgid ((?:".*"\s*)+)^msgstr ((?:".*"\s*)+)', re.MULTILINE)


def page(language: str) -> str:
    """The whole page. KeyError where the template names a value that does not exist."""
    values = {
        "lang": language,
        **{f"current-{one}": ' aria-current="true"' if one == language else "" for one in LANGUAGES},
    }
    return filled((FACE / "local" / "page.html").read_text(), values, catalogue(language))


def filled(template: str, values: Mapping[str, str], texts: Mapping[str, str]) -> str:
    """A text without a translation stays English."""

    def replacement(place: re.Match[str]) -> str:
        if (message := place["message"]) is not None:
            return html.escape(texts.get(message, message), quote=True)
        return values[place["value"]]

    return PLACE.sub(replacement, template)


@lru_cache
def catalogue(language: str) -> Mapping[str, str]:
    """msgid -> msgstr of the local page. Messages are English, so English has no catalogue."""
    file = FACE / "locale" / language / "local.po"
    return dict(_entries(file.read_text())) if file.exists() else {}


def _entries(po: str) -> list[tuple[str, str]]:
    return [(_joined(key), _joined(text)) for key, text in ENTRY.findall(po) if _joined(key)]


def _joined(quoted: str) -> str:
    return "".join(ast.literal_eval(line) for line in quoted.splitlines() if line.strip())
