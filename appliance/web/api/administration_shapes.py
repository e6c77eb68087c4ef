"""What the administration of departments, offices, services and counters is asked and what it answers."""

from typing import Annotated

from pydantic import Field

from appliance.domain.organisation import OfficeSettings, ServiceSettings
from appliance.domain.staff import CounterSettings
from appliance.domain.ticket import Channel
from appliance.store.arrangement import Kind
from appliance.web.api.hours_shapes import WeekShape
from appliance.web.api.inputs import Input, ShortText
from appliance.web.api.shapes import LanguageView, NamedView, OpeningView, Shape

Words = Annotated[str, Field(max_length=2000)]
MOST_PARTS = 60


class DepartmentForm(Input):
    name: ShortText


class OfficeForm(Input):
    """`prefix`: one or two capital letters; `confirm_seconds`: to confirm a call at a terminal, from 10 to 900."""

    department_id: int
    name: ShortText
    prefix: Annotated[str, Field(max_length=4)]
    place: Annotated[str, Field(max_length=120)] = ""
    capacity: int = 200
    confirm_seconds: int = 60

    def settings(self) -> OfficeSettings:
        return OfficeSettings(self.name, self.prefix, self.place, self.capacity, self.confirm_seconds)


class ServiceForm(Input):
    """`fim_key`: 14 digits or ""; `languages`: ISO 639 codes; `form`: https address of an online form, or ""."""

    name: Annotated[str, Field(min_length=1, max_length=120)]
    description: Words = ""
    documents: Words = ""
    fim_key: Annotated[str, Field(max_length=20)] = ""
    minutes: int = 15
    channels: Annotated[list[Channel], Field(max_length=len(Channel))]
    languages: Annotated[list[str], Field(max_length=20, default_factory=lambda: ["de"])]
    form: Annotated[str, Field(max_length=500)] = ""
    takes_numbers: bool = True
    takes_appointments: bool = True

    def settings(self) -> ServiceSettings:
        lists = {"channels": tuple(dict.fromkeys(self.channels)), "languages": tuple(dict.fromkeys(self.languages))}
        return ServiceSettings(**{**self.model_dump(), **lists})


class CounterForm(Input):
    """`is_home`: a clerk's home, where nobody comes in person."""

    name: ShortText
    is_home: bool = False

    def settings(self) -> CounterSettings:
        return CounterSettings(self.name, self.is_home)


class Order(Input):
    """Things of one kind in their new order; what is not named follows."""

    kind: Kind
    ids: Annotated[list[int], Field(max_length=1000)]


class NewOfficeForm(Input):
    """A whole office. `department`: an id, or the name of a new one; `week`: seven days from Monday on."""

    department: int | ShortText
    name: ShortText
    prefix: Annotated[str, Field(max_length=4)]
    place: Annotated[str, Field(max_length=120)] = ""
    services: Annotated[list[ServiceForm], Field(min_length=1, max_length=MOST_PARTS)]
    counters: Annotated[list[CounterForm], Field(max_length=MOST_PARTS)]
    week: WeekShape
    clerks: Annotated[list[int], Field(max_length=500)]
    bookable: bool = True


class NameQuery(Input):
    name: Annotated[str, Field(max_length=80)] = ""


class PrefixView(Shape):
    """The first free one for this name."""

    prefix: str


class ServiceDetail(ServiceForm):
    id: int


class CounterDetail(CounterForm):
    """`clerk`: who sits there now."""

    id: int
    clerk: str | None


class OfficeDetail(OfficeForm):
    """`appointments`: reserved or confirmed, and still ahead."""

    id: int
    published: bool
    opening: OpeningView
    by_hours: bool
    waiting: int
    appointments: int
    devices: int
    services: list[ServiceDetail]
    counters: list[CounterDetail]


class AdministrationView(Shape):
    """Departments and offices in their order. `changed`: the id of what a request has added."""

    organisation: str
    changed: int | None = None
    departments: list[NamedView]
    offices: list[OfficeDetail]
    languages: list[LanguageView]


class ServiceExample(ServiceForm):
    """`source`: the office that has it, or "" for an example of ours."""

    source: str


class NewOfficeView(Shape):
    """What the assistant for a new office offers to choose from."""

    departments: list[NamedView]
    examples: list[ServiceExample]
    clerks: list[NamedView]


class CreatedOffice(NamedView):
    """An office that only the administration sees yet."""
