"""The tables of the main journey. Times are microseconds since 1970 in UTC; tokens and codes are stored as hashes."""

from peewee import Database

TABLES = (
    "CREATE TABLE organisation (id INTEGER PRIMARY KEY, name TEXT NOT NULL, time_zone TEXT NOT NULL)",
    """CREATE TABLE department (
        id INTEGER PRIMARY KEY, organisation_id INTEGER NOT NULL REFERENCES organisation, name TEXT NOT NULL)""",
    """CREATE TABLE office (
        id INTEGER PRIMARY KEY, department_id INTEGER NOT NULL REFERENCES department, name TEXT NOT NULL,
        prefix TEXT NOT NULL UNIQUE, place TEXT NOT NULL, is_open INTEGER NOT NULL,
        capacity INTEGER NOT NULL, confirm_seconds INTEGER NOT NULL)""",
    """CREATE TABLE service (
        id INTEGER PRIMARY KEY, office_id INTEGER NOT NULL REFERENCES office, name TEXT NOT NULL,
        description TEXT NOT NULL, documents TEXT NOT NULL, fim_key TEXT NOT NULL, minutes INTEGER NOT NULL,
        channels TEXT NOT NULL)""",
    """CREATE TABLE clerk (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, sign_in_name TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
        roles TEXT NOT NULL)""",
    """CREATE TABLE clerk_skill (
        clerk_id INTEGER NOT NULL REFERENCES clerk, service_id INTEGER NOT NULL REFERENCES service,
        PRIMARY KEY (clerk_id, service_id)) WITHOUT ROWID""",
    """CREATE TABLE counter (
        id INTEGER PRIMARY KEY, office_id INTEGER NOT NULL REFERENCES office, name TEXT NOT NULL,
        is_home INTEGER NOT NULL, clerk_id INTEGER UNIQUE REFERENCES clerk)""",
    """CREATE TABLE session (
        token_hash BLOB PRIMARY KEY, clerk_id INTEGER NOT NULL REFERENCES clerk, expires_at INTEGER NOT NULL
        ) WITHOUT ROWID""",
    """CREATE TABLE device (
        id INTEGER PRIMARY KEY, office_id INTEGER NOT NULL REFERENCES office, name TEXT NOT NULL, place TEXT NOT NULL,
        function TEXT NOT NULL, token_hash BLOB UNIQUE, code_hash BLOB UNIQUE, code_expires_at INTEGER,
        revoked INTEGER NOT NULL DEFAULT 0, browser_seen_at INTEGER, agent_seen_at INTEGER,
        equipment TEXT NOT NULL DEFAULT '{}')""",
    """CREATE TABLE ticket_sequence (
        office_id INTEGER NOT NULL REFERENCES office, day TEXT NOT NULL, last INTEGER NOT NULL,
        PRIMARY KEY (office_id, day)) WITHOUT ROWID""",
    """CREATE TABLE ticket (
        id INTEGER PRIMARY KEY AUTOINCREMENT, office_id INTEGER NOT NULL REFERENCES office,
        service_id INTEGER NOT NULL REFERENCES service, number TEXT NOT NULL, code TEXT NOT NULL, state TEXT NOT NULL,
        channel TEXT NOT NULL, at_terminal INTEGER NOT NULL, media TEXT NOT NULL, origin TEXT NOT NULL,
        language TEXT NOT NULL, taken_at INTEGER NOT NULL, queue_key INTEGER NOT NULL, called_at INTEGER,
        admitted_at INTEGER, finished_at INTEGER, recalls INTEGER NOT NULL DEFAULT 0, recalled_at INTEGER,
        counter_id INTEGER REFERENCES counter, clerk_id INTEGER REFERENCES clerk,
        terminal_id INTEGER REFERENCES device, outcome TEXT, device_id INTEGER REFERENCES device,
        version INTEGER NOT NULL DEFAULT 0, day TEXT NOT NULL, token_hash BLOB NOT NULL UNIQUE,
        UNIQUE (day, number))""",
    """CREATE TABLE consultation (
        id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES ticket,
        office_id INTEGER NOT NULL REFERENCES office, clerk_id INTEGER NOT NULL REFERENCES clerk,
        counter_id INTEGER NOT NULL REFERENCES counter, terminal_id INTEGER REFERENCES device,
        state TEXT NOT NULL, opened_at INTEGER NOT NULL, finished_at INTEGER)""",
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, type TEXT NOT NULL, office_id INTEGER,
        ticket_id INTEGER, counter_id INTEGER, clerk_id INTEGER, device_id INTEGER, consultation_id INTEGER,
        data TEXT NOT NULL)""",
    """CREATE TABLE shown_window (
        ticket_id INTEGER PRIMARY KEY, office_id INTEGER NOT NULL, revision INTEGER NOT NULL,
        people_ahead INTEGER NOT NULL, opens_at INTEGER, closes_at INTEGER, reason TEXT, next_up INTEGER NOT NULL)""",
    """CREATE TABLE service_window (
        service_id INTEGER PRIMARY KEY, people_ahead INTEGER NOT NULL, opens_at INTEGER, closes_at INTEGER,
        reason TEXT)""",
    "CREATE TABLE revision (id INTEGER PRIMARY KEY CHECK (id = 1), last INTEGER NOT NULL)",
    "INSERT INTO revision VALUES (1, 0)",
    """CREATE TABLE idempotency (
        key_hash BLOB PRIMARY KEY, fingerprint BLOB NOT NULL, result TEXT NOT NULL, at INTEGER NOT NULL
        ) WITHOUT ROWID""",
)

INDEXES = (
    "CREATE INDEX ticket_waiting ON ticket (office_id, queue_key, id) WHERE state = 'waiting'",
    "CREATE UNIQUE INDEX ticket_at_counter ON ticket (counter_id) WHERE state IN ('called', 'serving')",
    "CREATE UNIQUE INDEX ticket_at_terminal ON ticket (terminal_id) WHERE terminal_id IS NOT NULL",
    "CREATE INDEX ticket_called ON ticket (office_id, called_at) WHERE called_at IS NOT NULL",
    "CREATE UNIQUE INDEX consultation_of_ticket ON consultation (ticket_id) WHERE state IN ('open', 'finished')",
    "CREATE INDEX consultation_running ON consultation (state, clerk_id) WHERE state IN ('open', 'finished')",
    "CREATE INDEX journal_by_counter ON journal (counter_id, id) WHERE counter_id IS NOT NULL",
    "CREATE INDEX journal_by_ticket ON journal (ticket_id) WHERE ticket_id IS NOT NULL",
    "CREATE INDEX shown_window_by_revision ON shown_window (revision)",
    "CREATE INDEX shown_window_by_office ON shown_window (office_id)",
)


def up(migrator: object, db: Database) -> None:
    for statement in (*TABLES, *INDEXES):
        db.execute_sql(statement)
