"""Texts of messages that the town wrote in place of ours."""

from appliance.domain.message import MessageKind
from appliance.domain.message_text import MessageText
from appliance.store.sql import execute, first


def get(kind: MessageKind, language: str) -> MessageText | None:
    """None where ours holds."""
    row = first("SELECT subject, body, sms FROM message_text WHERE kind = ? AND language = ?", (kind.value, language))
    return MessageText(*row) if row else None


def all() -> dict[tuple[MessageKind, str], MessageText]:
    """By kind and language: only what was changed."""
    rows = execute("SELECT kind, language, subject, body, sms FROM message_text ORDER BY kind, language")
    return {(MessageKind(kind), language): MessageText(*text) for kind, language, *text in rows}


def put(kind: MessageKind, language: str, text: MessageText) -> None:
    execute(
        "INSERT OR REPLACE INTO message_text (kind, language, subject, body, sms) VALUES (?, ?, ?, ?, ?)",
        (kind.value, language, text.subject, text.body, text.sms),
    )


def remove(kind: MessageKind, language: str) -> None:
    execute("DELETE FROM message_text WHERE kind = ? AND language = ?", (kind.value, language))
