"""Mails as values: a digest with its works, HTML and text, nothing in them that tells who read them."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from ingest.site.model import WorkPage
from ingest.site.pages import render_template

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")
_LEAD_AT_MOST = 420


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest to one reader."""

    title: str
    pages: tuple[WorkPage, ...]
    more: int  # works that did not fit
    alive: tuple[str, ...]  # what the program says of itself, one fact a line
    titles: dict[str, str]  # category -> title
    site_url: str = ""


def make_digest(
    digest: Digest,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    at: datetime,
    unsubscribe_url: str | None = None,
) -> EmailMessage:
    """The mail: text first, HTML beside it, with the headers that let a reader leave."""
    count = len(digest.pages)
    subject = f"{digest.title}: {count} new {'work' if count == 1 else 'works'}"
    message = start_mail(
        sender, recipient, subject if count else f"{digest.title}: nothing new", message_id, at
    )
    leave = f"mailto:{address_of(sender)}?subject=unsubscribe%20{digest.title.replace(' ', '%20')}"
    ways = [f"<{unsubscribe_url}>"] if unsubscribe_url else []
    message["List-Unsubscribe"] = ", ".join([*ways, f"<{leave}>"])
    if unsubscribe_url and unsubscribe_url.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message["List-Id"] = f"{digest.title.replace('<', '')} <digest.paper-ingest>"
    message["Auto-Submitted"] = "auto-generated"
    values = {"digest": digest, "leave": unsubscribe_url or leave, "lead": lead_of}
    message.set_content(render_template("digest.txt", **values))
    message.add_alternative(render_template("digest.html", **values), subtype="html")
    return message


def start_mail(
    sender: str, recipient: str, subject: str, message_id: str, at: datetime
) -> EmailMessage:
    """An empty mail with its headers; a line end in a name or a subject is a blank."""
    message = EmailMessage()
    name, address = parseaddr(sender)
    message["From"] = Address(display_name=name, addr_spec=address)
    message["To"] = Address(addr_spec=address_of(recipient))
    message["Subject"] = " ".join(subject.split())
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    return message


def make_message_id(digest: str, recipient: str, at: datetime, works: Sequence[str], sender: str) -> str:  # fmt: skip
    """The same works to the same reader on the same day are the same mail, so that a mailbox can tell."""
    text = "\0".join((digest, recipient, *works)).encode("utf-8", "surrogatepass")
    digest_of = hashlib.blake2b(text, digest_size=8).hexdigest()
    host = address_of(sender).rpartition("@")[2] or "localhost"
    return f"<{digest}.{at:%Y%m%d}.{digest_of}@{host}>"


def address_of(text: str) -> str:
    """`ann@example.org` of `Ann <ann@example.org>`."""
    return parseaddr(text)[1]


def lead_of(abstract: str) -> str:
    """The first two sentences of an abstract, of a bounded length."""
    text = " ".join(_SENTENCE_END.split(" ".join(abstract.split()))[:2])
    if len(text) <= _LEAD_AT_MOST:
        return text
    return text[:_LEAD_AT_MOST].rsplit(" ", 1)[0] + " …"
