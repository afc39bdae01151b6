"""Rows whose link leads to another work than the one they name, and where it should lead."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.ids import id_of_url, title_key
from ingest.lists import CuratedList, Entry
from ingest.lists.reading.counts import homes_of
from ingest.lists.writing.filling import entry_text
from ingest.proposals.same_work import bears_title, compare
from ingest.proposals.sanitise import clean_text
from ingest.works import Found, Work

_LONG_KEY = 15  # characters of a folded title
_ID = re.compile(r"\d{4}\.\d{4,5}(?:v\d{1,2})?")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An entry beside the paper that its link leads to."""

    entry: Entry
    paper: Work
    is_sure: bool
    url: str  # the link as it stands
    is_like: bool = False  # the titles are alike, but not the same
    url_after: str = ""  # the same link to the right paper; "" where that is not known for sure
    better: Work | None = None

    @property
    def line(self) -> int:
        """Where the entry begins."""
        return self.entry.line

    @property
    def message(self) -> str:
        """What a person should know."""
        told = f'"{clean_text(self.entry.title, 80)}" links "{clean_text(self.paper.title, 100)}"'
        if self.better:
            return f'{told}; "{clean_text(self.better.title, 100)}" is {self.better.work_id}'
        return told


def find_suspects(curated: CuratedList, known: Mapping[int, Found]) -> tuple[Mismatch, ...]:
    """Entries whose title is not that of the paper they link, alike or not; `known` is by the entry's line.

    One that is not even alike is wrong for sure where two full titles differ, or where another row of
    the section bears the paper's own title or name.
    """
    found = []
    homes = homes_of(curated)
    claimed = {
        (homes.get(entry.start), known[entry.line].work.work_id)
        for entry in curated.entries
        if entry.line in known and bears_title(entry.title, known[entry.line].work)
    }
    for entry in curated.entries:
        work = known[entry.line].work if entry.line in known else None
        url = _paper_link(entry, work) if work else None
        if work is None or url is None or not work.title:
            continue
        if title_key(entry.title) == title_key(work.title):
            continue
        likeness = compare(entry.title, entry_text(curated, entry), work)
        is_name = len(entry.title.split()) == 1 and bool(work.abstract)
        is_taken = is_name and (homes.get(entry.start), work.work_id) in claimed
        is_sure = not likeness.is_same and (likeness.is_sure or is_taken)
        found.append(Mismatch(entry, work, is_sure, url, is_like=likeness.is_same))
    return tuple(found)


def _paper_link(entry: Entry, work: Work) -> str | None:
    names = {work.work_id, *work.ids}
    return next((url for url in entry.urls if id_of_url(url) in names), None)


def settle_suspects(
    suspects: Sequence[Mismatch], namesakes: Mapping[str, Sequence[Work]]
) -> tuple[Mismatch, ...]:
    """Those that are wrong for sure: by themselves, or because another paper bears the row's title.

    `namesakes` are by the row's title.
    """
    return tuple(_settled(suspects, namesakes))


def _settled(
    suspects: Sequence[Mismatch], namesakes: Mapping[str, Sequence[Work]]
) -> Iterator[Mismatch]:
    for one in suspects:
        title = one.entry.title
        fitting = [
            work
            for work in namesakes.get(title, ())
            if work.work_id != one.paper.work_id
            and (_is_titled(title, work) if one.is_like else bears_title(title, work))
        ]
        papers = [work for work in fitting if work.work_id.startswith("arxiv:")]
        if len(papers) == 1:
            better = papers[0]
            yield replace(one, is_sure=True, better=better, url_after=_moved(one.url, better))
        elif one.is_sure:
            yield one


def _is_titled(title: str, work: Work) -> bool:
    """Whether a paper has exactly this title, and the title is no short name."""
    key = title_key(title)
    return len(key) >= _LONG_KEY and key == title_key(work.title)


def _moved(url: str, better: Work) -> str:
    """The link's own form with the other paper's id; "" for a link that shows no arXiv id."""
    if not _ID.search(url):
        return ""
    return _ID.sub(better.work_id.removeprefix("arxiv:"), url, count=1)
