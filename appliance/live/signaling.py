"""How the participants of a consultation find each other: joining rooms, and messages from one to another."""

from collections.abc import Callable
from datetime import datetime

from appliance.config import Config
from appliance.domain.admission import Place
from appliance.domain.errors import OfficeError
from appliance.domain.journal import Event, EventType
from appliance.live.connection import Connection
from appliance.live.features import all_features
from appliance.live.features.feature import Handler
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
        self._features = all_features(config, now)

    def handlers(self) -> dict[str, Callable[[Connection, Message], None]]:
        """What becomes of the messages that rooms know, by type."""
        of_features = {type: handler for feature in self._features for type, handler in feature.handlers.items()}
        return {
            "join": self.join,
            "leave": self.leave,
            "hang-up": self.hang_up,
            "status": self.status,
            "notice": self.broadcast,
            **dict.fromkeys(RELAYED, self.relay),
            **{type: self._seated(handler) for type, handler in of_features.items()},
        }

    # From clients.

    def join(self, connection: Connection, message: Message) -> None:
        """Joining again is harmless: it answers with the present state and fresh credentials."""
        consultation, instance = message["consultation"], message["instance"]
        assert isinstance(consultation, int) and isinstance(instance, str)
        place = self._admitted(connection, consultation)
        room = self._room(consultation)
        previous = self._places.get(connection)
        if previous is not None and previous[0] is not room:
            self.lost(connection)
        seat = Seat(place, instance, connection)
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
        if room.held and _is_media(message) and "citizen" in (seat.participant, addressee.participant):
            raise Refused("on_hold", "the citizen is on hold: nothing is heard or seen")
        addressee.say({**message, "from": seat.participant})

    def broadcast(self, connection: Connection, message: Message) -> None:
        room, seat = self._speaker(connection, message)
        room.tell_others(seat, {**message, "from": seat.participant})

    def status(self, connection: Connection, message: Message) -> None:
        _, seat = self._place(connection)
        seat.status = {"microphone": message["microphone"], "camera": message["camera"]}
        self.broadcast(connection, message)

    def lost(self, connection: Connection) -> None:
        """This connection is in no room any more."""
        place = self._places.pop(connection, None)
        if place is not None:
            self._vacate(*place)

    def source(self, connection: Connection) -> str | None:
        """The participant as whom this connection speaks."""
        place = self._places.get(connection)
        return None if place is None else place[1].participant

    # From the journal.

    def heed(self, event: Event) -> None:
        heed = _ON_EVENT.get(event.type)
        room = self._rooms.get(event.consultation_id or 0)
        if heed is not None and room is not None:
            heed(self, room, event)

    def _changed(self, room: Room, _event: Event) -> None:
        """As the store has it, which may be ahead of the journal that we read."""
        room.finished, room.held = admission.state_of(room.consultation)
        room.tell_state()

    def _guest_gone(self, room: Room, event: Event) -> None:
        self._unseat(room, event.data.get("place"), "dismissed")

    def _handed_over(self, room: Room, event: Event) -> None:
        """Both come back as what they are now. Only then does the citizen hear anybody again."""
        for participant in ("clerk", event.data.get("place")):
            self._unseat(room, participant, "handed_over")
        self._changed(room, event)

    def _unseat(self, room: Room, participant: object, reason: str) -> None:
        seat = room.seats.get(str(participant))
        if seat is not None:
            seat.say({"type": "left", "reason": reason})
            self._places = {one: place for one, place in self._places.items() if place[1] is not seat}
            self._vacate(room, seat)

    def _closed(self, room: Room, _event: Event) -> None:
        del self._rooms[room.consultation]
        room.close()
        self._places = {one: place for one, place in self._places.items() if place[0] is not room}

    # Inside.

    def _vacate(self, room: Room, seat: Seat) -> None:
        if room.vacate(seat):
            for feature in self._features:
                feature.left(room, seat)

    def _seated(self, handler: Handler) -> Callable[[Connection, Message], None]:
        return lambda connection, message: handler(*self._place(connection), message)

    def _admitted(self, connection: Connection, consultation: int) -> Place:
        assert connection.session is not None
        try:
            return admission.may_join(connection.session.principal, consultation)
        except OfficeError:
            raise Refused("not_admitted", "this consultation is not yours, or it is over") from None

    def _room(self, consultation: int) -> Room:
        if consultation not in self._rooms:
            self._rooms[consultation] = Room(consultation, *admission.state_of(consultation))
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
            "finished": room.finished,
            "held": room.held,
            **{name: value for feature in self._features for name, value in feature.joined(room, seat).items()},
        }


RELAYED = ("offer", "answer", "candidate", "close", "renew", "request", "release")
"""Messages that go to the participant named in `to`."""

_SAID_BY = {"request": "clerk", "release": "clerk", "notice": "agent"}
"""What only one participant may say; the citizen switches nobody's document camera on."""

_ON_EVENT: dict[EventType, Callable[[Signaling, Room, Event], None]] = {
    EventType.CONSULTATION_FINISHED: Signaling._changed,
    EventType.CONSULTATION_REOPENED: Signaling._changed,
    EventType.CONSULTATION_HELD: Signaling._changed,
    EventType.CONSULTATION_RESUMED: Signaling._changed,
    EventType.CONSULTATION_HANDED_OVER: Signaling._handed_over,
    EventType.GUEST_DISMISSED: Signaling._guest_gone,
    EventType.GUEST_LEFT: Signaling._guest_gone,
    EventType.CONSULTATION_CLOSED: Signaling._closed,
}


def _is_media(message: Message) -> bool:
    """An offer of something to be heard or seen."""
    return message["type"] == "offer" and message["label"] != "data"
