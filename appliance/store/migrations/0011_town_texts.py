"""Texts that the town wrote itself, by name and language; where there is none, ours holds."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql(
        """CREATE TABLE town_text (
        name TEXT NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL, revision INTEGER NOT NULL,
        changed_at INTEGER NOT NULL, PRIMARY KEY (name, language)) WITHOUT ROWID"""
    )
