"""The live process: one event loop that follows the journal and speaks with every page."""

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from websockets.frames import CloseCode
from websockets.http11 import Request, Response

from appliance import systemd_notify
from appliance.adapters.clock import clock_of, speed_of
from appliance.config import Config
from appliance.domain.journal import Event
from appliance.live import topics
from appliance.live.connection import CLOSE_NO_HELLO, Connection, Watch
from appliance.live.features import ALL_SHAPES
from appliance.live.frames import event_frame, timestamp, wire
from appliance.live.gate import Gate, client_address
from appliance.live.hub import Hub
from appliance.live.limits import Limits
from appliance.live.messages import Message, Refused, checked, parse
from appliance.live.ring import CAPACITY, Kept, Ring
from appliance.live.sessions import Sessions, window_message
from appliance.live.signaling import Signaling
from appliance.live.tail import Bell, Tail
from appliance.ports import Clock
from appliance.store import journal
from appliance.store.database import open_reader
from appliance.store.shown_windows import ShownWindow

BACKLOG = 4096
"""After a restart everybody comes back at once."""

POLL_SECONDS = 1.0
RECHECK_SECONDS = 60
FAREWELL_SECONDS = 0.5
STORE_RETRY_SECONDS = 0.1
STORE_TOLD_SECONDS = 10.0

log = logging.getLogger(__name__)


def run(config: Config, listening_socket: socket.socket, limits: Limits | None = None) -> None:
    """Serve until SIGTERM or SIGINT. The socket is listening already and stays open for a successor."""
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(_serve(config, listening_socket, limits or Limits()))


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


async def _serve(config: Config, listening_socket: socket.socket, limits: Limits) -> None:
    loop = asyncio.get_running_loop()
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    systemd_notify.tell(systemd_notify.READY)
    opening = loop.create_task(_open_store(config))
    await asyncio.wait([opening, loop.create_task(stopping.wait())], return_when=asyncio.FIRST_COMPLETED)
    if not opening.done():
        return
    live = LiveServer(config, limits, clock_of(config))
    bell = Bell(config.bell)
    loop.add_reader(bell.socket, live.rung, bell)
    server = await loop.create_server(live.new_connection, sock=listening_socket, backlog=BACKLOG)
    beat = loop.create_task(live.beat())
    await stopping.wait()
    beat.cancel()
    loop.remove_reader(bell.socket)
    bell.close()
    server.close()
    await live.say_goodbye()


async def _open_store(config: Config, told_every: float = STORE_TOLD_SECONDS) -> None:
    """At the very first start the web has yet to make the database. The log hears of it at once, then now and then."""
    told_at = float("-inf")
    while True:
        try:
            open_reader(config.database)
            journal.head()
            return
        except Exception as error:  # the database's own exceptions belong to the store
            if time.monotonic() - told_at >= told_every:
                told_at = time.monotonic()
                log.info("waiting for the store: %s", error)
            systemd_notify.tell(systemd_notify.LIVES)
            await asyncio.sleep(STORE_RETRY_SECONDS)


class LiveServer:
    """Puts the parts together, and leads each message of a client and each row of the journal to its part."""

    def __init__(self, config: Config, limits: Limits, clock: Clock) -> None:
        self._clock = clock
        self._watch = Watch(limits)
        self._gate = Gate(config, self.health)
        self._proxies = config.trusted_proxies
        head = journal.head()
        self._hub = Hub(_ring(head))
        self._tail = Tail(self._on_event, self._on_window, head)
        self._sessions = Sessions(self._hub, self._tail, clock.now, limits.replay_bytes)
        self._signaling = Signaling(config, clock.now)
        self._handlers: dict[str, Callable[[Connection, Message], None]] = {
            "hello": self._sessions.hello,
            "ping": _pong,
            **self._signaling.handlers(),
        }

    def new_connection(self) -> Connection:
        return Connection(self, self._watch)

    async def beat(self) -> None:
        """The pulse of the house: once a second, whatever the bell did."""
        while True:
            await asyncio.sleep(POLL_SECONDS)
            systemd_notify.tell(systemd_notify.LIVES)
            self._tail.read()
            self._watch.tick()
            if self._watch.now % RECHECK_SECONDS == 0:
                self._sessions.check_all()

    def rung(self, bell: Bell) -> None:
        bell.answered()
        self._tail.read()

    async def say_goodbye(self) -> None:
        """Close all, and wait a moment until they are gone."""
        for connection in list(self._watch.everyone):
            connection.close(CloseCode.SERVICE_RESTART, "back in a moment")
        deadline = time.monotonic() + FAREWELL_SECONDS
        while self._watch.everyone and time.monotonic() < deadline:
            await asyncio.sleep(0.02)

    def health(self) -> Message:
        return {
            "status": "ok" if self._tail.healthy else "journal_unreadable",
            "connections": len(self._watch.everyone),
            "head": self._tail.head,
            "rss_kb": _resident_kilobytes(),
            **self._simulated(),
        }

    def _simulated(self) -> Message:
        """Nothing for a house that goes by the machine's clock."""
        speed = speed_of(self._clock)
        return {} if speed is None else {"clock_speed": speed, "at": timestamp(self._clock.now())}

    # What connections ask of us.

    def answer(self, connection: Connection, request: Request) -> Response | None:
        address = client_address(request.headers, connection.peer(), self._proxies)
        refusal = self._gate.answer(request, address)
        if refusal is None:
            self._gate.entered(address)
            connection.address = address
        return refusal

    def received(self, connection: Connection, payload: bytes | bytearray) -> None:
        """One message. Whatever is wrong with it is said to its sender and concerns nobody else."""
        kind: str | None = None
        try:
            if not connection.within_pace(time.monotonic()):
                raise Refused("too_many_messages", "slow down")
            message = parse(payload)
            kind = _known(message.get("type"))
            self._act(connection, message)
        except Refused as refused:
            connection.refuse(refused, kind)

    def lost(self, connection: Connection) -> None:
        self._gate.left(connection.address)
        self._signaling.lost(connection)
        self._sessions.lost(connection)

    # Inside.

    def _act(self, connection: Connection, message: Message) -> None:
        if connection.session is None and message.get("type") != "hello":
            connection.send(wire({"type": "error", "code": "no_hello", "of": None, "detail": "hello comes first"}))
            connection.close(CLOSE_NO_HELLO, "no hello")
            return
        if "from" in message and message["from"] != self._signaling.source(connection):
            raise Refused("spoofed_source", "`from` is not yours")
        asked = checked(message, ALL_SHAPES)
        self._handlers[str(asked["type"])](connection, asked)

    def _on_event(self, event: Event) -> None:
        self._hub.publish(event)
        self._signaling.heed(event)
        self._sessions.heed(event)

    def _on_window(self, shown: ShownWindow) -> None:
        topic = topics.topic(topics.TICKET, shown.ticket_id)
        if self._hub.is_followed(topic):
            self._hub.tell(topic, wire(window_message(shown)))


def _known(type: object) -> str | None:
    return type if isinstance(type, str) and type in ALL_SHAPES else None


def _ring(head: int) -> Ring:
    """The newest rows of the journal, so that a restart makes nobody fetch everything anew."""
    ring = Ring(floor=max(0, head - CAPACITY))
    for event in journal.after(ring.floor, CAPACITY):
        if event.id <= head:
            ring.append(Kept(event.id, tuple(topics.of_event(event)), event_frame(event)))
    return ring


def _pong(connection: Connection, _message: Message) -> None:
    connection.send(PONG)


PONG = wire({"type": "pong"})


def _resident_kilobytes() -> int:
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    return 0
