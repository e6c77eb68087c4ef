"""Opening hours. Wall time is minutes after midnight; days are ISO dates of the town's calendar."""

from peewee import Database

STATEMENTS = (
    "ALTER TABLE organisation ADD COLUMN land TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE office ADD COLUMN by_hours INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE office ADD COLUMN hand_until INTEGER",
    "ALTER TABLE office ADD COLUMN closing_soon_minutes INTEGER NOT NULL DEFAULT 30",
    "ALTER TABLE office ADD COLUMN late_tickets TEXT NOT NULL DEFAULT 'warn'",
    "ALTER TABLE office ADD COLUMN keeps_holidays INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE office ADD COLUMN announced TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE weekly_hours (
        office_id INTEGER NOT NULL REFERENCES office, channel TEXT NOT NULL, weekday INTEGER NOT NULL,
        opens INTEGER NOT NULL, closes INTEGER NOT NULL, PRIMARY KEY (office_id, channel, weekday, opens),
        CHECK (weekday BETWEEN 0 AND 6 AND opens BETWEEN 0 AND 1439 AND closes > opens AND closes <= 2880)
        ) WITHOUT ROWID""",
    """CREATE TABLE special_days (
        id INTEGER PRIMARY KEY, office_id INTEGER REFERENCES office, first TEXT NOT NULL, last TEXT NOT NULL,
        channels TEXT NOT NULL, hours TEXT NOT NULL, reason TEXT NOT NULL, CHECK (first <= last))""",
    "CREATE INDEX special_days_by_office ON special_days (office_id)",
    "CREATE TABLE public_holiday (day TEXT PRIMARY KEY, name TEXT NOT NULL) WITHOUT ROWID",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
