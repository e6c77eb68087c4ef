"""The set-up code: who stands before the server's own screen may set it up, nobody else in the network.

The code lies in `setup-code` beside the database while there is no office; the server's screen shows it.
"""

import hmac
import secrets
from pathlib import Path

from appliance.domain.errors import OfficeError
from provisioning.files import remove_durably, write_atomically

FILE_NAME = "setup-code"
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8
TRIES = 6
"""Wrong codes until a new one is made: 40 bits cannot be guessed at that pace."""


class SetupCode:
    """Made once in the process that serves the set-up page."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE_NAME
        self._wrong = 0

    def renew(self) -> str:
        """A new code, for a new start and after too many wrong tries."""
        code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        write_atomically(self._path, code)
        self._wrong = 0
        return code

    def check(self, typed: str) -> None:
        """Raises wrong_setup_code; the sixth wrong try makes a new code, and the screen shows it."""
        given = "".join(letter for letter in typed.upper() if letter.isalnum())
        if hmac.compare_digest(given.encode(), self._path.read_bytes()):
            return
        self._wrong += 1
        if self._wrong >= TRIES:
            self.renew()
        raise OfficeError("wrong_setup_code")

    def end(self) -> None:
        """There is an office now: no code opens anything any more."""
        remove_durably(self._path)
