"""What the rest of the house needs from outside, as narrow protocols. Their implementations are in `adapters`."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...
