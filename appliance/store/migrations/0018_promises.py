"""What tickets were told of their wait, and how long it was: by service, day and hour, and by no ticket."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE promise (
        id INTEGER PRIMARY KEY, office_id INTEGER NOT NULL REFERENCES office,
        service_id INTEGER NOT NULL REFERENCES service, day TEXT NOT NULL, hour INTEGER NOT NULL,
        lo REAL NOT NULL, middle REAL NOT NULL, hi REAL NOT NULL, waited REAL NOT NULL)""",
    "CREATE INDEX promise_of_office ON promise (office_id, day)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
