"""Digests: what is due to whom, each work once for each reader, whenever the process dies."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage

from ingest.errors import ConfigError, IngestError
from ingest.outbox import send_mail
from ingest.settings import DigestSettings, MailServer, OutboxSettings
from ingest.site import Digest, WorkPage, make_digest, make_message_id
from ingest.stages.context import Context, Progress, StageReport
from ingest.stages.explaining import explain_works, status
from ingest.stages.showing.alive import tell_alive
from ingest.stages.showing.cards import make_page
from ingest.store import (
    SentDigest,
    load_digest_works,
    load_last_digest,
    load_new_works,
    save_digest,
)
from ingest.works import Work

# A little less than the days, so that a run that begins some minutes earlier still sends.
_PERIODS = {"day": timedelta(hours=20), "week": timedelta(days=6, hours=12)}
_FIRST = {"day": timedelta(days=3), "week": timedelta(days=10)}  # how far back the first one looks
_SILENCE = timedelta(days=7)  # after so long even a daily digest without works is sent: it is alive


def send_digests(
    context: Context,
    outbox: OutboxSettings,
    server: MailServer | None,
    names: Sequence[str] = (),
    *,
    is_forced: bool = False,
) -> StageReport:
    """Send what is due; one reader whose mail is refused does not keep the others from theirs.

    In a dry run the mails are shown and nothing is sent or noted. ConfigError for an unknown name.
    """
    report = StageReport("digest").counted(sent=0, works=0)
    chosen = _chosen(outbox, names)
    if not chosen:
        return report.noted("nobody is told: see `digests` in config/outbox.yaml")
    if server is None and not context.is_dry_run:
        raise ConfigError(
            "there is no mail server to hand the digests in",
            where="INGEST_SMTP_URL",
            todo="set it to smtp://user:password@host:587, or look at the mails with --dry-run",
        )
    readers = [(settings, reader) for settings in chosen for reader in settings.to]
    for number, (settings, reader) in enumerate(readers):
        context.notify(Progress("digest", f"{settings.name} to {reader}", number, len(readers)))
        try:
            report = _send_one(context, outbox, server, settings, reader, is_forced, report)
        except IngestError as problem:
            report = report.troubled(problem)
    return report


def _send_one(
    context: Context,
    outbox: OutboxSettings,
    server: MailServer | None,
    settings: DigestSettings,
    reader: str,
    is_forced: bool,
    report: StageReport,
) -> StageReport:
    now = context.now()
    last = load_last_digest(context.store, settings.name, reader)
    if last and last.state == "sending":  # begun and not known to have gone: the same mail again
        pages, more, sent = _pages(context, load_digest_works(context.store, last.message_id)), 0, last  # fmt: skip
    else:
        if last and not is_forced and now - (last.sent_at or now) < _PERIODS[settings.every]:
            return report
        since = now - _FIRST[settings.every]
        if last and last.sent_at:
            since = min(since, last.sent_at)
        pages, more = _choose(context, settings, reader, since)
        if not pages and not is_forced and settings.every == "day" and _is_recent(last, now):
            return report.noted(f"{settings.name} to {reader}: nothing new")
        names = [page.work.work_id for page in pages]
        message_id = make_message_id(settings.name, reader, now, names, outbox.sender)
        sent = SentDigest(message_id, settings.name, reader, "sending", len(pages), now)
    mail = _mail(context, outbox, settings, sent, pages, more)
    if context.is_dry_run or server is None:
        return replace(report, pages=(*report.pages, show_mail(mail))).counted(works=len(pages))
    with context.store.transaction():
        save_digest(context.store, sent, [page.work.work_id for page in pages])
    send_mail(mail, server.host, server.port, security=server.security, user=server.user,
              password=server.password)  # fmt: skip
    with context.store.transaction():
        save_digest(context.store, replace(sent, state="sent", sent_at=now))
    return report.counted(sent=1, works=len(pages))


def make_mails(context: Context, outbox: OutboxSettings, *, since: datetime) -> list[EmailMessage]:
    """The mails that readers who never had one would get of works seen since a moment; nothing is noted."""
    mails = []
    for settings in outbox.digests:
        for reader in settings.to:
            pages, more = _choose(context, settings, reader, since)
            sent = SentDigest("<shown@localhost>", settings.name, reader, "sending", len(pages), context.now())  # fmt: skip
            mails.append(_mail(context, outbox, settings, sent, pages, more))
    return mails


def _is_recent(last: SentDigest | None, now: datetime) -> bool:
    return last is not None and last.sent_at is not None and now - last.sent_at < _SILENCE


def _chosen(outbox: OutboxSettings, names: Sequence[str]) -> list[DigestSettings]:
    known = {one.name: one for one in outbox.digests}
    for name in names:
        if name not in known:
            raise ConfigError(
                f"there is no digest {name!r}",
                where="config/outbox.yaml",
                todo=f"use one of {', '.join(known)}" if known else "write one there",
            )
    return [known[name] for name in names] if names else list(outbox.digests)


def _choose(
    context: Context, settings: DigestSettings, reader: str, since: datetime
) -> tuple[tuple[WorkPage, ...], int]:
    """The works of a digest, best first, and how many more there are."""
    works = load_new_works(context.store, settings.name, reader, since)
    wanted = [page for page in _pages(context, works) if wants(settings, page)]
    wanted.sort(key=lambda page: (page.card.rank or 10**6, -_score(page), page.card.path))
    return tuple(wanted[: settings.max_items]), max(0, len(wanted) - settings.max_items)


def wants(settings: DigestSettings, page: WorkPage) -> bool:
    """Whether a digest takes a work: by list, by category, by trend; every one of them when it names none."""
    card = page.card
    if not (settings.lists or settings.categories or settings.is_trending):
        return card.is_chosen
    by_list = any(
        stand.list_name in settings.lists and stand.state != "refused" for stand in card.stands
    )
    by_category = not set(settings.categories).isdisjoint(card.categories)
    return by_list or by_category or (settings.is_trending and card.rank is not None)


def _score(page: WorkPage) -> float:
    return max((verdict.score for verdict in page.verdicts), default=0.0)


def _pages(context: Context, works: Sequence[Work]) -> tuple[WorkPage, ...]:
    return tuple(map(make_page, explain_works(context.store, context.config, works)))


def _mail(
    context: Context,
    outbox: OutboxSettings,
    settings: DigestSettings,
    sent: SentDigest,
    pages: Sequence[WorkPage],
    more: int,
) -> EmailMessage:
    state = status(context.store, context.config, context.now())
    digest = Digest(
        title=settings.name.replace("-", " ").capitalize(),
        pages=tuple(pages),
        more=more,
        alive=tell_alive(state),
        titles={one.name: one.title for one in context.config.book.categories},
        site_url=f"{outbox.site_url.rstrip('/')}/" if outbox.site_url else "",
    )
    return make_digest(
        digest,
        sender=outbox.sender,
        recipient=sent.recipient,
        message_id=sent.message_id,
        at=sent.prepared_at,
        unsubscribe_url=settings.unsubscribe_url,
    )


def show_mail(mail: EmailMessage) -> str:
    """A mail as a dry run prints it: its headers and its text."""
    return "\n".join([*_headers(mail), "", mail.get_body(("plain",)).get_content()])  # type: ignore[union-attr]


def _headers(mail: EmailMessage) -> Iterator[str]:
    for name in ("From", "To", "Subject", "List-Unsubscribe"):
        if mail[name]:
            yield f"{name}: {mail[name]}"
