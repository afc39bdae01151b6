"""Timestamps as the sources write them, read into aware UTC values."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def read_time(text: str) -> datetime | None:
    """ISO 8601 (a date alone is its midnight, no zone is UTC) or RFC 822; None where it is neither."""
    stripped = text.strip()
    try:
        moment = datetime.fromisoformat(stripped)
    except ValueError:
        try:
            moment = parsedate_to_datetime(stripped)
        except ValueError:
            return None
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def unread_times(fields: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Facts (`unread_NAME`) for optional times that could not be read, so that none is lost in silence."""
    return tuple(
        (f"unread_{name}", " ".join(text.split())[:60])
        for name, text in fields
        if text.strip() and read_time(text) is None
    )
