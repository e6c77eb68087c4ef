"""Board (Aufrufanzeige): what one shows beside its own office, and how its calls sound."""

from dataclasses import dataclass

LANGUAGES = ("de", "en")
"""In the order in which they are said: the town's language first."""
LEAST_VOLUME, MOST_VOLUME = 20, 100
"""Percent. A board that nobody hears calls nobody: the gong cannot be silenced, only be soft."""
DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class BoardSound:
    """At one instant. `languages`: those in which a call is said after the gong, one after another."""

    volume: int
    languages: tuple[str, ...]


@dataclass(frozen=True)
class BoardSettings:
    """`offices`: ids of those that it shows beside its device's. `volume`: of gong and voice.

    `quiet`: from one minute of the day until another, over midnight if the second is not later: then the gong is as
    soft as it gets, and nobody speaks.
    """

    offices: tuple[int, ...] = ()
    speaks: bool = True
    languages: tuple[str, ...] = ("de",)
    volume: int = 80
    quiet: tuple[int, int] | None = None

    def faults(self) -> list[str]:
        """Names of the fields that are not as they must be."""
        fits = {
            "languages": set(self.languages) <= set(LANGUAGES) and (len(self.languages) > 0 or not self.speaks),
            "volume": LEAST_VOLUME <= self.volume <= MOST_VOLUME,
            "quiet": self.quiet is None or all(0 <= minute < DAY_MINUTES for minute in self.quiet),
        }
        return [field for field, is_right in fits.items() if not is_right]

    def sound_at(self, minute: int) -> BoardSound:
        """At this minute of the day."""
        if self._is_quiet(minute):
            return BoardSound(LEAST_VOLUME, ())
        return BoardSound(self.volume, tuple(one for one in LANGUAGES if self.speaks and one in self.languages))

    def _is_quiet(self, minute: int) -> bool:
        if self.quiet is None:
            return False
        begins, ends = self.quiet
        if begins < ends:
            return begins <= minute < ends
        return minute >= begins or minute < ends
