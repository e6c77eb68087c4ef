"""How an office calls; from when on an appointment counts; who is away from their page."""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE office ADD COLUMN calling TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE ticket ADD COLUMN due_at INTEGER",
    "ALTER TABLE ticket ADD COLUMN absent_since INTEGER",
    "CREATE INDEX ticket_absent ON ticket (id) WHERE absent_since IS NOT NULL",
    # Until now an appointment's credit was an hour everywhere.
    """UPDATE ticket SET due_at = queue_key + 3600000000
        WHERE appointment_id IS NOT NULL AND queue_key < taken_at""",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
