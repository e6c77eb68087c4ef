"""The embedded database: one writer thread with group commit, and read-only connections for everybody else.

SQLite in WAL mode with `synchronous=FULL`: what was answered survives a power cut. One writer also keeps clear of the
corruption that SQLite 3.7.0 to 3.51.2 can suffer when two connections write or checkpoint at once.
"""

import contextlib
import fcntl
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, ParamSpec, TypeVar, cast

from playhouse.migrations import Runner

from appliance.domain.errors import OfficeError
from appliance.store.rows import database

P = ParamSpec("P")
T = TypeVar("T")

BATCH_LIMIT = 256
"""Operations in one transaction at most: bounds the wait of the first one and the loss of work when a commit fails."""

GATHER_SECONDS = 0.0002
"""While several were waiting last time, let them hand in again before the next transaction begins. Those who come while
the writer works would take Python's lock from it between any two statements: measured at 16 threads, a third slower."""

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
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._started = _Job(_migrate)
        self._gate = threading.Lock()
        self._stopping = False
        self._busy = False
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
            self._jobs.put(job)
        return cast(T, job.wait())

    def stop(self) -> None:
        with self._gate:
            self._stopping = True
            self._jobs.put(None)
        self._thread.join()

    def _work(self) -> None:
        self._started.attempt()
        self._started.finish()
        if self._started.error is None:
            while (job := self._jobs.get()) is not None and self._batch(job):
                pass
        database.close()

    def _batch(self, first: _Job) -> bool:
        """One transaction. False when the stop mark was met: it is the last thing in the queue."""
        jobs, goes_on = [first], True
        if self._busy:
            time.sleep(GATHER_SECONDS)
        try:
            database.execute_sql("BEGIN IMMEDIATE")
            goes_on = self._fill(jobs)
            database.execute_sql("COMMIT")
        except Exception as error:
            _abandon(jobs, error)
        else:
            self._announce()
        self._busy = len(jobs) > 1
        for job in jobs:
            job.finish()
        return goes_on

    def _fill(self, jobs: list[_Job]) -> bool:
        """Run the first operation and those that are waiting behind it, each in a savepoint of its own."""
        _attempt_in_savepoint(jobs[0])
        while len(jobs) < BATCH_LIMIT:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                return True
            if job is None:
                return False
            jobs.append(job)
            _attempt_in_savepoint(job)
        return True

    def _announce(self) -> None:
        try:
            self._on_commit()
        except Exception:
            log.exception("what follows a commit failed; the commit stands")


def _attempt_in_savepoint(job: _Job) -> None:
    execute = database.connection().execute  # past the mapper, as every operation pays for these lines
    execute("SAVEPOINT job")
    job.attempt()
    if job.error is not None:
        execute("ROLLBACK TO job")
    execute("RELEASE job")


def _abandon(jobs: list[_Job], error: Exception) -> None:
    """The commit failed (disk full, for example): nobody's work stands, and everybody is told."""
    log.error("commit failed: %s", error)
    with contextlib.suppress(Exception):
        database.execute_sql("ROLLBACK")
    for job in jobs:
        job.error = error


def _migrate() -> None:
    database.connect()
    database.execute_sql("PRAGMA journal_mode = WAL")
    database.execute_sql("PRAGMA synchronous = FULL")
    Runner(database, str(MIGRATIONS)).up()
