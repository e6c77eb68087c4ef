"""Messages: the outbox, texts of the town's own, and when an office reminds. No row holds the words of a message."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, medium TEXT NOT NULL, subject TEXT NOT NULL,
        office_id INTEGER REFERENCES office, appointment_id INTEGER REFERENCES appointment,
        sequence INTEGER NOT NULL DEFAULT 0, language TEXT NOT NULL, address TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'waiting', attempts INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL,
        next_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, tried_at INTEGER, ended_at INTEGER,
        problem TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', facts TEXT NOT NULL DEFAULT '{}')""",
    "CREATE INDEX outbox_waiting ON outbox (next_at) WHERE state = 'waiting'",
    "CREATE INDEX outbox_ended ON outbox (ended_at) WHERE state <> 'waiting'",
    "CREATE INDEX outbox_about ON outbox (subject) WHERE state = 'waiting'",
    """CREATE TABLE message_text (
        kind TEXT NOT NULL, language TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, sms TEXT NOT NULL,
        PRIMARY KEY (kind, language)) WITHOUT ROWID""",
    "CREATE INDEX appointment_of_ticket ON appointment (ticket_id) WHERE ticket_id IS NOT NULL",
    "ALTER TABLE office ADD COLUMN reminder_hours INTEGER NOT NULL DEFAULT 24",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
