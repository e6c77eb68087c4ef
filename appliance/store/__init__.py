"""What must not be lost: SQLite by peewee. No row leaves this room; others get the domain's dataclasses."""
