"""Appointments. That no time of a diary is given away twice is a constraint of the database: `booked_cell` has a row
for every five minutes that are kept, its key is diary and cell, and triggers on `appointment` fill and empty it.
Another program's INSERT or UPDATE is refused by it as well. A cell is UTC microseconds divided by CELL.
"""

from peewee import Database

CELL = 5 * 60 * 1_000_000
CELLS_A_DAY = 24 * 12
"""The longest appointment."""

KEEPS_TIME = "NEW.state IN ('reserved', 'confirmed', 'checked_in')"
KEEP = f"""INSERT INTO booked_cell (diary_id, cell, appointment_id)
    SELECT NEW.diary_id, NEW.begins_at / {CELL} + n, NEW.id FROM cell_number
    WHERE n < (NEW.ends_at - NEW.begins_at) / {CELL} AND {KEEPS_TIME}"""

STATEMENTS = (
    """CREATE TABLE diary (
        id INTEGER PRIMARY KEY, name TEXT NOT NULL, clerk_id INTEGER UNIQUE REFERENCES clerk)""",
    """CREATE TABLE diary_service (
        diary_id INTEGER NOT NULL REFERENCES diary, service_id INTEGER NOT NULL REFERENCES service,
        PRIMARY KEY (diary_id, service_id)) WITHOUT ROWID""",
    """CREATE TABLE staffing (
        id INTEGER PRIMARY KEY, diary_id INTEGER NOT NULL REFERENCES diary,
        office_id INTEGER NOT NULL REFERENCES office, weekday INTEGER NOT NULL, opens INTEGER NOT NULL,
        closes INTEGER NOT NULL, channels TEXT NOT NULL,
        CHECK (weekday BETWEEN 0 AND 6 AND opens BETWEEN 0 AND 1439 AND closes > opens AND closes <= 2880))""",
    "CREATE INDEX staffing_by_office ON staffing (office_id, diary_id)",
    """CREATE TABLE absence (
        id INTEGER PRIMARY KEY, diary_id INTEGER NOT NULL REFERENCES diary, first TEXT NOT NULL, last TEXT NOT NULL,
        CHECK (first <= last))""",
    f"""CREATE TABLE appointment (
        id INTEGER PRIMARY KEY AUTOINCREMENT, office_id INTEGER NOT NULL REFERENCES office,
        diary_id INTEGER NOT NULL REFERENCES diary, persons INTEGER NOT NULL, channel TEXT NOT NULL,
        state TEXT NOT NULL, begins_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, held_until INTEGER,
        name TEXT NOT NULL DEFAULT '', email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL, origin TEXT NOT NULL,
        uid TEXT NOT NULL UNIQUE, sequence INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL,
        token_hash BLOB NOT NULL UNIQUE, ticket_id INTEGER REFERENCES ticket, created_at INTEGER NOT NULL,
        version INTEGER NOT NULL DEFAULT 0,
        CHECK (begins_at % {CELL} = 0 AND ends_at % {CELL} = 0 AND ends_at > begins_at
               AND ends_at - begins_at <= {CELL} * {CELLS_A_DAY} AND persons > 0))""",
    "CREATE INDEX appointment_by_office ON appointment (office_id, begins_at)",
    "CREATE INDEX appointment_held ON appointment (held_until) WHERE state = 'reserved'",
    "CREATE INDEX appointment_ahead ON appointment (ends_at) WHERE state = 'confirmed'",
    """CREATE TABLE appointment_service (
        appointment_id INTEGER NOT NULL REFERENCES appointment, service_id INTEGER NOT NULL REFERENCES service,
        PRIMARY KEY (appointment_id, service_id)) WITHOUT ROWID""",
    """CREATE TABLE booked_cell (
        diary_id INTEGER NOT NULL, cell INTEGER NOT NULL, appointment_id INTEGER NOT NULL,
        PRIMARY KEY (diary_id, cell)) WITHOUT ROWID""",
    "CREATE INDEX booked_cell_by_appointment ON booked_cell (appointment_id)",
    "CREATE TABLE cell_number (n INTEGER PRIMARY KEY)",
    f"CREATE TRIGGER appointment_made AFTER INSERT ON appointment BEGIN {KEEP}; END",
    f"""CREATE TRIGGER appointment_changed AFTER UPDATE OF diary_id, begins_at, ends_at, state ON appointment
        BEGIN DELETE FROM booked_cell WHERE appointment_id = OLD.id; {KEEP}; END""",
    """CREATE TRIGGER appointment_deleted AFTER DELETE ON appointment
        BEGIN DELETE FROM booked_cell WHERE appointment_id = OLD.id; END""",
    "ALTER TABLE office ADD COLUMN booking TEXT NOT NULL DEFAULT '{}'",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
    for number in range(CELLS_A_DAY):
        db.execute_sql("INSERT INTO cell_number VALUES (?)", (number,))
