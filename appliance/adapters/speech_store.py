"""Where rendered speech is kept: on disk what is said again and again, in memory what was said just now."""

import os
import threading
from collections import OrderedDict
from pathlib import Path

SUFFIX = ".ogg"
UNFINISHED = ".new"
IN_MEMORY_BYTES = 6 << 20


class SpeechStore:
    """Files by name, together at most `most_bytes`: those that were heard longest ago go first."""

    def __init__(self, directory: Path, most_bytes: int) -> None:
        self._directory, self._most_bytes = directory, most_bytes
        self._lock = threading.Lock()

    def __contains__(self, name: str) -> bool:
        return self._path(name).exists()

    def get(self, name: str) -> bytes | None:
        try:
            found = self._path(name).read_bytes()
            os.utime(self._path(name))
        except OSError:
            return None
        return found

    def put(self, name: str, speech: bytes) -> None:
        """Appears whole or not at all. A disk that is full keeps nothing: it is only rendered again then."""
        with self._lock:
            unfinished = self._directory / f"{name}{UNFINISHED}"
            try:
                self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                unfinished.write_bytes(speech)
                unfinished.replace(self._path(name))
            except OSError:
                unfinished.unlink(missing_ok=True)
            self._make_room()

    def _make_room(self) -> None:
        files = [(one, one.stat()) for one in self._directory.glob(f"*{SUFFIX}")]
        excess = sum(stat.st_size for _, stat in files) - self._most_bytes
        for one, stat in sorted(files, key=lambda pair: pair[1].st_mtime_ns):
            if excess <= 0:
                return
            one.unlink()
            excess -= stat.st_size

    def _path(self, name: str) -> Path:
        return self._directory / f"{name}{SUFFIX}"


class MemoryStore:
    """The same in memory, gone with the process."""

    def __init__(self, most_bytes: int = IN_MEMORY_BYTES) -> None:
        self._most_bytes, self._bytes = most_bytes, 0
        self._said: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str) -> bytes | None:
        with self._lock:
            if name in self._said:
                self._said.move_to_end(name)
            return self._said.get(name)

    def put(self, name: str, speech: bytes) -> None:
        with self._lock:
            self._bytes += len(speech) - len(self._said.pop(name, b""))
            self._said[name] = speech
            while self._bytes > self._most_bytes:
                self._bytes -= len(self._said.popitem(last=False)[1])
