"""A few threads that work side by side. They keep their database connections, and do not outlive the process."""

import threading
from collections.abc import Callable, Collection
from queue import Queue

AT_ONCE = 8

Task = Callable[[], None]


class Crew:
    """Tasks must not raise. Threads come when there is work for them, and stay until `dismiss`."""

    def __init__(self) -> None:
        self._tasks: Queue[Task | None] = Queue()
        self._threads: list[threading.Thread] = []

    def do(self, tasks: Collection[Task]) -> None:
        """Returns when all are done."""
        while len(self._threads) < min(AT_ONCE, len(tasks)):
            self._hire()
        for task in tasks:
            self._tasks.put(task)
        self._tasks.join()

    def dismiss(self) -> None:
        """Who is still at work is not waited for."""
        for _ in self._threads:
            self._tasks.put(None)

    def _hire(self) -> None:
        thread = threading.Thread(target=self._work, name="fleet-visit", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            try:
                task()
            finally:
                self._tasks.task_done()
