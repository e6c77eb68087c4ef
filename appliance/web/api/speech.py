"""Reading aloud: calls at the boards, screens at the kiosks."""

from typing import Annotated

from apiflask import APIBlueprint
from flask import Response, request
from pydantic import Field

from appliance.domain.errors import OfficeError
from appliance.ports import VoiceFailed
from appliance.web import auth
from appliance.web.api.inputs import Input, Language
from appliance.web.context import context, voice

blueprint = APIBlueprint("speech", __name__, url_prefix="/api", tag="Device")

OFFERED = ("audio/ogg", "audio/wav")
LONGEST_TEXT = 600


class Spoken(Input):
    """Some sentences, in the language of their words. `de-simple` is said slowly."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    language: Language = "de"


@blueprint.post("/speech")
@blueprint.input(Spoken)
@blueprint.doc(responses={200: "The words as sound: Opus in Ogg, or WAV, as `Accept` says."})
def speak(json_data: Spoken) -> Response:
    """A sound file for a device's own page, and for staff who look at a board. Nothing of the text is kept."""
    device = auth.optional_device()
    who = f"device {device.id}" if device is not None else f"clerk {auth.clerk().id}"
    context().limits.check("speech", who)
    media_type = request.accept_mimetypes.best_match(OFFERED, default=OFFERED[0])
    try:
        speech = voice().say(json_data.text, json_data.language, media_type)
    except VoiceFailed as failure:
        raise OfficeError(failure.code) from None
    response = Response(speech.sound, mimetype=speech.media_type)
    response.headers["Cache-Control"] = "no-store"
    return response
