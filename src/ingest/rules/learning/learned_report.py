"""What was learnt from decisions, as text and as JSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingest.rules.intervals import Score, Share
from ingest.rules.learning.lessons import PhraseShare
from ingest.rules.learning.suggesting import Suggestion
from ingest.rules.learning.trials import Tally


def render_learned(scores: Mapping[str, Score], phrases: Sequence[PhraseShare], limit: int) -> str:
    """Precision and recall of each rule, then the phrases that were right least often."""
    lines = [f"{'rule':<28}{'right':>6}{'wrong':>6}{'missed':>7}  precision (95 %)   recall (95 %)"]
    for name, score in scores.items():
        shares = f"{_told(score.precision)}  {_told(score.recall)}"
        lines.append(f"{name:<28}{score.hits:>6}{score.false:>6}{score.missed:>7}  {shares}")
    if phrases:
        lines += ["", f"{'phrase':<28}{'concept':<24}{'for':<28}{'right':>7}"]
    for one in phrases[:limit]:
        right = f"{one.accepted.hits:g}/{one.accepted.total:g}"
        owner = one.owner
        lines.append(
            f"{owner.phrase:<28}{owner.concept:<24}{one.category:<28}{right:>7}  {owner.where}"
        )
    if len(phrases) > limit:
        lines.append(f"... and {len(phrases) - limit} more, right at least as often")
    return "\n".join(lines)


def learned_record(scores: Mapping[str, Score], phrases: Sequence[PhraseShare]) -> dict[str, Any]:
    """The same for machines."""
    return {
        "rules": [
            {
                "category": name,
                "right": score.hits,
                "wrong": score.false,
                "missed": score.missed,
                "precision": score.precision.value,
                "precision_interval": score.precision.interval,
                "recall": score.recall.value,
                "recall_interval": score.recall.interval,
            }
            for name, score in scores.items()
        ],
        "phrases": [
            {
                "phrase": one.owner.phrase,
                "concept": one.owner.concept,
                "where": one.owner.where,
                "category": one.category,
                "right": one.accepted.hits,
                "of": one.accepted.total,
            }
            for one in phrases
        ],
    }


def render_suggestions(suggestions: Sequence[Suggestion]) -> str:
    """Each suggestion with its evidence and the measured change; no line looks like a diff's."""
    return "\n\n".join(map(_suggestion, suggestions))


def _suggestion(one: Suggestion) -> str:
    verb = "drop" if one.edit.is_drop else "add"
    of = "from" if one.edit.is_drop else "to"
    lines = [
        f"# {verb} {one.edit.phrase!r} {of} concept {one.edit.concept!r}, for {one.category!r}",
        f"#   stands in {_of(one.accepted)} accepted, {_of(one.refused)} refused,"
        f" {_of(one.background)} other works; log odds {one.odds:+.1f} standard errors against"
        f" refused, {one.odds_background:+.1f} against others",
        f"#   precision {_moves(one.before.score.precision, one.after.score.precision)},"
        f" recall {_moves(one.before.score.recall, one.after.score.recall)},"
        f" takes {one.before.background} -> {one.after.background} other works",
    ]
    return "\n".join(lines + [f"#   moves: {title}" for title in one.evidence])


def suggestion_record(one: Suggestion) -> dict[str, Any]:
    """The same for machines."""
    return {
        "action": "drop" if one.edit.is_drop else "add",
        "phrase": one.edit.phrase,
        "concept": one.edit.concept,
        "category": one.category,
        "accepted": [one.accepted.hits, one.accepted.total],
        "refused": [one.refused.hits, one.refused.total],
        "background": [one.background.hits, one.background.total],
        "log_odds": round(one.odds, 3),
        "log_odds_background": round(one.odds_background, 3),
        "before": _tally(one.before),
        "after": _tally(one.after),
        "evidence": list(one.evidence),
    }


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "precision": tally.score.precision.value,
        "recall": tally.score.recall.value,
        "background": tally.background,
    }


def _of(share: Share) -> str:
    return f"{share.hits:g} of {share.total:g}"


def _told(share: Share) -> str:
    low, high = share.interval
    value = "  -  " if share.value is None else f"{share.value:5.1%}"
    return f"{value} ({low:3.0%}-{high:4.0%})"


def _moves(old: Share, new: Share) -> str:
    return f"{_percent(old)} -> {_percent(new)} ({_of(old)} -> {_of(new)})"


def _percent(share: Share) -> str:
    return "unknown" if share.value is None else f"{share.value:.1%}"
