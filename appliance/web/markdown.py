"""The town's own texts as HTML: CommonMark without HTML and pictures, so that nothing is loaded and nothing runs.

Two things are ours: `{town}` becomes the organisation's name, and `[[...]]` a mark for what is still to be filled in.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markupsafe import Markup, escape

from appliance.domain.texts import TOWN
from appliance.web.i18n import translate


def _(message: str) -> str:
    """Marks a text for the catalogue."""
    return message


HIGHEST_HEADING = 2
"""The page's title is its first heading, whichever mark the town began with."""
LOWEST_HEADING = 6

_CLASSES = {
    "paragraph_open": "kern-body",
    "bullet_list_open": "kern-list kern-list--bullet",
    "ordered_list_open": "kern-list kern-list--number",
    "link_open": "kern-link",
}
_HEADINGS = {2: "kern-heading-medium"}
_FURTHER_HEADING = "kern-heading-small"
_TO_FILL_IN = _("To be filled in by the town:")


def rendered(body: str, town: str) -> Markup:
    """HTML for inside an article of a page."""
    parser = _parser()
    tokens = parser.parse(body)
    _shift_headings(tokens)
    for token in _every(tokens):
        if token.type in _CLASSES:
            token.attrJoin("class", _CLASSES[token.type])
        if token.type == "text":
            token.content = token.content.replace(TOWN, town)
    return Markup(parser.renderer.render(tokens, parser.options, {}))


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).disable("image")
    parser.inline.ruler.before("link", "gap", _gap)
    parser.add_render_rule("gap", _mark)
    return parser


def _gap(state: StateInline, silent: bool) -> bool:
    """`[[what is missing]]` in running text."""
    if not state.src.startswith("[[", state.pos):
        return False
    end = state.src.find("]]", state.pos)
    if end < 0:
        return False
    if not silent:
        state.push("gap", "mark", 0).content = state.src[state.pos + 2 : end].strip()
    state.pos = end + 2
    return True


def _mark(_: RendererHTML, tokens: Sequence[Token], at: int, *_rest: Any) -> str:
    return str(
        Markup('<mark class="text-page__gap">{} {}</mark>').format(translate(_TO_FILL_IN), escape(tokens[at].content))
    )


def _shift_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    highest = min((int(token.tag[1:]) for token in headings), default=HIGHEST_HEADING)
    for token in headings:
        level = min(int(token.tag[1:]) - highest + HIGHEST_HEADING, LOWEST_HEADING)
        token.tag = f"h{level}"
        if token.type == "heading_open":
            token.attrJoin("class", _HEADINGS.get(level, _FURTHER_HEADING))


def _every(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()
