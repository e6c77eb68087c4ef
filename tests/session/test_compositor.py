"""The compositor draws with the graphics card, unless a start with it fell before its program ran."""

from pathlib import Path

from appliance.session.compositor import draws_without_card, environment, is_up


def test_the_first_start_uses_the_card(tmp_path: Path) -> None:
    assert not draws_without_card(environment(tmp_path, {"HOME": "/"}))


def test_after_a_start_that_never_reached_its_program_the_next_does_without(tmp_path: Path) -> None:
    environment(tmp_path, {})
    for _ in range(2):
        assert draws_without_card(environment(tmp_path, {}))


def test_a_restart_of_a_compositor_that_was_up_uses_the_card_again(tmp_path: Path) -> None:
    environment(tmp_path, {})
    is_up(tmp_path)
    assert not draws_without_card(environment(tmp_path, {}))
