"""The displayed windows follow the queue: planned by reading, written only where they changed."""

from datetime import timedelta

from appliance.domain.ticket import Channel
from appliance.operations import estimates
from appliance.store import shown_windows
from appliance.store.shown_windows import ShownWindow
from tests.town import Desk, Musterstadt


def refresh(town: Musterstadt) -> estimates.Plan:
    """As the web does after each change."""
    plan = town.ask(estimates.plan, town.citizens_office.id, town.clock.now())
    town.store.write(estimates.show, plan.office_id, plan.changed)
    town.store.write(estimates.finish, plan)
    return plan


def shown(town: Musterstadt) -> dict[int, ShownWindow]:
    return town.ask(shown_windows.of_office, town.citizens_office.id)


def test_everybody_who_waits_is_told_something(town: Musterstadt, yildiz: Desk) -> None:
    tickets = [town.take() for _ in range(3)]
    refresh(town)
    assert [shown(town)[ticket.id].people_ahead for ticket in tickets] == [0, 1, 2]


def test_only_who_is_next_is_told_so(town: Musterstadt, yildiz: Desk) -> None:
    town.take(), town.take()
    refresh(town)
    assert [window.next_up for window in shown(town).values()] == [True, False]


def test_nobody_is_next_where_nobody_is_on_duty(town: Musterstadt) -> None:
    ticket = town.take()
    refresh(town)
    window = shown(town)[ticket.id]
    assert (window.reason, window.opens_at, window.next_up) == ("nobody_on_duty", None, False)


def test_what_has_not_changed_is_not_written_again(town: Musterstadt, yildiz: Desk) -> None:
    town.take(), town.take()
    refresh(town)
    town.clock.advance(seconds=1)
    again = refresh(town)
    assert (again.changed, again.gone, again.services) == ([], [], {})


def test_a_call_moves_everybody_behind_up(town: Musterstadt, yildiz: Desk) -> None:
    tickets = [town.take() for _ in range(3)]
    refresh(town)
    yildiz.call_next()
    refresh(town)
    assert [shown(town)[ticket.id].people_ahead for ticket in tickets[1:]] == [0, 1]
    assert tickets[0].id not in shown(town)


def test_who_no_longer_waits_is_shown_no_window(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    refresh(town)
    yildiz.call(ticket)
    assert shown(town) == {}  # at once, with the call, and not only with the next plan


def test_who_is_called_while_windows_are_planned_gets_none(town: Musterstadt, yildiz: Desk) -> None:
    ticket = town.take()
    plan = town.ask(estimates.plan, town.citizens_office.id, town.clock.now())
    yildiz.call(ticket)
    town.store.write(estimates.show, plan.office_id, plan.changed)
    assert shown(town) == {}


def test_a_clerk_who_sits_down_gives_everybody_a_window(town: Musterstadt) -> None:
    ticket = town.take()
    refresh(town)
    town.desk("yildiz", "Schalter 1")
    refresh(town)
    assert shown(town)[ticket.id].reason is None


def test_a_clerk_at_home_helps_only_those_on_video(town: Musterstadt, kaya: Desk) -> None:
    on_site, remote = town.take(), town.take(channel=Channel.VIDEO)
    refresh(town)
    assert (shown(town)[on_site.id].reason, shown(town)[remote.id].reason) == ("nobody_on_duty", None)


def test_clerks_of_other_offices_do_not_count(town: Musterstadt) -> None:
    town.desk("brandt", "Schalter 2")
    ticket = town.take()
    refresh(town)
    assert shown(town)[ticket.id].reason == "nobody_on_duty"


def test_somebody_who_joins_now_is_told_the_end_of_the_line(town: Musterstadt, yildiz: Desk) -> None:
    for _ in range(3):
        town.take()
    refresh(town)
    window = town.ask(shown_windows.of_services)[town.residence.id]
    assert window.people_ahead == 3


def test_an_empty_plan_writes_nothing(town: Musterstadt) -> None:
    refresh(town)
    before = town.ask(shown_windows.revision)
    town.store.write(estimates.show, town.citizens_office.id, [])
    assert town.ask(shown_windows.revision) == before


def test_a_family_takes_the_time_of_all(town: Musterstadt, yildiz: Desk) -> None:
    """Registering a residence takes twelve minutes: one behind two persons waits as behind two."""
    town.take(persons=2), town.take(channel=Channel.VIDEO)
    refresh(town)
    behind_a_family = list(shown(town).values())[-1]
    assert (behind_a_family.people_ahead, behind_a_family.opens_at) == (1, town.clock.now() + timedelta(minutes=15))


def test_a_family_at_the_counter_takes_the_time_of_all(town: Musterstadt, yildiz: Desk) -> None:
    yildiz.call(town.take(persons=3))
    town.take()
    town.clock.advance(minutes=16)
    refresh(town)
    assert list(shown(town).values())[-1].opens_at == town.clock.now() + timedelta(minutes=14)  # 20 minutes are left
