"""What the administration sets for the whole appliance: backup, updates, and what else is one value."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID")
