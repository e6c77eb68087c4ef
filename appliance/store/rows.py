"""The tables as peewee models. Only this room uses them; the schema itself is made by the migrations."""

from datetime import UTC, datetime, timedelta
from typing import Any

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    IntegerField,
    Model,
    SqliteDatabase,
    TextField,
)

database = SqliteDatabase(None, autoconnect=False)
"""Deferred: `store.database` gives it its file."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int | None) -> datetime | None:
    return None if micros is None else instant(micros)


def instant(micros: int) -> datetime:
    return _EPOCH + timedelta(0, 0, micros)


class InstantField(BigIntegerField):
    """An aware UTC datetime, stored as microseconds: exact, sortable, and no driver can shift it."""

    def db_value(self, value: Any) -> Any:
        return to_micros(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> Any:
        return from_micros(value)


class Row(Model):
    class Meta:
        database = database
        legacy_table_names = False


class OrganisationRow(Row):
    id = AutoField()
    name = TextField()
    time_zone = TextField()
    land = TextField(default="")

    class Meta:
        table_name = "organisation"


class DepartmentRow(Row):
    id = AutoField()
    organisation_id = IntegerField()
    name = TextField()
    position = IntegerField(default=0)
    retired_at = InstantField(null=True)

    class Meta:
        table_name = "department"


class OfficeRow(Row):
    id = AutoField()
    department_id = IntegerField()
    name = TextField()
    prefix = TextField()
    place = TextField()
    is_open = BooleanField()
    capacity = IntegerField()
    confirm_seconds = IntegerField()
    by_hours = BooleanField(default=False)
    hand_until = InstantField(null=True)
    closing_soon_minutes = IntegerField(default=30)
    late_tickets = TextField(default="warn")
    keeps_holidays = BooleanField(default=True)
    announced = TextField(default="")
    booking = TextField(default="{}")
    reminder_hours = IntegerField(default=24)
    published = BooleanField(default=True)
    at_closing = TextField(default="served")
    calling = TextField(default="{}")
    position = IntegerField(default=0)
    retired_at = InstantField(null=True)

    class Meta:
        table_name = "office"


class ServiceRow(Row):
    id = AutoField()
    office_id = IntegerField()
    name = TextField()
    description = TextField()
    documents = TextField()
    fim_key = TextField()
    minutes = IntegerField()
    channels = TextField()
    languages = TextField(default="de")
    form = TextField(default="")
    takes_numbers = BooleanField(default=True)
    takes_appointments = BooleanField(default=True)
    position = IntegerField(default=0)
    retired_at = InstantField(null=True)

    class Meta:
        table_name = "service"


class ClerkRow(Row):
    id = AutoField()
    name = TextField()
    sign_in_name = TextField()
    password_hash = TextField()
    roles = TextField()
    retired_at = InstantField(null=True)

    class Meta:
        table_name = "clerk"


class ClerkSkillRow(Row):
    clerk_id = IntegerField()
    service_id = IntegerField()

    class Meta:
        table_name = "clerk_skill"
        primary_key = CompositeKey("clerk_id", "service_id")


class CounterRow(Row):
    id = AutoField()
    office_id = IntegerField()
    name = TextField()
    is_home = BooleanField()
    clerk_id = IntegerField(null=True)
    position = IntegerField(default=0)
    retired_at = InstantField(null=True)
    paused_at = InstantField(null=True)
    paused_for = TextField(null=True)
    seen_at = InstantField(null=True)
    vanished_at = InstantField(null=True)

    class Meta:
        table_name = "counter"


class SessionRow(Row):
    token_hash = BlobField(primary_key=True)
    clerk_id = IntegerField()
    expires_at = InstantField()

    class Meta:
        table_name = "session"


class DeviceRow(Row):
    id = AutoField()
    office_id = IntegerField()
    name = TextField()
    place = TextField()
    function = TextField()
    token_hash = BlobField(null=True)
    code_hash = BlobField(null=True)
    code_expires_at = InstantField(null=True)
    revoked = BooleanField(default=False)
    browser_seen_at = InstantField(null=True)
    agent_seen_at = InstantField(null=True)
    equipment = TextField(default="{}")
    public_id = TextField(null=True)
    fingerprint = TextField(null=True)
    address = TextField(null=True)
    adopted_at = InstantField(null=True)
    health = TextField(null=True)
    health_at = InstantField(null=True)
    trouble = TextField(null=True)
    configuration_revision = IntegerField(default=0)
    acknowledged_revision = IntegerField(default=0)
    configuration_digest = TextField(null=True)
    certificate_expires_at = InstantField(null=True)

    class Meta:
        table_name = "device"


class TicketRow(Row):
    id = AutoField()
    office_id = IntegerField()
    service_id = IntegerField()
    number = TextField()
    code = TextField()
    state = TextField()
    channel = TextField()
    at_terminal = BooleanField()
    media = TextField()
    origin = TextField()
    language = TextField()
    taken_at = InstantField()
    queue_key = InstantField()
    called_at = InstantField(null=True)
    admitted_at = InstantField(null=True)
    finished_at = InstantField(null=True)
    recalls = IntegerField()
    recalled_at = InstantField(null=True)
    counter_id = IntegerField(null=True)
    clerk_id = IntegerField(null=True)
    terminal_id = IntegerField(null=True)
    outcome = TextField(null=True)
    device_id = IntegerField(null=True)
    version = IntegerField()
    day = TextField()
    token_hash = BlobField()
    persons = IntegerField(default=1)
    appointment_id = IntegerField(null=True)
    appointment_token_hash = BlobField(null=True)
    phone = TextField(default="")
    due_at = InstantField(null=True)
    absent_since = InstantField(null=True)
    parked_at = InstantField(null=True)
    parked_for = TextField(null=True)
    waiting_since = InstantField(null=True)
    resumed_at = InstantField(null=True)
    worked_seconds = IntegerField(default=0)
    for_counter_id = IntegerField(null=True)
    for_clerk_id = IntegerField(null=True)
    priority = TextField(null=True)
    split_from = IntegerField(null=True)

    class Meta:
        table_name = "ticket"


class ConsultationRow(Row):
    id = AutoField()
    ticket_id = IntegerField()
    office_id = IntegerField()
    clerk_id = IntegerField()
    counter_id = IntegerField()
    terminal_id = IntegerField(null=True)
    state = TextField()
    opened_at = InstantField()
    finished_at = InstantField(null=True)
    is_held = BooleanField(default=False)

    class Meta:
        table_name = "consultation"


class JournalRow(Row):
    id = AutoField()
    at = InstantField()
    type = TextField()
    office_id = IntegerField(null=True)
    ticket_id = IntegerField(null=True)
    counter_id = IntegerField(null=True)
    clerk_id = IntegerField(null=True)
    device_id = IntegerField(null=True)
    consultation_id = IntegerField(null=True)
    data = TextField()

    class Meta:
        table_name = "journal"


class ShownWindowRow(Row):
    ticket_id = IntegerField(primary_key=True)
    office_id = IntegerField()
    revision = IntegerField()
    people_ahead = IntegerField()
    opens_at = InstantField(null=True)
    closes_at = InstantField(null=True)
    reason = TextField(null=True)
    next_up = BooleanField()

    class Meta:
        table_name = "shown_window"


class ServiceWindowRow(Row):
    service_id = IntegerField(primary_key=True)
    people_ahead = IntegerField()
    opens_at = InstantField(null=True)
    closes_at = InstantField(null=True)
    reason = TextField(null=True)

    class Meta:
        table_name = "service_window"


class IdempotencyRow(Row):
    key_hash = BlobField(primary_key=True)
    fingerprint = BlobField()
    result = TextField()
    at = InstantField()

    class Meta:
        table_name = "idempotency"
