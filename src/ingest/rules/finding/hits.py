"""What a scan found in texts: which patterns may stand where."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.words import Positions


class Hits(NamedTuple):
    """What may stand in some texts: row by row a phrase's pattern, and where its key starts."""

    patterns: Positions
    texts: Positions
    starts: Positions  # in the flat text

    def of(self, is_kept: NDArray[np.bool_]) -> "Hits":
        """Those rows alone."""
        kept = np.flatnonzero(is_kept)
        return Hits(self.patterns[kept], self.texts[kept], self.starts[kept])


class Scan(NamedTuple):
    """What may stand in one text: patterns, and where in the flat text; in no order."""

    patterns: Sequence[int]
    starts: Sequence[int]
    is_aligned: bool  # as in FlatText


def split_hits(hits: Hits, is_aligned: NDArray[np.bool_], wanted: Positions) -> Iterator[Scan]:
    """What the scan found in each of the wanted texts, which are in order."""
    is_wanted = np.zeros(len(is_aligned), np.bool_)
    is_wanted[wanted] = True
    kept = np.flatnonzero(is_wanted[hits.texts])
    kept = kept[hits.texts[kept].argsort(kind="stable")]
    patterns, starts = hits.patterns[kept].tolist(), hits.starts[kept].tolist()
    edges = [*hits.texts[kept].searchsorted(wanted).tolist(), len(patterns)]
    for number, (begin, end) in zip(wanted.tolist(), pairwise(edges), strict=True):
        yield Scan(patterns[begin:end], starts[begin:end], bool(is_aligned[number]))
