"""How boards are set up, and what they ask about those who wait."""

from collections.abc import Sequence

from appliance.domain.board import BoardSettings
from appliance.store.sql import execute, first


def settings(device_id: int) -> BoardSettings:
    """As set, or as every board begins."""
    row = first(
        "SELECT speaks, languages, volume, quiet_from, quiet_until FROM board WHERE device_id = ?", (device_id,)
    )
    if row is None:
        return BoardSettings()
    speaks, languages, volume, quiet_from, quiet_until = row
    quiet = None if quiet_from is None else (quiet_from, quiet_until)
    return BoardSettings(
        further_offices(device_id), bool(speaks), tuple(languages.split(",")) if languages else (), volume, quiet
    )


def further_offices(device_id: int) -> tuple[int, ...]:
    """Ids of those that it shows beside its device's own."""
    found = "SELECT office_id FROM board_office WHERE device_id = ? ORDER BY position"
    return tuple(office_id for (office_id,) in execute(found, (device_id,)))


def set_up(device_id: int, settings: BoardSettings) -> None:
    quiet = settings.quiet or (None, None)
    execute(
        "INSERT OR REPLACE INTO board (device_id, speaks, languages, volume, quiet_from, quiet_until)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (device_id, settings.speaks, ",".join(settings.languages), settings.volume, *quiet),
    )
    execute("DELETE FROM board_office WHERE device_id = ?", (device_id,))
    _place(device_id, settings.offices)


def waiting_by_service(office_id: int) -> dict[int, int]:
    """How many tickets wait, by service."""
    counted = "SELECT service_id, count(*) FROM ticket WHERE office_id = ? AND state = 'waiting' GROUP BY service_id"
    return dict(execute(counted, (office_id,)).fetchall())


def _place(device_id: int, offices: Sequence[int]) -> None:
    for position, office_id in enumerate(offices):
        execute("INSERT INTO board_office VALUES (?, ?, ?)", (device_id, office_id, position))
