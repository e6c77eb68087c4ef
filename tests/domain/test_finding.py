"""What people say of themselves finds them."""

import pytest

from appliance.domain.finding import finds


@pytest.mark.parametrize(
    "sought", ["a017", "A17", "017", "a 17", "17", "meyer", "Erika MEYER", "muller", "Müller", "482913", ""]
)
def test_parts_of_number_name_and_code_find_somebody(sought: str):
    assert finds(sought, "A017", "Erika Meyer-Müller", "482913")


@pytest.mark.parametrize("sought", ["b17", "a18", "meyer kurz", "a170"])
def test_other_words_do_not(sought: str):
    assert not finds(sought, "A017", "Erika Meyer-Müller", "482913")


def test_a_number_that_was_split_is_found_by_its_whole_name():
    assert finds("a17/2", "A017/2")
    assert not finds("a17/2", "A017")
