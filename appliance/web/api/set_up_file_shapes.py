"""What the API of the set-up file is asked and what it answers."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from appliance.set_up_file.plan import Deed, Thing
from appliance.set_up_file.reading import FileKind
from appliance.set_up_file.services import MOST_CHARACTERS_OF_XML
from appliance.web.api.shapes import NamedView, Shape


class BroughtFile(BaseModel):
    """`text` as it stands in the file, whose lines are counted; `office_id`: for which office services are."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(max_length=MOST_CHARACTERS_OF_XML)]
    office_id: int | None = None


class PlannedFile(BroughtFile):
    """`fingerprint` of the plan that was looked at."""

    fingerprint: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class SetUpFileView(Shape):
    """The present set-up as a file, and the offices that services can be brought to."""

    file_name: str
    text: str
    offices: list[NamedView]


class FindingView(Shape):
    """`source`: the line as it stands in the file; `wrong` and `to_do` are sentences for people."""

    line: int
    code: str
    source: str
    wrong: str
    to_do: str


class DetailView(Shape):
    key: str
    before: str
    after: str


class ChangeView(Shape):
    """`within`: the office; of an office its department; of texts their language; "" for what is the town's."""

    deed: Deed
    thing: Thing
    name: str
    within: str
    details: list[DetailView]


class ObstacleView(Shape):
    """The office refuses this as things are."""

    line: int
    code: str
    wrong: str


class CheckView(Shape):
    """With findings nothing is known of changes; with obstacles nothing can be applied."""

    kind: FileKind
    findings: list[FindingView]
    changes: list[ChangeView]
    obstacles: list[ObstacleView]
    fingerprint: str


class GreetedView(Shape):
    """A new colleague with the link to choose a password, which is shown this once."""

    name: str
    sign_in_name: str
    url: str
    until: datetime


class AppliedView(Shape):
    """Everything was done."""

    welcomes: list[GreetedView]
