"""The short code: how often it may be guessed, whatever a guesser does."""

import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provisioning.codes import ATTEMPTS_BEFORE_LOCK, ATTEMPTS_PER_CODE, FIRST_LOCK_S, LONGEST_LOCK_S, Codes, random_code
from provisioning.errors import ProvisioningError
from tests.provisioning.people import Seconds

DAY_S = 24 * 3600


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def codes(seconds: Seconds) -> Codes:
    return Codes(now=seconds)


def guess(codes: Codes, *, right: bool = False) -> str:
    """One attempt with the present code: what came of it."""
    try:
        _, generation = codes.current()
        codes.attempt(generation, lambda: right)
    except ProvisioningError as error:
        return error.code
    return "right"


def test_a_code_has_six_digits() -> None:
    assert all(len(code) == 6 and code.isdigit() for code in (random_code() for _ in range(100)))


def test_each_wrong_attempt_makes_the_pause_longer(codes: Codes, seconds: Seconds) -> None:
    pauses = []
    for _ in range(8):
        assert guess(codes) == "wrong_code"
        assert guess(codes) == "wait"
        pauses.append(codes.state().wait_s)
        seconds.now += pauses[-1]
    assert pauses == [1, 2, 4, 8, 16, 32, 60, 60]


def test_five_wrong_attempts_bring_another_code(codes: Codes, seconds: Seconds) -> None:
    for _ in range(ATTEMPTS_PER_CODE):
        generation = codes.state().generation
        guess(codes)
        seconds.now += 60
    assert codes.state().generation == generation + 1


def test_an_exchange_that_began_with_the_old_code_is_not_judged(codes: Codes) -> None:
    _, generation = codes.current()
    codes.renew()
    judged = []
    with pytest.raises(ProvisioningError, match="code_changed"):
        codes.attempt(generation, lambda: not judged.append(True))
    assert judged == []


def test_each_lock_lasts_twice_as_long_up_to_four_hours(codes: Codes, seconds: Seconds) -> None:
    locks = []
    while len(locks) < 7:
        guess(codes)
        state = codes.state()
        if state.locked_for_s:
            locks.append(state.locked_for_s)
        seconds.now += state.locked_for_s + state.wait_s
    assert locks == [FIRST_LOCK_S * factor for factor in (1, 2, 4, 8, 16, 16, 16)]
    assert locks[-1] == LONGEST_LOCK_S


def test_a_right_attempt_makes_the_counters_start_anew(codes: Codes, seconds: Seconds) -> None:
    for _ in range(4):
        guess(codes)
        seconds.now += 60
    assert guess(codes, right=True) == "right"
    guess(codes)
    assert codes.state().wait_s == 1


def test_the_screen_hears_of_each_change(seconds: Seconds) -> None:
    changes: list[bool] = []
    codes = Codes(now=seconds, changed=lambda: changes.append(True))
    guess(codes)
    codes.renew()
    assert len(changes) == 2


@settings(deadline=None, max_examples=50)
@given(steps=st.lists(st.floats(min_value=0, max_value=3600), max_size=400))
def test_no_guesser_gets_more_than_five_attempts_a_code_or_fifteen_a_lock(steps: list[float]) -> None:
    """Whenever he comes: `steps` are the seconds between his attempts."""
    seconds = Seconds()
    codes = Codes(now=seconds)
    judged: dict[int, int] = {}
    since_lock = 0
    for step in steps:
        seconds.now += step
        generation = codes.state().generation
        if guess(codes) == "wrong_code":
            judged[generation] = judged.get(generation, 0) + 1
            since_lock += 1
        if codes.state().locked_for_s:
            since_lock = 0
        assert since_lock < ATTEMPTS_BEFORE_LOCK
    assert all(count <= ATTEMPTS_PER_CODE for count in judged.values())


def test_a_tireless_guesser_has_about_130_attempts_in_the_first_day(codes: Codes, seconds: Seconds) -> None:
    begun, attempts = seconds.now, 0
    while seconds.now < begun + DAY_S:
        attempts += guess(codes) == "wrong_code"
        state = codes.state()
        seconds.now += state.wait_s + state.locked_for_s
    assert 120 <= attempts <= 140


def test_guesses_at_the_same_moment_are_judged_one_by_one(codes: Codes) -> None:
    _, generation = codes.current()
    begin, results = threading.Barrier(10), []

    def try_it() -> None:
        begin.wait()
        try:
            codes.attempt(generation, lambda: False)
        except ProvisioningError as error:
            results.append(error.code)

    threads = [threading.Thread(target=try_it) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["wait"] * 9 + ["wrong_code"]
