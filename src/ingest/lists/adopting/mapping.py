"""Propose which categories belong in which sections of a list that nobody has mapped yet.

Three signs: what the heading says, what the columns are called, and what the rules say of the works
that stand there already. Words and verdicts are arguments, so this room needs no rules.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.errors import ListError
from ingest.lists.adopting.heading_words import (
    CategoryWords,
    HeadingWords,
    Likeness,
    Reader,
    Vocabulary,
    compare_words,
    make_vocabulary,
)
from ingest.lists.adopting.trial import Trial
from ingest.lists.markup.inline import fold
from ingest.lists.model import CuratedList, Section
from ingest.lists.placing.topics import topics_of
from ingest.lists.plan import SectionPlan
from ingest.lists.reading.sections import find_section

SURE = 0.7
WORTH_SHOWING = 0.3
_BESIDE = 0.25  # a second category of a section may be this much less certain than its first
_CLEAR = 0.1  # a difference that decides between two sections or two categories
_LEAST_SAID = 0.25  # by the heading, unless half of a category's works stand under it
_FEW = 3  # works; fewer than these don't prove that a category does not fit
_LEAST_ENTRIES = 3  # a section of fewer does not show what belongs there
_LEAST = 0.15  # share of a section's works that hold its category, in a section that is well kept
_AGAINST = 0.6  # what is left of a confidence that something speaks against
_OFF_TOPIC, _MANY = 0.05, 10  # share of all judged works of a list that are in any category


@dataclass(frozen=True, slots=True)
class Guess:
    """One category that may belong in a section: confidence 0..1, and why in one phrase."""

    category: str
    confidence: float
    said: float  # how far the heading says so, 0..1
    works_share: float  # of all works of the list that hold it, the share that stands here
    why: str
    is_named: bool = False  # its own heading has a telling word of the category's name
    is_own: bool = False  # its own heading says it, wherever it stands
    is_wider: bool = False  # than the headings above the section, which say what the list is about
    narrow: tuple[str, ...] = ()  # shared rules that make it as narrow as these headings


@dataclass(frozen=True, slots=True)
class MappedSection:
    """What is proposed for one section; `doubt` says why a section stays off, "" where it is on."""

    heading: str  # as a plan names it: the bare heading where that is enough, else its path
    path: str
    line: int
    guesses: tuple[Guess, ...] = ()  # best first
    doubt: str = ""
    entry_count: int = 0
    title: str = ""  # of the page, or the outermost heading above the section
    row: str = ""  # how a made-up work would look there
    unknown: str | None = (
        None  # what has to stand for what no work brings, where the trial needed it
    )

    @property
    def narrow(self) -> tuple[str, ...]:
        """Shared rules that must hold as well, because the list is narrower than a category."""
        return tuple(dict.fromkeys(name for guess in self.guesses for name in guess.narrow))

    def may_take(self, guess: Guess) -> bool:
        """False where too few entries stand in the section to bear out what its heading alone does not say."""
        return guess.is_own or self.entry_count >= _LEAST_ENTRIES

    @property
    def is_sure(self) -> bool:
        """True for a section that is adopted without asking."""
        return bool(self.guesses) and not self.doubt


def propose_mapping(
    curated: CuratedList,
    categories: Sequence[CategoryWords],
    judged: Mapping[int, tuple[str, ...]],
    read_words: Reader,
    trials: Sequence[Trial],
    narrowings: Mapping[str, frozenset[str]] | None = None,
    tell: Callable[[str, int, int], None] = lambda *now: None,
) -> tuple[MappedSection, ...]:
    """What belongs where, for each section that a trial found entries in, in file order.

    `judged` says, by an entry's first byte, which categories hold for its work, best first; an empty
    tuple for a work that is in none, nothing for one that could not be judged. A category goes to the
    one section that fits it best; a second section that fits is left off and told so.
    """
    vocabulary = make_vocabulary(categories, narrowings or {})
    signs = _Signs(
        on_topic=_share_on_topic(judged),
        totals=Counter(one[0] for one in judged.values() if one),
    )
    read = cache(read_words)
    namesakes = Counter(fold(section.heading) for section in curated.sections)
    topics = [topic for section in curated.sections for topic in topics_of(curated, section)]
    by_line = {section.line: section for section in (*topics, *curated.sections)}
    proposed: dict[int, MappedSection] = {}
    for at, trial in enumerate(trials):
        section = by_line[trial.line]
        tell(section.heading, at, len(trials))
        works = [judged[entry.start] for entry in section.entries if entry.start in judged]
        heading = _heading_words(section, read, vocabulary)
        guesses = [
            _guess(one.name, alike, works, signs)
            for one, alike in zip(categories, compare_words(vocabulary, heading), strict=True)
        ]
        shown = [guess for guess in guesses if guess.confidence >= WORTH_SHOWING]
        is_alone = namesakes[fold(section.heading)] == 1
        name, doubt = (section.heading, "") if is_alone else _path(curated, section)
        proposed[section.line] = MappedSection(
            heading=name,
            path=section.path,
            line=section.line,
            guesses=tuple(sorted(shown, key=lambda guess: (-guess.confidence, guess.category))),
            doubt=doubt or _trial_doubt(trial),
            entry_count=len(section.entries),
            title=section.path.split(" > ")[0],
            row=trial.row,
            unknown=trial.unknown,
        )
    return _share_out(proposed)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What holds for the whole list."""

    on_topic: float  # share of the judged works that are in any category
    totals: Mapping[str, int]  # works by their first category


def _heading_words(section: Section, read_words: Reader, vocabulary: Vocabulary) -> HeadingWords:
    """A heading that tells no categories apart is read with the one above: "Models > Of Healthcare"."""
    tables = [t for t in section.tables if t.rows]
    labels = " ".join(dict.fromkeys(label for table in tables for label in table.header))
    *above, own = section.path.split(" > ")
    said = read_words(own)
    telling = frozenset(vocabulary.weights) - vocabulary.generic
    if said and len(above) > 1 and not any(word & telling for word in said):
        said = read_words(f"{above.pop()} {own}")
    return HeadingWords(said, read_words(" ".join(above)), read_words(labels))


def _guess(
    category: str, alike: Likeness, works: Sequence[tuple[str, ...]], signs: _Signs
) -> Guess:
    best = sum(1 for one in works if one[:1] == (category,))
    also = sum(1 for one in works if category in one[1:])
    share = (best + also / 2) / len(works) if works else 0.0
    told = (
        share * len(works) / (len(works) + 2)
    )  # two works of two prove less than twenty of twenty
    confidence = 1 - (1 - 0.8 * alike.said) * (1 - 0.9 * min(1.0, told * 1.4))
    why = f"heading {alike.said:.0%}, {best + also} of {len(works)} works there"
    if len(works) >= _FEW and share < _LEAST:
        confidence, why = confidence * _AGAINST, f"{why}, which speaks against it"
    elif signs.on_topic < _OFF_TOPIC or (not works and not alike.is_whole):
        confidence, why = confidence * _AGAINST, f"{why}; nothing else says so"
    concentration = best / signs.totals[category] if best else 0.0
    return Guess(
        category,
        round(confidence, 2),
        alike.said,
        concentration,
        why,
        is_named=alike.is_named,
        is_own=alike.is_own,
        is_wider=alike.is_wider,
        narrow=alike.narrow,
    )


def _share_on_topic(judged: Mapping[int, tuple[str, ...]]) -> float:
    """The share of a list's works that are in any category; 1 where too few could be judged."""
    return sum(bool(one) for one in judged.values()) / len(judged) if len(judged) >= _MANY else 1.0


def _path(curated: CuratedList, section: Section) -> tuple[str, str]:
    """How a plan names a section that others are called like, and what stands against it."""
    try:
        find_section(curated, SectionPlan(section.path, ()))
    except ListError as problem:
        return section.path, problem.what
    return section.path, ""


def _trial_doubt(trial: Trial) -> str:
    if not trial.is_held:
        return f"a trial entry was refused: {trial.refusal or 'a second run would add it again'}"
    if trial.unknown is not None:
        return "it has columns or fields that nothing known of a work can fill"
    return ""


def _share_out(proposed: Mapping[int, MappedSection]) -> tuple[MappedSection, ...]:
    """Give each category to the section that fits best; leave off what is not sure."""
    by_category: dict[str, list[tuple[Guess, int]]] = {}
    for line, one in proposed.items():
        for guess in filter(one.may_take, one.guesses):
            by_category.setdefault(guess.category, []).append((guess, line))
    owned: dict[int, list[Guess]] = {}
    rivals: dict[int, int] = {}
    for found in by_category.values():
        found.sort(key=lambda pair: (-pair[0].confidence, pair[1]))
        (best, line), others = found[0], found[1:]
        rivals |= {other_line: line for _, other_line in others}
        near = [pair for pair in others if not _is_clearly_better(best, pair[0])]
        if near:
            rivals[line] = near[0][1]
        elif best.said >= _LEAST_SAID or best.works_share >= 0.5:
            owned.setdefault(line, []).append(best)
    return tuple(
        _settle(one, owned.get(line, []), proposed.get(rivals.get(line, -1)))
        for line, one in sorted(proposed.items())
    )


def _is_clearly_better(best: Guess, other: Guess) -> bool:
    return best.confidence - other.confidence >= _CLEAR or best.said - other.said >= 3 * _CLEAR


def _settle(
    one: MappedSection, owned: Sequence[Guess], rival: MappedSection | None
) -> MappedSection:
    """The section with the categories it gets, or with why it gets none."""
    sure = [guess for guess in owned if guess.confidence >= SURE]
    sure.sort(key=one.guesses.index)
    fitting = [guess for guess in sure if not guess.is_wider]
    if one.doubt or not fitting:
        return replace(one, doubt=one.doubt or _doubt(one, sure, rival))
    first = next(
        (guess for guess in fitting if all(_is_said_enough(guess, other) for other in fitting)),
        fitting[0],
    )
    kept = [guess for guess in one.guesses if guess in owned and _stands_beside(guess, first)]
    return replace(one, guesses=tuple(kept))


def _doubt(one: MappedSection, sure: Sequence[Guess], rival: MappedSection | None) -> str:
    if not one.guesses:
        return "no category fits"
    if sure:
        return f'{sure[0].category} is wider than "{one.title}", which it stands under'
    if not any(one.may_take(guess) for guess in one.guesses):
        return "too few entries stand there to tell"
    if rival and one.guesses[0].confidence >= SURE:
        return f'"{rival.heading}" fits {one.guesses[0].category} as well or better'
    return f"not sure: {one.guesses[0].why}"


def _is_said_enough(guess: Guess, other: Guess) -> bool:
    return guess.said > other.said - 3 * _CLEAR


def _stands_beside(guess: Guess, first: Guess) -> bool:
    """A heading that says both alike, with works of both under it: "Datasets" of text and of images."""
    return guess == first or (
        guess.is_named
        and not guess.is_wider
        and guess.said >= first.said - _CLEAR
        and guess.confidence >= first.confidence - _BESIDE
    )
