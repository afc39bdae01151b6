"""What the words of headings and columns say of a category: how alike they are, and which is the narrower."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log

# Each word of a text as everything it may stand for: its stem, and the concepts that mention it.
Words = tuple[frozenset[str], ...]
Reader = Callable[[str], Words]
CONCEPT = "concept "  # begins each term that is a concept, not a stem

_WHOLE = 0.8
_BY_ITSELF = 0.7  # of a name, said by a heading alone
_ABOVE, _COLUMN = 0.5, 0.3  # a word of the headings above, or of a column, counts this much
_UNHEARD = 0.6  # a heading's word that no category knows, as a share of the rarest word's weight
_UNSAID = 0.4  # what is left of a likeness when nothing of the category's own name is met
# Share of all categories, and how many of them, that know a term: it tells none of them.
_GENERIC, _SEVERAL = 0.3, 3
# Stems that the title of a list may have whatever the list is about.
_OF_ANY_LIST = frozenset(
    re.findall(
        r"\w+",
        """ai analysi applica article artific awesome best collect compreh confere curated deep domain for
        guide health hub intelli journal latest learnin library list literat living machine map med ml
        note overvie page paper practic project publica reading recent reposit researc resourc review
        roadmap section selecte summary survey top tutoria update using work year""",
    )
)


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """A category as headings may name it."""

    name: str
    words: Words  # of its name and its title
    short: Words = ()  # of its name, which says as much


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """Of one section: its own heading, those above it, and its columns."""

    own: Words
    above: Words
    columns: Words


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a section's headings and a category's name are alike."""

    said: float  # how far the headings say the category, 0..1
    is_whole: bool  # they and the columns together say all that its name says
    is_named: (
        bool  # its own heading has a telling word of the name, not only one that means as much
    )
    is_own: bool  # its own heading says it, wherever it stands
    is_wider: bool  # the headings above narrow what is only meant together with them
    narrow: tuple[str, ...] = ()  # shared rules that say the same narrowing


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All categories' words, and what each term is worth; made once for a list."""

    categories: tuple[CategoryWords, ...]
    known: tuple[frozenset[str], ...]  # all terms of each
    weights: Mapping[str, float]  # "medical", which all share, says next to nothing
    generic: frozenset[str]  # what so many are called by that it tells none of them
    narrowings: Mapping[str, frozenset[str]]  # shared rules by the concepts that they ask for


def make_vocabulary(
    categories: Sequence[CategoryWords], narrowings: Mapping[str, frozenset[str]]
) -> Vocabulary:
    """The vocabulary of some categories."""
    known = tuple(_terms(one.words) for one in categories)
    counts = Counter(term for terms in known for term in terms)
    least = max(_SEVERAL, _GENERIC * len(categories))
    return Vocabulary(
        tuple(categories),
        known,
        {term: log((len(categories) + 1) / count) for term, count in counts.items()},
        frozenset(term for term, count in counts.items() if count >= least),
        narrowings,
    )


def compare_words(vocabulary: Vocabulary, heading: HeadingWords) -> tuple[Likeness, ...]:
    """How alike a section's headings and each category are, in the vocabulary's order.

    What the headings above leave out of a category that they complete is told as well: "Surveys" below
    "Radiology Report Generation" are not all surveys of medicine. A shared rule that asks for all that
    is left out says the same.
    """
    whole = [
        at
        for at, one in enumerate(vocabulary.categories)
        if _recall(one.words, _terms(heading.above), vocabulary.weights) >= _WHOLE
    ]
    return tuple(
        _compare(vocabulary, at, heading, [other for other in whole if other != at])
        for at in range(len(vocabulary.categories))
    )


def _compare(
    vocabulary: Vocabulary, at: int, heading: HeadingWords, others: Sequence[int]
) -> Likeness:
    """`others`: the categories that the headings above name in full."""
    category, known = vocabulary.categories[at], vocabulary.known[at]
    said, recall = _said(category, known, heading, vocabulary.weights)
    telling = {term for term in known - vocabulary.generic if _is_stem(term)}
    is_named = any(word & telling for word in heading.own)
    if _recall(category.words, _terms(heading.own), vocabulary.weights) >= _BY_ITSELF:
        return Likeness(said, is_whole=True, is_named=is_named, is_own=True, is_wider=False)
    scope = _scope(known | vocabulary.generic, heading.above)
    narrow = _narrowing(scope, vocabulary.narrowings)
    is_wider = bool(scope) and (
        narrow is None
        or any(all(word & vocabulary.known[other] for word in scope) for other in others)
    )
    told = known - vocabulary.generic
    rules = (narrow,) if narrow and any(not word & told for word in scope) else ()
    return Likeness(said, recall >= _WHOLE, is_named, False, is_wider, rules)


def _terms(words: Words) -> frozenset[str]:
    return frozenset().union(*words)


def _said(
    category: CategoryWords,
    known: frozenset[str],
    heading: HeadingWords,
    weights: Mapping[str, float],
) -> tuple[float, float]:
    rarest = max(weights.values(), default=1.0)
    matched = unmatched = 0.0
    for word in heading.own:
        if word & known:
            matched += max(weights[term] for term in word & known)
        else:
            unmatched += max((weights.get(term, rarest * _UNHEARD) for term in word), default=0.0)
    if not matched and not heading.own:
        return 0.0, 0.0
    for words, factor in ((heading.above, _ABOVE), (heading.columns, _COLUMN)):
        hits = {term: weights[term] for word in words for term in word & known}
        matched += factor * max(hits.values(), default=0.0)
    precision = matched / (matched + unmatched) if matched else 0.0
    everything = _terms((*heading.own, *heading.above, *heading.columns))
    recall = _recall(category.words, everything, weights)
    met = max(recall, _recall(category.short, everything, weights))
    said = min(1.0, matched / rarest) * precision * (_UNSAID + (1 - _UNSAID) * met)
    return said, recall


def _recall(name: Words, heard: frozenset[str], weights: Mapping[str, float]) -> float:
    """How much of a name is heard, 0..1."""
    sizes = [max(weights[term] for term in word) for word in name]
    met = sum(size for size, word in zip(sizes, name, strict=True) if word & heard)
    return met / sum(sizes) if sum(sizes) else 0.0


def _scope(known: frozenset[str], above: Words) -> Words:
    """The words above a section that say more than what is known of a category."""
    return tuple(word for word in above if not _is_said(word, known))


def _is_said(word: frozenset[str], known: frozenset[str]) -> bool:
    stems = frozenset(filter(_is_stem, word))
    concepts = word - stems
    return bool(stems & (known | _OF_ANY_LIST)) or bool(concepts and concepts <= known)


def _is_stem(term: str) -> bool:
    return not term.startswith(CONCEPT)


def _narrowing(scope: Words, narrowings: Mapping[str, frozenset[str]]) -> str | None:
    """The shared rule that asks for all of it, where just one does."""
    fits = [name for name, terms in narrowings.items() if all(word & terms for word in scope)]
    return fits[0] if len(fits) == 1 else None
