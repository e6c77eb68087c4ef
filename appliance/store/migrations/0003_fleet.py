"""Devices with our image: who they are, where they answer, and what they last said.

`health` is JSON as the device sent it. `trouble` is the code of the last failed contact, NULL after a good one.
`configuration_digest` is the SHA-256 of what the current revision says, so that only a change makes a new revision.
"""

from peewee import Database

DEVICE_COLUMNS = (
    "public_id TEXT", "fingerprint TEXT", "address TEXT", "adopted_at INTEGER", "health TEXT", "health_at INTEGER",
    "trouble TEXT", "configuration_revision INTEGER NOT NULL DEFAULT 0",
    "acknowledged_revision INTEGER NOT NULL DEFAULT 0", "configuration_digest TEXT", "certificate_expires_at INTEGER",
)  # fmt: skip

ADOPTION_FILE = """CREATE TABLE adoption_file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, secret_hash BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL,
    office_id INTEGER NOT NULL REFERENCES office, name TEXT NOT NULL, place TEXT NOT NULL, function TEXT NOT NULL)"""
"""A device that is adopted by a file on a USB stick: what it is to be, known before it is."""

ONE_ROW_A_KEY = "CREATE UNIQUE INDEX device_by_public_id ON device (public_id) WHERE public_id IS NOT NULL"


def up(migrator: object, db: Database) -> None:
    columns = tuple(f"ALTER TABLE device ADD COLUMN {column}" for column in DEVICE_COLUMNS)
    for statement in (*columns, ADOPTION_FILE, ONE_ROW_A_KEY):
        db.execute_sql(statement)
