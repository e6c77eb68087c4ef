"""From hello to goodbye: who is connected, what they follow, and when they have to go."""

from collections.abc import Callable, Iterable
from datetime import datetime

from websockets.frames import CloseCode

from appliance import __version__
from appliance.domain.admission import PLAIN_SESSION_COOKIE, SECURE_SESSION_COOKIE, Principal, PrincipalKind
from appliance.domain.journal import Event, EventType
from appliance.live import topics
from appliance.live.connection import CLOSE_NOT_ADMITTED, CLOSE_REVOKED, Connection, Session
from appliance.live.frames import timestamp, wire
from appliance.live.gate import cookie_value
from appliance.live.hub import Hub
from appliance.live.messages import Message, Refused, error
from appliance.live.tail import Tail
from appliance.store import admission, shown_windows
from appliance.store.shown_windows import ShownWindow


class Sessions:
    """Everybody who said hello and was admitted."""

    def __init__(self, hub: Hub, tail: Tail, now: Callable[[], datetime], replay_bytes: int) -> None:
        self._hub, self._tail, self._now, self._replay_bytes = hub, tail, now, replay_bytes
        self._of_house: set[Connection] = set()
        """Staff, devices and guests: the ones whose admission can end while they are connected."""

    def hello(self, connection: Connection, message: Message) -> None:
        """Admit, welcome, replay, follow: one step, so that nothing is missed in between."""
        if connection.session is not None:
            raise Refused("malformed", "hello is said once")
        session = self._admitted(connection, message)
        if session is None:
            connection.refuse(Refused("not_admitted", "this token or session is not valid"), "hello")
            connection.close(CLOSE_NOT_ADMITTED, "not admitted")
            return
        connection.welcome(session)
        if session.principal.kind is not PrincipalKind.TICKET:
            self._of_house.add(connection)
        self._catch_up(connection, session, message["after"])

    def lost(self, connection: Connection) -> None:
        self._of_house.discard(connection)
        if connection.session is not None:
            self._hub.unfollow(connection, connection.session.topics)

    def heed(self, event: Event) -> None:
        """Rows of the journal after which somebody may no longer be who they were."""
        kind = _CONCERNS_ADMISSION.get(event.type)
        if kind is not None:
            subject = _SUBJECT[kind](event)
            self._check(one for one in self._of_house if _principal(one).kind is kind and _principal(one).id == subject)

    def check_all(self) -> None:
        """Sessions also run out without an event."""
        self._check(self._of_house)

    def _admitted(self, connection: Connection, message: Message) -> Session | None:
        token, face, asked = message["token"], message["face"] or "browser", message["topics"] or []
        assert isinstance(face, str) and isinstance(asked, list)
        principal = self._by_token(token, face) if isinstance(token, str) else self._by_cookie(connection.cookie)
        if principal is None:
            return None
        credential = token if isinstance(token, str) else connection.cookie
        followed = topics.of_principal(principal, asked)
        return Session(principal, followed, None if principal.kind is PrincipalKind.TICKET else credential)

    def _by_token(self, token: str, face: str) -> Principal | None:
        if token.startswith("d_"):
            return admission.device(token, face)
        if token.startswith("g_"):
            return admission.guest(token)
        return admission.ticket(token, self._now())

    def _by_cookie(self, header: str | None) -> Principal | None:
        token = cookie_value(header, STAFF_COOKIES) if header else None
        return admission.staff_member(token, self._now()) if token else None

    def _catch_up(self, connection: Connection, session: Session, after: object) -> None:
        if isinstance(after, int) and after > self._tail.head:
            self._tail.read()  # the page fetched its state from the web, which is ahead of us
        connection.write(wire(self._welcome(session)))
        if isinstance(after, int):
            self._replay(connection, session, after)
        self._hub.follow(connection, session.topics)

    def _replay(self, connection: Connection, session: Session, after: int) -> None:
        missed = self._hub.missed(session.topics, after) if after <= self._tail.head else None
        if missed is None or sum(map(len, missed)) > self._replay_bytes:
            connection.write(wire({"type": "reset", "head": self._tail.head}))
        elif missed:
            connection.write(b"".join(missed))

    def _welcome(self, session: Session) -> Message:
        principal = session.principal
        shown = shown_windows.of_ticket(principal.id) if principal.kind is PrincipalKind.TICKET else None
        return {
            "type": "welcome",
            "head": self._tail.head,
            "topics": list(session.topics),
            "consultation": admission.consultation_of(principal),
            "window": None if shown is None else window_message(shown),
            "version": __version__,
        }

    def _check(self, connections: Iterable[Connection]) -> None:
        for connection in list(connections):
            fresh = self._admitted_again(connection)
            if fresh is None:
                connection.send(wire(error("revoked", None, "this is no longer admitted")))
                connection.close(CLOSE_REVOKED, "revoked")
            elif fresh != _principal(connection):
                connection.close(CloseCode.SERVICE_RESTART, "come back as what you are now")

    def _admitted_again(self, connection: Connection) -> Principal | None:
        session = connection.session
        assert session is not None and session.credential is not None
        if session.principal.kind is not PrincipalKind.STAFF:
            return self._by_token(session.credential, session.principal.face)
        return self._by_cookie(session.credential)


STAFF_COOKIES = (SECURE_SESSION_COOKIE, PLAIN_SESSION_COOKIE)

_CONCERNS_ADMISSION = {
    EventType.DEVICE_REVOKED: PrincipalKind.DEVICE,
    EventType.DEVICE_CHANGED: PrincipalKind.DEVICE,
    EventType.DEVICE_ENROLLED: PrincipalKind.DEVICE,
    EventType.STAFF_SIGNED_OUT: PrincipalKind.STAFF,
    EventType.CLERK_CHANGED: PrincipalKind.STAFF,
    EventType.GUEST_DISMISSED: PrincipalKind.GUEST,
}

_SUBJECT: dict[PrincipalKind, Callable[[Event], object]] = {
    PrincipalKind.DEVICE: lambda event: event.device_id,
    PrincipalKind.STAFF: lambda event: event.clerk_id,
    PrincipalKind.GUEST: lambda event: event.data.get("guest"),
}


def window_message(shown: ShownWindow) -> Message:
    return {
        "type": "window",
        "ticket": shown.ticket_id,
        "people_ahead": shown.people_ahead,
        "from": timestamp(shown.opens_at),
        "to": timestamp(shown.closes_at),
        "reason": shown.reason,
        "next_up": shown.next_up,
    }


def _principal(connection: Connection) -> Principal:
    assert connection.session is not None
    return connection.session.principal
