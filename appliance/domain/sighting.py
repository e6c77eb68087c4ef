"""A note that a document was shown in a consultation ("hat vorgelegen"): which kind, to whom, when.

It says that a clerk has looked at it, never that somebody was identified; it has no picture and no number in it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

KEPT = timedelta(days=90)
"""How long a note is kept."""
MOST = 20
"""In one consultation."""


class DocumentKind(StrEnum):
    IDENTITY_CARD = "identity_card"
    PASSPORT = "passport"
    RESIDENCE_PERMIT = "residence_permit"
    DRIVING_LICENCE = "driving_licence"
    CERTIFICATE = "certificate"
    OTHER = "other"


@dataclass(frozen=True)
class Sighting:
    """`clerk` is the name of the one who looked."""

    id: int
    kind: DocumentKind
    clerk: str
    at: datetime
