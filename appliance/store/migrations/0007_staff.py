"""Colleagues who come and go, and the diaries that are kept for them.

Who has left keeps the name for those who were served; the sign-in name is free again: it is followed by `~` and the id.
A secret address of a calendar is kept as a hash, and so is the link with which a clerk chooses a password.
"""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE clerk ADD COLUMN retired_at INTEGER",
    "ALTER TABLE diary ADD COLUMN retired_at INTEGER",
    """CREATE TABLE welcome_link (
        clerk_id INTEGER PRIMARY KEY REFERENCES clerk, token_hash BLOB NOT NULL UNIQUE, expires_at INTEGER NOT NULL)""",
    """CREATE TABLE calendar_feed (
        id INTEGER PRIMARY KEY, office_id INTEGER UNIQUE REFERENCES office, diary_id INTEGER UNIQUE REFERENCES diary,
        token_hash BLOB NOT NULL UNIQUE, with_names INTEGER NOT NULL, made_at INTEGER NOT NULL,
        CHECK ((office_id IS NULL) <> (diary_id IS NULL)))""",
    "CREATE INDEX appointment_by_diary ON appointment (diary_id, begins_at)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
