"""Guests of a consultation, who are forgotten when it is closed; and whether its citizen is on hold."""

from peewee import Database

STATEMENTS = (
    """CREATE TABLE guest (
        id INTEGER PRIMARY KEY AUTOINCREMENT, consultation_id INTEGER NOT NULL REFERENCES consultation,
        role TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, place TEXT, clerk_id INTEGER REFERENCES clerk,
        token_hash BLOB UNIQUE, changed_at INTEGER NOT NULL,
        CHECK ((clerk_id IS NULL) <> (token_hash IS NULL)), CHECK ((place IS NULL) <> (state = 'admitted')))""",
    "CREATE UNIQUE INDEX guest_place ON guest (consultation_id, place)",
    "CREATE INDEX guest_of_clerk ON guest (clerk_id) WHERE clerk_id IS NOT NULL",
    "ALTER TABLE consultation ADD COLUMN is_held INTEGER NOT NULL DEFAULT 0",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
