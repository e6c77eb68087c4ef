"""How the participants of a consultation find each other: joining rooms, and messages from one to another."""

from collections.abc import Callable
from datetime import datetime

from appliance.config import Config
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.live.connection import Connection
from appliance.live.frames import timestamp
from appliance.live.messages import Message, Refused
from appliance.live.room import Room, Seat
from appliance.live.turn import ice_servers
from appliance.store import admission


class Signaling:
    """All rooms, and who sits where. A room begins with its first join and ends with `ConsultationClosed`."""

    def __init__(self, config: Config, now: Callable[[], datetime]) -> None:
        self._config, self._now = config, now
        self._rooms: dict[int, Room] = {}
        self._places: dict[Connection, tuple[Room, Seat]] = {}

    # From clients.

    def join(self, connection: Connection, message: Message) -> None:
        """Joining again is harmless: it answers with the present state and fresh credentials."""
        consultation, instance = message["consultation"], message["instance"]
        assert isinstance(consultation, int) and isinstance(instance, str)
        participant = self._admitted(connection, consultation)
        room = self._room(consultation)
        previous = self._places.get(connection)
        if previous is not None and previous[0] is not room:
            self.lost(connection)
        seat = Seat(participant, instance, connection)
        self._replace(room.take(seat), connection)
        self._places[connection] = (room, seat)
        seat.say(self._joined(room, seat))

    def leave(self, connection: Connection, _message: Message) -> None:
        self._place(connection)
        self.lost(connection)

    def hang_up(self, connection: Connection, _message: Message) -> None:
        room, seat = self._place(connection)
        room.tell_others(seat, {"type": "hang-up", "from": seat.participant})
        self.lost(connection)
        seat.say({"type": "left", "reason": "hung_up"})

    def relay(self, connection: Connection, message: Message) -> None:
        """To one participant, as it is, with its source."""
        room, seat = self._speaker(connection, message)
        addressee = room.seats.get(str(message["to"]))
        if addressee is None or addressee is seat:
            raise Refused("unknown_participant", f"`{message['to']}` is not in the room")
        addressee.say({**message, "from": seat.participant})

    def broadcast(self, connection: Connection, message: Message) -> None:
        room, seat = self._speaker(connection, message)
        room.tell_others(seat, {**message, "from": seat.participant})

    def status(self, connection: Connection, message: Message) -> None:
        _, seat = self._place(connection)
        seat.status = {"microphone": message["microphone"], "camera": message["camera"]}
        self.broadcast(connection, message)

    def chat(self, connection: Connection, message: Message) -> None:
        """The author gets the message back too: that is the receipt. A known id is only receipted again."""
        room, seat = self._place(connection)
        id = str(message["id"])
        known = room.chat.get(id)
        if known is None:
            known = {**message, "from": seat.participant, "at": timestamp(self._now())}
            room.record(id, known)
            room.tell_others(seat, known)
        elif known["from"] != seat.participant:
            raise Refused("malformed", "`id` is another participant's")
        seat.say(known)

    def lost(self, connection: Connection) -> None:
        """This connection is in no room any more."""
        place = self._places.pop(connection, None)
        if place is not None:
            room, seat = place
            room.vacate(seat)

    def source(self, connection: Connection) -> str | None:
        """The participant as whom this connection speaks."""
        place = self._places.get(connection)
        return None if place is None else place[1].participant

    # From the journal.

    def heed(self, event: Event) -> None:
        heed = _ON_EVENT.get(event.type)
        room = self._rooms.get(event.consultation_id or 0)
        if heed is not None and room is not None:
            heed(self, room)

    def _finished(self, room: Room) -> None:
        room.finished = True

    def _reopened(self, room: Room) -> None:
        room.finished = False

    def _closed(self, room: Room) -> None:
        del self._rooms[room.consultation]
        room.close()
        self._places = {one: place for one, place in self._places.items() if place[0] is not room}

    # Inside.

    def _admitted(self, connection: Connection, consultation: int) -> str:
        assert connection.session is not None
        try:
            return admission.may_join(connection.session.principal, consultation)
        except OfficeError:
            raise Refused("not_admitted", "this consultation is not yours, or it is over") from None

    def _room(self, consultation: int) -> Room:
        if consultation not in self._rooms:
            self._rooms[consultation] = Room(consultation, finished=admission.is_finished(consultation))
        return self._rooms[consultation]

    def _place(self, connection: Connection) -> tuple[Room, Seat]:
        try:
            return self._places[connection]
        except KeyError:
            raise Refused("not_joined", "join a consultation first") from None

    def _speaker(self, connection: Connection, message: Message) -> tuple[Room, Seat]:
        """The place of a participant who may say this."""
        room, seat = self._place(connection)
        only = _SAID_BY.get(str(message["type"]), seat.participant)
        if seat.participant != only:
            raise Refused("not_admitted", f"only the {only} says this")
        return room, seat

    def _replace(self, before: Seat | None, connection: Connection) -> None:
        """Whoever sat there goes, unless it was this very connection."""
        if before is None or before.connection is connection:
            return
        before.say({"type": "left", "reason": "replaced"})
        self._places = {one: place for one, place in self._places.items() if place[1] is not before}

    def _joined(self, room: Room, seat: Seat) -> Message:
        session = f"{room.consultation}-{seat.participant}"
        return {
            "type": "joined",
            "consultation": room.consultation,
            "you": seat.participant,
            "participants": room.roster(),
            "ice_servers": ice_servers(self._config, session, self._now()),
            "chat": [{name: entry[name] for name in ("id", "from", "text", "at")} for entry in room.chat.values()],
            "finished": room.finished,
        }


_SAID_BY = {"request": "clerk", "release": "clerk", "notice": "agent"}
"""What only one participant may say; the citizen switches nobody's document camera on."""

_ON_EVENT: dict[EventType, Callable[[Signaling, Room], None]] = {
    EventType.CONSULTATION_FINISHED: Signaling._finished,
    EventType.CONSULTATION_REOPENED: Signaling._reopened,
    EventType.CONSULTATION_CLOSED: Signaling._closed,
}
