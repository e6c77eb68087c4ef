"""`vorzimmer set-up-file`: on this machine's data, or through a running server by its API.

While a server runs it alone may write: then files are brought through it, by somebody who signs in as administrator.
"""

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.cookiejar import CookieJar
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from appliance.domain.errors import OfficeError
from appliance.set_up_file.findings import BadFile
from appliance.set_up_file.importing import Doer, Plan, applied, look, tried
from appliance.set_up_file.plan import Change
from appliance.set_up_file.present import present
from appliance.set_up_file.reading import HolidayNames, Upload
from appliance.set_up_file.writing import written
from appliance.store import offices
from appliance.store.database import Store, StoreBusy, open_reader

PATIENCE_SECONDS = 120
WELCOME = "/clerk/welcome"

Sentences = Callable[[str, Mapping[str, str]], str]
"""What is said of a code with its facts, in the language of the command line."""


class CommandFailed(Exception):
    """The text is for people: what happened and what to do."""


@dataclass(frozen=True)
class Answer:
    """What a check has shown, in lines for people. A file with `problems` cannot be brought."""

    problems: list[str] = field(default_factory=list)
    changes: list[str] = field(default_factory=list)
    fingerprint: str = ""


class Office(Protocol):
    """Whose set-up it is. `office` is the name of one, for services. All raise CommandFailed."""

    def export(self) -> str: ...
    def check(self, text: str, office: str) -> Answer: ...
    def apply(self, text: str, office: str, fingerprint: str) -> list[str]:
        """Lines to hand over: new colleagues with their links."""


class Local:
    """The data directory of this machine."""

    def __init__(self, database: Path, holidays: HolidayNames, sentences: Sentences, at: datetime) -> None:
        self._database, self._say = database, sentences
        self._doer = Doer(None, at, holidays)

    def export(self) -> str:
        if not self._database.exists():
            raise CommandFailed(f"there is no office in {self._database.parent}")
        with self._reading() as ask:
            return str(ask(lambda: written(present())))

    def check(self, text: str, office: str) -> Answer:
        """Beside a running server by reading alone: then what stands in the way is not seen."""
        try:
            with self._store() as store:
                upload = store.read(_upload, text, office)
                return self._answer(lambda: tried(store, upload, self._doer))
        except StoreBusy:
            open_reader(self._database)
            return self._answer(lambda: look(_upload(text, office), self._doer))

    def apply(self, text: str, office: str, fingerprint: str) -> list[str]:
        self._database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with closing(Store(self._database)) as store:
                welcomes = applied(store, store.read(_upload, text, office), fingerprint, self._doer)
        except StoreBusy:
            raise CommandFailed("the server is running: bring the file through it, with --server and --user") from None
        except OfficeError as error:
            raise CommandFailed(self._sentence(error)) from None
        return [f"{one.name} ({one.sign_in}): {WELCOME}#{one.token}" for one in welcomes]

    def _answer(self, plan: Callable[[], Plan]) -> Answer:
        try:
            found = plan()
        except BadFile as refusal:
            return Answer([f"{one.line}: {self._say(one.code, one.facts)}" for one in refusal.findings])
        changes = [line for change in found.changes for line in _lines(change)]
        return Answer(
            [f"{one.line}: {self._sentence(one.error)}" for one in found.obstacles], changes, found.fingerprint
        )

    def _sentence(self, error: OfficeError) -> str:
        return self._say(error.code, {name: str(fact) for name, fact in error.facts.items()})

    @contextmanager
    def _store(self) -> Iterator[Store]:
        """Ours, or an empty one that nobody keeps where there is none yet. Raises StoreBusy."""
        with TemporaryDirectory() as nowhere:
            database = self._database if self._database.exists() else Path(nowhere) / self._database.name
            with closing(Store(database)) as store:
                yield store

    @contextmanager
    def _reading(self) -> Iterator[Callable[[Callable[[], Any]], Any]]:
        """Asks questions, whether a server runs or not."""
        try:
            with self._store() as store:
                yield store.read
        except StoreBusy:
            open_reader(self._database)
            yield lambda question: question()


def _upload(text: str, office: str) -> Upload:
    return Upload(text, _office_id(office, {one.name: one.id for one in offices.all()}))


def _lines(change: Change) -> list[str]:
    details = [vars(one) for one in change.details]
    return change_lines(change.deed, change.thing, change.name, change.within, details)


class Remote:
    """A running server, by its API. The password is kept for this one run."""

    def __init__(self, server: str, user: str, password: str, language: str) -> None:
        self._server, self._language = server.rstrip("/"), language
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._call("/api/session", {"name": user, "password": password})

    def export(self) -> str:
        return str(self._call("/api/set-up-file")["text"])

    def check(self, text: str, office: str) -> Answer:
        said = self._call("/api/set-up-file/check", self._brought(text, office))
        problems = [f"{one['line']}: {one['wrong']} {one.get('to_do', '')}".rstrip()
                    for one in (*said["findings"], *said["obstacles"])]  # fmt: skip
        changes = [line for one in said["changes"] for line in change_lines(**one)]
        return Answer(problems, changes, said["fingerprint"])

    def apply(self, text: str, office: str, fingerprint: str) -> list[str]:
        brought = {**self._brought(text, office), "fingerprint": fingerprint}
        welcomes = self._call("/api/set-up-file/apply", brought)["welcomes"]
        return [f"{one['name']} ({one['sign_in_name']}): {one['url']}" for one in welcomes]

    def _brought(self, text: str, office: str) -> dict[str, Any]:
        ids = {one["name"]: one["id"] for one in self._call("/api/set-up-file")["offices"]} if office else {}
        return {"text": text, "office_id": _office_id(office, ids)}

    def _call(self, path: str, body: Any = None) -> Any:
        headers = {"X-Vorzimmer": "1", "Content-Type": "application/json", "Accept-Language": self._language}
        content = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._server + path, content, headers)
        try:
            with self._opener.open(request, timeout=PATIENCE_SECONDS) as response:
                return json.loads(response.read() or b"null")
        except urllib.error.HTTPError as error:
            raise CommandFailed(_detail(error)) from None
        except (OSError, ValueError) as error:
            raise CommandFailed(f"{self._server} does not answer: {error}") from None


def change_lines(deed: str, thing: str, name: str, within: str, details: list[dict[str, str]]) -> list[str]:
    """One change, and a line for each key."""
    where = f" ({within})" if within and within != name else ""
    sign = {"add": "+", "change": "~", "retire": "-"}[deed]
    return [
        f"{sign} {thing.replace('_', ' ')}{f' {name}' if name else ''}{where}",
        *(f"    {one['key']}: {one['before']!r} -> {one['after']!r}".replace("''", "nothing") for one in details),
    ]


def _office_id(office: str, ids: Mapping[str, int]) -> int | None:
    if office and office not in ids:
        raise CommandFailed(f"there is no office {office!r}; there are: {', '.join(ids) or 'none'}")
    return ids.get(office)


def _detail(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.loads(error.read())["detail"])
    except (ValueError, KeyError):
        return f"the server answered {error.code}"
