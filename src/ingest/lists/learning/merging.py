"""One template for all neighbours, and the words in it that only one of them says."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from ingest.lists.learning.shapes import EXPECTED, Shape, without_places
from ingest.lists.reading.voting import vote
from ingest.lists.splitting.debris import count_debris
from ingest.lists.splitting.link_places import is_link
from ingest.lists.splitting.tokens import PLACEHOLDER, words_of

_LETTERS = re.compile(r"\w")
_LABEL_WORDS = 3


@lru_cache(maxsize=1024)
def _words_of_shape(shape: Shape) -> frozenset[str]:
    return frozenset(words_of(shape.core + " ".join(text for _, _, text in shape.units)))


def leaked_words(template: str, shapes: Sequence[Shape]) -> Sequence[str]:
    """Words in a template that no second neighbour has: what one entry says of itself.

    Of a single neighbour nobody can tell: more words than a label has count as its own.
    """
    words = words_of(template)
    if len(shapes) == 1:
        return words if len(words) > _LABEL_WORDS and "\n" not in template else ()
    if not words:
        return ()
    common = Counter(word for shape in shapes for word in _words_of_shape(shape))
    return [word for word in words if common[word] < 2]


def merge_shapes(shapes: Sequence[Shape]) -> tuple[str, tuple[tuple[str, str], ...]]:
    """One template for all: the core most near neighbours have, with every unit seen in its place.

    `{?code}` is a unit that some have, `{!summary}` one that most have.
    """
    return _merge_shapes(tuple(shapes))


@lru_cache(maxsize=256)
def _merge_shapes(shapes: Sequence[Shape]) -> tuple[str, tuple[tuple[str, str], ...]]:
    if not shapes:
        return "", ()
    shapes = [without_places(shape) for shape in shapes]
    cores = [shape.core for shape in shapes]
    core = vote(cores) or ""
    if (
        cores.count(core) == 1 and len(cores) > 1
    ):  # no two agree: what one says of itself must not leak
        core = min(
            cores,
            key=lambda one: (count_debris(one), len(_LETTERS.findall(PLACEHOLDER.sub("", one)))),
        )
    alike = [shape for shape in shapes if shape.core == core]
    ranked: dict[str, list[tuple[int, int, str]]] = {}
    for shape in alike:
        for rank, (place, field, text) in enumerate(shape.units):
            ranked.setdefault(field, []).append((place, rank, text))
    if "date" in ranked and "year" in ranked:
        del ranked["year" if len(ranked["date"]) >= len(ranked["year"]) else "date"]
    chosen = []
    for field, seen in ranked.items():
        text = vote([entry[2] for entry in seen]) or ""
        if [entry[2] for entry in seen].count(text) == 1 and words_of(text):
            text = min((entry[2] for entry in seen), key=lambda one: len(words_of(one)))
            if len(words_of(text)) > _LABEL_WORDS:
                continue  # a sentence about one work, not the way a link is written
        place = vote([entry[0] for entry in seen if entry[2] == text]) or 0
        mean = sum(entry[1] for entry in seen) / len(seen)
        chosen.append((place, mean, field, text))
    template = core
    for place, _, field, _ in sorted(chosen, reverse=True):
        mark = "!" if not is_link(field) and len(ranked[field]) >= EXPECTED * len(alike) else "?"
        template = template[:place] + f"{{{mark}{field}}}" + template[place:]
    return template, tuple((field, text) for _, _, field, text in sorted(chosen))
