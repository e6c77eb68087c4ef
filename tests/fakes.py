"""Hand-written stand-ins for the ports: the clock and what else comes from outside."""

from datetime import datetime, timedelta

from appliance.ports import Speech


class SettableClock:
    """Stands still until the test moves it."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        return self._now

    def set(self, moment: datetime) -> None:
        self._now = moment

    def advance(self, **duration: float) -> datetime:
        """`advance(seconds=10)`: as timedelta names it. Returns the new time."""
        self._now += timedelta(**duration)
        return self._now


class TalkingParrot:
    """A voice that repeats the text as bytes; `said` and `prepared` are (language, text)."""

    def __init__(self) -> None:
        self.speakers = {"de": "parrot", "en": "parrot"}
        self.said: list[tuple[str, str]] = []
        self.prepared: list[tuple[str, str]] = []

    def say(self, text: str, language: str, media_type: str = "audio/ogg") -> Speech:
        self.said.append((language, text))
        return Speech(media_type, f"{language}: {text}".encode())

    def prepare(self, text: str, language: str) -> None:
        self.prepared.append((language, text))
