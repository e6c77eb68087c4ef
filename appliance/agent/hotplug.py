"""Which cameras and microphones the kiosk has, from the first look on and through every plug and unplug.

Real events come from udev (`UdevSource`). Which camera lies above the tray is said by the udev property
VORZIMMER_CAMERA=document (a rule of the image), or by a part of the model's name; a single camera needs no saying.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Protocol

log = logging.getLogger(__name__)

DOCUMENT_PROPERTY = "VORZIMMER_CAMERA"
STABLE_LINKS = "/dev/v4l/by-id/"
ADDED, CHANGED, REMOVED = "add", "change", "remove"

Kind = Literal["camera", "microphone", "printer"]


@dataclass(frozen=True)
class Found:
    """A camera, microphone or printer. `path` is stable across plug and unplug where udev knows such a link."""

    node: str
    path: str
    name: str
    kind: Kind
    model: str = ""
    is_document: bool = False


Follow = Callable[[str, Found], None]
"""(add, change or remove; the device)."""


class EventSource(Protocol):
    def present(self) -> Iterable[Found]:
        """What is plugged in now."""
        ...

    def follow(self, changed: Follow) -> None:
        """Calls from the event loop at every later change; followed before `present` is asked, nothing is missed."""
        ...

    def close(self) -> None: ...


class Inventory:
    """The present equipment; tells `changed` after each change."""

    def __init__(self, source: EventSource, changed: Callable[[], None], document_model: str = "") -> None:
        self._source = source
        self._changed = changed
        self._document_model = document_model.lower()
        self._found: dict[str, Found] = {}

    def start(self) -> None:
        self._source.follow(self._heed)
        self._found = {found.node: found for found in self._source.present()}

    def close(self) -> None:
        self._source.close()

    @property
    def cameras(self) -> list[Found]:
        return [found for found in self._found.values() if found.kind == "camera"]

    @property
    def microphones(self) -> list[Found]:
        return [found for found in self._found.values() if found.kind == "microphone"]

    @property
    def printer(self) -> str | None:
        """Where the first printer of tickets is plugged in."""
        return min((found.node for found in self._found.values() if found.kind == "printer"), default=None)

    @property
    def document_camera(self) -> Found | None:
        """The first that is named as such, else the only camera; with several unnamed ones there is none."""
        cameras = self.cameras
        named = next(filter(self._is_named, cameras), None)
        if named is not None or self._document_model:
            return named
        return cameras[0] if len(cameras) == 1 else None

    def report(self) -> dict[str, list[dict[str, str]]]:
        """As POST /api/device/seen takes it."""
        document = self.document_camera
        return {
            "cameras": [
                {"id": found.path, "name": found.name, "kind": "document" if found is document else "camera"}
                for found in self.cameras
            ],
            "microphones": [{"id": found.path, "name": found.name} for found in self.microphones],
        }

    def _is_named(self, camera: Found) -> bool:
        by_model = bool(self._document_model) and self._document_model in f"{camera.model} {camera.name}".lower()
        return camera.is_document or by_model

    def _heed(self, action: str, found: Found) -> None:
        before = dict(self._found)
        if action == REMOVED:
            self._found.pop(found.node, None)
        else:
            self._found[found.node] = found
        if before != self._found:
            log.info("%s %s: %s", found.kind, action, found.name)
            self._changed()


class Chosen:
    """A source in which one camera was named by the operator: `synthetic...`, or a path that udev may not know."""

    def __init__(self, source: EventSource, camera: str) -> None:
        self._source = source
        self._camera = camera

    def present(self) -> Iterable[Found]:
        found = [self._marked(one) for one in self._source.present()]
        if any(one.is_document and one.path == self._camera for one in found):
            return found
        name = "Synthetic card camera" if self._camera.startswith("synthetic") else self._camera
        return [Found(self._camera, self._camera, name, "camera", is_document=True), *found]

    def follow(self, changed: Follow) -> None:
        self._source.follow(lambda action, found: changed(action, self._marked(found)))

    def close(self) -> None:
        self._source.close()

    def _marked(self, found: Found) -> Found:
        if self._camera in (found.node, found.path):
            return replace(found, path=self._camera, is_document=True)
        return replace(found, is_document=False)


class UdevSource:
    """Linux's udev by pyudev. Where libudev is missing, nothing is found and nothing changes."""

    SUBSYSTEMS = ("video4linux", "sound", "usbmisc")

    def __init__(self) -> None:
        self._context = udev_context()
        self._monitor: Any = None

    def present(self) -> Iterable[Found]:
        if self._context is None:
            return []
        listed = (device for name in self.SUBSYSTEMS for device in self._context.list_devices(subsystem=name))
        return [found for found in map(found_of, listed) if found is not None]

    def follow(self, changed: Follow) -> None:
        if self._context is None:
            return
        import pyudev

        self._monitor = pyudev.Monitor.from_netlink(self._context)
        for name in self.SUBSYSTEMS:
            self._monitor.filter_by(name)
        self._monitor.start()
        asyncio.get_running_loop().add_reader(self._monitor.fileno(), self._read, changed)

    def close(self) -> None:
        if self._monitor is not None:
            asyncio.get_running_loop().remove_reader(self._monitor.fileno())
            self._monitor = None

    def _read(self, changed: Follow) -> None:
        while (device := self._monitor.poll(timeout=0)) is not None:
            found = found_of(device)
            if found is not None and device.action in (ADDED, CHANGED, REMOVED):
                changed(device.action, found)


def udev_context() -> Any:
    try:
        import pyudev

        return pyudev.Context()
    except (ImportError, OSError) as error:
        log.warning("no udev on this machine, plug and unplug are not noticed: %s", type(error).__name__)
        return None


def found_of(device: Any) -> Found | None:
    """From a pyudev device; None for what is neither a camera, nor a microphone, nor a printer."""
    properties = device.properties
    node = device.device_node
    if node is None:
        return None
    if device.subsystem == "video4linux":
        return camera_of(node, properties)
    if device.subsystem == "usbmisc":
        return printer_of(node, properties)
    return microphone_of(node, properties, device)


def printer_of(node: str, properties: Any) -> Found | None:
    """The kernel's usblp makes /dev/usb/lp0 and so on; others of the subsystem are none."""
    if not Path(node).name.startswith("lp"):
        return None
    return Found(node=node, path=node, name=readable(properties, node), kind="printer")


def camera_of(node: str, properties: Any) -> Found | None:
    """One USB camera makes several video nodes; only the one that captures counts."""
    if ":capture:" not in properties.get("ID_V4L_CAPABILITIES", ""):
        return None
    links = sorted(link for link in properties.get("DEVLINKS", "").split() if link.startswith(STABLE_LINKS))
    return Found(
        node=node,
        path=links[0] if links else node,
        name=properties.get("ID_V4L_PRODUCT") or readable(properties, node),
        kind="camera",
        model=properties.get("ID_MODEL", ""),
        is_document=properties.get(DOCUMENT_PROPERTY) == "document",
    )


def microphone_of(node: str, properties: Any, device: Any) -> Found | None:
    """ALSA's capture devices are named pcmC<card>D<device>c; the card above them has the readable name."""
    name = Path(node).name
    if not (name.startswith("pcmC") and name.endswith("c")):
        return None
    card = device.parent.properties if device.parent is not None else properties
    return Found(node=node, path=node, name=readable(card, name), kind="microphone", model=card.get("ID_MODEL", ""))


def readable(properties: Any, otherwise: str) -> str:
    name = properties.get("ID_MODEL_FROM_DATABASE") or properties.get("ID_MODEL", "").replace("_", " ")
    return name or otherwise
