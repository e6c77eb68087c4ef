"""What everybody who waits in some offices is told for a while."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE announcement (
        id INTEGER PRIMARY KEY, de TEXT NOT NULL, en TEXT NOT NULL, made_at INTEGER NOT NULL, until INTEGER NOT NULL,
        ended_at INTEGER, clerk_id INTEGER NOT NULL REFERENCES clerk)""",
    """CREATE TABLE announcement_office (
        announcement_id INTEGER NOT NULL REFERENCES announcement ON DELETE CASCADE,
        office_id INTEGER NOT NULL REFERENCES office, PRIMARY KEY (announcement_id, office_id)) WITHOUT ROWID""",
    "CREATE INDEX announcement_running ON announcement (until) WHERE ended_at IS NULL",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
