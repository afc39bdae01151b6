"""What a category's verdict depends on: so that a changed rule file reopens only what it can move."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain

from ingest.rules.book import Category, Concept, Condition, RuleBook, SharedRule, rules_digest
from ingest.rules.judging.gate import find_needs


def category_digests(book: RuleBook) -> dict[str, str]:
    """For each category a hash of all that its verdicts depend on: its rule, what that rule names,
    its source categories, and every category behind it.

    Where no category of a text has another hash than before, neither have its verdicts changed.
    """
    behind = all_behind(book.categories)
    return {
        category.name: _digest(sub_book(book, [category.name]), behind[category.name])
        for category in book.categories
    }


def changed_categories(old: Mapping[str, str], new: Mapping[str, str]) -> frozenset[str]:
    """Categories that two books judge differently, or that only one of them has."""
    return frozenset(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))


def sub_book(book: RuleBook, names: Iterable[str]) -> RuleBook:
    """The book with these categories alone, and what they name. They hold where they held before;
    order and doubt are another matter, as the others do not compete."""
    kept = frozenset(names)
    categories = tuple(
        replace(one, over=tuple(name for name in one.over if name in kept))
        for one in book.categories
        if one.name in kept
    )
    reached = _reached(book, (one.rule for one in categories))
    if any(_needs_nothing(one, book) for one in categories):  # holds with any phrase of the book
        reached.update(one.name for one in book.concepts)
    return RuleBook(
        tuple(one for one in book.concepts if one.name in reached),
        tuple(one for one in book.rules if one.name in reached),
        categories,
        book.calibration,
        book.title_calibration,
    )


def all_behind(categories: Iterable[Category]) -> dict[str, frozenset[str]]:
    """For each category everything that it goes over, directly or through others."""
    over = {category.name: category.over for category in categories}

    def behind(name: str) -> frozenset[str]:
        return frozenset(over[name]).union(*(behind(other) for other in over[name]))

    return {name: behind(name) for name in over}


def _digest(alone: RuleBook, behind: frozenset[str]) -> str:
    told = f"{rules_digest(alone)} over {', '.join(sorted(behind))}"
    return hashlib.sha256(told.encode()).hexdigest()


def _needs_nothing(category: Category, book: RuleBook) -> bool:
    rules = {rule.name: rule.condition for rule in book.rules}
    return not find_needs(category.rule, rules)


def _reached(book: RuleBook, roots: Iterable[Condition]) -> set[str]:
    nouns: dict[str, Concept | SharedRule] = {}
    nouns.update((one.name, one) for one in book.concepts)
    nouns.update((one.name, one) for one in book.rules)
    reached: set[str] = set()
    waiting = [name for root in roots for name in names_in(root)]
    while waiting:
        name = waiting.pop()
        if name in reached:
            continue
        reached.add(name)
        noun = nouns[name]
        waiting += noun.include if isinstance(noun, Concept) else names_in(noun.condition)
    return reached


def names_in(condition: Condition) -> Iterator[str]:
    """Every concept and shared rule that a condition names, excluded ones too."""
    if condition.name is not None:
        yield condition.name
    for part in chain(condition.all, condition.any, condition.none):
        yield from names_in(part)
