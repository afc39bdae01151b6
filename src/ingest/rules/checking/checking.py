"""Everything that can be wrong with rules that are well-formed: `check_rules`."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from ingest.errors import ConfigError
from ingest.rules.book import (
    Category,
    Condition,
    Example,
    Phrase,
    Problem,
    RuleBook,
    Text,
)
from ingest.rules.checking.implying import NeverFires
from ingest.rules.finding.phrases import ACRONYM_AT_MOST, phrase_pattern
from ingest.rules.judging.closures import names_in
from ingest.rules.judging.matcher import Matcher, compile_rules
from ingest.rules.reading.naming import find_name_errors
from ingest.rules.reading.nodes import compose
from ingest.rules.reading.parsing import parse_entries

_IDLE_STAR = re.compile(r"(?<!\w)\*|\*(?=[\w*])")
_LONG_ACRONYM = re.compile(rf"\b(?=\d*[A-Z])[A-Z0-9]{{{ACRONYM_AT_MOST + 1},}}\b")


def check_files(
    files: Sequence[tuple[str, str]], unread: Sequence[ConfigError] = ()
) -> tuple[RuleBook | None, tuple[Problem, ...]]:
    """The book that (name, text) rule files are, and every problem with them.

    None and what is not the language, if anything is not: what rules do can only be told once all are read.
    `unread` is why further files could not be.
    """
    book, wrong = parse_entries(files)
    errors = (*unread, *wrong) or tuple(find_name_errors(book))
    if errors:
        return None, tuple(Problem(e.where, f"{e.what}. {e.todo}".rstrip()) for e in errors)
    empty = (f"{name}:1" for name, text in files if compose(name, text) is None)
    return book, (
        *(Problem(where, "the file holds no rules") for where in empty),
        *check_rules(book),
    )


def check_rules(book: RuleBook) -> tuple[Problem, ...]:
    """What a curator should mend, each with file:line; empty where the rules do as they say.

    Runs every hit and near miss, and looks for phrases of two concepts, concepts that nobody uses,
    rules that can never fire or are shadowed, and categories without examples.
    """
    matcher = compile_rules(book)
    return tuple(
        chain(
            _odd_phrases(book),
            _shared_phrases(book),
            _unused(book),
            _impossible(book),
            _shadowed_parts(book),
            _shadowed(book),
            *(_examples(category, matcher) for category in book.categories),
        )
    )


def _odd_phrases(book: RuleBook) -> Iterable[Problem]:
    for concept in book.concepts:
        for phrase in chain(concept.phrases, concept.masks):
            if what := _oddity(phrase.text):
                yield Problem(phrase.where, f"the phrase {phrase.text!r} {what}")


def _oddity(phrase: str) -> str:
    """What a phrase does that its writer hardly meant."""
    if not phrase_pattern(phrase):
        return "has no letter to look for"
    if _IDLE_STAR.search(phrase):
        return "has a `*` that is not at the end of a word, where it means nothing"
    long = [] if phrase.startswith("=") else _LONG_ACRONYM.findall(phrase)
    if long:
        return (
            f"has capitals whose case does not count: {long[0]} is longer than {ACRONYM_AT_MOST} letters."
            f" Write {long[0].lower()}, or begin the phrase with `=`"
        )
    return ""


def _shared_phrases(book: RuleBook) -> Iterable[Problem]:
    seen: dict[str, tuple[str, Phrase]] = {}
    for concept in book.concepts:
        for phrase in concept.phrases:
            pattern = phrase_pattern(phrase.text)
            if not pattern:
                continue
            if pattern in seen:
                owner, first = seen[pattern]
                yield Problem(
                    phrase.where,
                    f"{phrase.text!r} of concept {concept.name!r} matches the same as"
                    f" {first.text!r} of {owner!r} at {first.where}",
                )
            else:
                seen[pattern] = (concept.name, phrase)


def _unused(book: RuleBook) -> Iterable[Problem]:
    roots = chain((c.rule for c in book.categories), (r.condition for r in book.rules))
    used = {name for root in roots for name in names_in(root)}
    used.update(name for concept in book.concepts for name in concept.include)
    for concept in book.concepts:
        if concept.name not in used:
            yield Problem(concept.where, f"no rule uses the concept {concept.name!r}")


def _impossible(book: RuleBook) -> Iterable[Problem]:
    never = NeverFires(book)
    for owner, condition, where in _owners(book):
        if why := never.why(condition):
            yield Problem(where, f"{owner} can never fire: {why}")


def _shadowed_parts(book: RuleBook) -> Iterable[Problem]:
    """Conditions of `any` that change nothing: wherever one holds, a wider one beside it holds too."""
    never = NeverFires(book)
    for owner, condition, _ in _owners(book):
        for narrow, wide in never.shadowed(condition):
            yield Problem(
                narrow.where,
                f"a condition of {owner} is shadowed: wherever {narrow.name!r} holds there,"
                f" {wide.name!r} at {wide.where} holds too",
            )


def _owners(book: RuleBook) -> list[tuple[str, Condition, str]]:
    owners = [(f"rule {r.name!r}", r.condition, r.where) for r in book.rules]
    return owners + [(f"category {c.name!r}", c.rule, c.where) for c in book.categories]


def _shadowed(book: RuleBook) -> Iterable[Problem]:
    """A category that another one, going over it, always accompanies, is never the first choice."""
    behind = _behind(book.categories)
    for category in book.categories:
        for other in book.categories:
            if category.name not in behind(other.name):
                continue
            if _demands(category.rule) >= _demands(other.rule) and _is_plain(other.rule):
                yield Problem(
                    category.where,
                    f"category {category.name!r} is shadowed: {other.name!r} goes over it and holds"
                    " wherever it does",
                )


def _behind(categories: Iterable[Category]) -> Callable[[str], set[str]]:
    over = {category.name: set(category.over) for category in categories}

    def behind(name: str) -> set[str]:
        return over[name].union(*(behind(other) for other in over[name]))

    return behind


def _demands(rule: Condition) -> set[object]:
    """What a rule asks for, part by part, without its lines: more parts hold less often."""
    own = {("name", rule.name, rule.place, rule.min)} if rule.name is not None else set()
    alls = {_shape(part) for part in rule.all}
    anys = (
        {("any", rule.min, tuple(sorted(map(repr, map(_shape, rule.any)))))} if rule.any else set()
    )
    nones = {("none", _shape(part)) for part in rule.none}
    return {*own, *alls, *anys, *nones}


def _shape(part: Condition) -> object:
    if not (part.all or part.any or part.none):
        return ("name", part.name, part.place, part.min)
    return (part.name, part.place, part.min, tuple(sorted(map(repr, _demands(part)))))


def _is_plain(rule: Condition) -> bool:
    return bool(rule.name or rule.all or rule.any or rule.none)


def _examples(category: Category, matcher: Matcher) -> Iterable[Problem]:
    if not category.hits or not category.near_misses:
        missing = "hits" if not category.hits else "near_misses"
        yield Problem(category.where, f"category {category.name!r} has no {missing}")
    for example, found in _judged(category.hits, matcher):
        if category.name not in found:
            instead = f" (found: {', '.join(found)})" if found else ""
            yield Problem(
                example.where, f"a hit of {category.name!r} is missed{instead}: {example.title!r}"
            )
    for example, found in _judged(category.near_misses, matcher):
        if category.name in found:
            yield Problem(
                example.where, f"a near miss of {category.name!r} is hit: {example.title!r}"
            )


def _judged(examples: Sequence[Example], matcher: Matcher) -> Iterator[tuple[Example, list[str]]]:
    """Each example with the categories that it gets."""
    judged = matcher.classify([Text("example", one.title, one.text) for one in examples])
    for example, verdicts in zip(examples, judged, strict=True):
        yield example, [verdict.category for verdict in verdicts]
