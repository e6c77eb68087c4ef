"""Debian's Firefox, headless, driven by WebDriver BiDi: only what the journeys need of it."""

import base64
import itertools
import json
import subprocess
from pathlib import Path
from typing import Any, Self

from websockets.sync.client import ClientConnection, connect

from tests.browsers import firefox_path
from tests.town_hall import free_ports, wait_for

PREFERENCES: dict[str, Any] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.peerconnection.ice.loopback": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "remote.active-protocols": 1,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "intl.accept_languages": "de-DE",
}


class Firefox:
    """One browser with one page. Use as a context manager."""

    def __init__(self, profile: Path) -> None:
        profile.mkdir()
        lines = (f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items())
        (profile / "user.js").write_text("\n".join(lines))
        self._port = free_ports()
        self._ids = itertools.count(1)
        command = [str(firefox_path()), "--headless", "--no-remote", "--profile", str(profile),
                   "--remote-debugging-port", str(self._port), "about:blank"]  # fmt: skip
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        try:
            self._socket: ClientConnection = wait_for(self._connected, "Firefox to listen", seconds=60)
            self._ask("session.new", capabilities={})
            self._context = self._ask("browsingContext.getTree")["contexts"][0]["context"]
        except BaseException:
            self._process.kill()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()
        self._process.terminate()
        self._process.wait(20)

    def open(self, address: str) -> None:
        self._ask("browsingContext.navigate", context=self._context, url=address, wait="complete")

    def reload(self) -> None:
        self._ask("browsingContext.reload", context=self._context, wait="complete")

    def value(self, expression: str) -> Any:
        """What a JavaScript expression says; promises are awaited. Strings, numbers, booleans and null only."""
        answer = self._ask("script.evaluate", expression=expression, target={"context": self._context},
                           awaitPromise=True, userActivation=True)  # fmt: skip
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def sees(self, selector: str) -> None:
        """Wait until an element of this kind is visible."""
        found = f"[...document.querySelectorAll({json.dumps(selector)})].some(one => one.checkVisibility())"
        wait_for(lambda: self.value(found), f"{selector} to be visible")

    def click(self, selector: str) -> None:
        """Wait until one of them can be clicked, and click it once."""
        usable = "one.checkVisibility() && !one.disabled && one.ariaDisabled !== 'true'"
        found = f"[...document.querySelectorAll({json.dumps(selector)})].find(one => {usable})"
        wait_for(lambda: self.value(f"!!{found} && ({found}.click(), true)"), f"{selector} to be usable")

    def type(self, selector: str, text: str) -> None:
        self.sees(selector)
        field = f"document.querySelector({json.dumps(selector)})"
        self.value(
            f"({field}.value = {json.dumps(text)}, {field}.dispatchEvent(new Event('input', {{bubbles: true}})))"
        )

    def reads(self, text: str) -> None:
        wait_for(lambda: self.value(f"document.body.innerText.includes({json.dumps(text)})"), f"“{text}” on the page")

    def picture(self, path: Path) -> None:
        """For looking at what went wrong."""
        data = self._ask("browsingContext.captureScreenshot", context=self._context)["data"]
        path.write_bytes(base64.b64decode(data))

    def _connected(self) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self._port}/session", max_size=None, legacy=True)

    def _ask(self, method: str, **parameters: Any) -> Any:
        number = next(self._ids)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=60))
            if answer.get("id") == number:
                assert answer["type"] == "success", answer
                return answer["result"]
