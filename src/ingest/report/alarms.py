"""What needs a person, each cause once, with what to do. Pure: what is known in, alarms out."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ingest.report.status import Status, is_stale, render_age

_NIGHT_HOURS = 36  # without a nightly run
_STILL_HOURS = 24  # without a part of an open backfill
_LIST_STAGES = {"reconcile": "list", "propose": "list", "publish": "publishing"}


@dataclass(frozen=True, slots=True)
class Alarm:
    """One cause, which stays the same as long as it lasts, in words for a person."""

    cause: str  # "stale-data:arxiv", "publishing:awesome-list", ...
    what: str
    todo: str


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is an alarm; see config/outbox.yaml."""

    window_open_days: float = 3
    precision_below: float = 0.7
    precision_decisions: int = 10


def find_alarms(
    status: Status,
    runs: Sequence[Mapping[str, Any]],
    decided: Mapping[str, Sequence[str]],
    places: Mapping[str, str],
    limits: Limits,
) -> tuple[Alarm, ...]:
    """Every alarm that holds now, in the order in which a person should look.

    `runs` are rows of the table, newest first; `decided` the kinds of decisions on each rule's works,
    newest first; `places` names the list of each text by which problems name a list.
    """
    found = [
        *_stale(status),
        *_open_windows(status, limits),
        *_still_backfills(status),
        *_no_night(status, runs),
        *_stages(runs, places),
        *_precision(decided, limits),
    ]
    return tuple({alarm.cause: alarm for alarm in found}.values())


def _stale(status: Status) -> Iterator[Alarm]:
    for source in status.sources:
        if is_stale(status, source):
            age = render_age(status.now, source.newest_record_at)
            last = f"; the last window was {source.last_outcome}" if source.last_outcome else ""
            reason = f": {source.last_reason}" if source.last_reason else ""
            yield Alarm(
                f"stale-data:{source.name}",
                f"the newest record of {source.name} is {age}, the limit is {source.max_age_hours:g} h{last}{reason}",
                f"`ingest poll --source {source.name}` and read its last lines; where the source is well and only "
                "quiet, raise max_age_hours in config/sources.yaml",
            )


def _open_windows(status: Status, limits: Limits) -> Iterator[Alarm]:
    for source in status.sources:
        if not source.gap_days:
            continue
        age = (status.now.date() - source.gap_days[0]).days
        if age > limits.window_open_days:
            days = len(source.gap_days)
            yield Alarm(
                f"open-window:{source.name}",
                f"{source.name} could not be read to the end for {source.gap_days[0]}, {age} days ago"
                + (f", and for {days - 1} more days" if days > 1 else ""),
                f"`ingest backfill --source {source.name} --since {source.gap_days[0]} --until "
                f"{source.gap_days[-1]}`; what it says is why the window stays open",
            )


def _still_backfills(status: Status) -> Iterator[Alarm]:
    for source in status.sources:
        at, count = source.partition_closed_at, len(source.open_partitions)
        if count and at and status.now - at > timedelta(hours=_STILL_HOURS):
            more = f", and {count - 1} more" if count > 1 else ""
            yield Alarm(
                f"backfill:{source.name}",
                f"the backfill of {source.name} stands still since {at:%Y-%m-%d %H:%M}; open: "
                f"{source.open_partitions[0]}{more}",
                f"`ingest backfill --source {source.name}` of these days goes on where it was; what it says is why it stands",
            )


def _no_night(status: Status, runs: Sequence[Mapping[str, Any]]) -> Iterator[Alarm]:
    nights = [run["started_at"] for run in runs if run["kind"] == "nightly"]
    if nights and status.now - nights[0] > timedelta(hours=_NIGHT_HOURS):
        yield Alarm(
            "no-night",
            f"the last nightly run began {render_age(status.now, nights[0]).replace(' old', ' ago')}",
            "see that `ingest serve`, the timer or the workflow runs; `ingest run` makes up for what was missed",
        )


def _stages(runs: Sequence[Mapping[str, Any]], places: Mapping[str, str]) -> Iterator[Alarm]:
    """Problems of the last run of each stage that has to do with lists."""
    seen: set[str] = set()
    for run in runs:
        for stage in json.loads(run["stages"] or "[]"):
            name = stage["stage"]
            if name not in _LIST_STAGES or name in seen:
                continue
            seen.add(name)
            for problem in stage["problems"]:
                what, _, todo = problem.partition("\nTo do: ")
                of_list = next((found for text, found in places.items() if text in what), name)
                yield Alarm(f"{_LIST_STAGES[name]}:{of_list}", what, todo or "read the run's log")


def _precision(decided: Mapping[str, Sequence[str]], limits: Limits) -> Iterator[Alarm]:
    for rule, kinds in sorted(decided.items()):
        told = [kind for kind in kinds if kind in ("merged", "refused")]
        last = told[: limits.precision_decisions]
        if len(last) < limits.precision_decisions:
            continue
        share = last.count("merged") / len(last)
        if share < limits.precision_below:
            yield Alarm(
                f"precision:{rule}",
                f"of the last {len(last)} works of the rule {rule!r} people refused {last.count('refused')}",
                "`ingest rules learned` shows the phrases that misled it, `ingest rules suggest` what would help",
            )


def render_alarms(new: Sequence[Alarm], over: Sequence[str]) -> str:
    """What is wrong and what is no longer, as plain text."""
    lines = []
    for alarm in new:
        lines += [f"{alarm.cause}", f"  {alarm.what}", f"  To do: {alarm.todo}", ""]
    if over:
        lines += ["Over:", *(f"  {cause}" for cause in over), ""]
    return "\n".join(lines).rstrip()


def group_kinds(rows: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """(rule, kind of decision) as the kinds of each rule, the order kept."""
    grouped: dict[str, list[str]] = defaultdict(list)
    for rule, kind in rows:
        grouped[rule].append(kind)
    return dict(grouped)
