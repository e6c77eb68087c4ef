"""Forms that citizens and clerks fill in together. A version never changes: whoever has it open keeps it."""

from peewee import Database

STATEMENTS = (
    "CREATE TABLE form (id INTEGER PRIMARY KEY AUTOINCREMENT, version INTEGER NOT NULL, retired_at INTEGER)",
    "CREATE TABLE form_paper (id INTEGER PRIMARY KEY, pdf BLOB NOT NULL)",
    """CREATE TABLE form_version (
        form_id INTEGER NOT NULL REFERENCES form, version INTEGER NOT NULL, title TEXT NOT NULL, fields TEXT NOT NULL,
        paper_id INTEGER REFERENCES form_paper, ended_at INTEGER, PRIMARY KEY (form_id, version))""",
    """CREATE TABLE service_form (
        service_id INTEGER NOT NULL REFERENCES service, form_id INTEGER NOT NULL REFERENCES form,
        PRIMARY KEY (service_id, form_id)) WITHOUT ROWID""",
    "CREATE INDEX service_form_by_form ON service_form (form_id)",
)


def up(migrator: object, db: Database) -> None:
    for statement in STATEMENTS:
        db.execute_sql(statement)
