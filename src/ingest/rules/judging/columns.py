"""The verdicts on many texts in columns: ready for a table, and ten times as fast as objects."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from ingest.rules.book import Text
from ingest.rules.finding.matching import PLACE_NAMES
from ingest.rules.finding.words import Positions
from ingest.rules.judging.evidencing import Shown
from ingest.rules.judging.ranking import NOBODY
from ingest.rules.judging.strengths import Strengths
from ingest.works import Evidence, Verdict


class Verdicts(NamedTuple):
    """Verdict by verdict, in the order of the texts, the best of a text first."""

    texts: Positions  # position of each one's text
    categories: Positions
    scores: Strengths  # of three decimals
    runners_up: Positions  # the row of each one's runner-up; NOBODY
    reasons: pa.StringArray  # empty where it is certain
    shown: Shown  # their evidence
    names: Sequence[str]  # of the categories, by number
    concepts: tuple[str, ...]  # their names, by number

    def each(self, work_ids: Sequence[str], first: int = 0) -> Iterator[tuple[int, Verdict]]:
        """(position in `work_ids`, verdict); `first` is the position of the first text there."""
        evidence = self._evidence()
        edges = self.shown.owners.searchsorted(np.arange(len(self.texts) + 1)).tolist()
        runners, scores = self.runners_up.tolist(), self.scores.tolist()
        reasons = self.reasons.to_pylist()
        categories = [self.names[number] for number in self.categories.tolist()]
        for row, text in enumerate((self.texts + first).tolist()):
            runner, reason = runners[row], reasons[row]
            yield (
                text,
                Verdict(
                    work_ids[text],
                    categories[row],
                    scores[row],
                    "needs-look" if reason else "certain",
                    tuple(evidence[edges[row] : edges[row + 1]]),
                    categories[runner] if runner != NOBODY else None,
                    scores[runner] if runner != NOBODY else 0.0,
                    reason,
                ),
            )

    def _evidence(self) -> list[Evidence]:
        shown = self.shown
        names = map(self.concepts.__getitem__, shown.concepts.tolist())
        places = map(PLACE_NAMES.__getitem__, shown.places.tolist())
        spans = shown.starts.tolist(), shown.ends.tolist()
        return list(map(Evidence, names, shown.phrases.to_pylist(), places, *spans))


def as_tuples(
    texts: Sequence[Text], judged: Iterable[tuple[int, Verdicts]]
) -> list[tuple[Verdict, ...]]:
    """For each text its verdicts, best first; `judged` has (position of the first text, verdicts)."""
    found: list[list[Verdict]] = [[] for _ in texts]
    names = [text.work_id for text in texts]
    for start, verdicts in judged:
        for position, verdict in verdicts.each(names, start):
            found[position].append(verdict)
    return list(map(tuple, found))


def round_scores(scores: Strengths) -> Strengths:
    """What `round(score, 3)` makes of each: numpy multiplies first, which moves some that are halfway."""
    thousands = scores * 1000
    rounded: Strengths = np.rint(thousands) / 1000
    for row in np.flatnonzero(np.abs(thousands % 1 - 0.5) < 1e-6).tolist():
        rounded[row] = round(float(scores[row]), 3)
    return rounded
