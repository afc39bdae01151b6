"""Tell for many texts at once which conditions may hold: from what a scan found, most of them nothing.

A condition is made of atoms: so many distinct phrases of one concept, in the title or anywhere. It
needs some of them, each of its needs being a choice of atoms of which one must be there. It is looked
at only where the rarest of its needs is met: so a thousand lists cost a text no more than the few
that are about its subject.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from ingest.rules.book import Condition, Place
from ingest.rules.finding.hits import Hits
from ingest.rules.finding.index import ConceptPatterns
from ingest.rules.finding.words import Positions, Rows, is_first, run_sizes

_ALWAYS = 0  # the need that every text meets
_NEVER = (1 << 31) - 1  # phrases: more than any text has
_NONE = np.zeros(0, np.int64)


class Atom(NamedTuple):
    """At least `least` distinct phrases of a concept."""

    concept: str
    in_title: bool
    least: int


Need = frozenset[Atom]  # of which at least one must be there


class Gate:
    """Some conditions, ready to be told which of them may hold."""

    def __init__(
        self,
        conditions: Sequence[Condition],
        rules: Mapping[str, Condition],
        concepts: Mapping[str, ConceptPatterns],
    ) -> None:
        needs_of = [find_needs(condition, rules) for condition in conditions]
        popular = Counter(need for needs in needs_of for need in needs)
        numbers = {need: number for number, need in enumerate(popular, _ALWAYS + 1)}
        waiting: list[list[int]] = [[] for _ in range(len(numbers) + 1)]
        for condition, needs in enumerate(needs_of):
            rarest = min(needs, key=lambda need: _commonness(need, popular), default=None)
            waiting[numbers[rarest] if rarest else _ALWAYS].append(condition)
        self._waiting = Rows(waiting)
        most = max(map(len, needs_of), default=0)
        self._needs = np.full((most, len(conditions)), _ALWAYS, np.int64)
        for condition, needs in enumerate(needs_of):
            for place, need in enumerate(needs):
                self._needs[place, condition] = numbers[need]
        self._is_waited_for = np.array([bool(those) for those in waiting], np.bool_)
        self._has_always = bool(waiting[_ALWAYS])
        self._set_atoms(numbers)
        self._set_pairs(concepts)

    def _set_atoms(self, numbers: Mapping[Need, int]) -> None:
        """Number the atoms, the concepts in them, and say which needs an atom meets."""
        meets: dict[Atom, list[int]] = {}
        for need, number in numbers.items():
            for atom in need:
                meets.setdefault(atom, []).append(number)
        atoms = sorted(meets)
        self._needs_met = Rows([meets[atom] for atom in atoms])
        self._concepts = sorted({atom.concept for atom in atoms})
        of_concept: dict[str, list[int]] = {name: [] for name in self._concepts}
        for number, atom in enumerate(atoms):
            of_concept[atom.concept].append(number)
        self._atoms_of = Rows(list(of_concept.values()))
        self._least = np.array([atom.least for atom in atoms], np.int64)
        self._in_title = np.array([atom.in_title for atom in atoms], np.bool_)
        self._easiest = np.full((2, len(self._concepts)), _NEVER)  # of each concept's atoms
        for number, name in enumerate(self._concepts):
            for atom in (atoms[one] for one in of_concept[name]):
                easiest = self._easiest[int(atom.in_title), number]
                self._easiest[int(atom.in_title), number] = min(easiest, atom.least)

    def _set_pairs(self, concepts: Mapping[str, ConceptPatterns]) -> None:
        """Number the pairs of a concept and one of its patterns, concept by concept."""
        rows: dict[int, list[int]] = {}
        owner: list[int] = []
        for number, name in enumerate(self._concepts):
            for pattern in sorted(concepts[name].phrases):
                rows.setdefault(pattern, []).append(len(owner))
                owner.append(number)
        patterns = (p for one in concepts.values() for p in one.phrases | one.masks)
        self._pairs_of = Rows([rows.get(one, ()) for one in range(1 + max(patterns, default=-1))])
        self._concept_of = np.array(owner, np.int64)

    def awake(self, titles: Positions, hits: Hits) -> tuple[Positions, Positions]:
        """(text, condition), in order, of the conditions that may hold for a text; `titles` as in Flat."""
        texts, needs = self._met(titles, hits)
        is_worth = np.full(len(titles), self._has_always, np.bool_)
        is_worth[texts[self._is_waited_for[needs]]] = True
        if not is_worth.any():
            return _NONE, _NONE
        kept = np.flatnonzero(is_worth[texts])
        texts, needs = texts[kept], needs[kept]
        every = np.flatnonzero(is_worth)
        rank = np.cumsum(is_worth) - 1
        is_met = np.zeros((len(every), len(self._is_waited_for)), np.bool_)
        is_met[:, _ALWAYS] = True
        is_met[rank[texts], needs] = True
        texts = np.concatenate([every, texts])
        needs = np.concatenate([np.full(len(every), _ALWAYS), needs])
        owners, conditions = self._waiting.expand(needs)
        texts = texts[owners]
        for all_needs in self._needs:
            is_kept = is_met[rank[texts], all_needs[conditions]]
            texts, conditions = texts[is_kept], conditions[is_kept]
        keys = texts * max(1, self._needs.shape[1]) + conditions
        keys.sort()
        keys = keys[is_first(keys)]  # two atoms can meet one need
        texts, conditions = np.divmod(keys, max(1, self._needs.shape[1]))
        return texts, conditions

    def _met(self, titles: Positions, hits: Hits) -> tuple[Positions, Positions]:
        """(text, need) of the needs that these hits meet."""
        if not len(hits.patterns):
            return hits.texts, hits.texts
        texts, atoms = self._atoms(titles, hits)
        owners, needs = self._needs_met.expand(atoms)
        return texts[owners], needs

    def _atoms(self, titles: Positions, hits: Hits) -> tuple[Positions, Positions]:
        """(text, atom) of the atoms that are there."""
        owners, pairs = self._pairs_of.expand(hits.patterns)
        texts = hits.texts[owners]
        is_below = hits.starts[owners] >= titles[texts]
        size = len(self._concept_of)
        keys = (texts * size + pairs) * 2 + is_below
        keys.sort()  # of a pair the one in the title first
        keys = keys[is_first(keys >> 1)]
        texts, pairs = np.divmod(keys >> 1, size)
        concepts = self._concept_of[pairs]
        begins = np.flatnonzero(is_first(texts * size + concepts))
        if not len(begins):
            return begins, begins
        counts = run_sizes(begins, len(keys))
        in_title = counts - np.add.reduceat(keys & 1, begins)
        texts, concepts = texts[begins], concepts[begins]
        anywhere_least, title_least = self._easiest
        kept = np.flatnonzero(  # most have one mention, which is not enough
            (counts >= anywhere_least[concepts]) | (in_title >= title_least[concepts])
        )
        texts, counts, in_title = texts[kept], counts[kept], in_title[kept]
        owners, atoms = self._atoms_of.expand(concepts[kept])
        there = np.where(self._in_title[atoms], in_title[owners], counts[owners])
        is_there = there >= self._least[atoms]
        return texts[owners[is_there]], atoms[is_there]


def find_needs(
    condition: Condition, rules: Mapping[str, Condition], place: Place = "anywhere"
) -> tuple[Need, ...]:
    """What a text must have for a condition to hold, as far as that is quick to say.

    It is never wrong about no; yes means that `judge` has to look.
    """
    place = condition.place or place
    needs: list[Need] = []
    name = condition.name
    if name is not None and name in rules:
        needs += find_needs(rules[name], rules, place)
    elif name is not None:
        needs.append(Need([Atom(name, place == "title", condition.min)]))
    for part in condition.all:
        needs += find_needs(part, rules, place)
    choices = [find_needs(part, rules, place) for part in condition.any]
    if choices and all(choices):
        needs += set(choices[0]).intersection(*choices[1:])
        needs.append(Need().union(*(min(choice, key=_ease) for choice in choices)))
    return tuple(dict.fromkeys(needs))


def _ease(need: Need) -> tuple[bool, int]:
    """What one bare mention meets is met often; so is what many atoms meet."""
    return any(not atom.in_title and atom.least < 2 for atom in need), len(need)


def _commonness(need: Need, popular: Mapping[Need, int]) -> tuple[int, bool, int]:
    return popular[need], *_ease(need)
