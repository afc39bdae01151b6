"""What is wrong in a list, and how to mend what can only have been meant one way."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.lists import CuratedList, Entry, audit_list, find_lines
from ingest.proposals.items import Item
from ingest.proposals.mends import Knowledge, Mend, find_mends, moved_to, tell_withdrawal
from ingest.proposals.sanitise import clean_text
from ingest.works import RowFacts

__all__ = ["TOP", "Knowledge", "Repairs", "find_repairs", "moved_to"]

TOP = "Top of the page"


@dataclass(frozen=True, slots=True)
class Repairs:
    """Findings by line, and the mends that are sure, or that a person should look at."""

    items: tuple[Item, ...] = ()
    findings: tuple[tuple[int, str], ...] = ()


def find_repairs(curated: CuratedList, knowledge: Knowledge) -> Repairs:
    """Findings of the audit, wrong papers, withdrawn and unknown ones, dead and moved links.

    Each place in the list has one item with all its mends. What can't be mended for sure is a finding
    only. Items have no number yet.
    """
    findings = audit_list(curated)
    told = [(one.line, one.message) for one in findings]
    told += [(one.line, text) for one in curated.entries for text in _tell(one, knowledge)]
    told += [(one.line, one.message) for one in knowledge.mismatches]
    mends = find_mends(curated, findings, knowledge)
    items = [item for mend in mends if (item := _item(curated, mend, knowledge))]
    return Repairs(tuple(items), tuple(sorted(dict.fromkeys(told))))


def _tell(entry: Entry, knowledge: Knowledge) -> Iterator[str]:
    """Findings about an entry that need more than the list to see."""
    found = knowledge.known.get(entry.line)
    if found and found.work.is_withdrawn:
        yield f'"{entry.title}" was withdrawn: {tell_withdrawal(found)}'
    for one in entry.ids[:1]:
        if one in knowledge.absent:
            yield f"arXiv knows no paper {one.removeprefix('arxiv:')}"
    for url in entry.urls:
        health = knowledge.links.get(url)
        if health and health.failed_days >= knowledge.dead_after_days:
            yield f"dead link: {url} failed on {health.failed_days} different days ({health.reason})"
        elif health and (target := moved_to(health)):
            yield f"moved link: {url} leads to {target} now"


def _item(curated: CuratedList, mend: Mend, knowledge: Knowledge) -> Item | None:
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
