"""Which words a text says: its runs of one to three words, and which texts a phrase stands in."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.finding.flattening import make_flat
from ingest.rules.finding.folding import fold
from ingest.rules.finding.hits import split_hits
from ingest.rules.finding.index import PhraseIndex
from ingest.rules.finding.matching import Reading

_WORDS_AT_MOST = 3
_LETTERS_AT_LEAST = 3
_SAMPLE = 2_000  # texts
_TOGETHER = 2_048  # texts that are scanned at a time
_EVERYDAY = 0.2  # a word that stands in so many texts neither begins nor ends a phrase


def count_runs(texts: Iterable[Text]) -> Counter[str]:
    """In how many texts each run of words stands; no run crosses a full stop, comma or the like."""
    return Counter(run for text in texts for run in set(_runs(text)))


def _runs(text: Text) -> Iterator[str]:
    for part in f"{fold(text.title)}.{fold(text.abstract)}".lower().split("."):
        words = part.split()
        for start, word in enumerate(words):
            if len(word) < _LETTERS_AT_LEAST or word.isdigit():
                continue
            yield word
            for end in range(start + 2, min(start + _WORDS_AT_MOST, len(words)) + 1):
                if len(words[end - 1]) >= _LETTERS_AT_LEAST and not words[end - 1].isdigit():
                    yield " ".join(words[start:end])


def everyday_words(background: Sequence[Text]) -> frozenset[str]:
    """Words that stand in a fifth of all texts, told by some thousand of them: "with", "results"."""
    some = background[:: max(1, len(background) // _SAMPLE)]
    counts = Counter(word for text in some for word in set(fold(text.abstract).lower().split()))
    return frozenset(word for word, number in counts.items() if number > _EVERYDAY * len(some))


def find_standing(phrases: Sequence[str], texts: Sequence[Text]) -> dict[str, frozenset[int]]:
    """For each phrase the positions of the texts in which it stands, as a rule would find it."""
    concepts = tuple(Concept(phrase, (Phrase(phrase),)) for phrase in dict.fromkeys(phrases))
    index = PhraseIndex(RuleBook(concepts))
    names: dict[int, list[str]] = {}
    for name, patterns in index.concepts.items():
        for pattern in patterns.phrases:
            names.setdefault(pattern, []).append(name)
    standing: dict[str, set[int]] = {concept.name: set() for concept in concepts}
    for start in range(0, len(texts), _TOGETHER):
        flat = make_flat(texts[start : start + _TOGETHER])
        hits = index.find(flat)
        numbers = np.unique(hits.texts)
        scans = split_hits(hits, flat.is_aligned, numbers)
        for number, scan in zip(numbers.tolist(), scans, strict=True):
            reading = Reading(index, texts[start + number], scan)
            for pattern in set(scan.patterns):
                for name in names[pattern]:
                    if reading.mentions(name):
                        standing[name].add(start + number)
    return {phrase: frozenset(found) for phrase, found in standing.items()}
