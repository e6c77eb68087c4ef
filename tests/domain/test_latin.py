"""Letters of names: what DIN 91379 knows, in any spelling, and nothing that only looks like it."""

import unicodedata

import pytest

from appliance.domain import latin

NAMES = (
    "Łukasz Şağlam", "Nguyễn Thị Ánh", "Þórður Ægisdóttir", "Ŀluís d’Oriol", "Ľubomír Ďuriš-Ščasný", "Gökçe Öztürk",
    "Weiß", "STRAẞE", "K͟hādim", "R̥̄ta C̨̆adu", "Ȱ Ʒ Ə", "O'Neill, Mary-Jane Jr.",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_right_however_its_letters_are_spelled(name: str) -> None:
    assert latin.is_name(unicodedata.normalize("NFC", name))
    assert latin.is_name(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize(
    "text", ["Αθηνά", "Олена", "Bob3", "a@b", "Anna\n", "😀", "q\u0301", "ﬁ", "\u0301a", "a\u202eb"]
)
def test_what_is_no_letter_of_a_name_is_refused(text: str) -> None:
    assert not latin.is_name(text)


@pytest.mark.parametrize("text", ["Αθηνά", "Олена Їжак", "3 m² für 5 €", "„Ja“ – nein", *NAMES])
def test_a_text_has_more_than_names(text: str) -> None:
    assert latin.is_text(text)


def test_only_a_text_of_several_lines_has_line_ends() -> None:
    assert latin.is_text("eins\nzwei", lines=True)
    assert not latin.is_text("eins\nzwei")
    assert not latin.is_text("eins \u4f60\u597d")


def test_every_letter_and_sequence_of_the_standard_is_a_name() -> None:
    assert (len(latin.LETTERS), len(latin.SEQUENCES)) == (len(set(latin.LETTERS)), len(set(latin.SEQUENCES)))
    assert [one for one in (*latin.LETTERS, *latin.SEQUENCES) if not latin.is_name(one)] == []
