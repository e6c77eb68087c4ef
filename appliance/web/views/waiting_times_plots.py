"""Pictures of promises: what people were told and how long they waited, and how many of the promises were kept."""

from collections.abc import Sequence

from appliance.domain.promise import PROMISED_SHARE
from appliance.web.api.waiting_times_shapes import KeptView
from appliance.web.i18n import translate
from appliance.web.views import statistics_words as words
from appliance.web.views.plots import Column, Plot, drawn
from appliance.web.views.plots_across import drawn_across


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


PROMISED = _("Promised (bar) and waited (line), in minutes")
KEPT = _("Promises kept, in per cent; the dashed line is the goal")
_PROMISED = _("{what}: promised {low} to {high} minutes, waited {waited}")
_KEPT = _("{what}: {percent} per cent of {count} promises kept")

LEAST_MINUTES = 10
WIDTH = 600

Named = tuple[str, KeptView]


def plots(name: str, rows: Sequence[Named], *, across: bool = False) -> list[str]:
    """Two of these rows; `name` is unique on the page."""
    draw, beside = drawn_across if across else drawn, translate(words.BESIDE)
    promised = Plot(f"promised-{name}", translate(PROMISED), beside, [_promised(*row) for row in rows], LEAST_MINUTES,
                    WIDTH)  # fmt: skip
    kept = Plot(f"kept-{name}", translate(KEPT), beside, [_kept(*row) for row in rows], 100, WIDTH,
                goal=100 * PROMISED_SHARE)  # fmt: skip
    return [draw(promised), draw(kept)]


def _promised(what: str, kept: KeptView) -> Column:
    said = words.say(_PROMISED, what=what, low=round(kept.lo), high=round(kept.hi), waited=round(kept.waited))
    return Column(what, said, kept.hi, low=kept.lo, mark=kept.waited)


def _kept(what: str, kept: KeptView) -> Column:
    percent = round(100 * kept.share)
    return Column(what, words.say(_KEPT, what=what, percent=percent, count=kept.count), percent)
