"""A clerk's whole day: parking, transfers, several concerns, priority, pauses, skills of today, consoles that vanish.

Of a ticket: `parked_at` and `parked_for` while it is parked; `waiting_since` when it came back into a queue, else NULL;
`resumed_at` and `worked_seconds` when it was parked: since when it is at a counter again, and how long it was before;
`for_counter_id`, `for_clerk_id` for whom alone it waits; `priority` why it comes before its turn; `split_from` of which
ticket it was one of several concerns. `ticket_service` holds all its services as soon as a clerk has changed them.

Of a counter: its pause, when its clerk's console was last seen, and whether it has vanished.
"""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE ticket ADD COLUMN parked_at INTEGER",
    "ALTER TABLE ticket ADD COLUMN parked_for TEXT",
    "ALTER TABLE ticket ADD COLUMN waiting_since INTEGER",
    "ALTER TABLE ticket ADD COLUMN resumed_at INTEGER",
    "ALTER TABLE ticket ADD COLUMN worked_seconds INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE ticket ADD COLUMN for_counter_id INTEGER REFERENCES counter",
    "ALTER TABLE ticket ADD COLUMN for_clerk_id INTEGER REFERENCES clerk",
    "ALTER TABLE ticket ADD COLUMN priority TEXT",
    "ALTER TABLE ticket ADD COLUMN split_from INTEGER REFERENCES ticket",
    "CREATE INDEX ticket_parked ON ticket (office_id, parked_at) WHERE state = 'parked'",
    "CREATE INDEX ticket_bound ON ticket (office_id) WHERE state = 'waiting'"
    " AND (for_counter_id IS NOT NULL OR for_clerk_id IS NOT NULL)",
    "CREATE INDEX ticket_split ON ticket (split_from) WHERE split_from IS NOT NULL",
    """CREATE TABLE ticket_service (
        ticket_id INTEGER NOT NULL REFERENCES ticket, service_id INTEGER NOT NULL REFERENCES service,
        PRIMARY KEY (ticket_id, service_id)) WITHOUT ROWID""",
    "ALTER TABLE counter ADD COLUMN paused_at INTEGER",
    "ALTER TABLE counter ADD COLUMN paused_for TEXT",
    "ALTER TABLE counter ADD COLUMN seen_at INTEGER",
    "ALTER TABLE counter ADD COLUMN vanished_at INTEGER",
    """CREATE TABLE skill_off (
        clerk_id INTEGER NOT NULL REFERENCES clerk, service_id INTEGER NOT NULL REFERENCES service,
        PRIMARY KEY (clerk_id, service_id)) WITHOUT ROWID""",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
