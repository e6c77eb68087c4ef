"""The agent prints what the office orders: once, whatever happens, and says how its printer is."""

import asyncio
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from appliance.agent.office import UNREACHABLE
from appliance.agent.printer import FilePrinter, NetworkPrinter, UsbPrinter, answer_of, state_of
from appliance.agent.printing import Printing
from appliance.domain.errors import OfficeError
from appliance.domain.paper import PrinterState
from appliance.ports import NotPrinted

from .paper_reader import Reader
from .scene import lived, until

PAPER = {"lines": [{"style": "number", "text": "A017"}], "paper_mm": 80, "model": "default"}
USB = {"kind": "usb", "address": ""}


class Office:
    """What the server says and hears of jobs. `away`: so many of the next requests find nobody."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.ended: list[tuple[int, str, str]] = []
        self.away = 0

    async def begin_print(self, job: int) -> dict[str, Any]:
        self._answer()
        if job in self.begun:
            raise OfficeError("print_job_is_over")
        self.begun.append(job)
        return PAPER

    async def end_print(self, job: int, state: str, reason: str) -> None:
        self._answer()
        self.ended.append((job, state, reason))

    def _answer(self) -> None:
        if self.away:
            self.away -= 1
            raise OfficeError(UNREACHABLE)


def printed(file: Path) -> list[str]:
    return [row for _, row in Reader().read(file.read_bytes()).rows] if file.exists() else []


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "paper"


def following(office: Office, file: Path, story: Callable[[Printing], Any]) -> Printing:
    """An agent's printing while the story is told."""
    printing = Printing(office, lambda: None, file, look_seconds=0.05, retry_seconds=0.01)  # type: ignore[arg-type]

    async def told() -> None:
        life = asyncio.create_task(printing.run())
        try:
            await story(printing)
        finally:
            life.cancel()

    lived(told())
    return printing


def test_a_job_is_printed_once_however_often_the_view_names_it(file: Path) -> None:
    office = Office()

    async def story(printing: Printing) -> None:
        for _ in range(3):
            printing.follow({"printer": USB, "to_print": 7})
            await until(lambda: len(office.ended) == 1)
        printing.follow({"printer": USB, "to_print": None})
        printing.follow({"printer": USB, "to_print": 8})
        await until(lambda: len(office.ended) == 2)

    following(office, file, story)
    assert office.ended == [(7, "printed", ""), (8, "printed", "")]
    assert printed(file) == ["A017", "A017"]


def test_an_agent_that_starts_again_does_not_print_what_was_begun(file: Path) -> None:
    office = Office()
    office.begun.append(7)  # by the one before, which crashed

    async def story(printing: Printing) -> None:
        printing.follow({"printer": USB, "to_print": 7})
        printing.follow({"printer": USB, "to_print": 8})
        await until(lambda: office.ended)

    following(office, file, story)
    assert office.ended == [(8, "printed", "")]
    assert printed(file) == ["A017"]


def test_how_it_went_is_said_until_it_is_heard(file: Path) -> None:
    office = Office()

    async def story(printing: Printing) -> None:
        office.away = 1  # neither begun nor ended at the first try
        printing.follow({"printer": USB, "to_print": 7})
        await until(lambda: office.begun)
        office.away = 3
        await until(lambda: office.ended)

    following(office, file, story)
    assert office.ended == [(7, "printed", "")]
    assert printed(file) == ["A017"]


def test_without_paper_nothing_is_begun_and_the_reason_is_said(file: Path) -> None:
    office = Office()
    (file.parent / "paper.state").write_text("paper_out")

    async def story(printing: Printing) -> None:
        printing.follow({"printer": USB, "to_print": 7})
        await until(lambda: office.ended)

    printing = following(office, file, story)
    assert (office.begun, office.ended) == ([], [(7, "failed", "paper_out")])
    assert printing.report() == {"state": "paper_out"}
    assert printed(file) == []


def test_a_usb_printer_is_used_when_it_is_plugged_in() -> None:
    printing = Printing(Office(), lambda: None)  # type: ignore[arg-type]

    async def told() -> None:
        life = asyncio.create_task(printing.run())
        printing.follow({"printer": USB, "to_print": None})
        await until(lambda: printing.report() == {"state": "missing"})
        printing.plugged("/dev/null")  # takes everything, says nothing
        await until(lambda: printing.report() == {"state": "unknown"})
        life.cancel()

    lived(told())


@pytest.mark.parametrize(
    ("causes", "paper", "state"),
    [
        (0x12, 0x12, PrinterState.READY),
        (0x16, 0x12, PrinterState.COVER_OPEN),
        (0x32, 0x12, PrinterState.PAPER_OUT),
        (0x12, 0x72, PrinterState.PAPER_OUT),
        (0x12, 0x1E, PrinterState.PAPER_LOW),
        (0x52, 0x12, PrinterState.ERROR),
        (None, None, PrinterState.UNKNOWN),
    ],
)
def test_the_answers_of_a_printer_mean(causes: int | None, paper: int | None, state: PrinterState) -> None:
    assert state_of(causes, paper) is state


def test_what_is_no_answer_is_not_taken_for_one() -> None:
    assert (answer_of(b""), answer_of(b"\xff\x00"), answer_of(b"\x12\x16")) == (None, None, 0x16)


class NetworkedPrinter:
    """On a port: answers both questions, keeps what is printed. One connection at a time, as most do."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers, self.paper = answers, b""
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._socket.accept()
            with connection:
                while received := connection.recv(4096):
                    answer = self._answers.get(received)
                    if answer is None:
                        self.paper += received
                    else:
                        connection.sendall(answer)


def test_a_printer_in_the_network_is_asked_and_prints() -> None:
    there = NetworkedPrinter({b"\x10\x04\x02": b"\x12", b"\x10\x04\x04": b"\x1e"})
    printer = NetworkPrinter(there.address)
    assert printer.state() is PrinterState.PAPER_LOW
    printer.print(b"A017\n")
    lived(until(lambda: there.paper == b"A017\n"))


def test_a_printer_that_is_not_there_has_printed_nothing(tmp_path: Path) -> None:
    nobody = NetworkPrinter("127.0.0.1:9")
    unplugged = UsbPrinter(tmp_path / "lp0")
    for printer in (nobody, unplugged):
        assert printer.state() is PrinterState.MISSING
        with pytest.raises(NotPrinted) as refusal:
            printer.print(b"A017\n")
        assert not refusal.value.begun


def test_a_file_holds_the_tickets_one_after_the_other(tmp_path: Path) -> None:
    printer = FilePrinter(tmp_path / "paper")
    printer.print(b"A017\n")
    printer.print(b"A018\n")
    assert printed(tmp_path / "paper") == ["A017", "A018"]
