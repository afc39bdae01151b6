"""Ask the rules what a list's headings mean, and in which categories the works are that it holds."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from ingest import rules
from ingest.ids import title_key
from ingest.lists import CuratedList
from ingest.lists.adopting.heading_words import CONCEPT, CategoryWords, Reader, Words
from ingest.lists.adopting.mapping import MappedSection, propose_mapping
from ingest.lists.adopting.trial import Trial
from ingest.store import Store, load_listed

_WORD = re.compile(r"[^\W\d_]{2,}")
_EMPTY = frozenset(
    [
        "and",
        "of",
        "the",
        "in",
        "for",
        "with",
        "to",
        "on",
        "an",
        "or",
        "by",
        "at",
        "their",
        "what",
        "that",
        "is",
        "are",
        "from",
    ]
)
_STEM = 7  # letters: "augment" of augmented and augmentation
_TITLE_WORDS = 5  # a title shorter than this is a name, and says nothing without an abstract


def map_list(
    book: rules.RuleBook,
    matcher: rules.Matcher,
    curated: CuratedList,
    judged: Mapping[int, tuple[str, ...]],
    trials: Sequence[Trial],
    tell: Callable[[str, int, int], None] = lambda *now: None,
) -> tuple[MappedSection, ...]:
    """What is proposed for each section of a list, given what the rules say of its works and what trials did."""
    read_words = make_reader(book, matcher)
    categories = category_words(book, read_words)
    return propose_mapping(
        curated, categories, judged, read_words, trials, find_narrowings(book), tell
    )


def find_narrowings(book: rules.RuleBook) -> dict[str, frozenset[str]]:
    """The shared rules that no category asks for, which are there to narrow lists, by their concepts."""
    shared = {rule.name: rule.condition for rule in book.rules}
    conditions = [*shared.values(), *(category.rule for category in book.categories)]
    used = {name for condition in conditions for name in rules.names_in(condition)}
    return {
        name: frozenset(f"{CONCEPT}{one}" for one in _asked(condition, shared))
        for name, condition in shared.items()
        if name not in used
    }


def judge_entries(
    store: Store | None, matcher: rules.Matcher, curated: CuratedList
) -> dict[int, tuple[str, ...]]:
    """The categories of each entry's work, best first, by the entry's first byte.

    The store's abstract is read where it knows the work by a canonical id or by its whole title,
    else the title as it stands in the list; a mere name is not judged.
    """
    asked = [(entry.ids, title_key(entry.title)) for entry in curated.entries]
    works = load_listed(store, asked) if store else [None] * len(asked)
    texts = {}
    for entry, work in zip(curated.entries, works, strict=True):
        if work and work.abstract:
            texts[entry.start] = rules.Text(
                work.work_id, work.title, work.abstract, work.categories
            )
        elif len(entry.title.split()) >= _TITLE_WORDS:
            texts[entry.start] = rules.Text("", entry.title)
    verdicts = matcher.classify(list(texts.values()))
    return {
        start: tuple(verdict.category for verdict in found)
        for start, found in zip(texts, verdicts, strict=True)
    }


def make_reader(book: rules.RuleBook, matcher: rules.Matcher) -> Reader:
    """Reads headings: each word with its stem and the names of the concepts that mention it."""
    names = [concept.name for concept in book.concepts]

    def read_words(text: str) -> Words:
        reading = matcher.read(rules.Text("", text))
        spans = [
            (one.start, one.end, f"{CONCEPT}{name}")
            for name in names
            for one in reading.evidence(reading.mentions(name))
        ]
        words = [word for word in _WORD.finditer(text) if word[0].casefold() not in _EMPTY]
        return tuple(
            frozenset(
                {
                    word[0].casefold().removesuffix("s")[:_STEM],
                    *(
                        name
                        for start, end, name in spans
                        if start < word.end() and word.start() < end
                    ),
                }
            )
            for word in words
        )

    return read_words


def category_words(book: rules.RuleBook, read_words: Reader) -> tuple[CategoryWords, ...]:
    """The words of each category's name and title, with those concepts only that its rule asks for."""
    shared = {rule.name: rule.condition for rule in book.rules}
    found = []
    for category in book.categories:
        asked = {f"{CONCEPT}{name}" for name in _asked(category.rule, shared)}
        words = read_words(f"{category.name.replace('-', ' ')} {category.title}")
        kept = tuple(
            frozenset(term for term in word if term in asked or not term.startswith(CONCEPT))
            for word in words
        )
        count = len(read_words(category.name.replace("-", " ")))
        found.append(CategoryWords(category.name, kept, short=kept[:count]))
    return tuple(found)


def _asked(condition: rules.Condition, shared: Mapping[str, rules.Condition]) -> Iterator[str]:
    if condition.name:
        rule = shared.get(condition.name)
        yield from _asked(rule, shared) if rule else (condition.name,)
    for part in (*condition.all, *condition.any):
        yield from _asked(part, shared)
