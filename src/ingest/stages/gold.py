"""Labelled works from curated lists: their sections are the labels, the abstracts are in the store."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from ingest.ids import title_key
from ingest.lists import CuratedList, Entry, find_section
from ingest.lists.plan import SectionPlan
from ingest.rules import Labelled, Text, merge_labels, sample_texts
from ingest.store import Store, work_of
from ingest.works import Work

_SAMPLED = "rest of the store"


@dataclass(frozen=True, slots=True)
class LabelledList:
    """A list and what its sections say; a section with no category says "belongs nowhere"."""

    name: str
    curated: CuratedList
    sections: tuple[SectionPlan, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """Labelled works, and how many entries could not be used."""

    works: tuple[Labelled, ...]
    unknown_count: int  # entries of works that the store has no abstract of
    sampled_count: int


def make_gold(
    store: Store,
    lists: Sequence[LabelledList],
    *,
    negatives: int,
    seed: int,
    after: str = "",
    before: str = "",
    corrections: Mapping[str, tuple[str, ...] | None] | None = None,
    categories: frozenset[str] = frozenset(),
) -> Gold:
    """Join the lists' entries with stored works, and sample works that stand in none of them.

    `after` (first month) and `before` (the month behind the last) split by date: "2025-01". A work
    whose month is unknown is in neither part. The sample is drawn before the split, so that both parts
    together are the whole. A sampled work counts as belonging nowhere, though a
    list may only have missed it: read works and pass `corrections`, which go over what a list or the
    sample says and bring in works of neither; None leaves a work out. `categories` are those of the rules.
    """
    known = KnownWorks(store)
    said = corrections or {}
    labelled: list[Labelled] = []
    listed: set[str] = set()
    unknown = 0
    for one in lists:
        listed |= {w.work_id for entry in one.curated.entries if (w := known.find(entry))}
        for section, entry in _labels(one):
            work = known.find(entry)
            if work is None or not work.abstract:
                unknown += 1
                continue
            labelled.append(_label(one, section, work))
    rest = [text for text in known.texts() if text.work_id not in listed]
    sampled = [
        Labelled(text, origin=_SAMPLED, month=known.month(text.work_id))
        for text in sample_texts(rest, negatives, seed)
    ]
    merged = (*merge_labels(labelled), *sampled)
    read = known.read(said.keys() - {one.text.work_id for one in merged})
    works = [
        _corrected(one, said, categories)
        for one in (*merged, *read)
        if _is_within(one.month, after, before) and said.get(one.text.work_id, ()) is not None
    ]
    return Gold(tuple(works), unknown, sum(one.origin == _SAMPLED for one in works))


def _corrected(
    one: Labelled, said: Mapping[str, tuple[str, ...] | None], categories: frozenset[str]
) -> Labelled:
    """What a reader said instead; and a choice among categories only, without the topic's name."""
    among = tuple(name for name in one.among if name in categories)
    instead = said.get(one.text.work_id)
    if instead is None:
        return replace(one, among=among)
    return replace(one, categories=instead, among=(), origin=f"read ({one.origin or 'store'})")


def _is_within(month: str, after: str, before: str) -> bool:
    if not (after or before):
        return True
    return bool(month) and month >= after and (not before or month < before)


def _labels(one: LabelledList) -> Iterator[tuple[SectionPlan, Entry]]:
    """Each entry under the innermost heading that has labels."""
    inner: dict[int, tuple[int, SectionPlan, Entry]] = {}
    for plan in one.sections:
        section = find_section(one.curated, plan)
        for entry in section.entries if section else ():
            size = section.end - section.start if section else 0
            if entry.start not in inner or size < inner[entry.start][0]:
                inner[entry.start] = (size, plan, entry)
    yield from ((plan, entry) for _, plan, entry in inner.values())


def _label(one: LabelledList, section: SectionPlan, work: Work) -> Labelled:
    among = dict.fromkeys(name for plan in one.sections for name in plan.categories)
    return Labelled(
        text=_text(work),
        categories=section.categories,
        among=tuple(among),
        origin=f"{one.name}: {section.heading}",
        month=_month(work),
    )


class KnownWorks:
    """All works of the store with an abstract, by id and by title."""

    def __init__(self, store: Store) -> None:
        records = store.records("select * from works where not is_withdrawn")
        self._works = {record["work_id"]: work_of(record) for record in records}
        ids = store.rows("select id, work_id from work_ids")
        self._ids: dict[str, str] = {row[0]: row[1] for row in ids}
        self._titles = {title_key(work.title): name for name, work in self._works.items()}

    def find(self, entry: Entry) -> Work | None:
        names = [self._ids[one] for one in entry.ids if one in self._ids]
        titled = self._titles.get(title_key(entry.title)) if entry.title else None
        return next((self._works[n] for n in (*names, titled) if n and n in self._works), None)

    def texts(self) -> Iterator[Text]:
        return (_text(work) for work in self._works.values() if work.abstract)

    def read(self, names: Set[str]) -> Iterator[Labelled]:
        """Works that somebody read, as far as the store has their abstracts."""
        for name in sorted(names & self._works.keys()):
            if self._works[name].abstract:
                yield Labelled(_text(self._works[name]), month=self.month(name))

    def month(self, work_id: str) -> str:
        return _month(self._works[work_id])


def load_texts(store: Store) -> list[Text]:
    """What is judged of every work in the store."""
    rows = store.rows("select work_id, title, coalesce(abstract, ''), categories from works")
    return [Text(name, title, text, tuple(known or ())) for name, title, text, known in rows]


def _text(work: Work) -> Text:
    return Text(work.work_id, work.title, work.abstract, work.categories)


def _month(work: Work) -> str:
    """2025-03 of arXiv:2503.01234: the first version's month, whatever the record is dated."""
    number = work.work_id.removeprefix("arxiv:")
    if number != work.work_id and number[:4].isdigit() and number[4:5] == ".":
        return f"20{number[:2]}-{number[2:4]}"
    return f"{work.published_at:%Y-%m}" if work.published_at else ""
