"""Rules with one phrase more or less, tried on works that people decided about and on others."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.rules.book import Concept, Phrase, RuleBook, Text
from ingest.rules.intervals import Score, Share
from ingest.rules.judging.matcher import Matcher, compile_rules
from ingest.rules.learning.lessons import Lesson, first_verdict, score_rules, texts_of
from ingest.rules.learning.wording import everyday_words, find_standing
from ingest.rules.reading.rewriting import PhraseEdit, edit_book
from ingest.works import Verdict

_TOLD_EVERY = 10_000  # texts
GAINED_AT_LEAST = 2  # works: one alone has too many words that stand out

Tell = Callable[[str, int, int], None]
Classify = Callable[[Sequence[Text]], list[tuple[Verdict, ...]]]


@dataclass(frozen=True, slots=True)
class Tally:
    """How one category fares: on decided works, and how many of the background it takes."""

    score: Score
    background: int


class Trial:
    """The rules as suggested so far, and what they say of every text; edits are tried on it."""

    def __init__(
        self, book: RuleBook, lessons: Sequence[Lesson], background: Sequence[Text], tell: Tell
    ) -> None:
        self.book = book
        self.lessons = lessons
        self.texts = [*texts_of(lessons), *background]
        self.size = len(background)
        served = frozenset[str]().union(*(lesson.among for lesson in lessons))
        self._among = [lesson.among for lesson in lessons] + [served] * self.size
        self.firsts: list[str] = []
        self._standing: dict[str, frozenset[int]] = {}
        matcher = compile_rules(book)
        for start in range(0, len(self.texts), _TOLD_EVERY):
            tell("works, as the rules are", start, len(self.texts))
            positions = range(start, min(start + _TOLD_EVERY, len(self.texts)))
            self.firsts += self._judge(matcher.classify, positions)
        self.everyday = everyday_words(background)

    def standing(self, phrases: Sequence[str]) -> dict[str, frozenset[int]]:
        """The positions of the texts in which each phrase stands; looked up once."""
        fresh = [phrase for phrase in phrases if phrase not in self._standing]
        if fresh:
            self._standing |= find_standing(fresh, self.texts)
        return {phrase: self._standing[phrase] for phrase in phrases}

    def _judge(self, classify: Classify, positions: Sequence[int]) -> list[str]:
        found = classify([self.texts[n] for n in positions])
        firsts = [first_verdict(v, self._among[n]) for n, v in zip(positions, found, strict=True)]
        return [first.category if first else "" for first in firsts]

    def tried(self, standing: frozenset[int], classify: Classify) -> list[str]:
        """What other rules say of every text; only those with the phrase, `standing`, can change."""
        positions = sorted(standing)
        firsts = list(self.firsts)
        for position, first in zip(positions, self._judge(classify, positions), strict=True):
            firsts[position] = first
        return firsts

    def edited(self, edit: PhraseEdit) -> Classify:
        """How the rules with an edit judge."""
        return Matcher(edit_book(self.book, edit)).classify

    def keep(self, edit: PhraseEdit, firsts: list[str]) -> None:
        """Let an edit be in force from now on; `firsts` as `tried` told them."""
        self.book, self.firsts = edit_book(self.book, edit), firsts

    def tallies(self, firsts: Sequence[str]) -> dict[str, Tally]:
        scores = score_rules(self.lessons, firsts[: len(self.lessons)])
        rest = firsts[len(self.lessons) :]
        names = scores.keys() | set(rest) - {""}
        return {n: Tally(scores.get(n, Score(0, 0, 0)), rest.count(n)) for n in names}

    def counts(self, name: str, standing: frozenset[int]) -> tuple[Share, Share, Share]:
        """In how many accepted, refused and background works a phrase stands."""
        right = {n for n, one in enumerate(self.lessons) if name in one.right}
        wrong = {n for n, one in enumerate(self.lessons) if name in one.wrong}
        behind = sum(position >= len(self.lessons) for position in standing)
        return (
            Share(len(right & standing), len(right)),
            Share(len(wrong & standing), len(wrong)),
            Share(behind, self.size),
        )

    def elsewhere(self, name: str, standing: frozenset[int]) -> Share:
        """In how many works that were accepted for other categories a phrase stands."""
        others = {n for n, one in enumerate(self.lessons) if one.right and name not in one.right}
        return Share(len(others & standing), len(others))


class FirstLook:
    """A first look at additions by one compiled book: to compile one for each takes too long."""

    def __init__(self, trial: Trial, name: str, phrases: Sequence[str]) -> None:
        self._trial = trial
        self._missed = [
            n
            for n, one in enumerate(trial.lessons)
            if name in one.right and trial.firsts[n] not in one.right
        ]
        tried = Concept("", tuple(map(Phrase, phrases)))  # nobody asks for it
        book = trial.book
        self._matcher = Matcher(replace(book, concepts=(*book.concepts, tried)))

    def gained(self, concept: str, phrase: str, standing: frozenset[int]) -> int:
        """How many works that the category misses would be found; none where too few have the phrase."""
        lessons = [self._trial.lessons[n] for n in self._missed if n in standing]
        if len(lessons) < GAINED_AT_LEAST:
            return 0
        found = self.classify(concept, phrase, texts_of(lessons))
        firsts = (first_verdict(v, one.among) for v, one in zip(found, lessons, strict=True))
        return sum(
            first is not None and first.category in one.right
            for first, one in zip(firsts, lessons, strict=True)
        )

    def classify(
        self, concept: str, phrase: str, texts: Sequence[Text]
    ) -> list[tuple[Verdict, ...]]:
        """What the texts would get if the concept had the phrase."""
        return self._matcher.try_phrase(_including(self._trial.book, concept), phrase, texts)


def _including(book: RuleBook, concept: str) -> frozenset[str]:
    """A concept and all that include it."""
    names = {concept}
    while more := {one.name for one in book.concepts if not names.isdisjoint(one.include)} - names:
        names |= more
    return frozenset(names)
