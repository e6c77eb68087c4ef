"""How one value of the file is read: each takes a node of the tree and returns the value, or raises Fault."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from appliance.domain.office_hours import DAY_MINUTES, LATEST_MINUTE, Hours
from appliance.domain.organisation import is_prefix
from appliance.set_up_file.findings import Fault, closest
from appliance.set_up_file.tree import Entries, Items, Node, Scalar

Reader = Callable[[Node], Any]
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

YES, NO = ("true", "yes", "ja"), ("false", "no", "nein")
CLOSED = ("", "closed", "geschlossen", "[]")
MOST_STRETCHES = 6

_STRETCH = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|bis|to)\s*(\d{1,2})(?:[:.](\d{2}))?(?:\s*Uhr)?")
_WEB_ADDRESS = re.compile(r"https://[^\s/]+(/\S*)?")
_SIGN_IN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def scalar(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise Fault(node.line, "one_value_expected")
    return node


def text(most: int, *, needed: bool = False) -> Reader:
    """One line without spaces around it."""

    def read(node: Node) -> str:
        found = "" if scalar(node).is_left_empty else scalar(node).text.strip().replace("\n", " ")
        if needed and not found:
            raise Fault(node.line, "text_needed")
        return _not_longer(found, most, node)

    return read


def long_text(most: int) -> Reader:
    """With its lines, without empty ones around them."""

    def read(node: Node) -> str:
        found = "" if scalar(node).is_left_empty else scalar(node).text
        return _not_longer(found.strip(), most, node)

    return read


def _not_longer(found: str, most: int, node: Node) -> str:
    if len(found) > most:
        raise Fault(node.line, "too_long", most=most, length=len(found))
    return found


def matching(pattern: re.Pattern[str], code: str, *, may_be_empty: bool = False) -> Reader:
    def read(node: Node) -> str:
        found = "" if scalar(node).is_left_empty else scalar(node).text.strip()
        if not (pattern.fullmatch(found) or (may_be_empty and found == "")):
            raise Fault(node.line, code, value=found)
        return found

    return read


fim_key = matching(re.compile(r"\d{14}"), "bad_fim_key", may_be_empty=True)
web_address = matching(_WEB_ADDRESS, "bad_address", may_be_empty=True)
sign_in_name = matching(_SIGN_IN, "bad_sign_in")
language = matching(_LANGUAGE, "bad_language")


def prefix(node: Node) -> str:
    found = scalar(node).text.strip()
    if not is_prefix(found):
        raise Fault(node.line, "bad_prefix", value=found)
    return found


def number(least: int, most: int) -> Reader:
    def read(node: Node) -> int:
        found = scalar(node).text.strip()
        if not re.fullmatch(r"-?\d{1,9}", found):
            raise Fault(node.line, "no_number", value=found, least=least, most=most)
        if not least <= int(found) <= most:
            raise Fault(node.line, "number_out_of_range", value=found, least=least, most=most)
        return int(found)

    return read


def yes_or_no(node: Node) -> bool:
    found = scalar(node).text.strip().lower()
    if found not in (*YES, *NO):
        raise Fault(node.line, "not_true_or_false", value=found)
    return found in YES


def choice(kind: type[E]) -> Callable[[Node], E]:
    def read(node: Node) -> E:
        found = scalar(node).text.strip()
        try:
            return kind(found)
        except ValueError:
            raise unknown(node.line, "unknown_choice", found, [one.value for one in kind]) from None

    return read


def unknown(line: int, code: str, word: str, known: Iterable[str]) -> Fault:
    """With the word that was probably meant; all that there are where none is near."""
    names = list(known)
    near = closest(word, names)
    return Fault(line, f"{code}_near" if near else code, value=word, near=near, known=", ".join(names) or "–")


def list_of(read: Callable[[Node], T], *, needed: bool = False) -> Callable[[Node], tuple[T, ...]]:
    """A list, or the only thing in it. Nothing comes twice."""

    def read_all(node: Node) -> tuple[T, ...]:
        found: list[T] = []
        for item in items(node):
            one = read(item)
            if one in found:
                raise Fault(item.line, "twice_in_list", value=scalar(item).text)
            found.append(one)
        if needed and not found:
            raise Fault(node.line, "list_empty")
        return tuple(found)

    return read_all


def items(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Items):
        return node.items
    if isinstance(node, Entries):
        raise Fault(node.line, "list_expected")
    return () if node.is_left_empty else (node,)


def lines(most: int) -> Reader:
    """A list with one thing an item, kept as one thing a line; or a text with lines."""
    read_text, read_item = long_text(most), text(most)

    def read(node: Node) -> str:
        if isinstance(node, Items):
            return _not_longer("\n".join(filter(None, map(read_item, node.items))), most, node)
        return str(read_text(node))

    return read


def day(node: Node) -> date:
    found = scalar(node).text.strip()
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", found)
    try:
        return date(*map(int, reversed(german.groups()))) if german else date.fromisoformat(found)
    except ValueError:
        raise Fault(node.line, "no_day", value=found) from None


def time_zone(node: Node) -> str:
    found = scalar(node).text.strip()
    try:
        ZoneInfo(found)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Fault(node.line, "unknown_time_zone", value=found) from None
    return found


def hours(node: Node) -> tuple[Hours, ...]:
    """ "08:00-12:00, 14:00-18:00", also as a list; "closed" or nothing: none."""
    written = [part for item in items(node) for part in _parts(scalar(item).text)]
    if len(written) > MOST_STRETCHES:
        raise Fault(node.line, "too_many_stretches", most=MOST_STRETCHES)
    found = sorted(_stretch(part, node) for part in written)
    for before, after in pairwise(found):
        if after.opens < before.closes:
            raise Fault(node.line, "overlapping_hours", value=", ".join(written))
    return tuple(found)


def _parts(written: str) -> list[str]:
    return [] if written.strip().lower() in CLOSED else [part.strip() for part in written.split(",")]


def _stretch(written: str, node: Node) -> Hours:
    match = _STRETCH.fullmatch(written)
    if match is None:
        raise Fault(node.line, "no_hours", value=written)
    begin_hour, begin_minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
    opens, closes = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
    if begin_minute > 59 or end_minute > 59 or opens >= DAY_MINUTES or closes > LATEST_MINUTE:
        raise Fault(node.line, "no_hours", value=written)
    if closes <= opens:
        raise Fault(node.line, "hours_backwards", value=written)
    return Hours(opens, closes)


def weekdays(key: Scalar) -> range:
    """`monday`, or `monday-friday` for five of them."""
    first, _, last = key.text.strip().lower().partition("-")
    for name in (first, last or first):
        if name not in WEEKDAYS:
            raise unknown(key.line, "unknown_weekday", name, WEEKDAYS)
    begin, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
    if end < begin:
        raise Fault(key.line, "weekdays_backwards", value=key.text)
    return range(begin, end + 1)
