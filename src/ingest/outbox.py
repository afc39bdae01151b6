"""The door to people's mailboxes and chat rooms (https://docs.python.org/3/library/smtplib.html)."""

import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from typing import Literal

import requests

from ingest.errors import PublishError

_TIMEOUT_SECONDS = 30
Security = Literal["none", "starttls", "tls"]


def send_mail(
    message: EmailMessage,
    host: str,
    port: int,
    *,
    security: Security = "starttls",
    user: str = "",
    password: str = "",
    context: ssl.SSLContext | None = None,
) -> None:
    """Hand one mail in; it was accepted when this returns. PublishError when it was not."""
    where = f"{host}:{port}"
    trusted = context or ssl.create_default_context()
    try:
        if security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, port, timeout=_TIMEOUT_SECONDS, context=trusted
            )
        else:
            server = smtplib.SMTP(host, port, timeout=_TIMEOUT_SECONDS)
        with server:
            if security == "starttls":
                server.starttls(context=trusted)
            if user:
                server.login(user, password)
            server.send_message(message)
    except smtplib.SMTPAuthenticationError as error:
        raise PublishError(
            f"the mail server refused the login: {_said(error)}",
            where=where,
            todo="check user and password in INGEST_SMTP_URL",
        ) from error
    except smtplib.SMTPRecipientsRefused as error:
        refused = "; ".join(f"{to}: {_text(said)}" for to, (_, said) in error.recipients.items())
        raise PublishError(
            f"the mail server refused the reader: {refused}",
            where=where,
            todo="mend or remove the address in config/outbox.yaml",
        ) from error
    except (OSError, smtplib.SMTPException) as error:
        raise PublishError(
            f"the mail could not be handed in: {_said(error)}",
            where=where,
            todo="check INGEST_SMTP_URL; the next run tries again",
        ) from error


def send_webhook(url: str, payload: Mapping[str, object]) -> None:
    """Post JSON to a chat room's webhook. PublishError when it was not accepted; the URL stays secret."""
    try:
        answer = requests.post(url, json=payload, timeout=_TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise PublishError(
            f"the webhook can't be reached: {type(error).__name__}",
            where="INGEST_ALARM_WEBHOOK",
            todo="check the URL",
        ) from None
    if answer.status_code >= 300:
        raise PublishError(
            f"the webhook answered {answer.status_code}: {answer.text[:200]}",
            where="INGEST_ALARM_WEBHOOK",
            todo="check the URL; a chat room that was removed answers 404 or 410",
        )


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
