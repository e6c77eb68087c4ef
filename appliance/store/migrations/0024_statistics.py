"""What was counted of each day that is over, by hour, service and channel: it outlives the tickets, and names none.

`waits`, `ways`, `works`: times in tenths of minutes, from the shortest to the longest, so their order tells nothing.
"""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE statistic (
        day TEXT NOT NULL, hour INTEGER NOT NULL, office_id INTEGER NOT NULL REFERENCES office,
        service_id INTEGER NOT NULL REFERENCES service, channel TEXT NOT NULL,
        arrivals INTEGER NOT NULL, sent_on INTEGER NOT NULL, served INTEGER NOT NULL, no_shows INTEGER NOT NULL,
        given_up INTEGER NOT NULL, kept INTEGER NOT NULL, missed INTEGER NOT NULL,
        waits TEXT NOT NULL, ways TEXT NOT NULL, works TEXT NOT NULL,
        PRIMARY KEY (day, hour, office_id, service_id, channel)) WITHOUT ROWID""",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
