"""What becomes of those who still wait when an office closes, and what they were told."""

from peewee import Database


def up(migrator: object, db: Database) -> None:
    db.execute_sql("ALTER TABLE office ADD COLUMN at_closing TEXT NOT NULL DEFAULT 'served'")
    db.execute_sql(
        "CREATE TABLE closing_notice (ticket_id INTEGER PRIMARY KEY, told TEXT NOT NULL, closes_at INTEGER NOT NULL)"
    )
