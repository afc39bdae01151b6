"""Ask down the graph of a Plan which of its nodes which texts are asked about, each question once."""

from dataclasses import dataclass

import numpy as np

from ingest.rules.finding.words import Positions
from ingest.rules.judging.plan import Plan


@dataclass(frozen=True)
class Questions:
    """Row by row a text and a node that is asked about, the highest nodes first; and their parts."""

    texts: Positions
    nodes: Positions
    edges: list[tuple[slice, slice]]  # of each level, the lowest last: its rows, and their parts
    firsts: Positions  # for each row its first part
    counts: Positions
    uses: Positions  # of each part; those of the roots come first
    children: Positions  # for each part the row that answers it


def ask(plan: Plan, texts: Positions, roots: Positions) -> Questions:
    """Everything that the conditions `roots` ask about their texts, each question once."""
    width = max(1, plan.size)
    keys = texts * width + plan.roots[roots]
    uses = np.full(len(keys), -1, np.int64)
    children = np.full(len(keys), -1, np.int64)
    waiting = np.arange(len(keys))
    rows: list[Positions] = []
    counts: list[Positions] = []
    edges: list[tuple[slice, slice]] = []
    size = 0
    for level in range(int(plan.level.max(initial=0)), -1, -1):
        is_here = plan.level[keys[waiting] % width] == level
        here, waiting = waiting[is_here], waiting[~is_here]
        asked, answered_by = np.unique(keys[here], return_inverse=True)
        children[here] = answered_by + size
        owners, parts = plan.uses_of.expand(asked % width)
        edges.append((slice(size, size + len(asked)), slice(len(keys), len(keys) + len(parts))))
        rows.append(asked)
        counts.append(plan.uses_of.sizes[asked % width])
        size += len(asked)
        waiting = np.concatenate([waiting, np.arange(len(keys), len(keys) + len(parts))])
        keys = np.concatenate([keys, asked[owners] // width * width + plan.child[parts]])
        uses = np.concatenate([uses, parts])
        children = np.concatenate([children, np.full(len(parts), -1, np.int64)])
    every, sizes = np.concatenate(rows), np.concatenate(counts)
    firsts = np.cumsum(sizes) - sizes + len(texts)
    return Questions(every // width, every % width, edges, firsts, sizes, uses, children)


def leaf_pairs(plan: Plan, asked: Questions) -> tuple[Positions, Positions, Positions]:
    """(texts, concepts) of the pairs that are asked about, in order, and for each leaf its pair."""
    rows = asked.edges[-1][0]
    width = max(1, plan.concept_count)
    keys = asked.texts[rows] * width + plan.concept[asked.nodes[rows]]
    pairs, of_leaf = np.unique(keys, return_inverse=True)
    return pairs // width, pairs % width, of_leaf
