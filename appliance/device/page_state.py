"""The state that the local page follows, as JSON; `kiosk_ui/local/page.js` has it as a type."""

from typing import Any

from appliance.device.situation import Facts, FoundServer
from provisioning.codes import CodeState


def page_state(facts: Facts, revision: int, code: CodeState, device_id: str, name: str, version: str) -> dict[str, Any]:
    office, since, elsewhere = facts.configuration, facts.reach.away_since, facts.elsewhere
    return {
        "revision": revision,
        "view": facts.view,
        "chosen": facts.chosen,
        "problem": facts.problem and {"code": facts.problem.code, "text": facts.problem.text},
        "removed": facts.removed,
        "device": {
            "id": device_id,
            "name": office.name if office else name,
            "addresses": facts.addresses,
            "version": version,
        },
        "code": {
            "code": "" if facts.adopted else code.code,
            "wrong": code.wrong_attempts,
            "locked_seconds": code.locked_for_s,
        },
        "qr_for": leads_to(facts).name if facts.servers else "",
        "servers": [{"name": one.name, "url": one.url} for one in facts.servers],
        "usb_files": facts.usb_files,
        "office": office
        and {
            "organisation": office.organisation,
            "name": office.office,
            "server": office.url,
            "time_zone": office.zone.key,
        },
        "away_since": since and since.isoformat(),
        "installation": facts.installation.described(),
        "elsewhere": elsewhere and {"address": elsewhere.address, "at": elsewhere.at.isoformat()},
    }


def leads_to(facts: Facts) -> FoundServer:
    """The server to which the QR code leads: the first that was found, or none."""
    return facts.servers[0] if facts.servers else FoundServer("", "")
