"""Who waits at their own device and has closed the page is passed over, and keeps key and place until they are back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from appliance.domain.journal import EventType
from appliance.store import away, journal, offices, tickets
from appliance.store.away import Waiter


@dataclass(frozen=True)
class Watched:
    """`graces` by office: how long people count as there after their page was last seen."""

    waiters: list[Waiter]
    graces: Mapping[int, timedelta]
    reached_otherwise: list[int]


def watched() -> Watched:
    """Whose page has to be open."""
    waiters = away.reached_by_page()
    wanted = {one.office_id for one in waiters}
    graces = {id: timedelta(seconds=offices.by_id(id).calling.grace_seconds) for id in wanted}
    return Watched(waiters, graces, away.reached_otherwise())


def changed(gone: Iterable[int], back: Iterable[int], at: datetime) -> None:
    """Tickets whose people have gone, and those whose people can be reached again."""
    for ticket_id in gone:
        _change(ticket_id, at, at)
    for ticket_id in back:
        come_back(ticket_id, at)


def come_back(ticket_id: int, at: datetime) -> None:
    """From this moment on it is called like all others."""
    _change(ticket_id, None, at)


def _change(ticket_id: int, since: datetime | None, at: datetime) -> None:
    if away.set_absent(ticket_id, since):
        journal.append(at, EventType.TICKET_PRESENCE_CHANGED, office=tickets.by_id(ticket_id).office_id,
                       ticket=ticket_id, data={"absent": since is not None})  # fmt: skip
