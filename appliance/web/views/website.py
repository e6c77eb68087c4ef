"""The page "Website" of the administration."""

from appliance.domain.texts import TextLanguage, TextName, gaps
from appliance.store import offices, texts
from appliance.web import i18n, legal_texts
from appliance.web.api import website_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.views.public import PAGE


def website(origin: str) -> shapes.WebsiteView:
    return shapes.WebsiteView(
        origin=origin,
        link_words={language: i18n.translations(language).gettext(PAGE) for language in i18n.LANGUAGES},
        script=f"{origin}/widget.js",
        offices=[_office(office.id, office.name, office.is_public) for office in offices.all()],
        texts=[_text(name, language) for name in TextName for language in TextLanguage],
    )


def _office(id: int, name: str, is_public: bool) -> shapes.EmbeddableOffice:
    services = [NamedView(id=service.id, name=service.name) for service in offices.services(id)]
    return shapes.EmbeddableOffice(id=id, name=name, is_public=is_public, services=services)


def _text(name: TextName, language: TextLanguage) -> shapes.TextView:
    own = texts.get(name, language)
    body = own.body if own else legal_texts.ours(name, language)
    return shapes.TextView(
        name=name, language=language, title=legal_texts.title(name), path=legal_texts.path(name, language),
        body=body, revision=own.revision if own else 0, changed_at=own.changed_at if own else None,
        is_ours=own is None, gaps=gaps(body),
    )  # fmt: skip
