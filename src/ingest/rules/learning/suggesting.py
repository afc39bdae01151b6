"""Suggest phrases to add to the rules or to drop from them, from what people decided.

What may stand out is found by log odds; what is suggested is only what was tried: the rules with that
one phrase more or less judge every work that has it, and must come out better. Nothing is changed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from ingest.rules.book import Condition, RuleBook, Text
from ingest.rules.finding.phrases import phrase_pattern
from ingest.rules.intervals import Score, Share
from ingest.rules.judging.matcher import compile_rules
from ingest.rules.learning.lessons import Lesson, find_owners, first_verdict, log_odds
from ingest.rules.learning.trials import GAINED_AT_LEAST, Classify, FirstLook, Tally, Tell, Trial
from ingest.rules.learning.wording import count_runs
from ingest.rules.reading.rewriting import PhraseEdit

_STANDS_OUT = 1.64  # standard errors: one chance in twenty that it is none
_TRIED_AT_MOST = 12  # phrases for one category
_CONCEPTS_AT_MOST = 3  # that a phrase is tried in: those that find most
_KEPT_AT_MOST = 3  # additions for one category: a pull request that a person reads
_SHOWN = 5  # titles as evidence
_ONE_WORD = (
    2  # times as many works must speak for one word alone: it has more meanings than two together
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One phrase to add or to drop, why, and what it changes."""

    edit: PhraseEdit
    category: str
    accepted: Share  # works of the category that have the phrase
    refused: Share
    background: Share
    odds: float  # against refused works, in standard errors
    odds_background: float
    before: Tally
    after: Tally
    evidence: tuple[str, ...]  # titles of the decided works that move, each once


def suggest(
    book: RuleBook, lessons: Sequence[Lesson], background: Sequence[Text], tell: Tell
) -> tuple[Suggestion, ...]:
    """The edits that make the rules agree better with the lessons, by category.

    Two works at least must move, however many lists hold them. An addition must be said more of its category than of the others, find two accepted works that
    were missed (four if it is one word), and be right at least as often as the category was before, the background counted as wrong. A drop must stand in more refused works than accepted
    ones, and lose more of them. No other category may fare worse. Each is tried with the ones before it in force.
    `tell(what, done, total)` is called before each part of the texts is judged, and before each category.
    """
    trial = Trial(book, lessons, background, tell)
    names = [name for name in _named(lessons) if name in {one.name for one in book.categories}]
    found: list[Suggestion] = []
    for number, name in enumerate(names):
        tell(name, number, len(names))
        found += _drops(trial, name)
        found += _additions(trial, name)
    tell("", len(names), len(names))
    return tuple(found)


def _named(lessons: Sequence[Lesson]) -> list[str]:
    return sorted({name for lesson in lessons for name in (*lesson.right, *lesson.wrong)})


def _additions(trial: Trial, name: str) -> Iterator[Suggestion]:
    for _ in range(_KEPT_AT_MOST):
        best = max(_tried_additions(trial, name), key=_gain, default=None)
        if best is None:
            return
        edit = best[0].edit
        standing = trial.standing([edit.phrase])[edit.phrase]
        sure = _try(trial, name, edit, standing, trial.edited(edit))
        if sure is None or not _is_better_wider(sure[0]):
            return
        suggestion, firsts = sure
        trial.keep(edit, firsts)
        yield suggestion


_Tried = tuple[Suggestion, list[str]]


def _gain(tried: _Tried) -> tuple[int, int, float]:
    one = tried[0]
    gained = one.after.score.hits - one.before.score.hits
    return gained, one.before.background - one.after.background, one.odds_background


def _tried_additions(trial: Trial, name: str) -> Iterator[_Tried]:
    phrases = _missing_phrases(trial, name)
    standing = trial.standing(phrases)
    ranked = sorted(
        (one for one in phrases if _odds(trial, name, standing[one])[0] > 0),
        key=lambda one: -_odds(trial, name, standing[one])[1],
    )
    stand_out = [
        phrase
        for phrase in ranked
        if _odds(trial, name, standing[phrase])[1] >= _STANDS_OUT
        and _is_its_own(trial, name, standing[phrase])
    ][:_TRIED_AT_MOST]
    if not stand_out:
        return
    looks = FirstLook(trial, name, stand_out)
    for phrase in stand_out:
        gains = {
            concept: looks.gained(concept, phrase, standing[phrase])
            for concept in _asked_concepts(trial.book, name)
        }
        likely = [one for one in gains if gains[one] >= GAINED_AT_LEAST]
        for concept in sorted(likely, key=lambda one: -gains[one])[:_CONCEPTS_AT_MOST]:
            classify = partial(looks.classify, concept, phrase)
            tried = _try(trial, name, PhraseEdit(concept, phrase), standing[phrase], classify)
            if tried and _is_better_wider(tried[0]):
                yield tried


def _is_its_own(trial: Trial, name: str, standing: frozenset[int]) -> bool:
    """Whether a phrase is said more of this category than of others: what all of a field say (care, patients)
    tells none of its categories."""
    accepted, _, background = trial.counts(name, standing)
    others = trial.elsewhere(name, standing)
    return not others.total or log_odds(accepted, others, background) >= _STANDS_OUT


def _missing_phrases(trial: Trial, name: str) -> list[str]:
    """Runs of words that stand in enough of the accepted works that the category misses."""
    right = [n for n, one in enumerate(trial.lessons) if name in one.right]
    missed = count_runs(
        trial.texts[n] for n in right if trial.firsts[n] not in trial.lessons[n].right
    )
    known = find_owners(trial.book)
    spelt = {one.phrase.removeprefix("=").casefold() for one in known.values()}
    fresh: dict[str, str] = {}
    for run in sorted(missed, key=lambda run: (-missed[run], run)):
        words = run.split()
        if missed[run] < GAINED_AT_LEAST or not trial.everyday.isdisjoint((words[0], words[-1])):
            continue
        if not spelt.isdisjoint((run, run.removesuffix("s"))):
            continue  # a phrase that has its case is no news in another one
        pattern = phrase_pattern(run)
        if pattern and pattern not in known:
            fresh.setdefault(pattern, run)
    return list(fresh.values())[: 50 * _TRIED_AT_MOST]


def _odds(trial: Trial, name: str, standing: frozenset[int]) -> tuple[float, float]:
    accepted, refused, background = trial.counts(name, standing)
    return log_odds(accepted, refused, background), log_odds(accepted, background, background)


def _drops(trial: Trial, name: str) -> Iterator[Suggestion]:
    matcher = compile_rules(trial.book)
    owners = find_owners(trial.book)
    wrong = [
        n for n, one in enumerate(trial.lessons) if name in one.wrong and trial.firsts[n] == name
    ]
    suspects: set[str] = set()
    judged = matcher.classify([trial.texts[n] for n in wrong])
    for found, lesson in zip(judged, [trial.lessons[n] for n in wrong], strict=True):
        verdict = first_verdict(found, lesson.among)
        suspects |= matcher.patterns_of(lesson.text, verdict) if verdict else frozenset()
    phrases = {owners[pattern].phrase: owners[pattern] for pattern in sorted(suspects)}
    standing = trial.standing(list(phrases))
    odds = {phrase: _odds(trial, name, standing[phrase])[0] for phrase in phrases}
    for phrase in sorted(phrases, key=lambda one: odds[one])[:_TRIED_AT_MOST]:
        if odds[phrase] > -_STANDS_OUT:
            return
        edit = PhraseEdit(phrases[phrase].concept, phrase, is_drop=True)
        tried = _try(trial, name, edit, standing[phrase], trial.edited(edit))
        if tried and _is_better_narrower(tried[0]):
            suggestion, firsts = tried
            trial.keep(edit, firsts)
            yield suggestion


def _try(
    trial: Trial, name: str, edit: PhraseEdit, standing: frozenset[int], classify: Classify
) -> _Tried | None:
    """The edit as a suggestion; None where it moves nothing, or another category fares worse."""
    firsts = trial.tried(standing, classify)
    moved = [n for n in sorted(standing) if firsts[n] != trial.firsts[n]]
    before, after = trial.tallies(trial.firsts), trial.tallies(firsts)
    nothing = Tally(Score(0, 0, 0), 0)
    others = (before.keys() | after.keys()) - {name}
    for other in others:
        old, new = before.get(other, nothing).score, after.get(other, nothing).score
        if new.hits < old.hits or new.false > old.false:
            return None
    counts = trial.counts(name, standing)
    suggestion = Suggestion(
        edit,
        name,
        *counts,
        *_odds(trial, name, standing),
        before.get(name, nothing),
        after.get(name, nothing),
        _titles([trial.lessons[n] for n in moved if n < len(trial.lessons)]),
    )
    return (suggestion, firsts) if moved else None


def _titles(moved: Sequence[Lesson]) -> tuple[str, ...]:
    """Each work once, with what its lists said: one work in three lists is one piece of evidence."""
    said: dict[str, list[str]] = {}
    for lesson in moved:
        said.setdefault(lesson.text.title, []).append(lesson.how)
    return tuple(f"{title} ({', '.join(hows)})" for title, hows in said.items())[:_SHOWN]


def _is_better_wider(one: Suggestion) -> bool:
    old, new = one.before, one.after
    gained = new.score.hits - old.score.hits
    least = GAINED_AT_LEAST * (1 if " " in one.edit.phrase else _ONE_WORD)
    if len(one.evidence) < min(least, _SHOWN):
        return False
    wrong = new.score.false + new.background - old.score.false - old.background
    taken = old.score.hits + old.score.false + old.background
    return gained >= least and gained * taken >= old.score.hits * (gained + wrong)


def _is_better_narrower(one: Suggestion) -> bool:
    old, new = one.before.score, one.after.score
    if one.refused.hits <= one.accepted.hits:
        return False
    return len(one.evidence) >= GAINED_AT_LEAST and old.false - new.false > old.hits - new.hits


def _asked_concepts(book: RuleBook, name: str) -> list[str]:
    """The concepts that a category asks for, directly, through shared rules and through includes,
    as far as they have phrases of their own."""
    rules = {rule.name: rule.condition for rule in book.rules}
    concepts = {concept.name: concept for concept in book.concepts}
    asked: dict[str, None] = {}

    def visit(condition: Condition) -> None:
        if condition.name in rules:
            visit(rules[condition.name])
        elif condition.name is not None:
            include(condition.name)
        for part in (*condition.all, *condition.any):
            visit(part)

    def include(concept: str) -> None:
        if concept not in asked:
            asked[concept] = None
            for other in concepts[concept].include:
                include(other)

    visit(next(one.rule for one in book.categories if one.name == name))
    return [concept for concept in asked if concepts[concept].phrases]
