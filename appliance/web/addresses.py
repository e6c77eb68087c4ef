"""Where this server is found: by citizens, and by the live connection of the page in hand."""

from flask import request

from appliance.config import Config
from appliance.web.context import context


def public_url() -> str:
    """What a QR code shows; configured, or the address under which the request came."""
    return context().config.public_url.rstrip("/") or request.host_url.rstrip("/")


def phones_welcome(config: Config) -> bool:
    """Citizens' phones can open our pages: not behind a certificate that only our own kiosks trust."""
    return bool(config.public_url) or not config.one_origin


def live_url() -> str:
    """Behind one origin `/live` of the same host; without a proxy the neighbouring port."""
    config = context().config
    scheme = "wss" if request.is_secure else "ws"
    if config.one_origin:
        return f"{scheme}://{request.host}/live"
    return f"{scheme}://{_host_name()}:{config.live_port}/live"


def _host_name() -> str:
    host = request.host
    return host[: host.index("]") + 1] if host.startswith("[") else host.partition(":")[0]
