"""Look for what needs a person and tell it: each cause once, again when it lasts, and when it is over."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from ingest.errors import IngestError
from ingest.outbox import send_mail, send_webhook
from ingest.report import Alarm, Limits, find_alarms, group_kinds, render_alarms
from ingest.settings import AlarmSettings, MailServer, OutboxSettings
from ingest.site import make_message_id, start_mail
from ingest.stages.context import Context, StageReport
from ingest.stages.explaining import status
from ingest.stages.listing import list_where
from ingest.stages.showing.alive import tell_alive
from ingest.stages.showing.judged import find_verdict
from ingest.store import load_decided, load_open_alarms, load_runs, save_alarms

Told = Callable[[str, str, str], None]
_RUNS = 200


def watch(
    context: Context,
    outbox: OutboxSettings,
    server: MailServer | None,
    webhook: str | None,
    on_alarm: Told = lambda cause, what, todo: None,
) -> StageReport:
    """Tell new alarms, those that last too long, and those that are over; nothing else is said.

    What could not be told to anybody is told the next time; a dry run tells nobody.
    """
    now = context.now()
    found = look(context, outbox.alarms)
    known = load_open_alarms(context.store)
    again = timedelta(days=outbox.alarms.again_after_days)
    new = [one for one in found if one.cause not in known or _is_due(known[one.cause], now - again)]
    over = sorted(set(known) - {one.cause for one in found})
    report = StageReport("watch").counted(open=len(found), new=len(new), over=len(over))
    for alarm in found:
        report = report.noted(f"{alarm.cause}: {alarm.what}")
    if not (new or over) or context.is_dry_run:
        return report
    ways = list(_ways(context, outbox, server, webhook, new, over))
    problems = []
    for way in ways:
        try:
            way()
        except IngestError as problem:
            problems.append(problem)
            report = report.troubled(problem)
    for alarm in new:
        on_alarm(alarm.cause, alarm.what, alarm.todo)
    is_told = not ways or len(problems) < len(ways)
    _save(context, found, new if is_told else [], over if is_told else [])
    return report if ways else report.noted("nobody is told: see `alarms` in config/outbox.yaml")


def look(context: Context, settings: AlarmSettings) -> tuple[Alarm, ...]:
    """Every alarm that holds now."""
    plans = context.config.lists
    decided = [
        (verdict["category"], row["kind"])
        for row in load_decided(context.store)
        if (verdict := find_verdict(context.config, row))
    ]
    return find_alarms(
        status(context.store, context.config, context.now()),
        load_runs(context.store, _RUNS),
        group_kinds(decided),
        {list_where(plan): plan.name for plan in plans} | {plan.where: plan.name for plan in plans},
        Limits(settings.window_open_days, settings.precision_below, settings.precision_decisions),
    )


def _is_due(row: dict[str, object], before: object) -> bool:
    return row["told_at"] is None or row["told_at"] <= before  # type: ignore[operator]


def _ways(
    context: Context,
    outbox: OutboxSettings,
    server: MailServer | None,
    webhook: str | None,
    new: list[Alarm],
    over: list[str],
) -> Iterable[Callable[[], None]]:
    """One call for each reader and for the chat room."""
    text = render_alarms(new, over)
    head = f"paper-ingest: {new[0].what}" if new else f"paper-ingest: over: {', '.join(over)}"
    if webhook:
        yield lambda: send_webhook(webhook, {"text": f"*{context.home.path.name}*\n{text}"})
    if server is None:
        return
    alive = "; ".join(tell_alive(status(context.store, context.config, context.now())))
    for reader in outbox.alarms.to:
        causes = [*(one.cause for one in new), *over]
        message_id = make_message_id("alarm", reader, context.now(), causes, outbox.sender)
        mail = start_mail(outbox.sender, reader, head, message_id, context.now())
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(f"{text}\n\n--\nAlive: {alive}.\n")
        yield lambda mail=mail: send_mail(  # type: ignore[misc]
            mail, server.host, server.port, security=server.security, user=server.user, password=server.password
        )  # fmt: skip


def _save(context: Context, found: Iterable[Alarm], told: list[Alarm], over: list[str]) -> None:
    known = load_open_alarms(context.store)
    now = context.now()
    causes = {one.cause for one in told}
    rows = [
        {
            "cause": one.cause,
            "state": "open",
            "what": one.what,
            "todo": one.todo,
            "since_at": known[one.cause]["since_at"] if one.cause in known else now,
            "told_at": now if one.cause in causes else known.get(one.cause, {}).get("told_at"),
            "over_at": None,
        }
        for one in found
    ]
    rows += [known[cause] | {"state": "over", "over_at": now} for cause in over]
    with context.store.transaction():
        save_alarms(context.store, rows)
