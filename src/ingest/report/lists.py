"""Where the lists stand, for a person: each by itself, or what many have in common and what a few have not."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ingest.report.notes import gather_notes

_MANY = 20  # up to so many lists are read one by one
Row = Mapping[str, Any]


def render_lists(rows: Sequence[Row]) -> list[str]:
    """Lines of text, a list each; of many their sums, and what stands in the way of which."""
    if len(rows) <= _MANY:
        return [line for row in rows for line in _one(row)]
    states = Counter(row["pull_state"] if row["pull_number"] else "" for row in rows)
    told = [f"{number:,} {state}" for state, number in sorted(states.items()) if state]
    told += [f"{states['']:,} without one"] if states[""] else []
    sums = (
        f"{sum(row[key] for row in rows):,} {what}"
        for key, what in (
            ("ticked", "proposed"),
            ("needs_look", "need a look"),
            ("waiting", "waiting"),
        )
    )
    decided: Counter[str] = Counter()
    for row in rows:
        decided.update(row["decisions"])
    words = [f"{number:,} {kind}" for kind, number in sorted(decided.items())]
    taken, refused = (sum(row["precision"][side] for row in rows) for side in (0, 1))
    precision = render_precision({"precision": (taken, refused)})
    lines = [
        f"  {len(rows):,} lists; pull requests: {', '.join(told)}",
        f"  {', '.join([*sums, *words])}{'; precision so far: ' + precision if precision else ''}",
    ]
    stopped = [f"{row['list']}: {row['standstill']}" for row in rows if row.get("standstill")]
    lines += [f"    nothing is published: {note}" for note in gather_notes(stopped)]
    lines += [f"    held: {note}" for note in gather_notes([*_held(rows)])]
    return [*lines, "  One by one: `ingest status --list NAME`, or --json."]


def _held(rows: Sequence[Row]) -> Iterator[str]:
    for row in rows:
        for _, reason, _ in row["held"]:
            yield f"{row['list']}: {reason}"


def _one(row: Row) -> Iterator[str]:
    pull = f"#{row['pull_number']} {row['pull_state']}" if row["pull_number"] else "no pull request yet"  # fmt: skip
    decided = ", ".join(f"{number} {kind}" for kind, number in sorted(row["decisions"].items()))
    yield (
        f"  {row['list']:<36} {pull:<20} {row['ticked']} proposed, {row['needs_look']} need a look, "
        f"{row['waiting']:,} waiting{'; ' + decided if decided else ''}"
    )
    if row.get("standstill"):
        yield f"    nothing is published: {row['standstill']}"
    if precision := render_precision(row):
        why = "; ".join(f"{count} {how}" for how, count in sorted(row["refused"].items()))
        yield f"    precision so far: {precision}{'; refused: ' + why if why else ''}"
    for name, reason, count in row["held"]:
        yield f"    held: {count} for {name!r}: {reason}"


def render_precision(row: Row) -> str:
    """How many of the works that people decided about they took; "" where nothing is decided."""
    taken, refused = row["precision"]
    total = taken + refused
    return f"{taken} of {total} taken ({taken / total:.0%})" if total else ""
