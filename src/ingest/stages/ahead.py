"""Lists that are looked at one after another, what they ask of the warehouse read for some of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.forges.local import read_pages_ahead
from ingest.lists.plan import ListPlan
from ingest.stages.context import Context
from ingest.stages.listing import by_repository
from ingest.store import Store, keep_rows, load_ahead

_SOME = 32


@dataclass(slots=True)
class Ahead:
    """Which lists come when, and what is in hand for the next of them."""

    plans: Sequence[ListPlan]
    _at_hand: frozenset[str] = frozenset()
    _store: Store | None = field(default=None, repr=False)

    def reach(self, context: Context, plan: ListPlan) -> Context:
        """The context in which to look at a list: what it will ask for is mostly read already."""
        if self._store is None or plan.name not in self._at_hand:
            order = [one for group in by_repository(self.plans) for one in group]
            start = next((at for at, one in enumerate(order) if one.name == plan.name), len(order))
            some = [one for one in order[start : start + _SOME] if not one.repairs_of] or [plan]
            self._store = keep_rows(context.store)
            self._at_hand = frozenset({plan.name, *(one.name for one in some)})
            context.store.let_go()  # lists are served in turn
            read_pages_ahead(context.home.path, some)
            room = {one.name: {True: one.max_items, False: one.max_looks} for one in some}
            load_ahead(self._store, {one.name: _asked(one) for one in some}, room)
        return replace(context, store=self._store)


def _asked(plan: ListPlan) -> list[str]:
    return sorted({name for section in plan.sections for name in section.categories})
