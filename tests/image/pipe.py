"""`pipe.py HOST PORT`: standard input and output are one connection to that address. QEMU starts it for a guest."""

import shutil
import socket
import sys
import threading


def main() -> None:
    with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection, connection.makefile("rwb") as remote:

        def send() -> None:
            while data := sys.stdin.buffer.raw.read(65536):  # type: ignore[attr-defined]
                connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)

        threading.Thread(target=send, daemon=True).start()
        shutil.copyfileobj(remote, sys.stdout.buffer)
        sys.stdout.buffer.flush()


main()
