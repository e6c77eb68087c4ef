"""The number at which the holder of a ticket is called, where they wish that: forgotten when the ticket is over."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("ALTER TABLE ticket ADD COLUMN phone TEXT NOT NULL DEFAULT ''")
