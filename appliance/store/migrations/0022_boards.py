"""Boards that show several offices, and how their calls sound."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE board (
        device_id INTEGER PRIMARY KEY REFERENCES device, speaks INTEGER NOT NULL, languages TEXT NOT NULL,
        volume INTEGER NOT NULL, quiet_from INTEGER, quiet_until INTEGER)""",
    """CREATE TABLE board_office (
        device_id INTEGER NOT NULL REFERENCES device, office_id INTEGER NOT NULL REFERENCES office,
        position INTEGER NOT NULL, PRIMARY KEY (device_id, office_id)) WITHOUT ROWID""",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
