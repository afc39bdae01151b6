"""What must hold of a page's headings: the same ones, but for the time that an edit brings or takes, and counts."""

from ingest.lists.editing.claim import Claim, is_written
from ingest.lists.markup.headings import without_count
from ingest.lists.model import CuratedList, Section
from ingest.lists.placing.dated import times_of_work
from ingest.lists.reading.times import Time, time_of, time_of_heading


def headings_are_kept(claim: Claim) -> bool:
    """The page still parses with the same headings, but for one year or month that the new entry needed, and counts."""
    old, new = _outline(claim.change.before), _outline(claim.change.after)
    if old == new:
        return True
    edit, facts = claim.change.edit, claim.added
    if edit.old.isdigit() and edit.new.isdigit():  # a count in a heading
        return [(a, without_count(b)) for a, b in old] == [(a, without_count(b)) for a, b in new]
    if claim.gone:  # the heading of its time may go with its last entry
        gone = [edit.start <= s.heading_start < edit.end for s in claim.change.before.sections]
        left = [
            s for s, is_gone in zip(claim.change.before.sections, gone, strict=True) if not is_gone
        ]
        fewer = [
            s for s, is_gone in zip(claim.change.before.sections, gone, strict=True) if is_gone
        ]
        return (
            len(fewer) == 1
            and bool(_time_of(claim, fewer[0]))
            and [(s.level, s.heading) for s in left] == new
        )
    added = [s for s in claim.change.after.sections if is_written(s.heading_start, edit)]
    rest = [
        (s.level, s.heading)
        for s in claim.change.after.sections
        if not is_written(s.heading_start, edit)
    ]
    if facts is None or not added or rest != old:
        return False
    is_below = claim.section is None or added[0].level > claim.section.level
    times = [_time_of(claim, one) for one in added]  # a year alone, or with its month
    is_one = len(times) == 1 or (len(times) == 2 and times[1][:-1] == times[0])
    return is_below and is_one and set(times) <= times_of_work(facts)


def _time_of(claim: Claim, section: Section) -> Time:
    """The time that a heading of the stretch is; a month's year may stand above the stretch."""
    if " > " in section.path:
        return time_of(section)
    page, at = claim.change.page, claim.change.first + section.heading_start
    around = [s for s in page.sections if s.start <= at < s.end and s.level < section.level]
    return time_of_heading(section.heading, around[-1].heading if around else "")


def _outline(curated: CuratedList) -> list[tuple[int, str]]:
    return [(section.level, section.heading) for section in curated.sections]
