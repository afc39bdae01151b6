"""Which of the shared rules that a list narrows its sections by hold for a work."""

from collections.abc import Sequence
from dataclasses import replace

from ingest import rules
from ingest.lists.plan import ListPlan
from ingest.works import Found


def with_holds(book: rules.RuleBook, plan: ListPlan, found: Sequence[Found]) -> list[Found]:
    """The works with `holds` filled for one list: judged when asked, so that a list's own narrowing
    takes effect without judging every work anew."""
    names = sorted({name for section in plan.sections for name in section.narrow})
    if not names:
        return list(found)
    matcher = rules.compile_rules(book)
    works = [one.work for one in found]
    texts = [rules.Text(work.work_id, work.title, work.abstract, work.categories) for work in works]
    held = {name: matcher.holds(name, texts) for name in names}
    return [
        replace(one, holds=frozenset(name for name in names if held[name][position]))
        for position, one in enumerate(found)
    ]
