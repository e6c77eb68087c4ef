"""The agent's seat in the room of one consultation: offers the document to whoever asks, and takes it back."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from .camera import Camera, State, log_failure
from .document_stream import LABEL, DocumentStream, Vouch
from .link import Message

log = logging.getLogger(__name__)

ABSENCE_SECONDS = 15.0
"""A participant who is away for longer loses the stream; a page that only lost the live connection is back before."""

RETRIES = 5
RETRY_SECONDS = 1.0
"""After a failed connection, a new offer; after so many, the receiver has to ask again."""

CLERK = "clerk"
"""The participant who asks for the document."""

NOTICES = {State.LOST: "document_camera_lost", State.RUNNING: "document_camera_back"}


@dataclass
class Receiver:
    """A participant who asked for the document."""

    stream: DocumentStream
    instance: str
    retries: int
    absence: asyncio.TimerHandle | None = None


class Room:
    def __init__(
        self,
        consultation: int,
        camera: Camera,
        send: Callable[[Message], None],
        *,
        loopback: bool,
        vouch: Vouch = lambda sdp: None,
        absence_seconds: float = ABSENCE_SECONDS,
        retries: int = RETRIES,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self.consultation = consultation
        self._camera = camera
        self._send = send
        self._loopback = loopback
        self._vouch = vouch
        self._absence_seconds = absence_seconds
        self._retries, self._retry_seconds = retries, retry_seconds
        self._ice_servers: list[dict[str, Any]] = []
        self._instances: dict[str, str] = {}
        self._receivers: dict[str, Receiver] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing: set[asyncio.Task[None]] = set()
        self._camera_lost = False

    def heed(self, message: Message) -> None:
        """One frame of the live protocol; those that say nothing to an agent are passed over."""
        handle = HANDLERS.get(message["type"])
        if handle is not None:
            handle(self, message)

    def camera_changed(self, state: State) -> None:
        """Tells the participants, once each way, and only while somebody watches."""
        lost = state is State.LOST
        if state in NOTICES and lost != self._camera_lost:
            self._camera_lost = lost
            self._send({"type": "notice", "code": NOTICES[state]})

    async def close(self) -> None:
        """Nothing of this room is left afterwards: no task, no connection, no open camera."""
        for participant in list(self._receivers):
            self._drop(participant)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, *self._closing, return_exceptions=True)

    # Frames of the server.

    def _joined(self, message: Message) -> None:
        """Also after the live connection was lost: streams to participants who are still the same go on."""
        self._ice_servers = message["ice_servers"]
        self._instances = {entry["id"]: entry["instance"] for entry in message["participants"]}
        for participant in list(self._receivers):
            self._seen(participant, self._instances.get(participant))

    def _participant(self, message: Message) -> None:
        instance = message["instance"] if message["present"] else None
        if instance is None:
            self._instances.pop(message["id"], None)
        else:
            self._instances[message["id"]] = instance
        self._seen(message["id"], instance)

    def _requested(self, message: Message) -> None:
        if message["label"] == LABEL:
            self._offer(message["from"], self._retries)

    def _released(self, message: Message) -> None:
        if message["label"] == LABEL:
            self._drop(message["from"])

    def _renewed(self, message: Message) -> None:
        """Also of a stream that is gone here, when the retries are spent: but no renewal replaces one that works, and
        only the clerk, who may ask for the document, gets one that he does not have."""
        receiver = self._receivers.get(message["from"])
        lacking = message["from"] == CLERK and (receiver is None or not receiver.stream.connected)
        if lacking or self._stream(message) is not None:
            self._offer(message["from"], self._retries)

    def _closed(self, message: Message) -> None:
        if self._stream(message) is not None:
            self._drop(message["from"])

    def _answered(self, message: Message) -> None:
        if (stream := self._stream(message)) is not None:
            self._start(self._take_answer(message["from"], stream, message["sdp"]))

    def _candidate(self, message: Message) -> None:
        if (stream := self._stream(message)) is not None:
            self._start(stream.candidate(message["candidate"]))

    def _refused(self, message: Message) -> None:
        log.warning("the server refused %s: %s", message.get("of"), message.get("code"))

    # Streams.

    def _stream(self, message: Message) -> DocumentStream | None:
        receiver = self._receivers.get(message["from"])
        return receiver.stream if receiver is not None and receiver.stream.id == message["stream"] else None

    def _offer(self, participant: str, retries: int) -> None:
        """A new stream; an earlier one to the same participant ends."""
        if participant in self._receivers:
            self._tell(participant, "close", stream=self._receivers[participant].stream.id)
            self._drop(participant)
        stream = DocumentStream(
            self._camera,
            ice_servers=self._ice_servers,
            loopback=self._loopback,
            vouch=self._vouch,
            send=lambda type, **fields: self._tell(participant, type, **fields),
            ended=lambda ended, reason: self._ended(participant, ended, reason),
        )
        self._receivers[participant] = Receiver(stream, self._instances.get(participant, ""), retries)
        if self._camera.state is State.LOST:
            self._camera_lost = False
            self.camera_changed(State.LOST)
        self._start(stream.offer())

    async def _take_answer(self, participant: str, stream: DocumentStream, sdp: str) -> None:
        try:
            await stream.answered(sdp)
        except Exception as error:  # whatever aiortc finds wrong with what came over the wire
            log.warning("an answer could not be used: %s", type(error).__name__)
            self._ended(participant, stream, "failed")

    def _ended(self, participant: str, stream: DocumentStream, reason: str) -> None:
        receiver = self._receivers.get(participant)
        if receiver is None or receiver.stream is not stream:
            return
        self._drop(participant)
        if reason == "failed" and receiver.retries > 0 and participant in self._instances:
            self._start(self._offer_again(participant, receiver.retries - 1))

    async def _offer_again(self, participant: str, retries: int) -> None:
        await asyncio.sleep(self._retry_seconds)
        if participant in self._instances and participant not in self._receivers:
            self._offer(participant, retries)

    def _seen(self, participant: str, instance: str | None) -> None:
        """A receiver is here (again), is somebody new, or has gone away: for now, perhaps."""
        receiver = self._receivers.get(participant)
        if receiver is None:
            return
        if receiver.absence is not None:
            receiver.absence.cancel()
            receiver.absence = None
        if instance is None:
            receiver.absence = asyncio.get_running_loop().call_later(self._absence_seconds, self._drop, participant)
        elif instance != receiver.instance:
            self._drop(participant)

    def _drop(self, participant: str) -> None:
        """Forgets the receiver at once, and closes the stream; a closing is never cancelled."""
        receiver = self._receivers.pop(participant, None)
        if receiver is None:
            return
        if receiver.absence is not None:
            receiver.absence.cancel()
        self._keep(self._closing, receiver.stream.close())

    # Inside.

    def _tell(self, participant: str, type: str, **fields: Any) -> None:
        self._send({"type": type, "to": participant, **fields})

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._keep(self._tasks, work)

    def _keep(self, tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        tasks.add(task)
        task.add_done_callback(tasks.discard)
        task.add_done_callback(log_failure)


HANDLERS: dict[str, Callable[[Room, Message], None]] = {
    "joined": Room._joined,
    "participant": Room._participant,
    "request": Room._requested,
    "release": Room._released,
    "renew": Room._renewed,
    "close": Room._closed,
    "answer": Room._answered,
    "candidate": Room._candidate,
    "error": Room._refused,
}
