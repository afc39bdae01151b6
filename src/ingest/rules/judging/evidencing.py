"""Cut out of the texts what many verdicts rest on."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ingest.rules.finding.flattening import Flat
from ingest.rules.finding.folding import original_offsets
from ingest.rules.finding.matching import TITLE
from ingest.rules.finding.mentions import Mentions
from ingest.rules.finding.words import Positions, distinct, is_first, order_of, runs

_AT_MOST = 24  # of one verdict


class Shown(NamedTuple):
    """Row by row an `Evidence`, verdict by verdict and in the order of the text."""

    owners: Positions  # the verdicts
    concepts: Positions
    phrases: pa.StringArray
    places: Positions  # TITLE, LEAD, ABSTRACT
    starts: Positions  # in the original title or abstract, like the ends
    ends: Positions


def worth_showing(
    mentions: Mentions, pair_concepts: Positions, owners: Positions, at: Positions
) -> tuple[Positions, Positions]:
    """(verdict, mention): the first mention of each phrase of each concept, not too many."""
    keys = distinct(owners * len(mentions.starts) + at)  # by verdict, concept, start
    owners, at = np.divmod(keys, max(1, len(mentions.starts)))
    starts, ends, patterns = mentions.starts[at], mentions.ends[at], mentions.patterns[at]
    order = order_of(owners << 32 | starts, ends << 32 | patterns)
    owners, at, patterns = owners[order], at[order], patterns[order]
    concepts = pair_concepts[mentions.pairs[at]]
    size = int(patterns.max(initial=0)) + 1
    same = (owners * (int(concepts.max(initial=0)) + 1) + concepts) * size + patterns
    alike = same.argsort(kind="stable")
    kept = np.sort(alike[is_first(same[alike])])
    owners, at = owners[kept], at[kept]
    is_shown = np.ones(len(owners), np.bool_)  # not so many of the same verdict stand before it
    is_shown[_AT_MOST:] = owners[_AT_MOST:] != owners[:-_AT_MOST]
    return owners[is_shown], at[is_shown]


def show(
    flat: Flat,
    mentions: Mentions,
    pair_texts: Positions,
    pair_concepts: Positions,
    owners: Positions,
    at: Positions,
) -> Shown:
    """These mentions as they stand in the original title and abstract."""
    pairs = mentions.pairs[at]
    texts, places = pair_texts[pairs], mentions.places[at]
    folded_starts, folded_ends = mentions.starts[at], mentions.ends[at]
    shift = np.where(places == TITLE, 1, mentions.borders.abstracts[texts])
    starts, ends = folded_starts - shift, folded_ends - shift
    begins = flat.starts[texts]
    phrases = _cut(flat, begins + folded_starts, begins + folded_ends)
    is_wide = flat.is_wide[texts]
    if is_wide.any():
        wide: list[str] = []
        for row in np.flatnonzero(is_wide).tolist():
            source = flat.originals[int(texts[row])][int(places[row] != TITLE)]
            start, end = _original(source, int(starts[row]), int(ends[row]))
            starts[row], ends[row] = start, end
            wide.append(source[start:end].encode("utf-8", "replace").decode())
        phrases = pc.replace_with_mask(phrases, pa.array(is_wide), pa.array(wide, pa.string()))
    return Shown(owners, pair_concepts[pairs], phrases, places, starts, ends)


def _cut(flat: Flat, begins: Positions, ends: Positions) -> pa.StringArray:
    """These pieces of the buffer, copied all together."""
    edges = np.zeros(len(begins) + 1, np.int32)
    np.cumsum(ends - begins, out=edges[1:])
    letters = pa.py_buffer(flat.buffer[runs(begins, ends - begins)])
    return pa.StringArray.from_buffers(len(begins), pa.py_buffer(edges), letters)


def _original(source: str, start: int, end: int) -> tuple[int, int]:
    offsets: Sequence[int] = original_offsets(source)
    return offsets[start], max(offsets[end], offsets[end - 1] + 1)
