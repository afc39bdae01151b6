"""Why a list is left alone now: paused by a person, quiet hours, a rest after the last pull request."""

from datetime import datetime, timedelta

from ingest.forges import PullRequest
from ingest.lists.plan import ListPlan
from ingest.stages.consent import find_refusal
from ingest.stages.context import Context
from ingest.store import load_last_end, load_pause


def find_standstill(context: Context, plan: ListPlan, pull: PullRequest | None) -> str:
    """In words for a person; "" where nothing stands in the way."""
    refusal = find_refusal(context, plan)
    if refusal:
        return refusal
    pause = load_pause(context.store, plan.name)
    if pause:
        said = f": {pause['text']}" if pause["text"] else ""
        return f"paused by {pause['who']} on {pause['said_at']:%Y-%m-%d}{said}; `/resume` goes on"
    if pull and plan.stop_label in pull.labels:
        return f"#{pull.number} carries the label {plan.stop_label!r}; take it off to go on"
    now = context.now()
    if is_quiet(plan, now):
        first, last = plan.quiet_hours or (0, 0)
        return f"quiet hours, {first:02}:00 to {last:02}:00 UTC"
    if pull and pull.state == "open":
        return ""
    return _resting(context, plan, now)


def is_quiet(plan: ListPlan, now: datetime) -> bool:
    """Whether an hour lies in the quiet hours, which may go over midnight."""
    if plan.quiet_hours is None:
        return False
    first, last = plan.quiet_hours
    if first <= last:
        return first <= now.hour < last
    return now.hour >= first or now.hour < last


def find_rest(context: Context, plan: ListPlan, now: datetime) -> datetime | None:
    """Until when a list rests after its last pull request; None where it does not."""
    until, _ = _rest(context, plan)
    return until if until and now < until else None


def _resting(context: Context, plan: ListPlan, now: datetime) -> str:
    until, state = _rest(context, plan)
    resting = until and now < until
    return f"resting until {until:%Y-%m-%d}, the last one was {state}" if resting else ""


def _rest(context: Context, plan: ListPlan) -> tuple[datetime | None, str]:
    """Until when a list rests, or rested, and how its last pull request ended; (None, "") before the first end."""
    ended = load_last_end(context.store, plan.name)
    if not ended:
        return None, ""
    state, ended_at = ended
    days = plan.cooldown_days_after_close if state == "closed" else plan.cooldown_days
    return ended_at + timedelta(days=days), state
