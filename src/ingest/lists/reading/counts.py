"""Counters that a list keeps of itself: a badge that says how many papers it holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.lists.markup.inline import fold
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, Entry, Section
from ingest.lists.reading.fields import PAPER_ISSUERS
from ingest.lists.reading.times import time_of

_NEWS = re.compile(
    r"(?:latest |recent |what'?s )?(?:news|updates?|new|change ?log|update log)|.*(?:更新|新闻).*"
)
_BADGE = re.compile(
    rb"img\.shields\.io/badge/(?P<label>[^/?)\s-]*(?:paper|entr|work|count|number|total)[^/?)\s-]*)"
    rb"-(?P<count>\d+)-",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Counter:
    """A badge's number: the bytes of its digits, what it says, and its label."""

    start: int
    end: int
    claimed: int
    label: str
    line: int


def find_counters(text: bytes) -> Iterator[Counter]:
    """The badges that count entries."""
    for match in _BADGE.finditer(text):
        line = text.count(b"\n", 0, match.start()) + 1
        label = decode(match["label"])
        yield Counter(match.start("count"), match.end("count"), int(match["count"]), label, line)


def ways_to_count(curated: CuratedList) -> tuple[int, int, int]:
    """How a maintainer may count: all entries but the news; those that are no rows; those with a paper."""
    homes = homes_of(curated)
    proper = [entry for entry in curated.entries if not is_news(homes.get(entry.start))]
    no_rows = [entry for entry in proper if entry.kind != "row"]
    linked = [entry for entry in proper if paper_id(entry)]
    return len(proper), len(no_rows), len(linked)


def recount(before: CuratedList, after: CuratedList) -> tuple[Edit, ...]:
    """Edits of `after` that bring counters up to date that were right in `before`; wrong ones stay."""
    was, now = ways_to_count(before), ways_to_count(after)
    edits = []
    for counter in find_counters(after.text):
        if counter.claimed not in was:
            continue
        count = now[was.index(counter.claimed)]
        if count != counter.claimed:
            old = after.text[counter.start : counter.end]
            what = f'count: "{counter.label}" says {count}'
            edits.append(Edit(counter.start, counter.end, old, str(count).encode(), what))
    return tuple(reversed(edits))


def homes_of(curated: CuratedList) -> dict[int, Section]:
    """Entry start -> the innermost section it stands in, headings that are times counted as their parent."""
    homes: dict[int, Section] = {}
    for section in curated.sections:
        if not time_of(section):
            homes.update((entry.start, section) for entry in section.entries)
    return homes


def is_news(section: Section | None) -> bool:
    """True for a section that tells what is new and so names works a second time."""
    return section is not None and bool(_NEWS.fullmatch(fold(section.heading)))


def paper_id(entry: Entry) -> str:
    """The canonical id of an entry's own paper; "" where it links none."""
    first = entry.ids[0] if entry.ids else ""
    return first if first.startswith(PAPER_ISSUERS) else ""
