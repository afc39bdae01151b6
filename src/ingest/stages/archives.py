"""The nights in warehouse/raw: found by day, kept for as long as config says."""

import re
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path

_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:T\d{6})?[\w-]*\.warc(?:\.gz)?")


def free_archive(raw: Path, moment: datetime, label: str = "") -> Path:
    """Where a run that begins now records; two runs of one second have an archive each.

    `label` tells apart what may begin at the same moment in several processes.
    """
    name = f"{moment:%Y-%m-%dT%H%M%S}{label and '-'}{re.sub(r'[^a-z0-9]+', '-', label.lower())}"
    taken = sum(1 for _ in raw.glob(f"{name}*.warc.gz"))
    return raw / (f"{name}-{taken + 1}.warc.gz" if taken else f"{name}.warc.gz")


def find_archives(raw: Path, from_day: date, to_day: date) -> list[Path]:
    """The archives that were begun on these days, UTC, oldest first."""
    return [path for day, path in _dated(raw) if from_day <= day <= to_day]


def prune_archives(raw: Path, keep_days: int, now: datetime) -> list[Path]:
    """Remove the archives that are older than `keep_days`; returns what was removed.

    Each archive stands for itself (a repeated body refers to one in the same file), so none that
    stays loses anything.
    """
    oldest = now.date() - timedelta(days=keep_days)
    old = [path for day, path in _dated(raw) if day < oldest]
    for path in old:
        path.unlink(missing_ok=True)  # another worker prunes too
    return old


def _dated(raw: Path) -> list[tuple[date, Path]]:
    found = []
    for path in sorted(raw.glob("*.warc*")):
        match = _NAME.fullmatch(path.name)
        with suppress(ValueError):  # a day that no month has: somebody's file, not ours
            if match:
                found.append((date.fromisoformat(match["day"]), path))
    return found
