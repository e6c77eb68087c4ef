"""YAML as a tree that knows its lines, and of YAML only what a set-up needs: no aliases, no tags, one document.

Values stay text. What a value means is decided by the key it belongs to, so that a place called "No", a number with
zeros in front or a time like 08:00 are what was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ruamel.yaml import YAML, events
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from appliance.set_up_file.findings import BadFile, Fault, Finding, finding

MOST_CHARACTERS = 1_000_000
DEEPEST = 20
"""Levels of indentation; the format itself has eight."""


@dataclass(frozen=True)
class Scalar:
    """`is_plain`: without quotation marks, so that an empty one means that nothing was written."""

    line: int
    text: str
    is_plain: bool = True

    @property
    def is_left_empty(self) -> bool:
        return self.is_plain and self.text in ("", "~", "null")


@dataclass(frozen=True)
class Entries:
    """`key: value` pairs in the order of the file; a key may come twice here."""

    line: int
    pairs: "tuple[tuple[Scalar, Node], ...]"


@dataclass(frozen=True)
class Items:
    """A list."""

    line: int
    items: "tuple[Node, ...]"


Node = Scalar | Entries | Items


def parse(text: str) -> Node:
    """Raises BadFile with one finding: after a mistake in the form nothing more can be said."""
    if len(text) > MOST_CHARACTERS:
        raise BadFile([finding(1, "too_large", most=MOST_CHARACTERS)])
    try:
        return _document(_checked(YAML(typ="safe", pure=True).parse(text)))
    except ReaderError as error:
        raise BadFile([finding(_line_at(text, error.position), "strange_character")]) from None
    except MarkedYAMLError as error:
        raise BadFile([_of_the_form(error, text)]) from None
    except YAMLError as error:
        raise BadFile([finding(1, "not_yaml", reason=error)]) from None
    except Fault as fault:
        raise BadFile([fault.finding]) from None


def _document(stream: Iterator[events.Event]) -> Node:
    first = next(stream, None)
    if first is None:
        raise Fault(1, "empty_file")
    root = _node(first, stream)
    another = next(stream, None)
    if another is not None:
        raise Fault(_line(another), "second_document")
    return root


def _checked(stream: Iterator[events.Event]) -> Iterator[events.Event]:
    """The events of content, without what this format does not have."""
    depth = 0
    for event in stream:
        if isinstance(event, events.AliasEvent) or getattr(event, "anchor", None):
            raise Fault(_line(event), "no_aliases")
        if isinstance(event, (events.ScalarEvent, events.CollectionStartEvent)) and event.tag:
            raise Fault(_line(event), "no_tags", tag=event.tag)
        depth += isinstance(event, events.CollectionStartEvent) - isinstance(event, events.CollectionEndEvent)
        if depth > DEEPEST:
            raise Fault(_line(event), "too_deep")
        if isinstance(event, (events.ScalarEvent, events.CollectionStartEvent, events.CollectionEndEvent)):
            yield event


def _node(event: events.Event, stream: Iterator[events.Event]) -> Node:
    if isinstance(event, events.ScalarEvent):
        return Scalar(_line(event), event.value, event.style is None or event.style == "")
    if isinstance(event, events.SequenceStartEvent):
        return Items(_line(event), tuple(_until(events.SequenceEndEvent, stream)))
    nodes = list(_until(events.MappingEndEvent, stream))
    return Entries(_line(event), tuple((_key(key), value) for key, value in zip(nodes[::2], nodes[1::2], strict=True)))


def _until(end: type[events.Event], stream: Iterator[events.Event]) -> Iterator[Node]:
    for event in stream:
        if isinstance(event, end):
            return
        yield _node(event, stream)


def _key(node: Node) -> Scalar:
    if not isinstance(node, Scalar):
        raise Fault(node.line, "key_is_no_word")
    return node


def _line(event: events.Event) -> int:
    return int(event.start_mark.line) + 1


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


_FORMS = (
    ("'\\t'", "tab"),
    ("mapping values are not allowed", "colon"),
    ("could not find expected ':'", "colon_missing"),
    ("expected <block end>", "indentation"),
    ("expected ',' or", "bracket_open"),
    ("unexpected end of stream", "quote_open"),
    ("cannot start any token", "quote_needed"),
)
"""What the parser says, and our word for it: the first that is contained in it."""

_WHERE_IT_BEGAN = ("quote_open", "bracket_open", "colon_missing")
"""Of these the parser notices the end; people look where it began."""


def _of_the_form(error: MarkedYAMLError, text: str) -> Finding:
    problem = f"{error.problem or ''}"
    code = next((ours for theirs, ours in _FORMS if theirs in problem), "not_yaml")
    mark = error.context_mark if code in _WHERE_IT_BEGAN and error.context_mark else error.problem_mark
    line = int(mark.line) + 1 if mark else 1
    if code == "colon" and _has_no_colon(text, line - 1):
        code, line = "colon_missing", line - 1
    return finding(line, code, reason=problem)


def _has_no_colon(text: str, line: int) -> bool:
    """The parser took this line for the beginning of a text that goes on in the next one."""
    above = text.splitlines()[line - 1] if line > 0 else ""
    return above.strip() != "" and ":" not in above
