"""How well the rules did, told from what people decided. Pure: rows in, values out."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ingest.settings import Config
from ingest.site import Card, Judged, Line, Precision

_ENOUGH = 3  # decisions on a phrase before it is shown
_PHRASES = 60

_Row = Mapping[str, Any]


def find_judged(config: Config, decided: Sequence[_Row], by_id: Mapping[str, Card]) -> Judged:
    """Precision by rule and by phrase, and what people moved and corrected."""
    by_rule: dict[str, list[_Row]] = defaultdict(list)
    by_phrase: dict[str, list[_Row]] = defaultdict(list)
    for row in decided:
        verdict = find_verdict(config, row)
        if verdict is None:
            continue
        by_rule[verdict["category"]].append(row)
        for phrase in {str(one["phrase"]).casefold() for one in verdict["evidence"]}:
            by_phrase[phrase].append(row)
    phrases = [measure(name, rows) for name, rows in by_phrase.items()]
    told = [one for one in phrases if one.merged + one.refused >= _ENOUGH]
    rules = [measure(name, rows) for name, rows in by_rule.items()]
    return Judged(
        rules=tuple(sorted(rules, key=lambda one: (-(one.merged + one.refused), one.name))),
        phrases=tuple(sorted(told, key=lambda one: (one.share, -one.refused, one.name))[:_PHRASES]),
        changed=tuple(_changed(decided, by_id)),
    )


def find_verdict(config: Config, row: _Row) -> dict[str, Any] | None:
    """The verdict that brought a decided work to its section; else its best one."""
    verdicts: list[dict[str, Any]] = json.loads(row["verdicts"] or "[]")
    asked = {
        category
        for plan in config.lists
        if plan.name == row["list_name"]
        for section in plan.sections
        if section.heading == row["section"]
        for category in section.categories
    }
    best = next((one for one in verdicts if one["category"] in asked), None)
    chosen = best or next(iter(verdicts), None)
    if chosen is None:
        return None
    return chosen | {"evidence": json.loads(chosen["evidence"] or "[]")}


def measure(name: str, rows: Iterable[_Row]) -> Precision:
    """What people decided on works of one rule or phrase."""
    kinds: Counter[str] = Counter()
    months: Counter[tuple[str, str]] = Counter()
    for row in rows:
        kinds[row["kind"]] += 1
        months[f"{row['decided_at']:%Y-%m}", row["kind"]] += 1
    names = sorted({month for month, kind in months if kind in ("merged", "refused")})
    return Precision(
        name=name,
        merged=kinds["merged"],
        refused=kinds["refused"],
        moved=kinds["moved"],
        corrected=kinds["corrected"],
        months=tuple((one, months[one, "merged"], months[one, "refused"]) for one in names),
    )


def merge_days(decided: Sequence[_Row]) -> tuple[int, ...]:
    """Days from first seen to merged, one number for each merged work."""
    return tuple(
        max(0, (row["decided_at"] - row["first_seen_at"]).days)
        for row in decided
        if row["kind"] == "merged" and row["first_seen_at"]
    )


def _changed(decided: Sequence[_Row], by_id: Mapping[str, Card]) -> Iterable[tuple[str, Line]]:
    for row in decided:
        if row["kind"] in ("moved", "corrected"):
            where = f"{row['kind']} {row['how']}" + (f": {row['reason']}" if row["reason"] else "")
            title = row["title"] or row["work_id"]
            card = by_id.get(row["work_id"])
            yield row["list_name"], Line(title, row["section"] or "", card, where, row["decided_at"])  # fmt: skip
