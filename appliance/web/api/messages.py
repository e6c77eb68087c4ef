"""Messages: what was not sent, the texts and their preview, reminders, and the ways out of the house."""

from apiflask import APIBlueprint

from appliance.domain.message import MessageKind
from appliance.domain.message_text import MessageText
from appliance.domain.staff import Role
from appliance.domain.texts import TextLanguage
from appliance.messages import texts
from appliance.messages.outbox import surroundings
from appliance.messages.sending import Sending
from appliance.operations import outbox as operations
from appliance.ports import SendingFailed
from appliance.store import message_settings, offices
from appliance.web import auth
from appliance.web.api import message_shapes as shapes
from appliance.web.context import context, now, office
from appliance.web.views import messages as views

blueprint = APIBlueprint("messages", __name__, url_prefix="/api/messages", tag="Messages")

KEEPERS = (Role.SUPERVISOR, Role.ADMIN)


@blueprint.get("")
@blueprint.output(shapes.MessagesView)
@auth.staff_only(*KEEPERS)
def show() -> shapes.MessagesView:
    """What waits, what failed, and what was set."""
    return _view()


@blueprint.post("/<int:message_id>/retry")
@blueprint.output(shapes.MessagesView)
@auth.staff_only(*KEEPERS)
def retry(message_id: int) -> shapes.MessagesView:
    """Try to send it at once, and for another day."""
    office().write(operations.try_again, message_id, now())
    return _view()


@blueprint.post("/<int:message_id>/discard")
@blueprint.output(shapes.MessagesView)
@auth.staff_only(*KEEPERS)
def discard(message_id: int) -> shapes.MessagesView:
    """Do not try any more; somebody was told in another way."""
    office().write(operations.give_up, message_id, now())
    return _view()


@blueprint.put("/reminders/<int:office_id>")
@blueprint.input(shapes.Reminding)
@blueprint.output(shapes.MessagesView)
@auth.staff_only(*KEEPERS)
def set_reminder(office_id: int, json_data: shapes.Reminding) -> shapes.MessagesView:
    """When an office reminds of appointments; those that are booked already keep their reminder."""
    office().read(offices.by_id, office_id)
    office().write(message_settings.set_reminder_hours, office_id, json_data.hours)
    return _view()


@blueprint.get("/texts/<kind>/<language>")
@blueprint.output(shapes.TextView)
@auth.staff_only(*KEEPERS)
def show_text(kind: str, language: str) -> shapes.TextView:
    """One message in one language, as it is sent now."""
    return _text(*texts.named(kind, language))


@blueprint.put("/texts/<kind>/<language>")
@blueprint.input(shapes.TextChoice)
@blueprint.output(shapes.TextView)
@auth.staff_only(*KEEPERS)
def change_text(kind: str, language: str, json_data: shapes.TextChoice) -> shapes.TextView:
    """The town's own words from now on."""
    named, spoken = texts.named(kind, language)
    office().write(texts.change, named, spoken.value, MessageText(**json_data.model_dump()))
    return _text(named, spoken)


@blueprint.post("/texts/<kind>/<language>/restore")
@blueprint.output(shapes.TextView)
@auth.staff_only(*KEEPERS)
def restore_text(kind: str, language: str) -> shapes.TextView:
    """The text as it is delivered."""
    named, spoken = texts.named(kind, language)
    office().write(texts.restore, named, spoken.value)
    return _text(named, spoken)


@blueprint.post("/preview")
@blueprint.input(shapes.TextTry)
@blueprint.output(shapes.PreviewView)
@auth.staff_only(*KEEPERS)
def preview(json_data: shapes.TextTry) -> shapes.PreviewView:
    """How a text would arrive. Nothing is saved."""
    text = MessageText(json_data.subject, json_data.body, json_data.sms)
    return office().read(views.preview, json_data.kind, json_data.language, text, now())


@blueprint.get("/ways")
@blueprint.output(shapes.WaysView)
@auth.staff_only(Role.ADMIN)
def show_ways() -> shapes.WaysView:
    """How mails and text messages leave the house."""
    return _ways()


@blueprint.put("/ways/mail")
@blueprint.input(shapes.MailChoice)
@blueprint.output(shapes.WaysView)
@auth.staff_only(Role.ADMIN)
def choose_mail(json_data: shapes.MailChoice) -> shapes.WaysView:
    """The mail server. What waits is sent at once."""
    office().write(message_settings.set_mail, json_data.model_dump())
    return _ways()


@blueprint.put("/ways/sms")
@blueprint.input(shapes.SmsChoice)
@blueprint.output(shapes.WaysView)
@auth.staff_only(Role.ADMIN)
def choose_sms(json_data: shapes.SmsChoice) -> shapes.WaysView:
    """The gateway or centre for text messages."""
    office().write(message_settings.set_sms, json_data.model_dump())
    return _ways()


@blueprint.put("/ways/keeping")
@blueprint.input(shapes.Keeping)
@blueprint.output(shapes.WaysView)
@auth.staff_only(Role.ADMIN)
def choose_keeping(json_data: shapes.Keeping) -> shapes.WaysView:
    """How long a message is remembered, with its address, after it was sent or given up."""
    office().write(message_settings.set_keep_days, json_data.keep_days)
    return _ways()


@blueprint.post("/test")
@blueprint.input(shapes.TestMessage)
@blueprint.output(shapes.TestResult)
@auth.staff_only(Role.ADMIN)
def send_test(json_data: shapes.TestMessage) -> shapes.TestResult:
    """Send a message at once and say what the other side answered."""
    found = context()
    sending = Sending(found.store, found.clock, surroundings(found.config, found.secret))
    try:
        sending.send_test(json_data.medium, json_data.address, json_data.language)
    except SendingFailed as failure:
        return shapes.TestResult(sent=False, problem=failure.code, reason=failure.reason)
    return shapes.TestResult(sent=True, problem="", reason="")


def _view() -> shapes.MessagesView:
    return office().read(views.all_messages, now())


def _ways() -> shapes.WaysView:
    config = context().config
    return office().read(views.ways, surroundings(config, context().secret), bool(config.public_url))


def _text(kind: MessageKind, language: TextLanguage) -> shapes.TextView:
    return office().read(views.text_view, kind, language, now())
