"""What is said about a set-up file: findings and obstacles in words, changes key by key."""

import re
from collections.abc import Iterable
from datetime import datetime

from appliance.set_up_file.applying import Welcome
from appliance.set_up_file.findings import Finding
from appliance.set_up_file.importing import Obstacle, Plan
from appliance.set_up_file.plan import Change
from appliance.set_up_file.present import present
from appliance.set_up_file.reading import FileKind
from appliance.set_up_file.writing import written
from appliance.store import office_hours, offices
from appliance.web.addresses import public_url
from appliance.web.api import set_up_file_shapes as shapes
from appliance.web.api.shapes import NamedView
from appliance.web.errors import sentence
from appliance.web.i18n import translate
from appliance.web.set_up_texts import FINDINGS

LONGEST_SHOWN = 160
"""Of a line of the file that is shown beside its finding."""


def exported(at: datetime) -> shapes.SetUpFileView:
    set_up = present()
    town = re.sub(r"\W+", "-", set_up.organisation.name.lower()).strip("-") or "vorzimmer"
    day = at.astimezone(office_hours.zone()).date()
    return shapes.SetUpFileView(
        file_name=f"{town}-{day}.yaml",
        text=written(set_up),
        offices=[NamedView(id=office.id, name=office.name) for office in offices.all()],
    )


def refused(kind: FileKind, text: str, findings: Iterable[Finding]) -> shapes.CheckView:
    lines = text.splitlines()
    shown = [_finding(one, lines) for one in findings]
    return shapes.CheckView(kind=kind, findings=shown, changes=[], obstacles=[], fingerprint="")


def planned(kind: FileKind, plan: Plan) -> shapes.CheckView:
    changes, obstacles = list(map(_change, plan.changes)), list(map(_obstacle, plan.obstacles))
    return shapes.CheckView(kind=kind, findings=[], changes=changes, obstacles=obstacles, fingerprint=plan.fingerprint)


def greeted(welcome: Welcome) -> shapes.GreetedView:
    url = f"{public_url()}/clerk/welcome#{welcome.token}"
    return shapes.GreetedView(name=welcome.name, sign_in_name=welcome.sign_in, url=url, until=welcome.until)


def _finding(finding: Finding, lines: list[str]) -> shapes.FindingView:
    wrong, to_do = FINDINGS[finding.code]
    source = lines[finding.line - 1] if finding.line <= len(lines) else ""
    return shapes.FindingView(
        line=finding.line, code=finding.code, source=source.strip()[:LONGEST_SHOWN],
        wrong=translate(wrong, **finding.facts), to_do=translate(to_do, **finding.facts),
    )  # fmt: skip


def _change(change: Change) -> shapes.ChangeView:
    details = [shapes.DetailView(**vars(detail)) for detail in change.details]
    return shapes.ChangeView(
        deed=change.deed, thing=change.thing, name=change.name, within=change.within, details=details
    )


def _obstacle(obstacle: Obstacle) -> shapes.ObstacleView:
    return shapes.ObstacleView(line=obstacle.line, code=obstacle.error.code, wrong=sentence(obstacle.error))
