"""Reads the QR code of a ticket that is held under the document camera while its number is called to this terminal."""

import asyncio
import hashlib
import logging
import re
from collections.abc import Awaitable, Callable

from appliance.domain.errors import OfficeError

from .camera import Camera
from .frames import Planes

log = logging.getLogger(__name__)

TICKET_URL = re.compile(r"https?://[^\s#]+/ticket#(t_[A-Za-z0-9_-]{43})")
APPOINTMENT_URL = re.compile(r"https?://[^\s#]+/appointment#(p_[A-Za-z0-9_-]{43})")
LOOK_SECONDS = 1 / 3
TRY_AGAIN_SECONDS = 2.0
"""After the office server was not reached, or could not decide."""

DECIDED = frozenset({"wrong_code", "unknown_ticket"})
"""Refusals that another try does not change; after any other the same ticket may be accepted."""


class TicketReader:
    """Shows each ticket, or whatever `link` fits, until the office decides; a token is never logged, and only its hash
    is remembered.
    """

    def __init__(
        self,
        camera: Camera,
        confirm: Callable[[str], Awaitable[None]],
        *,
        link: re.Pattern[str] = TICKET_URL,
        try_again_seconds: float = TRY_AGAIN_SECONDS,
    ) -> None:
        self._link = link
        self._camera = camera
        self._confirm = confirm
        self._try_again_seconds = try_again_seconds
        self._refused: set[bytes] = set()

    async def run(self) -> None:
        """Until a ticket is confirmed. Cancelled when nobody is called to this terminal any more."""
        with self._camera.watch() as watch:
            while True:
                frame = await watch.frame()
                token = await asyncio.to_thread(token_seen, frame.grey, self._link)
                if token is not None and await self._confirmed(token):
                    return
                await asyncio.sleep(LOOK_SECONDS)

    async def _confirmed(self, token: str) -> bool:
        digest = hashlib.sha256(token.encode()).digest()
        if digest in self._refused:
            return False
        try:
            await self._confirm(token)
        except OfficeError as error:
            log.info("a ticket was shown and not accepted: %s", error.code)
            if error.code in DECIDED:
                self._refused.add(digest)
            else:
                await asyncio.sleep(self._try_again_seconds)
            return False
        log.info("a ticket was shown and accepted")
        return True


def token_seen(grey: Planes, link: re.Pattern[str] = TICKET_URL) -> str | None:
    """The token of the first link of this kind whose QR code is in the picture."""
    import zxingcpp  # only a terminal to which somebody is called needs it

    codes = zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    matches = (link.fullmatch(code.text) for code in codes)
    return next((match[1] for match in matches if match), None)
