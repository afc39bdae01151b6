"""Which of the shared rules that lists narrow their sections by hold for a work."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

from ingest import rules
from ingest.lists.plan import ListPlan
from ingest.store import Store, load_changed
from ingest.works import Found


class Narrowing:
    """The shared rules of a book, judged when a list asks: so that its own narrowing takes effect
    without judging every work anew, and a work is judged once however many lists ask.
    """

    def __init__(self, book: rules.RuleBook) -> None:
        self._book = book
        self._held: dict[str, dict[str, bool]] = {}  # rule -> work id
        self.changed: dict[
            str, Found
        ] = {}  # works that changed up to `change_no`, as lists read them
        self.change_no = 0
        self._since: dict[int, tuple[int, list[tuple[str, str]]]] = {}

    def changed_since(self, store: Store, since: int) -> tuple[int, list[tuple[str, str]]]:
        """`load_changed`, asked once for all lists of a night: what changes meanwhile is read by the next."""
        if since not in self._since:
            self._since[since] = load_changed(store, since)
        return self._since[since]

    @cached_property
    def _matcher(self) -> rules.Matcher:
        return rules.compile_rules(self._book)

    def with_holds(self, plan: ListPlan, found: Sequence[Found]) -> list[Found]:
        """The works with `holds` filled for one list."""
        names = sorted({name for section in plan.sections for name in section.narrow})
        if not names:
            return list(found)
        held = {name: self._judged(name, found) for name in names}
        return [
            replace(one, holds=frozenset(name for name in names if held[name][one.work.work_id]))
            for one in found
        ]

    def _judged(self, name: str, found: Sequence[Found]) -> dict[str, bool]:
        known = self._held.setdefault(name, {})
        works = [one.work for one in found if one.work.work_id not in known]
        texts = [rules.Text(one.work_id, one.title, one.abstract, one.categories) for one in works]
        holds = self._matcher.holds(name, texts)
        known.update((one.work_id, is_held) for one, is_held in zip(works, holds, strict=True))
        return known
