"""What the administration of forms and their printing are asked and what they answer."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from appliance.domain import form as definitions
from appliance.domain.form import (
    LONGEST_HELP,
    LONGEST_LABEL,
    LONGEST_VALUE,
    MOST_FIELDS,
    MOST_OPTIONS,
    FieldType,
    Form,
    Writers,
)
from appliance.web.api.inputs import Input
from appliance.web.api.shapes import Shape

Label = Annotated[str, Field(max_length=LONGEST_HELP)]


class PlaceShape(Input):
    """`rect`: left, bottom, right and top in points."""

    page: Annotated[int, Field(ge=0, le=10_000)]
    rect: Annotated[list[float], Field(min_length=4, max_length=4)]


class OptionShape(Input):
    value: Annotated[str, Field(max_length=LONGEST_LABEL)]
    label: Annotated[str, Field(max_length=LONGEST_LABEL)]
    pdf: PlaceShape | None = None


class ConditionShape(Input):
    field: Annotated[str, Field(max_length=60)]
    equals: bool | Annotated[str, Field(max_length=LONGEST_LABEL)]


class FieldShape(Input):
    """`longest`: characters at most, 0 for the usual length. `pdf` and `copies`: where a PDF prints the value."""

    name: Annotated[str, Field(max_length=60)]
    type: FieldType
    label: Label
    help: Label = ""
    required: bool = False
    writers: Writers = Writers.BOTH
    options: Annotated[list[OptionShape], Field(max_length=MOST_OPTIONS, default_factory=list)]
    shown_if: ConditionShape | None = None
    longest: Annotated[int, Field(ge=0, le=LONGEST_VALUE)] = 0
    pdf: PlaceShape | None = None
    copies: Annotated[list[PlaceShape], Field(max_length=100, default_factory=list)]


class FormDraft(Input):
    title: Annotated[str, Field(max_length=LONGEST_LABEL)]
    fields: Annotated[list[FieldShape], Field(max_length=MOST_FIELDS)]

    def form(self) -> Form:
        return definitions.from_json({"title": self.title, "fields": [one.model_dump() for one in self.fields]})


class FormEdit(FormDraft):
    """`services`: ids of those that it may be filled in for. `version`: the one that was edited."""

    services: Annotated[list[int], Field(max_length=1000)]
    version: int | None = None


class BroughtPdf(Input):
    """`pdf` in base64."""

    name: Annotated[str, Field(max_length=LONGEST_LABEL)]
    pdf: Annotated[str, Field(max_length=16 * 1024 * 1024)]


class SealedForm(BaseModel):
    """As the live connection gave it out, unchanged."""

    model_config = ConfigDict(extra="forbid")

    consultation: int
    form: int
    version: int
    values: Annotated[dict[str, bool | str | list[str]], Field(max_length=MOST_FIELDS)]
    confirmed_at: str | None
    at: str
    seal: Annotated[str, Field(max_length=100)]


class FaultView(Shape):
    """`field`: its place in the list from 0, null for the form itself; `part`: which of its settings."""

    field: int | None
    part: str


class FaultsView(Shape):
    faults: list[FaultView]


class FormView(Shape):
    """`has_paper`: it is printed on a PDF of the town's own."""

    id: int
    version: int
    title: str
    fields: list[dict[str, Any]]
    services: list[int]
    has_paper: bool


class FormService(Shape):
    id: int
    name: str
    office: str


class FormOffice(Shape):
    id: int
    name: str


class FormsView(Shape):
    """`changed`: the id of what a request has added."""

    organisation: str
    changed: int | None = None
    offices: list[FormOffice]
    services: list[FormService]
    forms: list[FormView]
