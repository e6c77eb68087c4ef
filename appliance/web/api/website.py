"""The town's website as the administration prepares it: what to embed, and the texts that every face links."""

from apiflask import APIBlueprint

from appliance.domain.errors import OfficeError
from appliance.domain.staff import Role
from appliance.domain.texts import TextLanguage, TextName
from appliance.operations import texts as operations
from appliance.web import auth, legal_texts
from appliance.web.addresses import public_url
from appliance.web.api import website_shapes as shapes
from appliance.web.context import now, office
from appliance.web.markdown import rendered
from appliance.web.views import website as views

blueprint = APIBlueprint("website", __name__, url_prefix="/api", tag="Website")


@blueprint.get("/website")
@blueprint.output(shapes.WebsiteView)
@auth.staff_only(Role.SUPERVISOR, Role.ADMIN)
def show() -> shapes.WebsiteView:
    """What can be embedded, and every text in every language (supervisor, admin)."""
    return _view()


@blueprint.put("/website/texts/<name>/<language>")
@blueprint.input(shapes.TextDraft)
@blueprint.output(shapes.WebsiteView)
def write_text(name: str, language: str, json_data: shapes.TextDraft) -> shapes.WebsiteView:
    """Replace a text by the town's own words, in Markdown (admin)."""
    clerk = auth.clerk(Role.ADMIN)
    which = _text(name, language)
    office().write(operations.write, *which, json_data.body, json_data.revision, clerk.id, now())
    return _view()


@blueprint.post("/website/texts/<name>/<language>/take-back")
@blueprint.input(shapes.TextRevision)
@blueprint.output(shapes.WebsiteView)
def take_back(name: str, language: str, json_data: shapes.TextRevision) -> shapes.WebsiteView:
    """Let our own text hold again (admin)."""
    clerk = auth.clerk(Role.ADMIN)
    office().write(operations.take_back, *_text(name, language), json_data.revision, clerk.id, now())
    return _view()


@blueprint.post("/website/try-text")
@blueprint.input(shapes.TextTrial)
@blueprint.output(shapes.RenderedText)
def try_text(json_data: shapes.TextTrial) -> shapes.RenderedText:
    """How a text would look. Nothing is saved (supervisor, admin)."""
    auth.clerk(Role.SUPERVISOR, Role.ADMIN)
    return shapes.RenderedText(html=rendered(json_data.body, office().read(legal_texts.town)))


@blueprint.get("/texts/<name>/<language>")
@blueprint.output(shapes.PublicText)
def public_text(name: str, language: str) -> shapes.PublicText:
    """A text as every face shows it: `imprint`, `privacy`, `accessibility` in `de`, `en` or `de-simple`."""
    which, spoken = _text(name, language)
    return shapes.PublicText(
        name=which, language=spoken, title=legal_texts.title(which), html=legal_texts.html(which, spoken)
    )


def _text(name: str, language: str) -> tuple[TextName, TextLanguage]:
    try:
        return TextName(name), TextLanguage(language)
    except ValueError:
        raise OfficeError("unknown_text") from None


def _view() -> shapes.WebsiteView:
    return office().read(views.website, public_url())
