"""What a certificate directory asks at port 80 to see that the public name is ours (RFC 8555, 8.3: http-01)."""

from collections.abc import Iterator
from contextlib import contextmanager


class Challenges:
    """Tokens of the order that runs now; any other is unknown. In memory only: a restart ends the order too."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def answer(self, token: str) -> str | None:
        return self._answers.get(token)

    @contextmanager
    def answering(self, token: str, answer: str) -> Iterator[None]:
        self._answers[token] = answer
        try:
            yield
        finally:
            del self._answers[token]
