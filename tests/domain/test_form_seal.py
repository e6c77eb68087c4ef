"""A sealed form goes through a browser and comes back as it was, or not at all."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from appliance.domain.form_seal import HOLDS_FOR, FilledForm, opened, seal
from tests.conftest import Refused

NOON = datetime(2026, 3, 2, 12, 0, 0, 250000, tzinfo=UTC)
KEY, OTHER_KEY = b"k" * 32, b"o" * 32
FILLED = FilledForm(7, 3, 2, {"name": "Łukasz Şağlam", "moved": True, "who": ["a", "b"]}, NOON, NOON)


def through_a_browser(sealed: dict[str, Any]) -> dict[str, Any]:
    """Another order of the keys, letters instead of escapes."""
    text = json.dumps(dict(reversed(sealed.items())), ensure_ascii=False, indent=1)
    return dict(json.loads(text))


@pytest.mark.parametrize("confirmed_at", [NOON, None])
def test_what_was_sealed_comes_back(confirmed_at: datetime | None) -> None:
    filled = FilledForm(7, 3, 2, FILLED.values, confirmed_at, NOON)
    assert opened(through_a_browser(seal(filled, KEY)), KEY, NOON) == filled


@pytest.mark.parametrize(
    "forged",
    [{"consultation": 8}, {"values": {"name": "Lukasz"}}, {"confirmed_at": None}, {"more": 1}, {"seal": ""},
     {"seal": "ß"}, {"seal": None}, {"version": 2.0}],
)  # fmt: skip
def test_what_was_changed_is_refused(forged: dict[str, Any], refused: Refused) -> None:
    with refused("wrong_seal"):
        opened({**seal(FILLED, KEY), **forged}, KEY, NOON)


def test_the_seal_of_another_server_and_none_at_all_are_refused(refused: Refused) -> None:
    with refused("wrong_seal"):
        opened(seal(FILLED, OTHER_KEY), KEY, NOON)
    with refused("wrong_seal"):
        opened({}, KEY, NOON)


def test_a_seal_holds_for_a_day(refused: Refused) -> None:
    sealed = seal(FILLED, KEY)
    assert opened(sealed, KEY, NOON + HOLDS_FOR) == FILLED
    with refused("seal_too_old"):
        opened(sealed, KEY, NOON + HOLDS_FOR + timedelta(seconds=1))
