"""Lessons for the rules: what people decided about proposed works, and what they list themselves."""

from collections.abc import Iterator, Sequence

from ingest.lists.markup.inline import fold
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.rules import Lesson, Text, sample_texts
from ingest.stages.gold import load_texts
from ingest.store import Store, load_decisions, load_entry_works
from ingest.works import Decision

_CLOSED = "pull request closed"  # says nothing of any single work in it
_BACKGROUND = 3_000
_SEED = 20260101


def load_lessons(store: Store, plans: Sequence[ListPlan]) -> tuple[list[Lesson], list[Text]]:
    """Lessons of all lists, and a sample of the store's other works as background."""
    texts = {text.work_id: text for text in load_texts(store) if text.abstract}
    lessons = [one for plan in plans for one in _lessons_of(store, plan, texts)]
    known = {lesson.text.work_id for lesson in lessons}
    rest = (text for name, text in texts.items() if name not in known)
    return lessons, list(sample_texts(rest, _BACKGROUND, _SEED))


def _lessons_of(store: Store, plan: ListPlan, texts: dict[str, Text]) -> Iterator[Lesson]:
    sections = {_key(section.heading): section for section in plan.sections}
    among = frozenset(name for section in plan.sections for name in section.categories)
    decided: dict[str, list[Decision]] = {}
    for decision in load_decisions(store, plan.name):
        decided.setdefault(decision.work_id, []).append(decision)
    for work_id, decisions in decided.items():
        found = _decided(decisions, sections)
        if found and work_id in texts:
            right, wrong, how = found
            yield Lesson(texts[work_id], right, wrong, among, f"{plan.name}: {how}")
    for work_id, heading in load_entry_works(store, plan.name):
        listed = sections.get(_key(heading))
        if listed and work_id in texts and work_id not in decided:
            how = f"{plan.name}: listed by hand"
            yield Lesson(texts[work_id], listed.categories, (), among, how)


def _decided(
    decisions: Sequence[Decision], sections: dict[str, SectionPlan]
) -> tuple[tuple[str, ...], tuple[str, ...], str] | None:
    """(right, wrong, how) of one work, from its decisions, oldest first; None: nothing was said."""
    moves = [one for one in decisions if one.kind == "moved"]
    refusals = [one for one in decisions if one.kind == "refused" and one.how != _CLOSED]
    merges = [one for one in decisions if one.kind == "merged"]
    left = {name for move in moves for name in _categories(_left(move), sections)}
    if refusals:  # a refusal outlasts all others
        wrong = _categories(refusals[-1].section, sections) or tuple(sorted(left))
        return ((), wrong, f"refused, {refusals[-1].how}") if wrong else None
    if moves:
        right = _categories(moves[-1].section, sections)
        wrong = tuple(sorted(left - set(right)))
        return (right, wrong, f"moved, {moves[-1].how}") if right or wrong else None
    right = _categories(merges[-1].section, sections) if merges else ()
    return (right, (), "merged") if right else None


def _key(heading: str) -> str:
    """How a heading is compared; of a path its last step."""
    return fold(heading.split(">")[-1])


def _left(move: Decision) -> str:
    return move.reason.removeprefix("from ")


def _categories(heading: str, sections: dict[str, SectionPlan]) -> tuple[str, ...]:
    section = sections.get(_key(heading))
    return section.categories if section else ()
