"""What is wrong in a list, and how to mend what can only have been meant one way."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.artifacts import LinkHealth, venue_of
from ingest.ids import id_of_url
from ingest.lists import CuratedList, Entry, Finding, audit_list, correct_counts, find_lines
from ingest.lists.filling import entry_text, mended_urls
from ingest.lists.lines import decode
from ingest.lists.mending import mend_text, mend_year
from ingest.proposals.items import Item
from ingest.proposals.sanitise import clean_text
from ingest.proposals.wrong_papers import Mismatch
from ingest.works import Found, RowFacts

TOP = "Top of the page"
_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Repairs:
    """Findings by line, and the mends that are sure, or that a person should look at."""

    items: tuple[Item, ...] = ()
    findings: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known beside the list itself."""

    known: Mapping[int, Found] = field(default_factory=dict)  # by the entry's line
    mismatches: Sequence[Mismatch] = ()
    links: Mapping[str, LinkHealth] = field(default_factory=dict)
    dead_after_days: int = 3
    absent: frozenset[str] = frozenset()  # canonical ids that arXiv does not know


@dataclass(slots=True)
class _Mend:
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


def find_repairs(curated: CuratedList, knowledge: Knowledge) -> Repairs:
    """Findings of the audit, wrong papers, withdrawn and unknown ones, dead and moved links.

    Each place in the list has one item with all its mends. What can't be mended for sure is a finding
    only. Items have no number yet.
    """
    findings = audit_list(curated)
    told = [(one.line, one.message) for one in findings]
    told += [(one.line, text) for one in curated.entries for text in _tell(one, knowledge)]
    told += [(one.line, one.message) for one in knowledge.mismatches]
    mends = _mends(curated, findings, knowledge)
    items = [item for mend in mends if (item := _item(curated, mend, knowledge))]
    return Repairs(tuple(items), tuple(sorted(dict.fromkeys(told))))


def _tell(entry: Entry, knowledge: Knowledge) -> Iterator[str]:
    """Findings about an entry that need more than the list to see."""
    found = knowledge.known.get(entry.line)
    if found and found.work.is_withdrawn:
        yield f'"{entry.title}" was withdrawn: {_withdrawal(found)}'
    for one in entry.ids[:1]:
        if one in knowledge.absent:
            yield f"arXiv knows no paper {one.removeprefix('arxiv:')}"
    for url in entry.urls:
        health = knowledge.links.get(url)
        if health and health.failed_days >= knowledge.dead_after_days:
            yield f"dead link: {url} failed on {health.failed_days} different days ({health.reason})"
        elif health and (target := moved_to(health)):
            yield f"moved link: {url} leads to {target} now"


def moved_to(health: LinkHealth) -> str:
    """Where a link leads for good: to the same kind of page under another id; "" for any other redirect."""
    old, new = id_of_url(health.url), id_of_url(health.end_url)
    if health.state != "there" or not old or not new or old.casefold() == new.casefold():
        return ""
    return health.end_url if old.partition(":")[0] == new.partition(":")[0] else ""


def _withdrawal(found: Found) -> str:
    said = clean_text(found.work.comment or "", _QUOTE)
    return f"its comment on arXiv says “{said}”" if said else "arXiv says so"


def _mends(
    curated: CuratedList, findings: Sequence[Finding], knowledge: Knowledge
) -> Iterator[_Mend]:
    by_entry: dict[int, _Mend] = {}

    def mend_of(entry: Entry) -> _Mend:
        text = entry_text(curated, entry)
        return by_entry.setdefault(entry.start, _Mend(text, text, entry.line, entry))

    for finding in findings:
        entry = _entry_at(curated, finding.line)
        if entry and finding.code != "duplicate":
            mend = mend_of(entry)
            new = mend_text(finding.code, finding.message, mend.new)
            mend.write(finding.code, new, finding.message)
    for mismatch in knowledge.mismatches:
        if mismatch.url_after:
            mend = mend_of(mismatch.entry)
            urls = {mismatch.url: mismatch.url_after}
            mend.write("wrong-paper", mended_urls(mend.new, urls), mismatch.message)
    for entry in curated.entries:
        _mend_known(mend_of(entry), entry, knowledge)
    for entry in _repeated(curated, findings):
        mend_of(entry).write("duplicate", "", "the same entry stands in this section already")
    # first: a counter that is right follows the entries that go
    yield from _count_mends(curated)
    yield from (mend for mend in by_entry.values() if mend.codes)


def _mend_known(mend: _Mend, entry: Entry, knowledge: Knowledge) -> None:
    found = knowledge.known.get(entry.line)
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
        mend.write("withdrawn", "", _withdrawal(found), look="withdrawn by its authors")


def _repeated(curated: CuratedList, findings: Sequence[Finding]) -> Iterator[Entry]:
    """The later one of two entries of a section that say exactly the same."""
    for finding in findings:
        if finding.code != "duplicate":
            continue
        entries = [one for line in finding.related if (one := _entry_at(curated, line))]
        texts = [entry_text(curated, entry) for entry in entries]
        if len(entries) > 1 and len(set(texts)) == 1:
            yield entries[-1]


def _count_mends(curated: CuratedList) -> Iterator[_Mend]:
    """Lines outside entries whose counter is wrong."""
    for edit in correct_counts(curated):
        start = curated.text.rfind(b"\n", 0, edit.start) + 1
        stop = curated.text.find(b"\n", edit.end)
        stop = len(curated.text) if stop < 0 else stop
        old = decode(curated.text[start:stop]).rstrip("\r")
        new = decode(curated.text[start : edit.start] + edit.new + curated.text[edit.end : stop])
        line = curated.text.count(b"\n", 0, start) + 1
        mend = _Mend(old, old, line, None)
        mend.write("count", new.rstrip("\r"), edit.what)
        yield mend


def _entry_at(curated: CuratedList, line: int) -> Entry | None:
    for entry in curated.entries:
        count = max(1, curated.text.count(b"\n", entry.start, entry.end))
        if entry.line <= line < entry.line + count:
            return entry
    return None


def _item(curated: CuratedList, mend: _Mend, knowledge: Knowledge) -> Item | None:
    count = len(find_lines(curated.text, mend.old))
    if not count or (count > 1 and mend.new):
        return None
    digest = hashlib.sha256(f"{mend.old}\0{mend.new}".encode("utf-8", "surrogateescape"))
    key = f"repair:{'+'.join(dict.fromkeys(mend.codes))}:{digest.hexdigest()[:12]}"
    entry = mend.entry
    found = knowledge.known.get(entry.line) if entry else None
    title = clean_text(entry.title if entry else f"line {mend.line}") or f"line {mend.line}"
    ids = entry.ids[:1] if entry else ()
    facts = RowFacts(key, ids, title, None)
    item = Item(
        number=0, work_id=key, ids=ids, section=_heading(curated, entry), kind="repair",
        is_ticked=not mend.look, row=mend.new, title=title, paper_url=None, facts=facts,
        why=tuple(dict.fromkeys(mend.why)), look_reason=mend.look, old_row=mend.old, old_count=count,
    )  # fmt: skip
    return replace(item, ids=tuple(dict.fromkeys((*ids, *found.work.ids)))) if found else item


def _heading(curated: CuratedList, entry: Entry | None) -> str:
    if entry is None:
        return TOP
    inside = [one for one in curated.sections if one.start <= entry.start < one.end]
    return max(inside, key=lambda one: one.start).heading if inside else TOP
