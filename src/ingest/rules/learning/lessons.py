"""What people's decisions say of the rules: how often each rule, and each of its phrases, was right.

A lesson is one decided work of one list. It counts for the category under which that list would take
the work now: its first verdict among the categories that the list's sections ask for.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log, sqrt

from ingest.rules.book import RuleBook, Text
from ingest.rules.finding.phrases import phrase_pattern
from ingest.rules.intervals import Score, Share
from ingest.rules.judging.matcher import Matcher
from ingest.works import Verdict

_PRIOR = 10.0  # works: how much the background weighs in log odds
_AT_LEAST = 0.5  # a work: so that a phrase nobody else says is no miracle


@dataclass(frozen=True, slots=True)
class Lesson:
    """A work, and where the people of one list put it."""

    text: Text
    right: tuple[str, ...]  # categories of the section it was accepted in; empty: refused
    wrong: tuple[str, ...]  # categories of the section it was refused for, or moved out of
    among: frozenset[str]  # categories of all sections of the list
    how: str = ""  # "list: merged", as shown as evidence


@dataclass(frozen=True, slots=True)
class Owner:
    """A phrase as it stands in the rule files."""

    concept: str
    phrase: str
    where: str


@dataclass(frozen=True, slots=True)
class PhraseShare:
    """How often works were accepted that a category took with this phrase as evidence."""

    owner: Owner
    category: str
    accepted: Share


def first_verdict(found: Sequence[Verdict], among: frozenset[str]) -> Verdict | None:
    """The verdict by which a list with sections for these categories takes a work."""
    return next((one for one in found if one.category in among), None)


def score_rules(lessons: Sequence[Lesson], firsts: Sequence[str]) -> dict[str, Score]:
    """For each category its hits, false alarms and misses, given what takes each lesson ("": nothing)."""
    hits, false, missed = Counter[str](), Counter[str](), Counter[str]()
    for lesson, first in zip(lessons, firsts, strict=True):
        if first in lesson.right:
            hits[first] += 1
            continue
        if first in lesson.wrong or (first and lesson.right):
            false[first] += 1
        if lesson.right:
            missed[lesson.right[0]] += 1
    names = sorted(hits.keys() | false.keys() | missed.keys())
    return {name: Score(hits[name], false[name], missed[name]) for name in names}


def score_phrases(
    matcher: Matcher, book: RuleBook, lessons: Sequence[Lesson]
) -> tuple[PhraseShare, ...]:
    """The share of right works for each phrase that was evidence, the worst first."""
    owners = find_owners(book)
    right, all_of = Counter[tuple[Owner, str]](), Counter[tuple[Owner, str]]()
    judged = matcher.classify([lesson.text for lesson in lessons])
    for lesson, found in zip(lessons, judged, strict=True):
        verdict = first_verdict(found, lesson.among)
        if verdict is None or not (lesson.right or verdict.category in lesson.wrong):
            continue
        for pattern in matcher.patterns_of(lesson.text, verdict):
            key = owners[pattern], verdict.category
            all_of[key] += 1
            right[key] += verdict.category in lesson.right
    shares = (PhraseShare(*key, Share(right[key], total)) for key, total in all_of.items())
    return tuple(sorted(shares, key=_badness))


def _badness(one: PhraseShare) -> tuple[float, float, str, str]:
    return one.accepted.interval[1], -one.accepted.total, one.category, one.owner.phrase


def find_owners(book: RuleBook) -> dict[str, Owner]:
    """For each pattern the phrase of the rule files that it was made from."""
    return {
        phrase_pattern(phrase.text): Owner(concept.name, phrase.text, phrase.where)
        for concept in book.concepts
        for phrase in concept.phrases
    }


def log_odds(accepted: Share, other: Share, background: Share) -> float:
    """How much more typical a phrase is of the accepted works than of others, in standard errors.

    Shares are works with the phrase. The prior is the background's share: what is rare everywhere
    needs more works to stand out. Monroe, Colaresi, Quinn (2008), "Fightin' Words",
    https://doi.org/10.1093/pan/mpn018, counted in works instead of words.
    """
    rate = (background.hits + 0.5) / (background.total + 1)
    with_it, without = max(_AT_LEAST, _PRIOR * rate), max(_AT_LEAST, _PRIOR * (1 - rate))

    def logit(share: Share) -> float:
        return log((share.hits + with_it) / (share.total - share.hits + without))

    variance = 1 / (accepted.hits + with_it) + 1 / (other.hits + with_it)
    return (logit(accepted) - logit(other)) / sqrt(variance)


def texts_of(lessons: Iterable[Lesson]) -> list[Text]:
    """The texts of lessons, in order."""
    return [lesson.text for lesson in lessons]
