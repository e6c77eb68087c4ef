"""Calls for help from kiosks, and tickets on paper.

A device has one call that is not over, and a ticket one job that may still print: unique indexes.
"""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE help_call (
        id INTEGER PRIMARY KEY AUTOINCREMENT, device_id INTEGER NOT NULL REFERENCES device,
        office_id INTEGER NOT NULL REFERENCES office, called_at INTEGER NOT NULL,
        taken_at INTEGER, clerk_id INTEGER REFERENCES clerk, ended_at INTEGER)""",
    "CREATE UNIQUE INDEX help_call_open ON help_call (device_id) WHERE ended_at IS NULL",
    """CREATE TABLE printer (
        device_id INTEGER PRIMARY KEY REFERENCES device, kind TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
        paper_mm INTEGER NOT NULL DEFAULT 80, model TEXT NOT NULL DEFAULT 'default')""",
    """CREATE TABLE print_job (
        id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES ticket,
        device_id INTEGER NOT NULL REFERENCES device, state TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '',
        ordered_at INTEGER NOT NULL, begun_at INTEGER, ended_at INTEGER)""",
    "CREATE UNIQUE INDEX print_job_open ON print_job (ticket_id) WHERE state IN ('ordered', 'begun')",
    "CREATE INDEX print_job_of_device ON print_job (device_id, id)",
    "CREATE TABLE ticket_paper (ticket_id INTEGER PRIMARY KEY REFERENCES ticket, token_hash BLOB NOT NULL UNIQUE)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
