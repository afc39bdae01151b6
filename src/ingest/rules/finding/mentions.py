"""The mentions of many concepts in many texts at once: what `Reading.mentions` says of each."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.rules.finding.flattening import BETWEEN, Flat
from ingest.rules.finding.hits import Hits, split_hits
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.leads import find_leads
from ingest.rules.finding.matching import ABSTRACT, LATE, LEAD, TITLE, Reading, find_borders
from ingest.rules.finding.spelling import NOT_THERE, UNSURE
from ingest.rules.finding.words import Positions, distinct, is_first, order_of, spread

_FAR = (1 << 31) - 1  # behind every end


class Borders(NamedTuple):
    """For each text of a Flat, in the folded text: where its abstract, and what is after its lead, and
    what is late, begin. Zero where nobody asked."""

    abstracts: Positions
    leads: Positions
    lates: Positions


class Mentions(NamedTuple):
    """Row by row a mention, in the order of pairs and then of the text."""

    pairs: Positions  # of a text and a concept, as they were asked for
    starts: Positions  # in the folded text, like the ends
    ends: Positions
    patterns: Positions
    places: Positions
    firsts: Positions  # for each pair its first row
    up_to: tuple[Positions, ...]  # for each pair its rows up to TITLE, LEAD, ABSTRACT
    borders: Borders


class Spans(NamedTuple):
    """Where patterns stand, in the folded text; row by row."""

    texts: Positions
    patterns: Positions
    starts: Positions
    ends: Positions


def find_spans(index: PhraseIndex, flat: Flat, hits: Hits) -> Spans:
    """Where what the scan found stands to the letter."""
    is_quick = index.spelling.is_quick[hits.patterns] & flat.is_aligned[hits.texts]
    is_quick &= ~(index.spelling.is_literal[hits.patterns] & flat.is_wide[hits.texts])
    quick = hits.of(is_quick)
    shift = flat.starts[quick.texts]
    ends = index.spelling.find_ends(flat.buffer, quick.starts + shift, quick.patterns)
    keys = hits.texts * len(index.spelling.is_quick) + hits.patterns
    is_slow = ~is_quick
    unsure = distinct(keys[is_quick][ends == UNSURE])
    if len(unsure):
        is_slow |= np.isin(keys, unsure)
    kept = (ends > NOT_THERE) & (ends - shift < flat.sizes[quick.texts]) & ~is_slow[is_quick]
    found = Spans(quick.texts[kept], quick.patterns[kept], quick.starts[kept], (ends - shift)[kept])
    if not is_slow.any():
        return found
    rows = np.array(list(_slow_spans(index, flat, hits.of(is_slow))), np.int64).reshape(-1, 4)
    return Spans(*(np.concatenate([one, rows[:, n]]) for n, one in enumerate(found)))


def _slow_spans(index: PhraseIndex, flat: Flat, hits: Hits) -> Iterator[tuple[int, int, int, int]]:
    numbers = distinct(hits.texts)
    scans = split_hits(hits, flat.is_aligned, numbers)
    for number, scan in zip(numbers.tolist(), scans, strict=True):
        reading = Reading(index, flat.text(number), scan)
        for start, minus_end, pattern in reading.all_spans():
            yield number, pattern, start, -minus_end


def find_mentions(
    index: PhraseIndex, flat: Flat, spans: Spans, texts: Positions, concepts: Positions
) -> Mentions:
    """The mentions in each pair of a text and a concept, which come in order, each once."""
    owners, is_mask, pairs = index.find_pairs(spans.texts, spans.patterns, texts, concepts)
    pairs, owners = _outside(
        spans, pairs[~is_mask], owners[~is_mask], pairs[is_mask], owners[is_mask]
    )
    starts, ends, patterns = spans.starts[owners], spans.ends[owners], spans.patterns[owners]
    longest_first = (_FAR - ends) << 32 | patterns
    order = order_of(pairs << 32 | starts, longest_first)
    pairs, starts, ends, patterns = pairs[order], starts[order], ends[order], patterns[order]
    is_kept = _is_longest(pairs, ends)
    pairs, starts, ends, patterns = (
        pairs[is_kept],
        starts[is_kept],
        ends[is_kept],
        patterns[is_kept],
    )
    borders = find_all_borders(flat, distinct(texts[pairs[is_first(pairs)]]))
    own = texts[pairs]
    places = np.full(len(pairs), TITLE)
    places[starts >= borders.abstracts[own]] = LEAD
    places[starts >= borders.leads[own]] = ABSTRACT
    up_to = [np.bincount(pairs[places <= place], minlength=len(texts)) for place in (TITLE, LEAD)]
    counts = np.bincount(pairs, minlength=len(texts))
    firsts = np.cumsum(counts) - counts
    return Mentions(pairs, starts, ends, patterns, places, firsts, (*up_to, counts), borders)


def _outside(
    spans: Spans, pairs: Positions, owners: Positions, mask_pairs: Positions, masks: Positions
) -> tuple[Positions, Positions]:
    """Those spans (`owners`) of each pair that are inside no mask of it."""
    if not len(masks):
        return pairs, owners
    order = mask_pairs.argsort(kind="stable")
    mask_pairs, masks = mask_pairs[order], masks[order]
    begin, end = mask_pairs.searchsorted(pairs), mask_pairs.searchsorted(pairs, "right")
    rows, at = spread(begin, end - begin)
    inner, outer = owners[rows], masks[at]
    is_inside = (spans.starts[outer] <= spans.starts[inner]) & (
        spans.ends[inner] <= spans.ends[outer]
    )
    is_kept = np.ones(len(pairs), np.bool_)
    is_kept[rows[is_inside]] = False
    return pairs[is_kept], owners[is_kept]


def _is_longest(pairs: Positions, ends: Positions) -> NDArray[np.bool_]:
    """Whether a span ends behind all that came before it in its pair."""
    size = int(ends.max(initial=0)) + 1
    so_far = pairs * size + ends
    is_kept = np.ones(len(pairs), np.bool_)
    is_kept[1:] = so_far[1:] > np.maximum.accumulate(so_far)[:-1]
    return is_kept


def find_all_borders(flat: Flat, numbers: Positions) -> Borders:
    """The borders in these texts."""
    borders = Borders(*(np.zeros(len(flat.starts), np.int64) for _ in range(3)))
    abstracts = flat.titles[numbers] + BETWEEN
    sizes = flat.sizes[numbers] - 1 - abstracts
    leads = abstracts + find_leads(flat, numbers)
    lates = np.maximum(leads, (sizes * LATE).astype(np.int64) + abstracts)
    for place in np.flatnonzero(flat.is_wide[numbers]).tolist():
        careful = find_borders(*flat.originals[int(numbers[place])])
        abstracts[place], leads[place], lates[place] = careful
    for known, found in zip(borders, (abstracts, leads, lates), strict=True):
        known[numbers] = found
    return borders
