"""The texts that a town answers for on every face: imprint, privacy notice, accessibility statement.

They are Markdown. `{town}` in them is the organisation's name, `[[...]]` is a gap: what the town still has to say.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST = 20_000
"""Characters of one text."""

TOWN = "{town}"

_GAP = re.compile(r"\[\[(.+?)\]\]", re.DOTALL)


class TextName(StrEnum):
    IMPRINT = "imprint"
    PRIVACY = "privacy"
    ACCESSIBILITY = "accessibility"


class TextLanguage(StrEnum):
    """BCP 47. `simple` is the registered variant for Leichte Sprache, a text of its own for every one of them."""

    GERMAN = "de"
    ENGLISH = "en"
    EASY_GERMAN = "de-simple"


@dataclass(frozen=True)
class TownText:
    """What the town wrote itself. `revision` grows with every change and decides races."""

    name: TextName
    language: TextLanguage
    body: str
    revision: int
    changed_at: datetime


def gaps(body: str) -> list[str]:
    """What still has to be filled in, in order."""
    return [" ".join(gap.split()) for gap in _GAP.findall(body)]
