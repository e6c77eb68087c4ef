"""The main journey: one queue for kiosk, terminal, phone and counter, and a consultation both ways."""

import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from appliance.agent.synthetic_camera import Scene, frame_of
from tests.journeys.people import (
    ID_CARD,
    RESIDENCE,
    ClerkAtWork,
    KioskVisitor,
    PhoneVisitor,
    TerminalVisitor,
    chat,
    document_frames,
    still_bytes,
    talks,
)
from tests.town_hall import TownHall, wait_for

OpenFace = Callable[..., Page]
pytestmark = [pytest.mark.browser, pytest.mark.agent, pytest.mark.timeout(240)]


def journal(hall: TownHall, number: str) -> list[str]:
    """What happened to a ticket, as the journal has it."""
    with sqlite3.connect(f"file:{hall.database}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT type FROM journal WHERE ticket_id = (SELECT id FROM ticket WHERE number = ?) ORDER BY id", (number,)
        )
        return [type for (type,) in rows]


CONSULTED = ["TicketTaken", "TicketCalled", "TicketAdmitted", "ConsultationOpened", "TicketFinished",
             "ConsultationFinished", "ConsultationClosed"]  # fmt: skip


def test_kiosk_terminal_phone_clerk_and_board_from_ticket_to_finished(town_hall: TownHall, open_face: OpenFace):
    kiosk = KioskVisitor(open_face("kiosk"))
    terminal = TerminalVisitor(open_face("terminal"))
    phone = PhoneVisitor(open_face("citizen"))
    board = open_face("board")
    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")

    at_counter = kiosk.take(ID_CARD, None)
    at_terminal = kiosk.take(RESIDENCE, "terminal")
    phone.join(RESIDENCE, "camera")
    assert (at_counter.number, at_terminal.number, phone.number) == ("A001", "A002", "A003")
    wait_for(lambda: clerk.waiting() == ["A001", "A002", "A003"], "one queue at the console")

    clerk.call_next("A001")
    expect(board.locator("[data-now=call]")).to_contain_text("Schalter 1")
    clerk.press("admit")
    clerk.has("serving", "A001")
    clerk.press("finish", "done")

    clerk.call_next("A002")
    expect(board.locator("[data-now=call]")).to_contain_text("Terminal 1")  # after the words for A001
    terminal.is_called("A002")
    terminal.confirm(at_terminal.code)
    clerk.has("serving", "A002")
    talks(clerk.page)
    talks(terminal.page)
    chat(clerk.page, terminal.page, "Guten Tag, bitte legen Sie Ihren Ausweis auf.")
    chat(terminal.page, clerk.page, "Er liegt schon da.")
    look_at_document(clerk)
    clerk.press("finish", "done")
    expect(terminal.page.locator("[data-screen=thanks]")).to_be_visible()
    terminal.is_at_rest()

    clerk.call_next("A003")
    phone.sees("called")
    clerk.press("admit")
    talks(clerk.page)
    talks(phone.page)
    chat(phone.page, clerk.page, "Ich höre Sie gut.")
    chat(clerk.page, phone.page, "Ich Sie auch.")
    clerk.press("finish", "follow_up")
    phone.sees("finished")

    assert journal(town_hall, "A001") == ["TicketTaken", "TicketCalled", "TicketAdmitted", "TicketFinished"]
    assert journal(town_hall, "A002") == CONSULTED
    wait_for(lambda: journal(town_hall, "A003") == CONSULTED, "the room to close")


def look_at_document(clerk: ClerkAtWork) -> None:
    """The document camera's stream moves, and a still is the very picture that the camera delivered."""
    clerk.page.locator("[data-part=document]").click()
    before = wait_for(lambda: document_frames(clerk.page), "the document stream")
    wait_for(lambda: document_frames(clerk.page) > before + 3, "further frames of the document")
    still = still_bytes(clerk.page)
    assert still == Scene().jpeg(frame_of(still))
    clerk.page.locator("[data-part=still-close]").click()


@pytest.mark.parametrize("part", ["web", "live"])
def test_a_consultation_survives_reloads_and_the_restart_of_a_server(
    part: str, town_hall: TownHall, open_face: OpenFace
):
    kiosk = KioskVisitor(open_face("kiosk"))
    terminal = TerminalVisitor(open_face("terminal"))
    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")
    board = open_face("board")
    paper = kiosk.take(RESIDENCE, "terminal")
    clerk.call_next("A001")
    terminal.is_called("A001")
    for page in (kiosk.page, terminal.page, clerk.page, board):
        page.reload()
    clerk.has("called", "A001")
    terminal.is_called("A001")
    terminal.confirm(paper.code)
    talks(clerk.page)
    chat(clerk.page, terminal.page, "Vor dem Neustart")

    town_hall.restart(part)
    chat(terminal.page, clerk.page, "Nach dem Neustart")
    talks(clerk.page)
    for page in (terminal.page, clerk.page):
        page.reload()
    talks(clerk.page)
    talks(terminal.page)
    chat(clerk.page, terminal.page, "Nach dem Neuladen")
    look_at_document(clerk)

    clerk.press("finish", "done")
    terminal.is_at_rest()
    assert journal(town_hall, "A001") == CONSULTED


def test_a_phone_s_consultation_survives_reload_and_both_restarts(town_hall: TownHall, open_face: OpenFace):
    phone = PhoneVisitor(open_face("citizen"))
    clerk = ClerkAtWork(open_face("clerk")).sign_in(town_hall, "yildiz", "Schalter 1")
    phone.join(RESIDENCE, "camera")
    phone.page.reload()
    phone.sees("waiting")
    clerk.call_next("A001")
    phone.sees("called")
    town_hall.restart("web")
    clerk.press("admit")
    talks(phone.page)
    phone.page.reload()
    talks(phone.page)
    talks(clerk.page)
    town_hall.restart("live")
    chat(phone.page, clerk.page, "Bin wieder da")
    link = phone.page.url
    phone.page.goto("about:blank")
    phone.page.goto(link)
    talks(phone.page)
    clerk.press("finish", "done")
    phone.sees("finished")


def test_the_qr_code_of_a_kiosk_ticket_opens_the_same_ticket_on_a_phone(town_hall: TownHall, open_face: OpenFace):
    paper = KioskVisitor(open_face("kiosk")).take(RESIDENCE, "phone")
    phone = PhoneVisitor(open_face("citizen", paper.link))
    phone.sees("waiting")
    assert phone.number == paper.number


def test_no_ticket_is_lost_or_doubled_while_servers_restart(town_hall: TownHall):
    taken = []
    for round in range(10):
        taken.append(town_hall.take(1)["ticket"]["number"])
        if round % 3 == 1:
            town_hall.restart("web", 9 if round % 2 else 15)
    assert taken == [f"A{number:03d}" for number in range(1, 11)]
