"""A ticket may stand for several persons, and for an appointment: `appointment_id` is the other end of its `ticket_id`.

`appointment_token_hash`: a number that was taken before its holder checked in opens by the link of the appointment too.
Somebody at a kiosk types six digits and nothing else, so an appointment is found by them.
"""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE ticket ADD COLUMN persons INTEGER NOT NULL DEFAULT 1 CHECK (persons > 0)",
    "ALTER TABLE ticket ADD COLUMN appointment_id INTEGER REFERENCES appointment",
    "ALTER TABLE ticket ADD COLUMN appointment_token_hash BLOB",
    "CREATE UNIQUE INDEX ticket_of_appointment ON ticket (appointment_id) WHERE appointment_id IS NOT NULL",
    "CREATE UNIQUE INDEX ticket_by_appointment_token ON ticket (appointment_token_hash)"
    " WHERE appointment_token_hash IS NOT NULL",
    "CREATE INDEX appointment_by_code ON appointment (code, begins_at)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
