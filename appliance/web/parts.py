"""What a running server has besides its pages: time that passes, backups, messages, fleet, certificate, first run."""

from dataclasses import dataclass, field

import appliance
from appliance.adapters.voice import SilentVoice, voice_of
from appliance.backup.nightly import Nightly
from appliance.certificates.automatic import Automatic
from appliance.config import Config
from appliance.fleet.care import Fleet
from appliance.fleet.updates import Updates
from appliance.messages.outbox import Outbox
from appliance.ports import Clock, Voice
from appliance.privileged.client import Privileged
from appliance.setup.first_run import FirstRun
from appliance.store.database import Store
from appliance.store.server_key import server_key
from appliance.web.background import Background
from appliance.web.calls_ahead import CallsAhead


@dataclass(frozen=True)
class Parts:
    """None: this application does not have the part, and its API says `appliance_only` or does not exist."""

    background: Background | None = None
    nightly: Nightly | None = None
    outbox: Outbox | None = None
    first_run: FirstRun | None = None
    fleet: Fleet | None = None
    updates: Updates | None = None
    certificate: Automatic | None = None
    voice: Voice = field(default_factory=SilentVoice)
    calls_ahead: CallsAhead | None = None

    def start(self) -> None:
        for part in (self.background, self.nightly, self.outbox, self.fleet, self.certificate, self.calls_ahead):
            if part is not None:
                part.start()
        if self.first_run is not None:
            self.first_run.begin()

    def stop(self) -> None:
        for part in (self.calls_ahead, self.certificate, self.fleet, self.outbox, self.nightly, self.background):
            if part is not None:
                part.stop()


NO_PARTS = Parts()


def all_parts(config: Config, store: Store, clock: Clock) -> Parts:
    """Of a server that works for people."""
    privileged = Privileged()
    voice = voice_of(config.voice, config.data / "voice")
    fleet = updates = None
    if config.fleet.enabled:
        fleet = Fleet(store, clock, config, server_key(config.data))
        updates = Updates(store, clock, config.data, privileged, fleet.order)
        fleet.jobs.append(updates.step)
    return Parts(
        background=Background(store, clock, server_key(config.data)),
        nightly=Nightly(store, clock, config.data, appliance.__version__, privileged),
        outbox=Outbox(store, clock, config, server_key(config.data)),
        first_run=FirstRun(store, clock, config.data, privileged),
        fleet=fleet,
        updates=updates,
        certificate=Automatic(config.data, clock, privileged),
        voice=voice,
        calls_ahead=CallsAhead(store, voice),
    )
