"""How much one client may ask of the live process. Generous for people, tight for a machine gone wild."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds."""

    frame_bytes: int = 64 * 1024
    """The longest message a client may send."""

    unread_bytes: int = 256 * 1024
    """A reader with more than this waiting for it is dropped; it comes back and resumes."""

    kernel_bytes: int = 128 * 1024
    """What the kernel may hold for one client beside that; left alone it grows to megabytes."""

    replay_bytes: int = 160 * 1024
    """A client that missed more than this fetches its state anew instead (must fit into `unread_bytes`)."""

    hello_seconds: int = 5
    """Handshake and hello must be through within this time."""

    closing_seconds: int = 2
    """How long a closing connection may take to say goodbye."""

    ping_seconds: int = 40
    """Silent for so long: asked for a sign of life."""

    silent_seconds: int = 60
    """Silent for so long in spite of that: gone."""

    messages_per_second: float = 50.0
    message_burst: int = 200
    refusals: int = 20
    """Breaches of the protocol on one connection before it is closed."""
