"""What the administration changes: order, what is retired instead of deleted, offices that are not public yet.

An office that was retired gave its letters free: its `prefix` is followed by `~` and its id.
"""

from peewee import Database

ARRANGED = ("department", "office", "service", "counter")

STATEMENTS = (
    "ALTER TABLE office ADD COLUMN published INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE service ADD COLUMN languages TEXT NOT NULL DEFAULT 'de'",
    "ALTER TABLE service ADD COLUMN form TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE service ADD COLUMN takes_numbers INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE service ADD COLUMN takes_appointments INTEGER NOT NULL DEFAULT 1",
)


def up(migrator: object, db: Database) -> None:
    for table in ARRANGED:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN position INTEGER NOT NULL DEFAULT 0")
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN retired_at INTEGER")
    for statement in STATEMENTS:
        db.execute_sql(statement)
