"""Try a list: put a made-up work into every section, in memory, and see which edits hold."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.errors import ListError
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.editing import written_row
from ingest.lists.editing.edits import add_to_section
from ingest.lists.editing.proofs import PROOFS, failed_proofs, tell_failure
from ingest.lists.editing.rereading import read_change
from ingest.lists.learning.learn import refuse_cut
from ingest.lists.markup.inline import fold
from ingest.lists.markup.lines import decode
from ingest.lists.model import CuratedList, Entry, Section
from ingest.lists.placing.dated import dated_sections
from ingest.lists.placing.topics import topics_of
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.counts import homes_of
from ingest.lists.reading.fields import has_works
from ingest.lists.reading.nesting import own_entries
from ingest.lists.reading.own_table import table_of
from ingest.lists.reading.sections import find_section
from ingest.lists.reading.times import time_of
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.blanks import is_blank
from ingest.works import Artifact, RowFacts

_HELD = tuple((proof.name, True) for proof in PROOFS)  # of a page's trials nearly all are so
_WORK = "arxiv:2501.99999"  # made up: no such paper, and not one that a list can hold already
_MEND = (
    "Mend the neighbours where they are written so, or say in the section's `style` how an entry is written: "
    "`ingest lists learn` prints it."
)


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of the made-up work in one section: its row, or why there is none."""

    section: str
    line: int
    row: str = ""
    refusal: str = ""
    todo: str = ""  # what a person may do about a refusal
    is_repeatable: bool = False  # a second run found it and changed nothing
    proofs: tuple[
        tuple[str, bool], ...
    ] = ()  # each proof's name and whether it held; () if not written
    unknown: str | None = None  # what had to stand in for what the list shows and no work brings
    lacking: str = ""  # why there is no row without it
    rejected: str = ""  # what would have been written, where a proof did not hold

    @property
    def is_held(self) -> bool:
        """True when every proof held."""
        return bool(self.row) and self.is_repeatable


def made_up_work(year: int = 2025) -> RowFacts:
    """A work that has everything a list may ask for."""

    def link(kind: str, url: str, label: str | None = None) -> Artifact:
        return Artifact(_WORK, kind, url, "official", "made up", label)  # type: ignore[arg-type]

    return RowFacts(
        work_id=_WORK,
        ids=(_WORK,),
        title="A Made-Up Work: Trying Whether This List Can Be Edited",
        paper_url="https://arxiv.org/abs/2501.99999",
        name="MadeUp",
        authors=("Ada Example", "Ben Sample", "Cleo Trial"),
        year=year,
        month=1,
        day=15,
        links=(
            link("weights", "https://huggingface.co/made-up/made-up-7b", "7B"),
            link("data", "https://huggingface.co/datasets/made-up/made-up"),
            link("code", "https://github.com/made-up/made-up"),
            link("project", "https://made-up.example.org"),
        ),
        quantity=12_345,
    )


def try_list(
    curated: CuratedList,
    min_entries: int = 1,
    plans: Sequence[SectionPlan] = (),
    tell: Callable[[str, int, int], None] | None = None,
) -> tuple[Trial, ...]:
    """One trial for each section that has so many entries of its own, those under years and months included, and lists works.

    Where its entries stand below bullets that are topics, each topic is tried. What `plans` say of a section holds there. A column that no work can fill is tried with what stands
    for nothing in its table, as a plan's `unknown` would say.
    `tell` hears of each section before its trial, and of the end: its heading, how many are done, and of how many.
    """
    found: list[Trial] = []
    facts = made_up_work()
    said = plans_by_line(curated, plans)
    filled = _filled(curated, min_entries)
    sections = [one for one, entries in filled if _list_works(one, entries)]
    wanted = [part for one in sections for part in _parts_of(curated, one, min_entries)]
    for done, section in enumerate(wanted):
        if tell:
            tell(section.heading, done, len(wanted))
        plan = said.get(section.line, SectionPlan(section.path, ("trial",)))
        trial = _try_section(curated, section, plan, facts)
        if not trial.row and plan.unknown is None:
            plan = replace(plan, unknown=_marker(curated, section))
            second = _try_section(curated, section, plan, facts)
            trial = replace(second, lacking=trial.refusal) if second.row else trial
        found.append(trial)
    if tell and wanted:
        tell(wanted[-1].heading, len(wanted), len(wanted))
    return tuple(found)


def find_untried(curated: CuratedList, min_entries: int = 1) -> tuple[Section, ...]:
    """The sections with so many entries that are no place for a work: their entries link none, at most pages of the list's own."""
    filled = _filled(curated, min_entries)
    return tuple(section for section, entries in filled if not _list_works(section, entries))


def _filled(curated: CuratedList, min_entries: int) -> Iterator[tuple[Section, tuple[Entry, ...]]]:
    """Each section with so many entries of its own or under times; those under other sub-headings are their sections'."""
    for section in curated.sections:
        if section.entries and not time_of(section):
            dated = dated_sections(curated, section)
            own = own_entries(curated, section)
            entries = (*own, *(entry for child in dated for entry in child.entries))
            if len(entries) >= max(1, min_entries):
                yield section, entries


def _parts_of(curated: CuratedList, section: Section, min_entries: int) -> tuple[Section, ...]:
    """What a plan names to put a work into a section: the topics that it has instead of entries of its own, else itself."""
    topics = topics_of(curated, section)
    names = [fold(topic.heading) for topic in topics]
    parts = [topic for topic in topics if names.count(fold(topic.heading)) == 1]
    return tuple(one for one in parts if len(one.entries) >= max(1, min_entries)) or (section,)


def _list_works(section: Section, entries: Sequence[Entry]) -> bool:
    """True for entries of which any links a page, or whose table has a column for a work: a legend has neither."""
    if any(entry.ids for entry in entries):
        return True
    tables = dict.fromkeys(table_of(section.tables, entry) for entry in entries)
    return any(table is not None and has_works(table.header) for table in tables)


def why_untried(curated: CuratedList) -> str:
    """Why no section of a list with entries can be tried, in a sentence."""
    homes = homes_of(curated)
    if any(entry.start not in homes for entry in curated.entries):
        return "its entries stand below years or months alone, which no plan can name: give them a heading above"
    return "no section has entries that link works, or columns for them"


def plans_by_line(curated: CuratedList, plans: Sequence[SectionPlan]) -> dict[int, SectionPlan]:
    """The plan of each section that has one, by the line of its heading."""
    found = ((find_section(curated, plan), plan) for plan in plans)
    return {section.line: plan for section, plan in found if section is not None}


def _marker(curated: CuratedList, section: Section) -> str:
    """What stands for nothing in the section's tables, else in the list's; "-" where none shows it."""
    for tables in (section.tables, curated.tables) if section.tables else ():
        cells = (cell for table in tables for row in table.rows for cell in row.cells)
        marker = vote(cell for cell in cells if is_blank(cell))
        if marker is not None:
            return marker
    return "-"


def _try_section(
    curated: CuratedList, section: Section, plan: SectionPlan, facts: RowFacts
) -> Trial:
    named = section.path, section.line
    try:
        refuse_cut(curated, section)
        edit = add_to_section(curated, section, plan, facts)
    except ListError as refusal:
        return Trial(*named, refusal=refusal.what, todo=refusal.todo, unknown=plan.unknown)
    claim = Claim(read_change(curated, edit), section, facts)
    failed = failed_proofs(claim)
    if failed:
        held = tuple((proof.name, proof not in failed) for proof in PROOFS)
        return Trial(
            *named,
            refusal=tell_failure(failed[0], claim),
            todo=_MEND,
            proofs=held,
            unknown=plan.unknown,
            rejected=decode(edit.new).strip("\r\n"),
        )
    return Trial(*named, written_row(claim), is_repeatable=True, proofs=_HELD, unknown=plan.unknown)
