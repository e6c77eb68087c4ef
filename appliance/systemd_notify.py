"""Telling systemd that a process is ready and lives (sd_notify(3)); without a service manager nothing happens."""

import os
import socket

READY, LIVES = "READY=1", "WATCHDOG=1"


def tell(state: str) -> None:
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
        try:
            sender.sendto(state.encode(), "\0" + address[1:] if address.startswith("@") else address)
        except OSError:
            pass  # a manager that is gone has nothing to be told
