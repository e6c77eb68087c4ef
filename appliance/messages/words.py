"""Dates, times, greetings and other words of a language, from its `words.toml` beside the texts."""

import re
import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from appliance.domain.message import LANGUAGES
from appliance.messages.texts import TEMPLATES

_LOOKS_LIKE_AN_ADDRESS = re.compile(r"[/@:\\<>]|\w\.\w|www", re.IGNORECASE)


class Words:
    """Of one language and one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._words = _read(language if language in LANGUAGES else LANGUAGES[0])
        self._zone = zone

    def __call__(self, name: str, /, **values: str) -> str:
        """The words of this name, `where.video` for instance, with values in them."""
        found: Any = self._words
        for part in name.split("."):
            found = found[part]
        return str(found).format_map(_Values(values))

    def date(self, moment: datetime) -> str:
        return self._formatted(moment, "date")

    def clock(self, moment: datetime) -> str:
        return self("clock", time=self._formatted(moment, "time"))

    def moment(self, moment: datetime) -> str:
        return self("moment", date=self.date(moment), time=self._formatted(moment, "time"))

    def short(self, moment: datetime) -> str:
        """For text messages, where every letter counts."""
        return self("short", date=self._formatted(moment, "short_date"), time=self._formatted(moment, "time"))

    def span(self, begins: datetime, ends: datetime) -> str:
        return self("span", date=self.date(begins), begins=self._formatted(begins, "time"),
                    ends=self._formatted(ends, "time"))  # fmt: skip

    def greeting(self, name: str) -> str:
        """Without a name that looks like an address: strangers shall not advertise with our mails."""
        name = " ".join(name.split())
        is_name = bool(name) and not _LOOKS_LIKE_AN_ADDRESS.search(name)
        return self("greeting", name=name) if is_name else self("greeting_unnamed")

    def _formatted(self, moment: datetime, pattern: str) -> str:
        local = moment.astimezone(self._zone)
        return format_datetime(local, self._words[pattern], locale=self._words["locale"])


class _Values(dict[str, str]):
    def __missing__(self, key: str) -> str:
        raise KeyError(f"words.toml asks for {key}, which nobody gives")


@cache
def _read(language: str) -> Mapping[str, Any]:
    return tomllib.loads((TEMPLATES / language / "words.toml").read_text(encoding="utf-8"))
