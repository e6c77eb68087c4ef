"""Citizens: at the kiosk, with an appointment, or on the phone; they wait, are called, or give their number back."""

import asyncio
import secrets
from typing import Any

from appliance.simulation.live.caller import Caller, Refused
from appliance.simulation.live.page import Page
from appliance.simulation.live.plan import Visitor
from appliance.simulation.live.screen import Screen
from appliance.simulation.live.stage import SETTLED_SECONDS, Stage, Visit

CLOSED = ("office_closed", "queue_full", "too_late_today")
EARLY, LATE = "too_early", "too_late"
EARLY_AGAIN = 5.0
"""Minutes after which somebody who was told to come later tries again."""
BEAT = 0.5
"""Minutes between the signs of life of a page that waits."""
COMPARED_EVERY = 1.0
"""Minutes between two looks at whether page and server say the same."""
WINDOW = ("people_ahead", "from", "to", "reason")
SEEN = "/api/ticket/seen"
PRIORITY = "/api/counters/{counter_id}/priority"


async def come(stage: Stage, visitor: Visitor, kiosk: Screen, code: str | None) -> None:
    """The whole visit. `code`: of the appointment that was booked, None for a walk-in."""
    await stage.pace.until(visitor.person.arrives)
    try:
        taken = await _number(stage, visitor, kiosk, code)
    except Refused:
        stage.ledger.fates.ends["turned_away"] += 1
        return
    finally:
        stage.coming[visitor.office] -= 1
    visit = Visit(visitor, stage.pace.minute, taken["ticket"], taken["token"])
    stage.visits[visit.id] = visit
    if visitor.person.is_priority and stage.can(PRIORITY) and stage.at_work[visitor.office]:
        await stage.at_work[visitor.office][0].prefer(visit)
    jobs = [_give_up(stage, visit)]
    if visitor.has_phone:
        jobs += await _with_phone(stage, visit)
    await asyncio.gather(*jobs)


async def _number(stage: Stage, visitor: Visitor, kiosk: Screen, code: str | None) -> Any:
    """As it is given out by kiosk or web. Raises Refused."""
    while code is not None:
        try:
            return await kiosk.caller.post("/api/kiosk/check-in", {"code": code}, (EARLY, LATE, *CLOSED))
        except Refused as refused:
            if refused.code != EARLY:
                code = None
            else:
                await stage.pace.minutes(EARLY_AGAIN)
    service = stage.house.offices[visitor.office].services[visitor.person.service - 1]
    order = {"service_id": service, "channel": "video" if visitor.is_remote else "on_site"}
    if visitor.is_remote:
        phone = stage.caller()
        try:
            return await phone.post("/api/tickets", order, CLOSED)
        finally:
            await phone.close()
    return await kiosk.caller.post("/api/tickets", order, CLOSED)


async def _give_up(stage: Stage, visit: Visit) -> None:
    """Whoever has waited long enough says so, with the number's own page."""
    gives_up = visit.came + visit.visitor.person.leaves
    while visit.called is None and visit.end is None and stage.pace.minute < stage.days[visit.visitor.office].closes:
        rest = gives_up - stage.pace.minute
        if rest <= 0:
            break
        await stage.pace.minutes(min(rest, EARLY_AGAIN))
    if visit.called is not None or visit.end is not None or stage.pace.minute < gives_up:
        return
    phone = stage.caller(visit.token)
    try:
        await phone.post("/api/ticket/cancel", may=("wrong_state",))
        stage.ended(visit, "cancelled")
    except Refused:
        pass
    finally:
        await phone.close()


async def _with_phone(stage: Stage, visit: Visit) -> list[Any]:
    """The page follows the number for the rest of the day, in a pocket or not."""
    visit.page = await stage.page(f"phone {visit.ticket['number']}", token=visit.token)
    jobs = [_read(stage, visit, visit.page), _compare(stage, visit, visit.page)]
    return [*jobs, _show_life(stage, visit)] if stage.can(SEEN) else jobs


async def _read(stage: Stage, visit: Visit, page: Page) -> None:
    """The ticket is fetched whenever its page hears something, until it is over."""
    caller = stage.caller(visit.token)
    joined = None
    try:
        while visit.end is None:
            if not await _news(page):
                continue
            shown = await caller.get("/api/ticket")
            room = shown["consultation"]
            if room is not None and room["id"] != joined and visit.visitor.is_remote:
                joined = room["id"]
                await page.say(type="join", consultation=joined, instance=secrets.token_hex(4))
    except Refused:
        pass
    finally:
        await caller.close()


async def _compare(stage: Stage, visit: Visit, page: Page) -> None:
    """Whether the page shows what the server says, again and again until the number is called."""
    caller = stage.caller(visit.token)
    try:
        while visit.end is None and visit.called is None:
            await stage.pace.minutes(COMPARED_EVERY)
            if (words := await _difference(visit, page, caller)) is not None:
                stage.ledger.went_wrong("window", f"{page.name}: {words}")
            stage.ledger.checked["windows"] += page.window is not None
    except Refused:
        pass
    finally:
        await caller.close()


async def _difference(visit: Visit, page: Page, caller: Caller) -> str | None:
    """What is new takes a moment to come; but if the server has said the same all the while, the page has to as well.

    A page to which live had nothing to tell yet shows what it fetched.
    """
    said = _told(await caller.get("/api/ticket"))
    if said is None or page.window is None or said == _told(page.window):
        return None
    await asyncio.sleep(SETTLED_SECONDS)
    shown, said_again = _told(page.window), _told(await caller.get("/api/ticket"))
    if said != said_again or said == shown or visit.called is not None or visit.end is not None:
        return None
    return f"the page shows {shown}, the server says {said}"


async def _show_life(stage: Stage, visit: Visit) -> None:
    """Until the patience is over: then the phone is in a pocket somewhere else."""
    caller = stage.caller(visit.token)
    try:
        while visit.end is None and not visit.visitor.has_left(stage.pace.minute - visit.came):
            await caller.post(SEEN)
            await stage.pace.minutes(BEAT)
    except Refused:
        pass
    finally:
        await caller.close()


async def _news(page: Page) -> bool:
    """False after a while: the visit may have ended with news that were heard already."""
    try:
        async with asyncio.timeout(SETTLED_SECONDS):
            await page.news.wait()
    except TimeoutError:
        return False
    page.news.clear()
    return True


def _told(message: Any) -> tuple[Any, ...] | None:
    """A waiting window, as the web or live tells it; None while none is shown."""
    window = message["window"] if message is not None and "window" in message else message
    if window is None:
        return None
    return tuple(_instant(window[name]) for name in WINDOW)


def _instant(value: Any) -> Any:
    """The web writes whole seconds, live milliseconds."""
    return value.replace(".000", "").replace("+00:00", "Z") if isinstance(value, str) else value
