"""The conditions of a rule book as one graph: concepts in a place below, rules and categories above.

What two conditions share is one node. `weighing` says what each node means.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ingest.rules.book import Condition, Place
from ingest.rules.finding.matching import ABSTRACT, LEAD, TITLE
from ingest.rules.finding.words import Rows

LEAF, ALL, ANY = 0, 1, 2
_DEEPEST: dict[Place, int] = {"title": TITLE, "lead": LEAD, "anywhere": ABSTRACT}


class Use(NamedTuple):
    """A node as a part of another: one concept may be asked for more phrases here than there."""

    node: int
    least: int = 1  # phrases
    weight: float = 1.0
    is_none: bool = False


class Node(NamedTuple):
    """A concept in a place, or the parts of a condition."""

    kind: int
    level: int  # above all its parts
    concept: int = 0
    deepest: int = 0
    minimum: int = 1  # parts of ANY
    parts: tuple[Use, ...] = ()

    @property
    def weight(self) -> float:
        return sum(part.weight for part in self.parts if not part.is_none)

    @property
    def is_single(self) -> bool:
        return sum(not part.is_none for part in self.parts) == 1


class Plan:
    """The graph of some conditions."""

    def __init__(
        self,
        conditions: Sequence[Condition],
        rules: Mapping[str, Condition],
        concepts: Sequence[str],
    ) -> None:
        self._rules = rules
        self._concepts = {name: number for number, name in enumerate(concepts)}
        self._nodes: list[Node] = []
        self._known: dict[object, int] = {}
        self._named: dict[tuple[str, Place], Use] = {}
        roots = [self._use(condition, "anywhere") for condition in conditions]
        self.roots = np.array([use.node for use in roots], np.int64)
        self.root_least = np.array([use.least for use in roots], np.int64)
        nodes = self._nodes
        self.size, self.concept_count = len(nodes), len(concepts)
        self.single_names = [(number,) for number in range(len(concepts))]
        self.kind = np.array([node.kind for node in nodes], np.int64)
        self.level = np.array([node.level for node in nodes], np.int64)
        self.concept = np.array([node.concept for node in nodes], np.int64)
        self.deepest = np.array([node.deepest for node in nodes], np.int64)
        self.minimum = np.array([node.minimum for node in nodes], np.int64)
        self.weight = np.array([node.weight for node in nodes], np.float64)
        self.is_single = np.array([node.is_single for node in nodes], np.bool_)
        uses = [use for node in nodes for use in node.parts]
        numbers = iter(range(len(uses)))
        self.uses_of = Rows([[next(numbers) for _ in node.parts] for node in nodes])
        self.child = np.array([use.node for use in uses], np.int64)
        self.least = np.array([use.least for use in uses], np.int64)
        self.use_weight = np.array([use.weight for use in uses], np.float64)
        self.is_none = np.array([use.is_none for use in uses], np.bool_)
        self.raises_doubt = np.array(
            [use.weight >= 1 or node.is_single for node in nodes for use in node.parts], np.bool_
        )

    def _use(self, condition: Condition, place: Place) -> Use:
        place = condition.place or place
        nones = [self._use(part, place)._replace(is_none=True) for part in condition.none]
        parts: list[Use] = []
        if condition.name is not None:
            parts.append(self._use_name(condition.name, condition.min, place))
        for part in condition.all:
            parts.append(self._use(part, place)._replace(weight=part.weight))
        if condition.any:
            minimum = condition.min if condition.name is None else 1
            choices = tuple(self._use(part, place) for part in condition.any)
            parts.append(Use(self._number(ANY, choices, minimum=minimum)))
        if len(parts) == 1 and not nones:
            return parts[0]._replace(weight=1.0)
        return Use(self._number(ALL, (*parts, *nones)))

    def _use_name(self, name: str, least: int, place: Place) -> Use:
        if name not in self._rules:
            place_of = _DEEPEST[place]
            return Use(self._add(Node(LEAF, 0, self._concepts[name], place_of)), least)
        if (name, place) not in self._named:
            self._named[name, place] = self._use(self._rules[name], place)
        return self._named[name, place]

    def _number(self, kind: int, parts: tuple[Use, ...], minimum: int = 1) -> int:
        level = 1 + max((self._nodes[part.node].level for part in parts), default=0)
        return self._add(Node(kind, level, minimum=minimum, parts=parts))

    def _add(self, node: Node) -> int:
        if node not in self._known:
            self._known[node] = len(self._nodes)
            self._nodes.append(node)
        return self._known[node]
