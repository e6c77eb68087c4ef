"""The embedded database: one writer thread with group commit, and read-only connections for everybody else.

SQLite in WAL mode with `synchronous=FULL`: what was answered survives a power cut. One writer also keeps clear of the
corruption that SQLite 3.7.0 to 3.51.2 can suffer when two connections write or checkpoint at once.
"""

import contextlib
import fcntl
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar, cast

from playhouse.migrations import Runner

from appliance.domain.errors import OfficeError
from appliance.store.rows import database
from appliance.store.sql import execute

P = ParamSpec("P")
T = TypeVar("T")

BATCH_LIMIT = 256
"""Operations in one transaction at most: bounds the wait of the first one and the loss of work when a commit fails."""

GATHER_SECONDS = 0.0005
"""The next transaction begins when as many have handed in as were answered by the last one, or after this time. Those
who come while the writer works would take Python's lock from it between any two statements: a third slower at 16."""

LOCK_PAUSE_SECONDS = 0.02
"""Between two looks at a lock: waiting for `flock` itself could not be given up after a while."""
MIGRATIONS = Path(__file__).with_name("migrations")
_COMMON = {"foreign_keys": 1, "busy_timeout": 5000, "cache_size": -16000}

log = logging.getLogger(__name__)


class StoreBusy(Exception):
    """Another process has the data directory."""


def open_reader(path: Path) -> None:
    """Connect this thread read-only, for a process that never writes (live). The file must exist."""
    database.init(f"file:{path}?mode=ro", uri=True, pragmas={**_COMMON, "query_only": 1})
    database.connect()


def close_reader() -> None:
    """The end of what `open_reader` began."""
    database.close()


class Store:
    """The database as one process writes it. `path` is the SQLite file; a lock beside it keeps other writers out."""

    def __init__(self, path: Path, on_commit: Callable[[], None] = lambda: None, patience: float = 0.0) -> None:
        """Migrates the database, then starts the writer. `on_commit` is called after every commit, on the writer.

        Raises StoreBusy when another process still has the database after `patience` seconds.
        """
        self.path = path
        self._lock = locked(path.with_suffix(".lock"), patience)
        database.init(str(path), pragmas=_COMMON)
        self._writer = _Writer(on_commit)
        self._writer.start()

    def write(self, operation: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run one operation in a transaction and answer after its commit. What it raises undoes what it wrote."""
        return self._writer.run(lambda: operation(*args, **kwargs))

    def read(self, question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a question in one read transaction: everything it reads is of one instant."""
        if database.is_closed():
            _connect_reader()
        with database.atomic():
            return question(*args, **kwargs)

    def close(self) -> None:
        """Finish what was handed in, then release the database."""
        self._writer.stop()
        database.close()
        self._lock.close()


def locked(path: Path, patience: float = 0.0) -> Any:
    """The open lock file: closing it gives the database free. A predecessor that is just ending gets the time to do so.

    Raises StoreBusy when another process still has it after `patience` seconds.
    """
    handle = path.open("w")
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return handle
        except BlockingIOError:
            if time.monotonic() >= deadline:
                handle.close()
                raise StoreBusy(f"{path} is held by another process") from None
        time.sleep(LOCK_PAUSE_SECONDS)


def _connect_reader() -> None:
    """A thread keeps its connection: opening one costs more than most questions."""
    database.connect()
    database.execute_sql("PRAGMA query_only = 1")


class _Job:
    """One operation on its way through the writer."""

    __slots__ = ("_done", "error", "operation", "result")

    def __init__(self, operation: Callable[[], Any]) -> None:
        self.operation = operation
        self.result: Any = None
        self.error: BaseException | None = None
        self._done = threading.Lock()
        self._done.acquire()

    def attempt(self) -> None:
        try:
            self.result = self.operation()
        except BaseException as error:  # whatever it is, the one who waits must hear of it, and the writer goes on
            self.error = error

    def finish(self) -> None:
        self._done.release()

    def wait(self) -> Any:
        self._done.acquire()
        if self.error is not None:
            raise self.error
        return self.result


class _Writer:
    """A thread that takes operations from a queue and commits as many at once as came during the last commit."""

    def __init__(self, on_commit: Callable[[], None]) -> None:
        self._on_commit = on_commit
        self._started = _Job(_migrate)
        self._jobs: deque[_Job] = deque()
        self._gate = threading.Lock()
        """Held while `_jobs` grows, and while `_awaited` or `_stopping` changes."""
        self._bell: SimpleQueue[None] = SimpleQueue()
        """Rung when `_awaited` operations are there (0: nobody listens). It may ring too late, never too rarely."""
        self._awaited = 0
        self._answered = 0
        self._stopping = False
        self._thread = threading.Thread(target=self._work, name="store-writer", daemon=True)

    def start(self) -> None:
        """Returns when the database is migrated and open; raises what went wrong."""
        self._thread.start()
        self._started.wait()

    def run(self, operation: Callable[[], T]) -> T:
        job = _Job(operation)
        with self._gate:
            if self._stopping:
                raise OfficeError("stopping")
            self._jobs.append(job)
            if len(self._jobs) == self._awaited:
                self._awaited = 0
                self._bell.put(None)
        return cast(T, job.wait())

    def stop(self) -> None:
        with self._gate:
            self._stopping = True
            self._bell.put(None)
        self._thread.join()

    def _work(self) -> None:
        self._started.attempt()
        self._started.finish()
        if self._started.error is None:
            while self._gather():
                self._batch()
        database.close()

    def _gather(self) -> bool:
        """Wait for work. False when there is none and none will come."""
        if self._answered > 1:
            self._await(self._answered, GATHER_SECONDS)
        while not self._jobs and not self._stopping:
            self._await(1, None)
        return bool(self._jobs)

    def _await(self, count: int, seconds: float | None) -> None:
        """Until `count` are there, or the time is over; sooner when an earlier ring was not heard."""
        with self._gate:
            self._awaited = count
            if len(self._jobs) >= count or self._stopping:
                return
        with contextlib.suppress(Empty):
            self._bell.get(timeout=seconds)

    def _batch(self) -> None:
        """One transaction: the operations that are there, and those that come while it runs."""
        jobs = [self._jobs.popleft()]
        try:
            execute("BEGIN IMMEDIATE")
            self._fill(jobs)
            execute("COMMIT")
        except Exception as error:
            _abandon(jobs, error)
        else:
            self._announce()
        self._answered = len(jobs)
        for job in jobs:
            job.finish()

    def _fill(self, jobs: list[_Job]) -> None:
        _attempt_in_savepoint(jobs[0])
        while self._jobs and len(jobs) < BATCH_LIMIT:
            jobs.append(self._jobs.popleft())
            _attempt_in_savepoint(jobs[-1])

    def _announce(self) -> None:
        try:
            self._on_commit()
        except Exception:
            log.exception("what follows a commit failed; the commit stands")


def _attempt_in_savepoint(job: _Job) -> None:
    execute("SAVEPOINT job")
    job.attempt()
    if job.error is not None:
        execute("ROLLBACK TO job")
    execute("RELEASE job")


def _abandon(jobs: list[_Job], error: Exception) -> None:
    """The commit failed (disk full, for example): nobody's work stands, and everybody is told."""
    log.error("commit failed: %s", error)
    with contextlib.suppress(Exception):
        execute("ROLLBACK")
    for job in jobs:
        job.error = error


def _migrate() -> None:
    database.connect()
    database.execute_sql("PRAGMA journal_mode = WAL")
    database.execute_sql("PRAGMA synchronous = FULL")
    Runner(database, str(MIGRATIONS)).up()
