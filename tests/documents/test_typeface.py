"""The typeface has every letter of the standard, and breaks lines where people would."""

import unicodedata

import pytest

from appliance.documents import typeface
from appliance.domain import latin
from tests.documents.names import NAMES


def test_it_has_every_character_that_a_value_may_have() -> None:
    single = "".join((latin.LETTERS, latin.IN_NAMES, latin.IN_TEXTS, latin.GREEK, latin.CYRILLIC))
    sequences = "".join(unicodedata.normalize("NFC", one) for one in latin.SEQUENCES)
    assert [one for one in single + sequences if not typeface.has(one)] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_names_are_names(name: str) -> None:
    assert latin.is_name(name)


def test_what_it_does_not_have_is_seen_to_be_lacking() -> None:
    assert typeface.printable("a\u4f60b\n") == "a\N{REPLACEMENT CHARACTER}b\n"


def test_lines_break_at_spaces_and_long_words_are_cut() -> None:
    assert typeface.wrapped("eins zwei\ndrei", 10, 30) == ["eins", "zwei", "drei"]
    lines = typeface.wrapped("x" * 30, 10, 60)
    assert "".join(lines) == "x" * 30
    assert all(typeface.width(line, 10) <= 60 for line in lines)


def test_a_letter_is_never_cut_from_its_marks() -> None:
    lines = typeface.wrapped("R̥̄" * 20, 10, 30)
    assert all(line == "R̥̄" * (len(line) // 3) for line in lines)


def test_an_empty_text_is_one_empty_line() -> None:
    assert typeface.wrapped("", 10, 30) == [""]
