"""Shapes of the page "Website": what stands on the town's own pages, and the texts that every face links."""

from datetime import datetime

from pydantic import BaseModel, Field

from appliance.domain.texts import LONGEST, TextLanguage, TextName
from appliance.web.api.shapes import NamedView, Shape


class TextDraft(BaseModel):
    """`revision` is the one that the writer had before them; 0: our own text."""

    body: str = Field(min_length=1, max_length=LONGEST)
    revision: int = Field(ge=0)


class TextRevision(BaseModel):
    revision: int = Field(ge=0)


class TextTrial(BaseModel):
    body: str = Field(max_length=LONGEST)


class TextView(Shape):
    """A text for the editor. `is_ours`: the town has not written it; `gaps`: what is still to be filled in."""

    name: TextName
    language: TextLanguage
    title: str
    path: str
    body: str
    revision: int
    changed_at: datetime | None
    is_ours: bool
    gaps: list[str]


class RenderedText(Shape):
    """`html` is for inside an article: no scripts, no pictures, no HTML of the writer."""

    html: str


class PublicText(RenderedText):
    name: TextName
    language: TextLanguage
    title: str


class EmbeddableOffice(NamedView):
    """`is_public`: citizens see it, so the widget can show it."""

    is_public: bool
    services: list[NamedView]


class WebsiteView(Shape):
    """`origin` is what a town's Content-Security-Policy must allow for scripts and connections. `link_words`: what the
    link says that is left where the widget cannot work, by language.
    """

    origin: str
    link_words: dict[str, str]
    script: str
    offices: list[EmbeddableOffice]
    texts: list[TextView]
