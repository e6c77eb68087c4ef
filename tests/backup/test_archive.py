"""A backup is the office of one instant; with its key it becomes that office again, and without it nothing."""

import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from appliance.backup import archive, key
from appliance.backup.archive import Contents
from appliance.backup.restore import restore
from appliance.operations.tickets import Order
from appliance.store.database import Store
from provisioning.errors import ProvisioningError
from tests.town import Musterstadt

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
KEY = key.generate()


@pytest.fixture
def data(tmp_path: Path, town: Musterstadt) -> Path:
    """An office server's data: the town's database, a CA, a secret, and things that are not kept."""
    (tmp_path / "ca").mkdir()
    (tmp_path / "ca" / "ca.key").write_text("the authority's key")
    (tmp_path / "secret.key").write_bytes(b"\x00\x01secret")
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "account.key").write_text("who we are to a certificate directory")
    (tmp_path / "releases").mkdir()
    (tmp_path / "releases" / "large.raw").write_text("to be had elsewhere")
    return tmp_path


@pytest.fixture
def backup(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("stick") / f"office{archive.SUFFIX}"
    archive.create(data, KEY.public, made, "0.1.0", AT)
    return made


def refusal(*arguments: object, **options: bool) -> str:
    with pytest.raises(ProvisioningError) as caught:
        restore(*arguments, AT, **options)  # type: ignore[arg-type]
    return caught.value.code


def test_spare_hardware_becomes_the_same_office(town: Musterstadt, backup: Path, tmp_path_factory) -> None:
    spare = tmp_path_factory.mktemp("spare")
    contents = restore(backup, KEY.secret, spare, AT)
    assert (contents.organisation, contents.version, contents.created_at) == ("Stadt Musterstadt", "0.1.0", AT)
    assert (spare / "ca" / "ca.key").read_text() == "the authority's key"
    assert (spare / "secret.key").read_bytes() == b"\x00\x01secret"
    assert (spare / "acme" / "account.key").read_text() == "who we are to a certificate directory"
    assert not (spare / "releases").exists()
    assert tables(spare / archive.DATABASE) == tables(town.store.path)
    assert {path.stat().st_mode & 0o077 for path in spare.rglob("*") if path.is_file()} == {0}


def tables(database: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for name in names}


def test_the_key_on_paper_is_read_as_people_type_it(backup: Path, tmp_path_factory) -> None:
    typed = " \n".join(KEY.secret.lower()[start : start + 10] for start in range(0, len(KEY.secret), 10))
    assert restore(backup, typed, tmp_path_factory.mktemp("spare"), AT)


def test_nothing_of_the_office_can_be_read_without_the_key(backup: Path) -> None:
    encrypted = backup.read_bytes()
    assert not any(word in encrypted for word in (b"SQLite format", b"Musterstadt", b"authority", b"office.sqlite"))


def test_an_older_system_takes_no_office_of_a_newer_one(data: Path, tmp_path_factory) -> None:
    made, spare = tmp_path_factory.mktemp("stick") / "new.vorzimmer", tmp_path_factory.mktemp("spare")
    archive.create(data, KEY.public, made, "999.0", AT)
    assert refusal(made, KEY.secret, spare) == "newer_backup"
    assert list(spare.iterdir()) == []


def test_a_wrong_key_changes_nothing(backup: Path, tmp_path_factory) -> None:
    spare = tmp_path_factory.mktemp("spare")
    assert refusal(backup, key.generate().secret, spare) == "wrong_backup_key"
    assert refusal(backup, KEY.public, spare) == "bad_backup_key"
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize("damage", ["cut off", "a bit turned", "another file", "empty"])
def test_a_damaged_file_changes_nothing(backup: Path, damage: str, tmp_path_factory) -> None:
    whole, spare = backup.read_bytes(), tmp_path_factory.mktemp("spare")
    middle = len(whole) // 2
    backup.write_bytes({
        "cut off": whole[:-100],
        "a bit turned": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "another file": b"a photograph of the town hall",
        "empty": b"",
    }[damage])  # fmt: skip
    assert refusal(backup, KEY.secret, spare) == "damaged_backup"
    assert list(spare.iterdir()) == []


@pytest.mark.parametrize(
    "names",
    [
        ["ca/ca.key"],
        [archive.DATABASE, "setup-code"],
        [archive.DATABASE, "releases/1.1/manifest.json"],
        [archive.DATABASE, "../beside"],
        [archive.DATABASE, "ca/../../beside"],
    ],
)
def test_an_archive_of_somebody_elses_making_brings_an_office_and_nothing_else(
    names: list[str], tmp_path: Path, tmp_path_factory
) -> None:
    (tmp_path / "file").write_text("content")
    sources = dict.fromkeys(names, tmp_path / "file")
    digests = {name: sha256(b"content").hexdigest() for name in names}
    archive._pack(tmp_path / "plain", Contents("0.1.0", AT, "Fremdstadt", digests), sources)
    archive._encrypt(tmp_path / "plain", tmp_path / "made.vorzimmer", key.recipient(KEY.public))
    spare = tmp_path_factory.mktemp("spare")
    assert refusal(tmp_path / "made.vorzimmer", KEY.secret, spare) == "damaged_backup"
    assert list(spare.iterdir()) == []


def test_an_office_that_is_there_is_only_replaced_on_demand_and_then_set_aside(backup: Path, tmp_path_factory) -> None:
    spare = tmp_path_factory.mktemp("spare")
    (spare / archive.DATABASE).write_text("another office")
    (spare / "ca").mkdir()
    assert refusal(backup, KEY.secret, spare) == "office_exists"
    assert (spare / archive.DATABASE).read_text() == "another office"
    restore(backup, KEY.secret, spare, AT, replace=True)
    aside = spare / "before-20260302-013000"
    assert (aside / archive.DATABASE).read_text() == "another office"
    assert (aside / "ca").is_dir()
    assert (spare / "ca" / "ca.key").exists()


def test_a_backup_of_a_busy_office_is_consistent(town: Musterstadt, data: Path, tmp_path_factory) -> None:
    """Each ticket comes with its row in the journal in one transaction: a backup has both or neither."""
    stop = threading.Event()
    begun = threading.Event()

    def citizens() -> None:
        while not stop.is_set():
            town.take(town.id_card)
            begun.set()

    crowd = threading.Thread(target=citizens)
    crowd.start()
    try:
        assert begun.wait(10)
        made = [tmp_path_factory.mktemp("stick") / f"{n}{archive.SUFFIX}" for n in range(3)]
        for path in made:
            archive.create(data, KEY.public, path, "0.1.0", AT)
    finally:
        stop.set()
        crowd.join()
    for path in made:
        spare = tmp_path_factory.mktemp("spare")
        restore(path, KEY.secret, spare, AT)
        assert_consistent(spare / archive.DATABASE)


def assert_consistent(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tickets = connection.execute("SELECT id FROM ticket ORDER BY id").fetchall()
        taken = "SELECT ticket_id FROM journal WHERE type = 'TicketTaken' ORDER BY ticket_id"
        assert tickets == connection.execute(taken).fetchall()
        assert tickets


def test_sessions_end_with_a_restore(town: Musterstadt, backup: Path, data: Path, tmp_path_factory) -> None:
    from appliance.store import staff

    town.store.write(staff.add_session, "s_token", town.clerk_id("yildiz"), datetime(2030, 1, 1, tzinfo=UTC))
    made = backup.with_name("second.vorzimmer")
    archive.create(data, KEY.public, made, "0.1.0", AT)
    spare = tmp_path_factory.mktemp("spare")
    restore(made, KEY.secret, spare, AT)
    assert tables(spare / archive.DATABASE)["session"] == []
    assert tables(town.store.path)["session"] != []


def test_a_restored_office_goes_on_with_its_numbers(town: Musterstadt, data: Path, backup: Path, clock) -> None:
    last = town.take(town.id_card).number
    made = backup.with_name("second.vorzimmer")
    archive.create(data, KEY.public, made, "0.1.0", AT)
    town.store.close()
    spare = backup.parent / "spare"
    spare.mkdir()
    restore(made, KEY.secret, spare, AT)
    store = Store(spare / archive.DATABASE)
    try:
        from appliance.operations import tickets
        from appliance.store import tickets as rows

        order = Order(town.id_card.id, next(iter(town.id_card.channels)))
        new = store.read(rows.by_id, store.write(tickets.take_ticket, order, "t_new", clock.now()))
    finally:
        store.close()
    assert int(new.number[1:]) == int(last[1:]) + 1
