"""What a change of the rules would do: which works move, before anybody merges it."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.rules.book import RuleBook, Text
from ingest.rules.matcher import compile_rules
from ingest.works import Verdict


@dataclass(frozen=True, slots=True)
class Move:
    """A work whose verdicts are others under the new rules; scores alone are no move."""

    text: Text
    old: tuple[tuple[str, str], ...]  # (category, state), best first
    new: tuple[tuple[str, str], ...]


def find_moves(old: RuleBook, new: RuleBook, texts: Sequence[Text]) -> tuple[Move, ...]:
    """Works whose categories, their order or their states differ between two rule books."""
    before = compile_rules(old).classify(texts)
    after = compile_rules(new).classify(texts)
    pairs = zip(texts, map(_places, before), map(_places, after), strict=True)
    return tuple(Move(text, was, now) for text, was, now in pairs if was != now)


def _places(verdicts: Sequence[Verdict]) -> tuple[tuple[str, str], ...]:
    return tuple((verdict.category, verdict.state) for verdict in verdicts)


def render_moves(moves: Sequence[Move], limit: int = 200) -> str:
    """Counts by kind of move, then each work with where it was and where it would be."""
    came = sum(not move.old for move in moves)
    went = sum(not move.new for move in moves)
    lines = [f"{len(moves)} works move: {came} appear, {went} disappear, the rest change place"]
    for move in moves[:limit]:
        lines.append(f"{move.text.work_id}  {move.text.title}")
        lines.append(f"    {_told(move.old)} -> {_told(move.new)}")
    if len(moves) > limit:
        lines.append(f"... and {len(moves) - limit} more")
    return "\n".join(lines)


def _told(places: tuple[tuple[str, str], ...]) -> str:
    shown = (name if state == "certain" else f"{name} ({state})" for name, state in places)
    return ", ".join(shown) or "nowhere"
