"""`vorzimmer kiosk`: the agent's life, from its first code to the last signal."""

import asyncio
import json
import logging
import os
import signal
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from appliance.domain.errors import OfficeError

from . import identity
from .agent import Agent, Revoked
from .identity import Identity
from .office import UNREACHABLE, Office

log = logging.getLogger(__name__)

STOPPED, REVOKED, NOT_ENROLLED = 0, 77, 78
"""How the process ends (77 and 78 after BSD's sysexits: no permission, configuration)."""

RETRY_SECONDS = 2.0
DOCUMENT_MODEL_VARIABLE = "VORZIMMER_DOCUMENT_CAMERA"
"""Part of the model's name of the document camera, where there are several cameras."""

PRINT_FILE_VARIABLE = "VORZIMMER_PRINT_FILE"
"""A file into which tickets are printed, in the place of the device's printer: for tests and demonstrations."""


@dataclass(frozen=True)
class Settings:
    """server: the office server's address. code: a one-time code, for enrolling. data: where the identity is kept.

    camera: `synthetic`, a path, or None: found by udev. json: say what happens as JSON lines on standard output.
    """

    server: str
    data: Path
    code: str | None = None
    camera: str | None = None
    json: bool = False


class NotEnrolled(Exception):
    """Nothing can be done without a (new) code; the text says why."""


def run(settings: Settings) -> int:
    """Until a signal, or until the device is not welcome; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("aioice", "aiortc"):  # they log people's network addresses
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return asyncio.run(lived(settings))


async def lived(settings: Settings) -> int:
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, cancel, asyncio.current_task())
    try:
        return await ended(settings)
    except asyncio.CancelledError:
        announce(settings, "stopped")
        return STOPPED


def cancel(task: "asyncio.Task[int] | None") -> None:
    assert task is not None
    task.cancel()


async def ended(settings: Settings) -> int:
    try:
        own = await enrolled(settings)
        announce(settings, "enrolled", device=own.device)
        document_model = os.environ.get(DOCUMENT_MODEL_VARIABLE, "")
        print_file = os.environ.get(PRINT_FILE_VARIABLE)
        await Agent(
            own, settings.camera, document_model, partial(announce, settings),
            print_file=Path(print_file) if print_file else None,
        ).run()  # fmt: skip
    except NotEnrolled as refusal:
        announce(settings, "not_enrolled", detail=str(refusal))
        return NOT_ENROLLED
    except Revoked:
        identity.forget(settings.data, own)
        announce(settings, "revoked", detail="this device was revoked; ask for a new code and start with --code")
        return REVOKED
    return STOPPED


async def enrolled(settings: Settings) -> Identity:
    """By a code, if there is one that still works; else by what is stored. Raises NotEnrolled."""
    stored = identity.load(settings.data)
    if stored is not None and stored.server != settings.server:
        stored = None
    if settings.code is not None:
        new = await enrolled_by_code(settings, settings.code)
        if new is not None:
            return new
    if stored is None:
        raise NotEnrolled("the code is not valid (any more)" if settings.code else "a one-time code is needed: --code")
    if stored.revoked:
        raise NotEnrolled("this device was revoked; a new code is needed: --code")
    return stored


async def enrolled_by_code(settings: Settings, code: str) -> Identity | None:
    """Waits for the office server. None: the code is used up or wrong (a restart repeats an old command line)."""
    while True:
        try:
            answer = await Office(settings.server).enrol(code)
        except OfficeError as error:
            if error.code != UNREACHABLE and error.facts.get("status") != 429:
                return None
            log.info("waiting for the office server: %s", error.code)
            await asyncio.sleep(RETRY_SECONDS)
        else:
            new = Identity(settings.server, answer["token"], answer["device"]["id"])
            identity.save(settings.data, new)
            return new


def announce(settings: Settings, happened: str, /, **facts: object) -> None:
    """What the operator, or the program that started the agent, may want to know. Never a token, never a name."""
    if settings.json:
        sys.stdout.write(json.dumps({"agent": happened, **facts}) + "\n")
        sys.stdout.flush()
    else:
        log.info("agent %s %s", happened, " ".join(f"{name}={value}" for name, value in facts.items()))
