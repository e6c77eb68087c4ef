"""The office server's API, as far as an agent needs it. One request at a time in a thread; nothing else is needed."""

import asyncio
import json
import urllib.error
import urllib.request
from typing import Any

from appliance.domain.errors import OfficeError

TIMEOUT_SECONDS = 10
MAX_ANSWER_BYTES = 1 << 20

UNREACHABLE = "unreachable"
"""The code when no answer came; every other code is the server's own."""

REVOKED = frozenset({"device_unknown", "device_revoked"})
"""Codes of 401 that end an identity."""


class Office:
    """Every method raises OfficeError with the server's code, or `unreachable`."""

    def __init__(self, server: str, token: str = "") -> None:
        self._server = server.rstrip("/")
        self._token = token
        # The office is in the house: a proxy from the environment is not asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    async def enrol(self, code: str) -> dict[str, Any]:
        return await self._ask("POST", "/api/devices/enroll", {"code": code})

    async def device(self) -> dict[str, Any]:
        return await self._ask("GET", "/api/device")

    async def seen(self, equipment: dict[str, Any]) -> None:
        await self._ask("POST", "/api/device/seen", {"face": "agent", **equipment})

    async def confirm(self, ticket_token: str) -> None:
        await self._ask("POST", "/api/device/confirm", {"token": ticket_token})

    async def show(self, appointment_token: str) -> None:
        await self._ask("POST", "/api/kiosk/shown", {"token": appointment_token})

    async def begin_print(self, job: int) -> dict[str, Any]:
        """What is to be printed now. Raises print_job_is_over when it was begun before."""
        return await self._ask("POST", f"/api/device/print-jobs/{job}/begin", {})

    async def end_print(self, job: int, state: str, reason: str) -> None:
        await self._ask("POST", f"/api/device/print-jobs/{job}/end", {"state": state, "reason": reason})

    async def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return await asyncio.to_thread(self._request, method, path, body)

    def _request(self, method: str, path: str, body: dict[str, Any] | None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._server + path, data, self._headers(), method=method)
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return decoded(answer.read(MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            with error:
                raise problem(error.code, error.read(MAX_ANSWER_BYTES)) from None
        except OSError:
            raise OfficeError(UNREACHABLE) from None

    def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "X-Vorzimmer": "1"}
        return headers | ({"Authorization": f"Bearer {self._token}"} if self._token else {})


def decoded(payload: bytes) -> dict[str, Any]:
    """An answer without a body (204) is empty. OfficeError unreachable: something else than our server answers."""
    try:
        value = json.loads(payload or b"{}")
    except ValueError:
        raise OfficeError(UNREACHABLE) from None
    return value if isinstance(value, dict) else {}


def problem(status: int, payload: bytes) -> OfficeError:
    """From problem details (RFC 9457). Errors of a proxy, or of a server that is starting, count as unreachable."""
    try:
        code = json.loads(payload)["code"]
    except (ValueError, KeyError, TypeError):
        return OfficeError(UNREACHABLE if status >= 500 else f"http_{status}", status=status)
    return OfficeError(str(code), status=status)


def ends_identity(error: OfficeError) -> bool:
    return error.code in REVOKED
