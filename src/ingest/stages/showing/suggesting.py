"""What `ingest rules suggest` would change, in sentences for the judgement page."""

from collections.abc import Callable

from ingest.rules import Suggestion, suggest, suggestion_record
from ingest.settings import Config
from ingest.stages.context import Progress
from ingest.stages.learning import load_lessons
from ingest.store import Store, count

_LEAST_DECISIONS = 5  # with fewer there is nothing to learn from


def find_suggestions(
    store: Store, config: Config, notify: Callable[[Progress], None]
) -> tuple[str, ...]:
    """One sentence for each phrase that would make the rules agree better with what people decided."""
    if count(store, "decisions") < _LEAST_DECISIONS:
        return ()
    lessons, background = load_lessons(store, config.lists)
    if not lessons:
        return ()
    found = suggest(
        config.book,
        lessons,
        background,
        lambda name, done, total: notify(Progress("suggest", name, done, total)),
    )
    return tuple(map(_sentence, found))


def _sentence(one: Suggestion) -> str:
    told = suggestion_record(one)
    verb = "Drop" if told["action"] == "drop" else "Add"
    of = "from" if told["action"] == "drop" else "to"
    before, after = told["before"], told["after"]
    moves = [
        f"{name} {_percent(before[name])} → {_percent(after[name])}"
        for name in ("precision", "recall")
        if before[name] != after[name]
    ]
    return (
        f"{verb} “{told['phrase']}” {of} the concept {told['concept']}, for {told['category']}: "
        f"{', '.join(moves) or 'the same works, more surely'}; "
        f"it stands in {told['accepted'][0]:g} accepted and {told['refused'][0]:g} refused works."
    )


def _percent(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.0%}"
