import asyncio
import logging
import random
import string
from pathlib import Path

import cv2
import numpy as np
import pytest
import segno

from appliance.agent.qr import APPOINTMENT_URL, TicketReader, token_seen
from appliance.agent.synthetic_camera import FIRST_REST, SECOND_REST, Options, Scene
from appliance.domain.errors import OfficeError

from .scene import lived, synthetic_camera, until

TOKEN = "t_" + "aB3-_" * 8 + "xyz"
TICKET = f"http://127.0.0.1:8440/ticket#{TOKEN}"


def code_on_paper(directory: Path, text: str) -> Path:
    """A QR code as a kiosk prints it, 3 cm wide at the camera's scale."""
    modules = np.array(list(segno.make(text, error="m").matrix_iter(scale=6, border=4)), np.uint8)
    path = directory / "ticket.png"
    cv2.imwrite(str(path), np.where(modules, 20, 235).astype(np.uint8))
    return path


def seen(directory: Path, text: str, frame: int = FIRST_REST) -> np.ndarray:
    picture = Scene(Options(page=code_on_paper(directory, text))).picture(frame)
    return cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


@pytest.mark.parametrize("frame", [FIRST_REST, SECOND_REST])
def test_a_ticket_under_the_camera_is_read(tmp_path: Path, frame: int) -> None:
    assert token_seen(seen(tmp_path, TICKET, frame)) == TOKEN


def test_every_token_is_read(tmp_path: Path) -> None:
    """Some readers never get some contents, however often they look."""
    letters, chance = f"{string.ascii_letters}{string.digits}-_", random.Random(7)
    tokens = ["t_" + "".join(chance.choices(letters, k=43)) for _ in range(24)]
    assert [token_seen(seen(tmp_path, TICKET.replace(TOKEN, token))) for token in tokens] == tokens


def test_of_two_kinds_of_links_the_one_that_is_wanted_is_read(tmp_path: Path) -> None:
    appointment = seen(tmp_path, f"http://127.0.0.1:8440/appointment#p_{'a' * 43}")
    assert token_seen(appointment, APPOINTMENT_URL) == "p_" + "a" * 43
    assert token_seen(appointment) is None


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/",
        f"http://127.0.0.1:8440/kiosk/#d_{'a' * 43}",
        "http://127.0.0.1:8440/ticket#t_short",
        TOKEN,
    ],
)
def test_another_code_is_passed_over(tmp_path: Path, text: str) -> None:
    assert token_seen(seen(tmp_path, text)) is None


def test_a_card_is_no_ticket() -> None:
    assert token_seen(cv2.cvtColor(Scene().picture(FIRST_REST), cv2.COLOR_BGR2GRAY)) is None


class Desk:
    """The office's confirmation: refuses with the codes given, then accepts."""

    def __init__(self, *refusals: str) -> None:
        self.refusals = list(refusals)
        self.shown: list[str] = []

    async def confirm(self, token: str) -> None:
        self.shown.append(token)
        if self.refusals:
            raise OfficeError(self.refusals.pop(0))


def test_a_shown_ticket_is_confirmed_and_the_camera_closed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    caplog.set_level(logging.DEBUG)

    async def story() -> None:
        camera = synthetic_camera(f"synthetic?page={code_on_paper(tmp_path, TICKET)}")
        await TicketReader(camera, desk.confirm).run()
        await until(lambda: camera.state == "off")

    lived(story())
    assert desk.shown == [TOKEN]
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("code", ["stopping", "internal", "unreachable", "no_ticket_called"])
def test_a_ticket_that_the_office_could_not_decide_on_is_shown_again(tmp_path: Path, code: str) -> None:
    desk = Desk(code)

    async def story() -> None:
        camera = synthetic_camera(f"synthetic?page={code_on_paper(tmp_path, TICKET)}")
        await TicketReader(camera, desk.confirm, try_again_seconds=0.05).run()
        await until(lambda: camera.state == "off")

    lived(story())
    assert desk.shown == [TOKEN, TOKEN]


@pytest.mark.parametrize("code", ["wrong_code", "unknown_ticket"])
def test_a_refused_ticket_is_not_shown_again_and_again(tmp_path: Path, code: str) -> None:
    desk = Desk(code, code)

    async def story() -> None:
        camera = synthetic_camera(f"synthetic?page={code_on_paper(tmp_path, TICKET)}")
        reading = asyncio.create_task(TicketReader(camera, desk.confirm).run())
        await until(lambda: desk.shown)
        await asyncio.sleep(1)
        reading.cancel()
        await asyncio.wait([reading])
        await camera.close()

    lived(story())
    assert desk.shown == [TOKEN]
