"""What a clerk notes of documents that were shown in a consultation."""

from datetime import datetime

from appliance.domain.consultation import Consultation, ConsultationState
from appliance.domain.errors import OfficeError
from appliance.domain.journal import EventType
from appliance.domain.sighting import KEPT, MOST, DocumentKind, Sighting
from appliance.store import consultations, journal, sightings


def note(consultation_id: int, clerk_id: int, kind: DocumentKind, at: datetime) -> int:
    """This document was shown. Raises forbidden, wrong_state once the room is closed, too_many_sightings."""
    consultation = own(consultation_id, clerk_id)
    if sightings.count(consultation_id) >= MOST:
        raise OfficeError("too_many_sightings")
    sighting_id = sightings.add(consultation_id, kind, clerk_id, at)
    _journal(EventType.DOCUMENT_SEEN, consultation, clerk_id, sighting_id, at)
    return sighting_id


def take_back(consultation_id: int, clerk_id: int, sighting_id: int, at: datetime) -> None:
    """It was noted by mistake. Raises forbidden, wrong_state once the room is closed, unknown_sighting."""
    consultation = own(consultation_id, clerk_id)
    if not sightings.remove(consultation_id, sighting_id):
        raise OfficeError("unknown_sighting")
    _journal(EventType.DOCUMENT_NOTE_TAKEN_BACK, consultation, clerk_id, sighting_id, at)


def of_consultation(consultation_id: int, clerk_id: int) -> list[Sighting]:
    """For the clerk whose consultation it is. Raises forbidden, wrong_state once the room is closed."""
    own(consultation_id, clerk_id)
    return sightings.of_consultation(consultation_id)


def own(consultation_id: int, clerk_id: int) -> Consultation:
    """The clerk's consultation, open or with its thanks being shown."""
    consultation = consultations.by_id(consultation_id)
    if consultation is None or consultation.clerk_id != clerk_id:
        raise OfficeError("forbidden")
    if consultation.state is ConsultationState.CLOSED:
        raise OfficeError("wrong_state")
    return consultation


def forget(at: datetime) -> None:
    sightings.forget_before(at - KEPT)


def _journal(type: EventType, consultation: Consultation, clerk_id: int, sighting_id: int, at: datetime) -> None:
    """Without the kind, which is to be forgotten some day."""
    journal.append(at, type, office=consultation.office_id, ticket=consultation.ticket_id,
                   counter=consultation.counter_id, clerk=clerk_id, consultation=consultation.id,
                   data={"sighting": sighting_id})  # fmt: skip
