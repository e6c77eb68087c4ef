"""How an office calls, as the API is asked and answers."""

from typing import Annotated

from pydantic import ConfigDict, Field

from appliance.domain.calling import BOUNDS, CallingRules, Mode
from appliance.web.api.inputs import Input

_ORDINARY = CallingRules()


def _bounded(name: str) -> object:
    least, most = BOUNDS[name]
    return Field(default=getattr(_ORDINARY, name), ge=least, le=most)


class CallingPlan(Input):
    """See `domain.calling.CallingRules`; credits in minutes."""

    model_config = ConfigDict(extra="forbid", from_attributes=True)
    appointment_credit: Annotated[int, _bounded("appointment_credit")]
    priority_credit: Annotated[int, _bounded("priority_credit")]
    mode: Mode = _ORDINARY.mode
    walk_ins_per_appointment: Annotated[int, _bounded("walk_ins_per_appointment")]
    calls_before_no_show: Annotated[int, _bounded("calls_before_no_show")]
    grace_seconds: Annotated[int, _bounded("grace_seconds")]
