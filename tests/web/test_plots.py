"""Pictures are drawn to scale, and say in words what they show."""

from itertools import pairwise
from xml.etree import ElementTree

import pytest

from appliance.web.views.plots import ABOVE, BESIDE, HEIGHT, Column, Plot, drawn
from appliance.web.views.plots_across import BEHIND, drawn_across

SVG = "{http://www.w3.org/2000/svg}"


def picture(*columns: Column, **more: object) -> ElementTree.Element:
    return ElementTree.fromstring(drawn(Plot("waits", "Wartezeit", "In Minuten", columns, **more)))  # type: ignore[arg-type]


def of_class(svg: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [one for one in svg.iter() if one.get("class") == name]


def test_a_column_is_as_high_as_its_number() -> None:
    svg = picture(Column("8", "acht", 10), Column("9", "neun", 20), most=20)
    low, high = (float(one.get("height", "0")) for one in of_class(svg, "plot-column"))
    assert (low, high) == (HEIGHT / 2, HEIGHT)


def test_an_interval_begins_where_it_begins_and_marks_lie_across() -> None:
    svg = picture(Column("8", "acht", high=30, low=10, mark=20), most=40)
    [column], [mark] = of_class(svg, "plot-column"), of_class(svg, "plot-mark")
    assert float(column.get("y", "0")) == ABOVE + HEIGHT * 1 / 4
    assert float(column.get("height", "0")) == HEIGHT / 2
    assert mark.get("y1") == mark.get("y2") == str(ABOVE + HEIGHT // 2)


def test_what_is_not_told_has_no_height() -> None:
    svg = picture(Column("8", "zu wenige", None), Column("9", "niemand", 0))
    assert of_class(svg, "plot-column") == []
    assert len(of_class(svg, "plot-untold")) == 1


def test_whoever_cannot_see_hears_title_description_and_columns() -> None:
    svg = picture(Column("8", "8 Uhr: 10 Minuten", 10))
    names = {one.get("id"): one.text for one in svg.iter() if one.get("id")}
    assert names[svg.get("aria-labelledby")] == "Wartezeit"
    assert names[svg.get("aria-describedby")] == "In Minuten"
    [item] = [one for one in svg.iter() if one.get("role") == "listitem"]
    assert item.get("aria-label") == item.findtext(f"{SVG}title") == "8 Uhr: 10 Minuten"


def test_a_name_is_no_markup() -> None:
    svg = picture(Column("<b>", 'Amt "A" & <b>', 10))
    assert [one.get("aria-label") for one in svg.iter() if one.get("role") == "listitem"] == ['Amt "A" & <b>']


def test_labels_do_not_run_into_each_other() -> None:
    svg = picture(*(Column("Mo, 12.10.", "", 5) for _ in range(50)))
    places = [float(one.get("x", "0")) for one in of_class(svg, "plot-label") if one.get("text-anchor") == "middle"]
    assert 1 < len(places) < 50
    assert min(b - a for a, b in pairwise(places)) >= 60


@pytest.mark.parametrize(("top", "lines"), [(1, 6), (7, 4), (10, 6), (23, 5), (400, 5)])
def test_the_scale_has_few_round_lines(top: float, lines: int) -> None:
    assert len(of_class(picture(Column("", "", top)), "plot-line")) == lines


def test_nothing_to_draw_is_drawn_all_the_same() -> None:
    assert picture().get("width") == str(BESIDE)


def test_few_columns_are_as_far_apart_as_their_labels_need() -> None:
    svg = picture(*(Column("Donnerstag", "", 5) for _ in range(5)))
    assert len([one for one in of_class(svg, "plot-label") if one.text == "Donnerstag"]) == 5


def test_thousands_are_apart() -> None:
    assert "1\u202f000" in {one.text for one in of_class(picture(Column("", "", 1000)), "plot-label")}


def test_a_goal_is_a_line_through_all() -> None:
    [goal] = of_class(picture(Column("", "", 50), most=100, goal=80), "plot-goal")
    assert goal.get("y1") == goal.get("y2") == str(ABOVE + HEIGHT // 5)


def test_long_names_have_a_line_of_their_own() -> None:
    name = "Geburts-, Ehe- oder Sterbeurkunde beantragen und abholen"
    columns = [Column(name, f"{name}: 10", high=10, low=5, mark=8, reach=20), Column("Kurz", "zu wenige", None)]
    svg = ElementTree.fromstring(drawn_across(Plot("waits", "Wartezeit", "In Minuten", columns, most=20)))
    names = [one.text for one in of_class(svg, "plot-label") if one.get("x") == "0"]
    assert names[0] != name and name.startswith(str(names[0]).removesuffix("…")) and names[1] == "Kurz"
    [column], [mark] = of_class(svg, "plot-column"), of_class(svg, "plot-mark")
    begins, end = float(column.get("x", "0")), 600 - BEHIND
    per_minute = (end - begins) / 15
    assert float(column.get("width", "0")) == pytest.approx(5 * per_minute, abs=0.2)
    assert float(mark.get("x1", "0")) == pytest.approx(begins + 3 * per_minute, abs=0.2)
    assert [one.get("aria-label") for one in svg.iter() if one.get("role") == "listitem"] == [
        f"{name}: 10",
        "zu wenige",
    ]
