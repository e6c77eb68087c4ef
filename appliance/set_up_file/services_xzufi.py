"""Services from FIM: XZuFi (XÖV), as the portals of Bund and Länder export it. Any 2.x; what we have no use for is
passed over.

Of a Leistung we take the LeiKa key and four texts, in German: the name for citizens (Leistungsbezeichnung II, else the
official one), the short text (else teaser, else the first paragraph of the full one) as description, and the documents.
The texts hold HTML; paragraphs and list items become lines. Entities of the document's own are refused, so that a small
file stays a small file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.parsers import expat

from appliance.set_up_file.findings import BadFile, Fault, Finding, finding
from appliance.set_up_file.schema import SERVICE
from appliance.set_up_file.sections import Given
from appliance.set_up_file.tree import Entries, Items, Node, Scalar

NAMESPACE = "http://xoev.de/schemata/xzufi/2"
MOST_SERVICES = 2000
_SEPARATOR = " "

NAME, CITIZENS_NAME, SHORT, FULL, DOCUMENTS, TEASER = "02", "03", "05", "06", "08", "24"
"""Codes of the list urn:de:xzufi:codeliste:leistungstextmodulleika."""

_BY_TITLE = {
    "leistungsbezeichnung": NAME, "leistungsbezeichnung ii": CITIZENS_NAME, "kurztext": SHORT, "volltext": FULL,
    "erforderliche unterlagen": DOCUMENTS, "teaser": TEASER,
}  # fmt: skip
"""A module that names itself is believed before its code, as the list has changed in the course of time."""


def read(text: str) -> tuple[Given, ...]:
    """One section of a service for each Leistung. Raises BadFile."""
    reader = _Reader()
    try:
        reader.feed(text)
    except expat.ExpatError as error:
        raise BadFile([finding(error.lineno, "bad_xml", reason=expat.errors.messages[error.code])]) from None
    except Fault as fault:
        raise BadFile([fault.finding]) from None
    if not reader.found:
        raise BadFile([finding(1, "no_services_in_xml")])
    findings: list[Finding] = []
    services = tuple(_service(one, findings) for one in reader.found)
    findings.extend(_twice(services))
    if findings:
        raise BadFile(findings)
    return services


@dataclass
class _Module:
    """One modulText: its code or title, and its text by language."""

    code: str = ""
    title: str = ""
    texts: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return _BY_TITLE.get(" ".join(self.title.lower().split()), self.code)

    def german(self) -> tuple[int, str] | None:
        """Everyday German before what is written for one Land, and never Leichte Sprache."""
        languages = [one for one in self.texts if one.lower() == "de" or one.lower().startswith("de-de") or one == ""]
        return self.texts[min(languages, key=len)] if languages else None


@dataclass
class _Leistung:
    line: int
    key: tuple[int, str] | None = None
    modules: list[_Module] = field(default_factory=list)

    def text(self, *kinds: str) -> tuple[int, str] | None:
        """Of the first of these kinds that is there and not empty."""
        for kind in kinds:
            for module in self.modules:
                found = module.german()
                if module.kind == kind and found is not None and _plain(found[1]):
                    return found[0], _plain(found[1])
        return None


class _Reader:
    """Leistungen in the order of the document."""

    def __init__(self) -> None:
        self.found: list[_Leistung] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._attributes: Mapping[str, str] = {}
        self._line = 0
        self._parser = expat.ParserCreate("utf-8", _SEPARATOR)
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text.append
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.EntityDeclHandler = self._refuse

    def feed(self, text: str) -> None:
        self._parser.Parse(text.encode(), True)

    def _refuse(self, *_: object) -> None:
        raise Fault(self._parser.CurrentLineNumber, "xml_with_doctype")

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, local = name.rpartition(_SEPARATOR)
        if not self._path and not namespace.startswith(NAMESPACE):
            raise Fault(self._parser.CurrentLineNumber, "not_xzufi", value=namespace or local)
        self._path.append(local)
        self._text.clear()
        self._attributes, self._line = attributes, self._parser.CurrentLineNumber
        if local == "leistung":
            if len(self.found) == MOST_SERVICES:
                raise Fault(self._line, "too_many_rows", most=MOST_SERVICES)
            self.found.append(_Leistung(self._line))
        elif local == "modulText" and self.found:
            self.found[-1].modules.append(_Module())

    def _end(self, _name: str) -> None:
        if "leistung" in self._path:
            self._take(self.found[-1], "".join(self._text).strip())
        self._path.pop()
        self._text.clear()

    def _take(self, leistung: _Leistung, text: str) -> None:
        above = self._path[-2:]
        if above == ["referenzLeiKa", "code"]:
            leistung.key = leistung.key or (self._line, text)
        elif above == ["leikaTextmodul", "code"]:
            leistung.modules[-1].code = text
        elif above == ["leikaTextmodul", "name"]:
            leistung.modules[-1].title = text
        elif above == ["modulText", "inhalt"]:
            leistung.modules[-1].texts[self._attributes.get("languageCode", "")] = (self._line, text)


def _service(leistung: _Leistung, findings: list[Finding]) -> Given:
    name = leistung.text(CITIZENS_NAME, NAME)
    if name is None:
        findings.append(finding(leistung.line, "service_without_name"))
        return Given(leistung.line, {"name": f"line {leistung.line}"})
    description, documents = leistung.text(SHORT, TEASER), leistung.text(DOCUMENTS)
    if description is None and (whole := leistung.text(FULL)) is not None:
        description = whole[0], whole[1].partition("\n")[0]
    pairs = [_pair("name", name), _pair("description", description), _pair("fim_key", leistung.key)]
    if documents is not None:
        lines = tuple(Scalar(documents[0], line, is_plain=False) for line in documents[1].split("\n"))
        pairs.append((Scalar(documents[0], "documents"), Items(documents[0], lines)))
    return SERVICE.read(Entries(leistung.line, tuple(filter(None, pairs))), findings)


def _pair(key: str, found: tuple[int, str] | None) -> tuple[Scalar, Node] | None:
    return None if found is None else (Scalar(found[0], key), Scalar(found[0], found[1], is_plain=False))


def _twice(services: tuple[Given, ...]) -> list[Finding]:
    first: dict[str, int] = {}
    twice = []
    for one in services:
        name = str(one.get("name")).casefold()
        if name in first:
            twice.append(finding(one.line_of("name"), "name_twice", value=one.get("name"), first=first[name]))
        first.setdefault(name, one.line_of("name"))
    return twice


class _Lines(HTMLParser):
    """Text of HTML: paragraphs, line breaks and list items begin a line."""

    BREAKING = ("p", "br", "li", "ul", "ol", "div", "h1", "h2", "h3", "h4", "h5", "h6", "tr")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self.BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _plain(html: str) -> str:
    """Lines that say something, without the marks of a list in front."""
    reader = _Lines()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()).lstrip("-•– ") for line in "".join(reader.parts).split("\n"))
    return "\n".join(line for line in lines if line)
