"""Waiting list for freed slots. An offer keeps its slot by a reserved appointment, so by the constraint of them all."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE waiting_entry (
        id INTEGER PRIMARY KEY AUTOINCREMENT, office_id INTEGER NOT NULL REFERENCES office, services TEXT NOT NULL,
        persons INTEGER NOT NULL, channel TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, name TEXT NOT NULL,
        email TEXT NOT NULL, phone TEXT NOT NULL, language TEXT NOT NULL, uid TEXT NOT NULL UNIQUE,
        token_hash BLOB NOT NULL UNIQUE, state TEXT NOT NULL DEFAULT 'waiting',
        appointment_id INTEGER REFERENCES appointment, created_at INTEGER NOT NULL, ended_at INTEGER,
        CHECK (first <= last AND persons > 0))""",
    "CREATE INDEX waiting_entry_waiting ON waiting_entry (office_id, id) WHERE state = 'waiting'",
    """CREATE UNIQUE INDEX waiting_entry_of_appointment ON waiting_entry (appointment_id)
        WHERE state = 'waiting' AND appointment_id IS NOT NULL""",
    """CREATE TABLE slot_offer (
        id INTEGER PRIMARY KEY AUTOINCREMENT, entry_id INTEGER NOT NULL REFERENCES waiting_entry ON DELETE CASCADE,
        hold_id INTEGER NOT NULL UNIQUE REFERENCES appointment, begins_at INTEGER NOT NULL, ends_at INTEGER NOT NULL,
        until INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open')""",
    "CREATE UNIQUE INDEX slot_offer_open ON slot_offer (entry_id) WHERE state = 'open'",
    "CREATE INDEX slot_offer_by_entry ON slot_offer (entry_id, begins_at)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
