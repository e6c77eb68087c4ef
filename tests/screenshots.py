"""`python3 -m tests.screenshots [DIRECTORY]`: a picture of every face at its size, from the running demo.

Without a directory only those that README and guide show are kept, in tests/pictures; all of them are for looking at
after a change.
"""

import io
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from appliance.environment import CHECKOUT

PICTURES = CHECKOUT / "tests" / "pictures"
SHOWN_IN = ("README.md", "image/GUIDE.md")
COLOURS = 256
"""Of a picture, which is a third of its size then: they are kept with every release."""
SKIN, HAIR = (170, 190, 225), (60, 50, 45)
WIDTH, HEIGHT, FRAMES = 640, 480, 20


def main() -> None:
    directory = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES
    directory.mkdir(parents=True, exist_ok=True)
    wanted = None if directory != PICTURES else shown()
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        from tests.town_hall import open_town_hall

        hall = open_town_hall(Path(scratch) / "data", agent=True)
        stack.callback(hall.stop)
        office = stack.enter_context(_browser(_person(Path(scratch) / "clerk.y4m", (150, 120, 90))))
        town = stack.enter_context(_browser(_person(Path(scratch) / "citizen.y4m", (70, 110, 150))))
        photographer = _Photographer(hall, office, town, directory, wanted)
        photographer.follow_appointments()
        photographer.take_all()
        photographer.follow_a_day(Path(scratch))
        photographer.follow_a_newcomer(Path(scratch), stack)


def shown() -> set[str]:
    """Names of the pictures in the documents."""
    texts = "".join((CHECKOUT / name).read_text() for name in SHOWN_IN)
    return set(re.findall(r"tests/pictures/([\w-]+)\.png", texts))


@contextmanager
def _browser(camera: Path) -> Iterator[Any]:
    """Chromium whose camera shows the file; a context is made for every page."""
    from playwright.sync_api import sync_playwright

    from tests.browsers import chromium_launch_options
    from tests.journeys.conftest import CHROMIUM_ARGUMENTS

    global _playwright
    _playwright = _playwright or sync_playwright().start()
    options = chromium_launch_options()
    own = ["--lang=de-DE", f"--use-file-for-fake-video-capture={camera}"]
    arguments = [*options["args"], *CHROMIUM_ARGUMENTS, *own]
    browser = _playwright.chromium.launch(**{**options, "args": arguments})
    yield browser
    browser.close()


_playwright: Any = None


def _person(path: Path, clothes: tuple[int, int, int]) -> Path:
    """A drawn head and shoulders that nod a little: nobody's face, and no test pattern."""
    import cv2
    import numpy as np

    with path.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420\n".encode())
        for frame in range(FRAMES):
            picture = np.full((HEIGHT, WIDTH, 3), (214, 210, 200), np.uint8)
            nod = int(4 * np.sin(2 * np.pi * frame / FRAMES))
            cv2.rectangle(picture, (440, 40), (600, 230), (230, 228, 222), -1)
            cv2.ellipse(picture, (320, 500), (190, 170), 0, 180, 360, clothes, -1, cv2.LINE_AA)
            cv2.rectangle(picture, (285, 290), (355, 360), SKIN, -1)
            cv2.ellipse(picture, (320, 205 + nod), (98, 122), 0, 0, 360, HAIR, -1, cv2.LINE_AA)
            cv2.ellipse(picture, (320, 225 + nod), (84, 104), 0, 0, 360, SKIN, -1, cv2.LINE_AA)
            for x in (288, 352):
                cv2.circle(picture, (x, 212 + nod), 7, HAIR, -1, cv2.LINE_AA)
            cv2.ellipse(picture, (320, 262 + nod), (34, 18), 0, 15, 165, (90, 90, 160), 5, cv2.LINE_AA)
            file.write(b"FRAME\n" + cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420).tobytes())
    return path


@dataclass
class _Photographer:
    hall: Any
    office: Any
    town: Any
    directory: Path
    wanted: set[str] | None
    """None: all."""

    def take_all(self) -> None:
        from tests.journeys import people

        self.people = people
        clerk = people.ClerkAtWork(self.page(self.office, "clerk", 1440, 900)).sign_in(
            self.hall, "yildiz", "Schalter 1"
        )
        self.take(clerk.page, "clerk-quiet")
        self.kiosks()
        phone = self.phone()
        board, admin = self.page(self.town, "board", 1920, 1080), self.page(self.office, "admin", 1280, 900)
        self.sign_in_admin(admin)
        clerk.call_next("A001")
        self.take(clerk.page, "clerk-called")
        self.take(board, "board")
        upright = self.page(self.town, "board", 1080, 1920)
        self.take(upright, "board-upright")
        self.take(admin, "admin")
        clerk.press("admit")
        clerk.press("finish", "done")
        self.terminal(clerk)
        self.consultation_on_the_phone(clerk, phone)

    def page(self, browser: Any, face: str, width: int, height: int, address: str | None = None) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="de-DE", timezone_id="Europe/Berlin"
        )
        page = context.new_page()
        page.goto(address or self.hall.addresses[face])
        return page

    def take(self, page: Any, name: str) -> None:
        if self.wanted is not None and name not in self.wanted:
            return
        from PIL import Image

        page.evaluate("document.fonts.ready.then(() => true)")
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        path = self.directory / f"{name}.png"
        picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(path, flush=True)

    def follow_appointments(self) -> None:
        from tests.appointment_pictures import Appointments

        def open_page(width: int, height: int, address: str) -> Any:
            return self.page(self.town, "", width, height, address)

        Appointments(self.hall, open_page, self.take, self.sign_in_admin).take_all()

    def follow_a_day(self, scratch: Path) -> None:
        from tests.day_pictures import Day

        def open_page(width: int, height: int, address: str) -> Any:
            return self.page(self.town, "", width, height, address)

        Day(self.hall, open_page, self.take, scratch).take_all()

    def follow_a_newcomer(self, scratch: Path, stack: ExitStack) -> None:
        from tests.newcomer import Newcomer

        def open_page(width: int, height: int, address: str) -> Any:
            return self.page(self.town, "", width, height, address)

        Newcomer(scratch, open_page, self.take, stack).goes_the_whole_way()

    def kiosks(self) -> None:
        for name, width, height in (("kiosk-upright", 1080, 1920), ("kiosk", 1920, 1080)):
            visitor = self.people.KioskVisitor(self.page(self.town, "kiosk", width, height))
            visitor.page.locator(".attract__start:visible").wait_for()
            self.take(visitor.page, f"{name}-start")
            visitor.begin()
            self.take(visitor.page, f"{name}-service")
            visitor.page.get_by_role("button", name=self.people.RESIDENCE).click()
            self.take(visitor.page, f"{name}-channel")
            visitor.page.locator("[data-action=way][data-value=counter]").click()
            visitor.page.locator("[data-screen=ticket]").wait_for()
            self.take(visitor.page, f"{name}-ticket")
            visitor.page.context.close()

    def phone(self) -> Any:
        visitor = self.people.PhoneVisitor(self.page(self.town, "citizen", 390, 844))
        visitor.page.get_by_role("link", name=self.people.RESIDENCE).first.wait_for()
        self.take(visitor.page, "phone-offices")
        visitor.join(self.people.RESIDENCE, "camera")
        self.take(visitor.page, "phone-waiting")
        return visitor

    def sign_in_admin(self, page: Any) -> None:
        page.locator("#sign-in-name").fill("hoffmann")
        page.locator("#sign-in-password").fill(self.hall.passwords["hoffmann"])
        page.locator("[data-view=sign_in] button[type=submit]").click()
        page.locator("[data-view=sign_in]").wait_for(state="hidden")

    def terminal(self, clerk: Any) -> None:
        visitor = self.people.TerminalVisitor(self.page(self.town, "terminal", 1920, 1080))
        visitor.is_at_rest()
        taken = self.hall.take(3, "video", at_terminal=True)["ticket"]
        clerk.press("call-next")
        clerk.press("no-show")
        clerk.page.locator(".row", has_text=taken["number"]).hover()
        clerk.page.locator(".row", has_text=taken["number"]).locator(".row-call").click()
        for reason in clerk.page.locator("[data-panel=pick]:visible [data-reason=urgent]").all():
            reason.click()
        visitor.is_called(taken["number"])
        self.take(visitor.page, "terminal-called")
        visitor.confirm(taken["code"])
        self.people.talks(visitor.page)
        clerk.page.locator("[data-part=document]").click()
        self.people.wait_for(lambda: self.people.document_frames(clerk.page), "the document camera")
        self.people.chat(clerk.page, visitor.page, "Bitte legen Sie Ihren Ausweis unter die Kamera.")
        self.people.chat(visitor.page, clerk.page, "Er liegt schon da.")
        self.take(clerk.page, "clerk-consultation")
        self.take(visitor.page, "terminal-consultation")
        clerk.press("finish", "done")
        visitor.page.locator("[data-screen=thanks]").wait_for()
        self.take(visitor.page, "terminal-thanks")

    def consultation_on_the_phone(self, clerk: Any, phone: Any) -> None:
        clerk.press("call-next")
        phone.sees("called")
        self.take(phone.page, "phone-called")
        clerk.press("admit")
        self.people.talks(phone.page)
        self.take(phone.page, "phone-consultation")
        clerk.press("finish", "done")
        phone.sees("finished")
        self.take(phone.page, "phone-finished")


if __name__ == "__main__":
    from appliance import environment

    directory = environment.ensure([environment.TEST_LOCK])
    if not environment.inside(directory):
        environment.reexec(directory)
    main()
