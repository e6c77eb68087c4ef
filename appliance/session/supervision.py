"""Telling systemd that the session runs and lives (sd_notify), without a library."""

import os
import socket

READY, LIVES = "READY=1", "WATCHDOG=1"


def tell(state: str) -> None:
    """Nothing happens where no service manager listens."""
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        try:
            sender.sendto(state.encode(), address.replace("@", "\0", 1) if address.startswith("@") else address)
        except OSError:
            pass  # a manager that is gone has nothing to be told
