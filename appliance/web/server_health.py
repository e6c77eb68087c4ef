"""How this server is: the machine, and the relay beside it."""

from typing import Any

from appliance.fleet.own_health import own_health
from appliance.relay.state import state
from appliance.web.context import context, now


def server_health() -> dict[str, Any]:
    config = context().config
    return {**own_health(config.data, now()), "relay": state(config).value}
