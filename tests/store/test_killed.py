"""A killed server: whatever was answered is there, and nothing is half there."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.environment import CHECKOUT
from appliance.store.database import Store
from tests.consistency import faults_of_file

WORK = """
import os, sys, pathlib
from datetime import UTC, datetime
from threading import Thread
from appliance.store.database import Store
from tests.fakes import SettableClock
from tests.town import Musterstadt
town = Musterstadt(Store(pathlib.Path(sys.argv[1])), SettableClock(datetime(2026, 3, 2, 8, tzinfo=UTC)))
def work(name):
    desk = town.further_desk(name)
    while True:
        ticket = town.take()
        os.write(1, f"{ticket.number}\\n".encode())
        desk.serve(ticket)
for name in "abcd":
    Thread(target=work, args=(name,)).start()
"""


@pytest.mark.parametrize("answers", [1, 40, 300])
def test_what_was_answered_survives_a_kill(tmp_path: Path, answers: int) -> None:
    path = tmp_path / "office.sqlite"
    server = subprocess.Popen([sys.executable, "-c", WORK, path], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    answered = {server.stdout.readline().strip() for _ in range(answers)}
    server.send_signal(signal.SIGKILL)
    answered |= {line.strip() for line in server.stdout if line.endswith("\n")}
    server.wait()
    Store(path).close()  # as the next start does
    assert faults_of_file(path) == []
    assert answered <= numbers(path)


def numbers(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        return {number for (number,) in connection.execute("SELECT number FROM ticket")}
