"""What is asked of a counter beyond calling and finishing."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from appliance.domain.staff import PauseReason
from appliance.domain.ticket import ParkReason, Priority
from appliance.web.api.inputs import Input, TicketChoice

Id = Annotated[int, Field(gt=0)]


class Parking(TicketChoice):
    """`reason`: what the ticket waits for."""

    reason: ParkReason


class Transfer(TicketChoice):
    """To whom: one of the three. A ticket that goes to a counter or a person stays for what it is for."""

    service_id: Id | None = None
    counter_id: Id | None = None
    clerk_id: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(one is not None for one in (self.service_id, self.counter_id, self.clerk_id)) != 1:
            raise ValueError("one of service_id, counter_id, clerk_id")
        return self


class ServicesChange(TicketChoice):
    """One service: more, or less."""

    add: Id | None = None
    remove: Id | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.add is None) is (self.remove is None):
            raise ValueError("either add or remove")
        return self


class Split(TicketChoice):
    service_id: Id


class PriorityChoice(TicketChoice):
    """`reason`: null takes the priority back."""

    reason: Priority | None


class PauseChoice(Input):
    reason: PauseReason


class SkillChoice(Input):
    service_id: Id
    on: bool
