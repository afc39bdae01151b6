"""What must hold of a page's headings: the same ones, but for the time that an edit brings or takes, and counts."""

from collections.abc import Iterable, Sequence

from ingest.lists.editing.claim import Claim, is_written
from ingest.lists.markup.headings import without_count
from ingest.lists.model import Section
from ingest.lists.placing.dated import times_of_work
from ingest.lists.reading.times import Time, time_of, time_of_heading

Heading = tuple[int, str]  # its level, and what it says


def headings_are_kept(claim: Claim) -> bool:
    """The page still parses with the same headings, but for one year or month that the new entry needed, and counts."""
    before, after = claim.change.before.sections, claim.change.after.sections
    old, new, edit = _outline(before), _outline(after), claim.change.edit
    if old == new:
        return True
    if edit.old.isdigit() and edit.new.isdigit():  # a count in a heading
        return [(a, without_count(b)) for a, b in old] == [(a, without_count(b)) for a, b in new]
    if claim.gone:
        return _one_time_went(claim, new)
    return _outline(s for s in after if not is_written(s.heading_start, edit)) == old and (
        _brings_its_time(claim)
    )


def _one_time_went(claim: Claim, new: Sequence[Heading]) -> bool:
    """True where the heading of an entry's time, and no other, went with its last entry."""
    edit, before = claim.change.edit, claim.change.before.sections
    gone = [s for s in before if edit.start <= s.heading_start < edit.end]
    left = (s for s in before if not edit.start <= s.heading_start < edit.end)
    return len(gone) == 1 and bool(_time_of(claim, gone[0])) and _outline(left) == new


def _brings_its_time(claim: Claim) -> bool:
    """True where the headings that came are the time of the work that was added: a year alone, or with its month."""
    edit, facts = claim.change.edit, claim.added
    added = [s for s in claim.change.after.sections if is_written(s.heading_start, edit)]
    if facts is None or not added:
        return False
    is_below = claim.section is None or added[0].level > claim.section.level
    times = [_time_of(claim, one) for one in added]
    is_one = len(times) == 1 or (len(times) == 2 and times[1][:-1] == times[0])
    return is_below and is_one and set(times) <= times_of_work(facts)


def _time_of(claim: Claim, section: Section) -> Time:
    """The time that a heading of the stretch is; a month's year may stand above the stretch."""
    if " > " in section.path:
        return time_of(section)
    page, at = claim.change.page, claim.change.first + section.heading_start
    around = [s for s in page.sections if s.start <= at < s.end and s.level < section.level]
    return time_of_heading(section.heading, around[-1].heading if around else "")


def _outline(sections: Iterable[Section]) -> list[Heading]:
    return [(section.level, section.heading) for section in sections]
