"""config/outbox.yaml and the environment: who is told what, by which server."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field

from ingest.errors import ConfigError
from ingest.settings.home import Home
from ingest.settings.reading import Strict, read_yaml


class DigestSettings(Strict):
    """One digest: who gets it, how often, of which works."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    to: tuple[str, ...] = Field(min_length=1)
    every: Literal["day", "week"] = "day"
    lists: tuple[str, ...] = ()  # works for these lists
    categories: tuple[str, ...] = ()  # works of these categories
    is_trending: bool = Field(
        default=False, alias="trending"
    )  # works on the trending page, by rank
    max_items: int = Field(default=20, ge=1, le=200)
    unsubscribe_url: str | None = None


class AlarmSettings(Strict):
    """Who is told when something needs a person, besides the webhook of the environment."""

    to: tuple[str, ...] = ()
    window_open_days: float = Field(default=3, gt=0)
    precision_below: float = Field(default=0.7, ge=0, le=1)  # merged of all decided
    precision_decisions: int = Field(default=10, ge=1)  # the last so many of a rule
    again_after_days: float = Field(default=7, gt=0)  # an alarm that is still open is told again


class OutboxSettings(Strict):
    """config/outbox.yaml: who is told what by mail."""

    sender: str = "paper-ingest <paper-ingest@localhost>"
    site_url: str = ""  # where `ingest site` is published; links in mails lead there
    digests: tuple[DigestSettings, ...] = ()
    alarms: AlarmSettings = AlarmSettings()


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mail is handed in."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"] = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)


def load_outbox(home: Home) -> OutboxSettings:
    """Read HOME/config/outbox.yaml; nobody is told anything where there is none."""
    path = home.config / "outbox.yaml"
    return read_yaml(path, OutboxSettings) if path.exists() else OutboxSettings()


def mail_server(environment: Mapping[str, str] | None = None) -> MailServer | None:
    """INGEST_SMTP_URL as a value; None when it is not set.

    `smtp://user:password@host:587` (STARTTLS), `smtps://...:465` (TLS), `smtp+plain://localhost:25`.
    """
    source = os.environ if environment is None else environment
    text = source.get("INGEST_SMTP_URL", "")
    if not text:
        return None
    kinds: dict[str, tuple[Literal["none", "starttls", "tls"], int]] = {
        "smtp": ("starttls", 587), "smtps": ("tls", 465), "smtp+plain": ("none", 25),
    }  # fmt: skip
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in kinds or not parts.hostname:
        raise ConfigError(
            "INGEST_SMTP_URL can't be read",
            where="environment",
            todo="write smtp://user:password@host:587, smtps://... or smtp+plain://...",
        )
    security, usual_port = kinds[parts.scheme]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return MailServer(parts.hostname, port or usual_port, security, user, password)


def alarm_webhook(environment: Mapping[str, str] | None = None) -> str | None:
    """The Slack-shaped webhook for alarms, from INGEST_ALARM_WEBHOOK; None when it is not set."""
    source = os.environ if environment is None else environment
    return source.get("INGEST_ALARM_WEBHOOK") or None
