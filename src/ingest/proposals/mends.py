"""How the places of a list are mended where something is wrong: one text for each, all mends in it."""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.artifacts import LinkHealth, venue_of
from ingest.ids import id_of_url
from ingest.lists import CuratedList, Edit, Entry, Finding, correct_counts
from ingest.lists.checking.mending import mend_text, mend_year
from ingest.lists.markup.lines import decode
from ingest.lists.reading.lines_of import entry_at, line_at
from ingest.lists.writing.filling import entry_text, mended_urls
from ingest.proposals.sanitise import clean_text
from ingest.proposals.wrong_papers import Mismatch
from ingest.works import Found

_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beside the list itself."""

    known: Mapping[int, Found] = field(default_factory=dict)  # by the entry's line
    mismatches: Sequence[Mismatch] = ()
    links: Mapping[str, LinkHealth] = field(default_factory=dict)
    dead_after_days: int = 3
    absent: frozenset[str] = frozenset()  # canonical ids that arXiv does not know


@dataclass(slots=True)
class Mend:
    """The text of one place while it is mended."""

    old: str
    new: str
    line: int
    entry: Entry | None
    codes: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    look: str = ""

    def write(self, code: str, new: str, why: str, look: str = "") -> None:
        if new != self.new:
            self.new = new
            self.codes.append(code)
            self.why.append(why)
            self.look = self.look or look


def find_mends(
    curated: CuratedList, findings: Sequence[Finding], knowledge: Knowledge
) -> Iterator[Mend]:
    """Each place of a list that can be mended, with all that is wrong there; counters first."""
    by_entry: dict[int, Mend] = {}

    def mend_of(entry: Entry) -> Mend:
        text = entry_text(curated, entry)
        return by_entry.setdefault(entry.start, Mend(text, text, entry.line, entry))

    for finding in findings:
        entry = entry_at(curated, finding.line)
        if entry and finding.code != "duplicate":
            mend = mend_of(entry)
            new = mend_text(finding.code, finding.message, mend.new)
            mend.write(finding.code, new, finding.message)
    for mismatch in knowledge.mismatches:
        if mismatch.url_after:
            mend = mend_of(mismatch.entry)
            urls = {mismatch.url: mismatch.url_after}
            mend.write("wrong-paper", mended_urls(mend.new, urls), mismatch.message)
    wrong = {mismatch.line for mismatch in knowledge.mismatches}
    for entry in curated.entries:
        found = None if entry.line in wrong else knowledge.known.get(entry.line)
        _mend_known(mend_of(entry), entry, found, knowledge)
    for entry in _repeated(curated, findings):
        mend_of(entry).write("duplicate", "", "the same entry stands in this section already")
    # first: a counter that is right follows the entries that go
    yield from _count_mends(curated, {one.line for one in findings if one.code == "count"})
    yield from (mend for mend in by_entry.values() if mend.codes)


def _mend_known(mend: Mend, entry: Entry, found: Found | None, knowledge: Knowledge) -> None:
    venue = venue_of(found.work.comment, found.work.journal_ref, found.work.doi) if found else None
    if venue and venue.year:
        why = f"it appeared at {venue.label} {venue.year}: “{venue.quote}”"
        mend.write("year", mend_year(mend.new, venue.year), why)
    checks = [knowledge.links[url] for url in entry.urls if url in knowledge.links]
    moved = {health.url: target for health in checks if (target := moved_to(health))}
    if moved:
        told = "; ".join(f"{url} leads to {target} now" for url, target in moved.items())
        mend.write("moved-link", mended_urls(mend.new, moved), told)
    if found and found.work.is_withdrawn:
        mend.write("withdrawn", "", tell_withdrawal(found), look="withdrawn by its authors")


def _repeated(curated: CuratedList, findings: Sequence[Finding]) -> Iterator[Entry]:
    """The later one of two entries of a section that say exactly the same."""
    for finding in findings:
        if finding.code != "duplicate":
            continue
        entries = [one for line in finding.related if (one := entry_at(curated, line))]
        texts = [entry_text(curated, entry) for entry in entries]
        if len(entries) > 1 and len(set(texts)) == 1:
            yield entries[-1]


def _count_mends(curated: CuratedList, lines: Container[int]) -> Iterator[Mend]:
    """Lines with a wrong counter that a finding tells, or with its anchor, each with all edits of its own."""
    by_line: dict[int, list[Edit]] = defaultdict(list)
    corrected = [(edit, line_at(curated.text, edit.start)) for edit in correct_counts(curated)]
    told = {edit.what for edit, line in corrected if line in lines}  # an anchor goes with its count
    for edit, _ in corrected:  # the last one first
        if edit.what in told:
            by_line[curated.text.rfind(b"\n", 0, edit.start) + 1].append(edit)
    for start, edits in by_line.items():
        stop = curated.text.find(b"\n", edits[0].end)
        raw = curated.text[start : len(curated.text) if stop < 0 else stop]
        old = decode(raw).rstrip("\r")
        for edit in edits:
            raw = raw[: edit.start - start] + edit.new + raw[edit.end - start :]
        mend = Mend(old, old, line_at(curated.text, start), None)
        mend.write("count", decode(raw).rstrip("\r"), edits[0].what)
        yield mend


def moved_to(health: LinkHealth) -> str:
    """Where a link leads for good: to the same kind of page under another id; "" for any other redirect."""
    old, new = id_of_url(health.url), id_of_url(health.end_url)
    if health.state != "there" or not old or not new or old.casefold() == new.casefold():
        return ""
    return health.end_url if old.partition(":")[0] == new.partition(":")[0] else ""


def tell_withdrawal(found: Found) -> str:
    """Who says that a paper was withdrawn."""
    said = clean_text(found.work.comment or "", _QUOTE)
    return f"its comment on arXiv says “{said}”" if said else "arXiv says so"
