"""The nouns of this room: what config/rules/*.yaml says, as frozen values that know their file and line."""

import hashlib
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Literal, NamedTuple

from ingest.rules.calibration import Knot
from ingest.rules.judging_code import code_digest

Place = Literal["title", "lead", "anywhere"]
PLACES: tuple[Place, ...] = ("title", "lead", "anywhere")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase of a concept; `phrases.py` says how it is matched."""

    text: str
    where: str = ""  # file:line, as in every noun here


@dataclass(frozen=True, slots=True)
class Concept:
    """A named set of phrases that mean the same to a rule."""

    name: str
    phrases: tuple[Phrase, ...] = ()
    masks: tuple[Phrase, ...] = ()  # `not`: a match inside one of these is no match
    include: tuple[str, ...] = ()  # concepts whose phrases (and masks) belong to this one too
    where: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule; its parts must all hold.

    `name` is a concept or a shared rule. `place` None means: as the condition around it, and at
    the top anywhere. Places nest: lead is the title or the first two sentences of the abstract.
    """

    name: str | None = None
    all: tuple["Condition", ...] = ()
    any: tuple["Condition", ...] = ()
    none: tuple["Condition", ...] = ()
    place: Place | None = None
    min: int = 1  # distinct phrases of the concept, or conditions of `any`
    weight: float = 1.0  # in the mean that makes the score of `all`
    where: str = ""


@dataclass(frozen=True, slots=True)
class SharedRule:
    """A condition with a name, for use in many categories."""

    name: str
    condition: Condition
    where: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A short text, written for the rule, that must hit it or must miss it."""

    title: str
    text: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """What a list's section can ask for, and the rule that decides it."""

    name: str
    title: str
    rule: Condition
    over: tuple[str, ...] = ()  # categories that stand behind this one where both hold
    sources: tuple[str, ...] = ()  # arXiv categories that make it a little likelier
    hits: tuple[Example, ...] = ()
    near_misses: tuple[Example, ...] = ()
    where: str = ""


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rule files together, in the order they were given."""

    concepts: tuple[Concept, ...] = ()
    rules: tuple[SharedRule, ...] = ()
    categories: tuple[Category, ...] = ()
    calibration: tuple[Knot, ...] = ()  # what raw scores were worth; empty: scores stay raw
    title_calibration: tuple[
        Knot, ...
    ] = ()  # the same of titles without an abstract; empty: `calibration`


@dataclass(frozen=True, slots=True)
class Problem:
    """Something `check_rules` found; `where` is file:line."""

    where: str
    what: str


class Text(NamedTuple):
    """What is judged of a work: never more than its words and its source's own categories."""

    work_id: str
    title: str
    abstract: str = ""
    categories: tuple[str, ...] = ()


def rules_digest(book: RuleBook) -> str:
    """A hash of everything that can change a verdict, in hexadecimal: the code that judges and the
    book. Examples and line numbers do not count, the order of categories does."""
    return hashlib.sha256(f"{code_digest()} {_plain(book)}".encode()).hexdigest()


_NOT_JUDGED = frozenset({"where", "hits", "near_misses", "title"})


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "(" + ",".join(map(_plain, value)) + ")"
    kept = _judged_fields(type(value))  # type: ignore[arg-type]  # a class is hashable
    if kept is None:
        return repr(value)
    inside = ",".join([f"{name}={_plain(getattr(value, name))}" for name in kept])
    return f"{type(value).__name__}({inside})"


@cache
def _judged_fields(kind: type) -> tuple[str, ...] | None:
    """What of a noun of a book counts; None of what is no noun."""
    if not is_dataclass(kind):
        return None
    return tuple(field.name for field in fields(kind) if field.name not in _NOT_JUDGED)
