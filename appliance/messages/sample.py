"""An appointment that does not exist, of an office that does: for previews in the administration."""

from datetime import datetime, timedelta

from appliance.domain.admission import PartRole
from appliance.domain.appointment import Appointment, AppointmentState, Contact
from appliance.domain.errors import OfficeError
from appliance.domain.guest import guest_token
from appliance.domain.message import AtClosing, MessageKind
from appliance.domain.message_text import ALLOWED
from appliance.domain.ticket import Origin, Outcome
from appliance.messages import values
from appliance.messages.values import Surroundings
from appliance.store import office_hours, offices

EXAMPLE = "example@vorzimmer"
_DAYS_AHEAD = 7
_MINUTES = 15


def values_for(kind: MessageKind, language: str, around: Surroundings, at: datetime) -> dict[str, str]:
    """What its placeholders stand for. Raises no_services where there is no office to take as an example."""
    appointment = _appointment(language, at)
    words = values.words_in(language)
    facts = {
        **values.of_appointment(appointment, language, around),
        "until": words.moment(at + timedelta(hours=2)),
        "until_short": words.short(at + timedelta(hours=2)),
        "number": f"{offices.by_id(appointment.office_id).prefix}042",
        "next_step": words(f"next_step.{AtClosing.APPOINTMENT.value}", closes=words.clock(appointment.ends_at)),
        "role": words(f"role.{PartRole.INTERPRETER.value}"),
        "result": words(f"result.{Outcome.FOLLOW_UP.value}"),
        "steps": words("example_steps"),
    }
    if kind is MessageKind.OFFERED:
        facts["link"] = facts["link"].replace("/appointment#", "/waiting-list#")
    if kind is MessageKind.INVITED:
        facts["link"] = f"{around.base_url}/guest#{guest_token(around.secret, EXAMPLE)}"
    return {name: facts[name] for name in ALLOWED[kind]}


def _appointment(language: str, at: datetime) -> Appointment:
    """For two people, so that every line shows."""
    service = next(iter(sorted(offices.services(), key=lambda one: not one.documents)), None)
    if service is None:
        raise OfficeError("no_services")
    local = (at + timedelta(days=_DAYS_AHEAD)).astimezone(office_hours.zone())
    begins_at = local.replace(hour=10, minute=0, second=0, microsecond=0)
    return Appointment(
        id=0, office_id=service.office_id, diary_id=0, services=(service.id,), persons=2, channel=service.channels[0],
        state=AppointmentState.CONFIRMED, begins_at=begins_at, ends_at=begins_at + timedelta(minutes=2 * _MINUTES),
        held_until=None, contact=Contact("Erika Mustermann", "erika@example.org", "+49 170 1234567"),
        language=language, origin=Origin.WEB, uid=EXAMPLE, sequence=0, code="012345", ticket_id=None, created_at=at,
        version=0,
    )  # fmt: skip
