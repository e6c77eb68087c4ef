"""Rules of the form that browsers know, too: run by Node, and compared with the server's."""

import json
import random
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from appliance.domain.form import Condition, Field, FieldType, Form, Option, to_json, usual_length
from appliance.domain.form_values import is_empty, shown
from appliance.environment import CHECKOUT

MODULES = CHECKOUT / "kiosk_ui" / "static" / "js" / "room" / "form"
NODE = Path(sys.executable).parent / "node"
CHANGES = """
import { changeBetween, moved } from "./text_change.js";
const answers = JSON.parse(await new Response(process.stdin).text()).map(([before, after, caret]) => {
  const change = changeBetween(before, after, caret);
  return { change, places: [...Array(before.length + 1).keys()].map((place) => moved(place, change)) };
});
console.log(JSON.stringify(answers));
"""
SHOWN = """
import { isEmpty, shownFields } from "./conditions.js";
const answers = JSON.parse(await new Response(process.stdin).text()).map(({ fields, values }) => ({
  shown: shownFields(fields, (name) => values[name]).map(({ name }) => name),
  empty: fields.filter(({ name }) => isEmpty(values[name])).map(({ name }) => name),
}));
console.log(JSON.stringify(answers));
"""


def run(script: str, cases: object) -> Any:
    given = json.dumps(cases)
    command = [str(NODE), "--no-warnings", "--input-type=module", "--eval", script]
    finished = subprocess.run(command, input=given, cwd=MODULES, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
    return json.loads(finished.stdout)


def units(text: str) -> list[int]:
    """As JavaScript counts."""
    coded = text.encode("utf-16-le", "surrogatepass")
    return [int.from_bytes(coded[index : index + 2], "little") for index in range(0, len(coded), 2)]


def test_a_change_makes_the_one_text_out_of_the_other_and_halves_no_letter() -> None:
    chance = random.Random(5)
    letters = ["a", "a", "b", "ü", "😀", "😁"]
    texts = ["".join(chance.choices(letters, k=chance.randrange(7))) for _ in range(800)]
    cases = [(one, other, chance.randrange(len(units(other)) + 1)) for one, other in pairwise(texts)]
    for (before, after, _), answer in zip(cases, run(CHANGES, cases), strict=True):
        change = answer["change"]
        if change is None:
            assert before == after
            continue
        was, start = units(before), change["index"]
        made = was[:start] + units(change["inserted"]) + was[start + change["removed"] :]
        assert made == units(after)
        for cut in (start, start + change["removed"]):
            assert not (0 < cut < len(was) and 0xDC00 <= was[cut] < 0xE000), (before, after, change)
        assert answer["places"] == sorted(answer["places"])
        assert 0 <= answer["places"][0] <= answer["places"][-1] <= len(units(after))


def test_what_is_typed_is_found_before_the_caret() -> None:
    same = run(CHANGES, [("aaaa", "aaaaa", 2), ("aaaa", "aaa", 1)])
    assert [answer["change"] for answer in same] == [
        {"index": 1, "removed": 0, "inserted": "a"},
        {"index": 1, "removed": 1, "inserted": ""},
    ]


def test_the_same_fields_are_asked_as_the_server_asks() -> None:
    chance = random.Random(5)
    cases = [some_form(chance) for _ in range(300)]
    given = [{"fields": to_json(form)["fields"], "values": values} for form, values in cases]
    for (form, values), answer in zip(cases, run(SHOWN, given), strict=True):
        assert answer["shown"] == [field.name for field in shown(form, values)]
        assert answer["empty"] == [field.name for field in form.fields if is_empty(values.get(field.name))]


def some_form(chance: random.Random) -> tuple[Form, dict[str, object]]:
    fields: list[Field] = []
    values: dict[str, object] = {}
    for index in range(6):
        type = chance.choice([FieldType.CHECKBOX, FieldType.CHOICE, FieldType.CHOICES, FieldType.TEXT])
        name = f"f{index}"
        options = (Option("a", "A"), Option("b", "B")) if type in (FieldType.CHOICE, FieldType.CHOICES) else ()
        above = chance.choice(fields) if fields and chance.random() < 0.7 else None
        condition = None if above is None else Condition(above.name, chance.choice(some_values(above.type)[1:]))
        fields.append(usual_length(Field(name, type, name, options=options, shown_if=condition)))
        value = chance.choice(some_values(type)[:3])
        values[name] = [value] if type is FieldType.CHOICES and value else value
    return Form("F", tuple(fields)), {name: value for name, value in values.items() if value is not None}


def some_values(type: FieldType) -> list[Any]:
    return [None, True, False] if type is FieldType.CHECKBOX else [None, "a", "b"]
