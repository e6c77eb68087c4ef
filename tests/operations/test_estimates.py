"""The displayed windows follow the queue: planned by reading, written only where they changed."""

from datetime import timedelta

from appliance.domain.office_hours import Hours
from appliance.domain.ticket import Channel
from appliance.estimate.state import Work
from appliance.operations import estimates
from appliance.operations.learning import Learning
from appliance.store import diaries, office_hours, shown_windows
from appliance.store import staff as staff_rows
from appliance.store import tickets as ticket_rows
from appliance.store.shown_windows import ShownWindow
from tests.town import Desk, Musterstadt


def refresh(town: Musterstadt) -> estimates.Plan:
    """As the web does after each change."""
    plan = town.ask(estimates.Estimators().plan, town.citizens_office.id, town.clock.now())
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
    plan = town.ask(estimates.Estimators().plan, town.citizens_office.id, town.clock.now())
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


def wait_behind(town: Musterstadt, desk: Desk, persons: int, minutes: float = 0) -> float:
    """Minutes to the middle of what the next one is told, `minutes` after the first was called (or, with 0, waits)."""
    first = town.take(persons=persons)
    if minutes:
        desk.call(first)
    town.take(channel=Channel.VIDEO)
    town.clock.advance(minutes=minutes)
    refresh(town)
    told = list(shown(town).values())[-1]
    assert told.opens_at is not None and told.closes_at is not None
    return (told.opens_at + (told.closes_at - told.opens_at) / 2 - town.clock.now()) / timedelta(minutes=1)


def test_behind_one_person_the_wait_is_that_of_one(town: Musterstadt, yildiz: Desk) -> None:
    """Registering a residence takes twelve minutes."""
    assert 8 <= wait_behind(town, yildiz, persons=1) <= 14


def test_a_family_takes_the_time_of_all(town: Musterstadt, yildiz: Desk) -> None:
    assert 28 <= wait_behind(town, yildiz, persons=3) <= 42


def test_a_family_at_the_counter_takes_the_time_of_all(town: Musterstadt, yildiz: Desk) -> None:
    assert 14 <= wait_behind(town, yildiz, persons=3, minutes=16) <= 28


def test_a_window_holds_while_time_goes_by_as_foretold(town: Musterstadt, yildiz: Desk) -> None:
    yildiz.call(town.take())
    ticket = town.take()
    refresh(town)
    before = shown(town)[ticket.id]
    town.clock.advance(minutes=2)
    refresh(town)
    assert shown(town)[ticket.id] == before


def test_a_colleague_who_is_planned_for_later_is_a_number_and_no_dead_end(town: Musterstadt) -> None:
    clerk = next(one for one in town.ask(staff_rows.clerks).values() if town.residence.id in one.skills)
    diary_id = town.store.write(diaries.add, clerk.name, clerk.id)
    zone = town.ask(office_hours.zone)
    local = town.clock.now().astimezone(zone)
    later = Hours(local.hour * 60 + local.minute + 60, local.hour * 60 + local.minute + 300)
    ticket = town.take()
    on_site = [Channel.ON_SITE]
    town.store.write(diaries.add_staffing, diary_id, town.citizens_office.id, local.weekday(), later, on_site)
    refresh(town)
    told = shown(town)[ticket.id]
    assert told.reason is None
    assert told.opens_at is not None and told.opens_at >= town.clock.now() + timedelta(minutes=50)


def test_a_restart_keeps_what_was_learned(town: Musterstadt, yildiz: Desk) -> None:
    learning = Learning(estimates.Estimators())
    town.ask(learning.read, town.clock.now())
    for _ in range(20):
        serve(town, yildiz, minutes=25)
    town.ask(learning.read, town.clock.now())
    town.store.write(learning.keep)
    again = town.ask(estimates.Estimators().of, town.citizens_office.id).learner
    assert again.mean(Work((town.residence.id,))) > 20


def test_learning_goes_on_where_it_stopped(town: Musterstadt, yildiz: Desk) -> None:
    first = Learning(estimates.Estimators())
    town.ask(first.read, town.clock.now())
    town.store.write(first.keep)
    serve(town, yildiz, minutes=30)  # while nobody learned
    second = Learning(estimates.Estimators())
    town.ask(second.read, town.clock.now())
    assert second.estimators.of(town.citizens_office.id).learner.duration(town.residence.id).weight == 1.0


def test_what_is_taken_back_teaches_nothing(town: Musterstadt, yildiz: Desk) -> None:
    learning = Learning(estimates.Estimators())
    town.ask(learning.read, town.clock.now())
    ticket = town.take()
    yildiz.call(ticket)
    yildiz.admit(ticket)
    yildiz.finish(ticket)
    yildiz.undo()
    town.clock.advance(minutes=30)
    town.ask(learning.read, town.clock.now())
    assert learning.estimators.of(town.citizens_office.id).learner.duration(town.residence.id).weight == 0.0


def test_a_call_judges_what_was_promised(town: Musterstadt, yildiz: Desk) -> None:
    estimators = estimates.Estimators()
    learning = Learning(estimators)
    town.ask(learning.read, town.clock.now())
    yildiz.call(town.take())
    ticket = town.take()
    town.ask(estimators.plan, town.citizens_office.id, town.clock.now())
    before = estimators.of(town.citizens_office.id).intervals.as_json()
    town.clock.advance(minutes=90)
    called = town.ask(ticket_rows.at_counter, yildiz.counter_id)
    assert called is not None
    yildiz.no_show(called)
    yildiz.call(ticket)
    town.clock.advance(minutes=1)
    town.ask(learning.read, town.clock.now())
    assert estimators.of(town.citizens_office.id).intervals.as_json() != before
    assert ticket.id not in estimators.issued
    assert [one.waited for one in learning.promises if one.service_id == ticket.service_id][-1] == 90


def serve(town: Musterstadt, desk: Desk, minutes: float) -> None:
    ticket = town.take()
    desk.call(ticket)
    desk.admit(ticket)
    town.clock.advance(minutes=minutes)
    desk.finish(ticket)
    town.clock.advance(minutes=1)
