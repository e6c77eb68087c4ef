"""The kiosk's screen, off outside opening hours: asked of the compositor, as its own user."""

import json
from typing import Any

from appliance.privileged.command import Request

USER = "vorzimmer-kiosk"
COMPOSITOR = {"XDG_RUNTIME_DIR": "/run/vorzimmer-session", "WAYLAND_DISPLAY": "wayland-0"}


def screen(request: Request, *, on: bool) -> dict[str, Any]:
    run = request.machine.run
    for output in json.loads(run(["wlr-randr", "--json"], user=USER, environment=COMPOSITOR)):
        switch = "--on" if on else "--off"
        run(["wlr-randr", "--output", output["name"], switch], user=USER, environment=COMPOSITOR)
    return {}
