"""The link of an appointment: `link_generation` counts how often it was made anew, `old_link` knows those that ended.
`ended_at` is when an appointment was cancelled, missed or let go; a link outlives that by a day.
"""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE appointment ADD COLUMN link_generation INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE appointment ADD COLUMN ended_at INTEGER",
    """CREATE TABLE old_link (
        token_hash BLOB PRIMARY KEY, appointment_id INTEGER NOT NULL REFERENCES appointment) WITHOUT ROWID""",
    "CREATE INDEX old_link_by_appointment ON old_link (appointment_id)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
