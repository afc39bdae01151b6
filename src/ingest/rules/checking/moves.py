"""What a change of the rules would do: which works move, before anybody merges it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.rules.book import RuleBook, Text
from ingest.rules.judging.closures import category_digests, changed_categories
from ingest.rules.judging.matcher import GROUP, compile_rules
from ingest.works import Verdict


@dataclass(frozen=True, slots=True)
class Move:
    """A work whose verdicts are others under the new rules; scores alone are no move."""

    text: Text
    old: tuple[tuple[str, str], ...]  # (category, state), best first
    new: tuple[tuple[str, str], ...]


def find_moves(
    old: RuleBook,
    new: RuleBook,
    texts: Sequence[Text],
    tell: Callable[[str, int, int], None] = lambda text, done, total: None,
) -> tuple[Move, ...]:
    """Works whose categories, their order or their states differ between two rule books.

    Both judge every work, unless no category depends on what changed; `tell` hears of every few thousand.
    """
    if not changed_categories(category_digests(old), category_digests(new)):
        return ()
    before, after = compile_rules(old), compile_rules(new)
    moves: list[Move] = []
    for start in range(0, len(texts), GROUP):
        tell("works", start, len(texts))
        some = texts[start : start + GROUP]
        was, now = (map(_places, matcher.classify(some)) for matcher in (before, after))
        moves += [Move(*one) for one in zip(some, was, now, strict=True) if one[1] != one[2]]
    return tuple(moves)


def _places(verdicts: Sequence[Verdict]) -> tuple[tuple[str, str], ...]:
    return tuple((verdict.category, verdict.state) for verdict in verdicts)


def render_moves(moves: Sequence[Move], limit: int = 200) -> str:
    """Counts by kind of move, then each work with where it was and where it would be: what comes and goes first."""
    kinds = [
        ("appear", [move for move in moves if not move.old]),
        ("disappear", [move for move in moves if not move.new]),
        ("first choice changes", [move for move in moves if _kind(move) == "first"]),
        (
            "only further choices or doubts change",
            [move for move in moves if _kind(move) == "rest"],
        ),
    ]
    counts = ", ".join(f"{len(some)} {name}" for name, some in kinds[:2])
    lines = [f"{len(moves)} works move: {counts}, the rest change place"]
    left = limit
    for name, some in kinds:
        if some:
            lines += ["", f"{name} ({len(some)})"]
        for move in some[:left]:
            lines.append(f"{move.text.work_id}  {move.text.title}")
            lines.append(f"    {_told(move.old)} -> {_told(move.new)}")
        left -= min(left, len(some))
    if len(moves) > limit:
        lines.append(f"... and {len(moves) - limit} more")
    return "\n".join(lines)


def _kind(move: Move) -> str:
    if not move.old or not move.new:
        return ""
    return "first" if move.old[0][0] != move.new[0][0] else "rest"


def _told(places: tuple[tuple[str, str], ...]) -> str:
    shown = (name if state == "certain" else f"{name} ({state})" for name, state in places)
    return ", ".join(shown) or "nowhere"
