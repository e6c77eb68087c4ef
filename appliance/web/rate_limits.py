"""How often somebody may try: in memory, as one process serves all requests."""

from ipaddress import ip_address, ip_network

from flask import request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter

from appliance.config import Limits
from appliance.domain.errors import OfficeError


class RateLimits:
    """One limiter for each name in `config.Limits`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = {name: parse(text) for name, text in vars(limits).items()}
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def check(self, name: str, *who: str, code: str = "too_many_requests") -> None:
        """Count one try of `who` (the client's address if left out); raises `code` beyond the limit."""
        if not self._limiter.hit(self._limits[name], name, *(who or (client_address(),))):
            raise OfficeError(code)


def client_address() -> str:
    """Behind trusted proxies the client's own, not the proxy's (ProxyFix).

    Of an IPv6 address the /64 network: every home has a whole one.
    """
    try:
        address = ip_address(request.remote_addr or "")
    except ValueError:
        return "unknown"
    return str(ip_network((address, 64), strict=False)) if address.version == 6 else str(address)
