"""Sections of the file: keys with their readers. A section collects all that is wrong in it, and says what was given.

Unknown keys are errors that suggest the right one: a misspelt key must not be passed over.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from appliance.set_up_file.findings import Fault, Finding, finding
from appliance.set_up_file.readers import Reader, items, unknown
from appliance.set_up_file.tree import Entries, Node, Scalar

Findings = list[Finding]


@dataclass(frozen=True)
class Given:
    """What a section says, by key: only what is written there. `lines`: where each key stands."""

    line: int
    values: Mapping[str, Any]
    lines: Mapping[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Any:
        """None where the file is silent."""
        return self.values.get(key)

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


class Section:
    """`keys` with readers of single values; `parts` with further sections, which add their findings by themselves."""

    def __init__(
        self, keys: Mapping[str, Reader], parts: "Mapping[str, Part] | None" = None, needed: tuple[str, ...] = ()
    ) -> None:
        self._keys, self._parts, self.needed = keys, parts or {}, needed

    def read(self, node: Node, findings: Findings) -> Given:
        if not isinstance(node, Entries):
            findings.append(finding(node.line, "keys_expected", known=", ".join(self.names())))
            return Given(node.line, {})
        values: dict[str, Any] = {}
        lines: dict[str, int] = {}
        for key, value in node.pairs:
            self._read_key(key, value, values, lines, findings)
        for name in self.needed:
            if name not in lines:
                findings.append(finding(node.line, "missing_key", key=name))
        return Given(node.line, values, lines)

    def _read_key(
        self, key: Scalar, value: Node, values: dict[str, Any], lines: dict[str, int], findings: Findings
    ) -> None:
        if key.text in lines:
            findings.append(finding(key.line, "key_twice", key=key.text, first=lines[key.text]))
            return
        lines[key.text] = key.line
        try:
            values[key.text] = self._value(key, value, findings)
        except Fault as fault:
            findings.append(fault.finding)

    def _value(self, key: Scalar, value: Node, findings: Findings) -> Any:
        if key.text in self._parts:
            return self._parts[key.text](value, findings)
        if key.text in self._keys:
            return self._keys[key.text](value)
        raise unknown(key.line, "unknown_key", key.text, self.names())

    def names(self) -> list[str]:
        return [*self._keys, *self._parts]


Part = Callable[[Node, Findings], Any]


def each(section: Section, unique: str = "") -> Part:
    """A list of such sections; no two of them have the same value of the key `unique`."""

    def read(node: Node, findings: Findings) -> tuple[Given, ...]:
        found = tuple(section.read(item, findings) for item in items(node))
        findings.extend(_twice(found, unique))
        return found

    return read


def _twice(found: tuple[Given, ...], key: str) -> Findings:
    first: dict[Any, int] = {}
    twice = []
    for one in found:
        value = one.get(key)
        if value is None:
            continue
        if value.casefold() in first:
            twice.append(finding(one.line_of(key), "name_twice", value=value, first=first[value.casefold()]))
        first.setdefault(value.casefold(), one.line_of(key))
    return twice


def by_key(read_key: Callable[[Node], Any], read_value: Reader) -> Part:
    """Entries whose keys are no fixed words: channels, languages, names."""

    def read(node: Node, findings: Findings) -> dict[Any, Any]:
        if isinstance(node, Scalar) and node.is_left_empty:
            return {}
        if not isinstance(node, Entries):
            raise Fault(node.line, "keys_expected", known="…")
        found: dict[Any, Any] = {}
        for key, value in node.pairs:
            try:
                name = read_key(key)
                if name in found:
                    raise Fault(key.line, "key_twice", key=key.text, first="")
                found[name] = read_value(value)
            except Fault as fault:
                findings.append(fault.finding)
        return found

    return read
