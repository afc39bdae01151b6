"""An evaluation as text for people and as a record for programs."""

from typing import Any

from ingest.rules.calibration import calibration_error, least_error
from ingest.rules.evaluating.evaluation import NOWHERE, Evaluation, Outcome
from ingest.rules.intervals import Score, Share

_WIDTH = 24
_MISSES = 20
_PHRASES = 6


def render_evaluation(found: Evaluation, misses: int = _MISSES) -> str:
    """A table per category, the topic, the confusions and the worst misses; percent throughout."""
    head = f"{'category':<{_WIDTH}} {'precision':>20} {'recall':>20} {'F1':>20} {'works':>6}"
    lines = [head, *(_score_line(name, score) for name, score in found.categories)]
    lines += [
        "",
        f"macro-F1            {_percent(found.macro_f1)}",
        f"on the topic        precision {_share(found.topic.precision)}, recall {_share(found.topic.recall)}",
        f"certain             {_share(found.certain)} of verdicts",
        f"wrong topic         {_share(found.wrong_topic)} of certain verdicts",
        f"wrong category      {_share(found.wrong_category)} of certain verdicts",
        f"calibration error   {_percent(calibration_error(found.reliability))} of a score, on average"
        f" (with so few verdicts true scores would show {_percent(least_error(found.reliability))})",
        "",
        *_reliability_lines(found),
        "wanted -> found",
        *(f"{n:>6}  {a} -> {b}" for a, b, n in found.confusion if a != b),
        "",
        f"worst misses ({min(misses, len(found.worst))} of {len(found.worst)})",
    ]
    for one in found.worst[:misses]:
        state = f"{one.score:.2f} {'certain' if one.is_certain else 'look'}"
        state = state if one.found != NOWHERE else ""
        lines.append(f"  {one.wanted} -> {one.found} {state}".rstrip())
        lines.append(f"      {one.labelled.text.work_id}  {one.labelled.text.title}")
        if one.evidence:
            lines.append(f"      by {_phrases(one)}")
    return "\n".join(lines)


def _phrases(one: Outcome) -> str:
    """The phrases that a verdict stands on, with their concepts: where a curator would begin."""
    said = {found.phrase.casefold(): found for found in reversed(one.evidence)}  # the first of each
    shown = [
        f'"{found.phrase}" ({found.concept}, {found.place})' for found in reversed(said.values())
    ]
    return ", ".join(shown[:_PHRASES])


def _reliability_lines(found: Evaluation) -> list[str]:
    if not found.reliability:
        return []
    return [
        "score said -> was right (ten groups of verdicts)",
        *(
            f"{one.verdicts:>6}  {one.low:.2f} to {one.high:.2f}: {one.mean_score:.2f} -> {one.right:.2f}"
            for one in found.reliability
        ),
        "",
    ]


def evaluation_record(found: Evaluation) -> dict[str, Any]:
    """What `rules test --json` prints; shares are fractions, with hits, total and interval."""
    return {
        "works": found.work_count,
        "macro_f1": found.macro_f1,
        "topic": _score_record(found.topic),
        "certain": _share_record(found.certain),
        "wrong_topic": _share_record(found.wrong_topic),
        "wrong_category": _share_record(found.wrong_category),
        "categories": {name: _score_record(score) for name, score in found.categories},
        "calibration_error": calibration_error(found.reliability),
        "calibration_error_of_true_scores": least_error(found.reliability),
        "reliability": [one._asdict() for one in found.reliability],
        "confusion": [
            {"wanted": wanted, "found": name, "works": count}
            for wanted, name, count in found.confusion
        ],
        "worst": [
            {
                "id": one.labelled.text.work_id,
                "title": one.labelled.text.title,
                "wanted": one.wanted,
                "found": one.found,
                "score": one.score,
                "is_certain": one.is_certain,
                "phrases": [
                    {"phrase": found.phrase, "concept": found.concept, "place": found.place}
                    for found in one.evidence
                ],
            }
            for one in found.worst
        ],
    }


def _score_line(name: str, score: Score) -> str:
    low, high = score.f1_interval
    f1 = f"{_percent(score.f1)} [{100 * low:.0f}-{100 * high:.0f}]" if score.f1 is not None else "-"
    cells = (_short(score.precision), _short(score.recall), f1)
    count = score.hits + score.missed
    return f"{name:<{_WIDTH}} " + " ".join(f"{cell:>20}" for cell in cells) + f" {count:>6}"


def _short(share: Share) -> str:
    if share.value is None:
        return "-"
    low, high = share.interval
    return f"{_percent(share.value)} [{100 * low:.0f}-{100 * high:.0f}]"


def _share(share: Share) -> str:
    return f"{_short(share)} ({share.hits:g} of {share.total:g})"


def _percent(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _share_record(share: Share) -> dict[str, Any]:
    return {
        "value": share.value,
        "interval": list(share.interval),
        "hits": share.hits,
        "total": share.total,
    }


def _score_record(score: Score) -> dict[str, Any]:
    return {
        "precision": _share_record(score.precision),
        "recall": _share_record(score.recall),
        "f1": score.f1,
        "f1_interval": list(score.f1_interval),
    }
