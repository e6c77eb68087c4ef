"""That a document was shown in a consultation, and what citizens say of their visit.

Nothing leads from an answer to its ticket: it has a random id, its day and no time. That somebody has answered is kept
apart, until the link of the ticket ends.
"""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE sighting (
        id INTEGER PRIMARY KEY AUTOINCREMENT, consultation_id INTEGER NOT NULL REFERENCES consultation,
        kind TEXT NOT NULL, clerk_id INTEGER NOT NULL REFERENCES clerk, at INTEGER NOT NULL)""",
    "CREATE INDEX sighting_of_consultation ON sighting (consultation_id)",
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY, service_id INTEGER NOT NULL REFERENCES service, day TEXT NOT NULL,
        answer TEXT NOT NULL, comment TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX feedback_of_service ON feedback (service_id, day)",
    """CREATE TABLE ticket_given (
        ticket_id INTEGER NOT NULL REFERENCES ticket, what TEXT NOT NULL, PRIMARY KEY (ticket_id, what))
        WITHOUT ROWID""",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
