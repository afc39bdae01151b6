"""Counters that a list keeps of itself: a badge that says how many papers it holds."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from ingest.errors import ListError
from ingest.lists.markup.inline import fold
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Edit, Entry, Section
from ingest.lists.reading.fields import PAPER_ISSUERS
from ingest.lists.reading.lines_of import line_at
from ingest.lists.reading.times import time_of

_NEWS = re.compile(
    r"(?:latest |recent |what'?s )?(?:news|updates?|new|change ?log|update log)|.*(?:更新|新闻).*"
)
_BADGE = re.compile(
    rb"img\.shields\.io/badge/"
    rb"(?P<label>[^/?)\s-]*(?:paper|entr|(?<![a-z])work(?!shop)|count|number|total)[^/?)\s-]*)"
    rb"-(?P<count>\d+)-",
    re.IGNORECASE,
)
# Badges that count some of the entries, or what is about them: nobody can say how.
_SOME = re.compile(
    r"\b(?:with|without|preprints?|open|accepted|new|recent|today|codes?|videos?|citations?|daily|weekly)\b",
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


def find_counters(curated: CuratedList) -> Iterator[Counter]:
    """The badges that count entries, all of the list or of the section they stand in; an entry's own count none."""
    starts = [entry.start for entry in curated.entries]
    for match in _BADGE.finditer(curated.text):
        at = bisect_right(starts, match.start()) - 1
        label = unquote(decode(match["label"])).replace("_", " ").strip()
        if _SOME.search(label) or (at >= 0 and match.start() < curated.entries[at].end):
            continue
        line = line_at(curated.text, match.start())
        yield Counter(match.start("count"), match.end("count"), int(match["count"]), label, line)


def ways_to_count(curated: CuratedList, counter: Counter) -> tuple[int, ...]:
    """How a maintainer may count, for one badge: all entries but the news, those that are no rows, those with a paper.

    Of a badge that stands in a section with entries first those of that section.
    """
    proper = _proper(curated)
    around = [one for one in curated.sections if one.start <= counter.start < one.end]
    if not around or len(around[-1].entries) in {0, len(curated.entries)}:
        return _ways(proper)
    start, end = around[-1].start, around[-1].end
    return (*_ways([entry for entry in proper if start <= entry.start < end]), *_ways(proper))


@lru_cache(maxsize=4)  # each badge of a page, before an edit and after it
def _proper(curated: CuratedList) -> tuple[Entry, ...]:
    """The entries that are no news."""
    homes = homes_of(curated)
    return tuple(entry for entry in curated.entries if not is_news(homes.get(entry.start)))


def _ways(entries: Sequence[Entry]) -> tuple[int, int, int]:
    no_rows = sum(entry.kind != "row" for entry in entries)
    return len(entries), no_rows, sum(bool(paper_id(entry)) for entry in entries)


def recount(before: CuratedList, after: CuratedList) -> tuple[Edit, ...]:
    """Edits of `after` that bring counters up to date that were right in `before`; wrong ones stay."""
    edits = []
    old_counters, counters = list(find_counters(before)), list(find_counters(after))
    if len(old_counters) != len(counters):
        raise ListError(
            "the badges that count entries are others after the edit",
            where=f"{before.where}:{(old_counters or counters)[0].line}",
            todo="Add the entry by hand.",
        )
    for old_counter, counter in zip(old_counters, counters, strict=True):
        was, now = ways_to_count(before, old_counter), ways_to_count(after, counter)
        if counter.claimed not in was or len(was) != len(now):
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
