"""How the texts of messages are written, and what becomes of them: plain text, simple HTML, or a preview.

- Paragraphs are parted by empty lines. `{name}` is a placeholder.
- A paragraph whose placeholder has nothing to say is left out.
- `**strong**`; lines that begin with `- ` are a list; a line `[label]({link})` is a link.

What is filled in is never read as markup: it may come from anybody.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import groupby
from typing import Literal

from appliance.domain.message_text import PLACEHOLDER, placeholders

_PARAGRAPHS = re.compile(r"\n\s*\n")
_LINK = re.compile(r"\[([^\]]+)\]\((?:\{(\w+)\}|(https://[^\s)]+))\)\s*")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_BULLET = "- "

Kind = Literal["paragraph", "list", "link"]


@dataclass(frozen=True)
class Span:
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Block:
    """`lines` of a list are its items; a link has one line, its label, and `url`."""

    kind: Kind
    lines: tuple[tuple[Span, ...], ...]
    url: str = ""


def filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def blocks(text: str, values: Mapping[str, str]) -> list[Block]:
    return [block for paragraph in _PARAGRAPHS.split(text.strip()) for block in _paragraph(paragraph, values)]


def to_text(content: list[Block]) -> str:
    return "\n\n".join(map(_text_of, content)) + "\n"


def to_html(content: list[Block], language: str, title: str) -> str:
    """A whole page as mail programs show it: styles in the elements, nothing that has to be fetched."""
    body = "\n".join(map(_html_of, content))
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title></head>\n'
        f'<body style="{_BODY}"><div style="{_SHEET}">\n{body}\n</div></body></html>\n'
    )


_BODY = "margin:0;padding:16px;background:#f2f3f5;color:#171a2b"
_SHEET = (
    "max-width:36em;margin:0 auto;padding:24px;background:#ffffff;border-radius:8px;"
    "font:16px/1.5 'Fira Sans',Arial,Helvetica,sans-serif"
)
_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:4px;background:#0b4a8f;color:#ffffff;font-weight:600;"
    "text-decoration:none"
)


def _paragraph(written: str, values: Mapping[str, str]) -> Iterator[Block]:
    if any(values.get(name) == "" for name in placeholders(written)):
        return
    lines = [line for raw in written.splitlines() for line in _lines(raw, values)]
    for kind, group in groupby(lines, key=lambda line: line[0]):
        if kind == "link":
            yield from (Block("link", (spans,), url) for _, spans, url in group)
        else:
            yield Block(kind, tuple(spans for _, spans, _ in group))


def _lines(raw: str, values: Mapping[str, str]) -> Iterator[tuple[Kind, tuple[Span, ...], str]]:
    """A line as it is written becomes several where what is filled in has several."""
    if link := _LINK.fullmatch(raw.strip()):
        label, name, address = link.groups()
        yield "link", (Span(filled(label, values)),), values.get(name, "") if name else address
        return
    whole = PLACEHOLDER.fullmatch(raw.strip())
    if whole and "\n" in values.get(whole[1], ""):
        raws = values[whole[1]].splitlines()
        yield from (_line((Span(one),)) for one in raws)
        return
    yield _line(tuple(_spans(raw, values)))


def _line(spans: tuple[Span, ...]) -> tuple[Kind, tuple[Span, ...], str]:
    first = spans[0].text if spans else ""
    if first.startswith(_BULLET):
        return "list", (Span(first[len(_BULLET) :], spans[0].strong), *spans[1:]), ""
    return "paragraph", spans, ""


def _spans(raw: str, values: Mapping[str, str]) -> Iterator[Span]:
    for index, piece in enumerate(_STRONG.split(raw)):
        if piece:
            yield Span(filled(piece, values), strong=index % 2 == 1)


def _text_of(block: Block) -> str:
    lines = ["".join(span.text for span in line) for line in block.lines]
    if block.kind == "link":
        return f"{lines[0]}:\n{block.url}"
    return "\n".join(_BULLET + line if block.kind == "list" else line for line in lines)


def _html_of(block: Block) -> str:
    lines = ["".join(map(_html_span, line)) for line in block.lines]
    if block.kind == "link":
        return f'<p><a href="{escape(block.url)}" style="{_BUTTON}">{lines[0]}</a></p>'
    if block.kind == "list":
        return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    return f"<p>{'<br>'.join(lines)}</p>"


def _html_span(span: Span) -> str:
    return f"<strong>{escape(span.text)}</strong>" if span.strong else escape(span.text)
