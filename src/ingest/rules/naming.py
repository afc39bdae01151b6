"""The names in a rule book: each means one thing, exists, and is not made of itself."""

from collections.abc import Iterable
from itertools import chain

from ingest.errors import ConfigError
from ingest.rules import nodes
from ingest.rules.book import Concept, Condition, RuleBook, SharedRule


def check_names(book: RuleBook) -> None:
    """Raise ConfigError for the first name that means two things, nothing, or itself."""
    seen: dict[str, str] = {}
    for noun in chain[Concept | SharedRule](book.concepts, book.rules):
        _refuse_double(seen, noun.name, noun.where)
    concepts = {concept.name for concept in book.concepts}
    categories: dict[str, str] = {}
    for concept in book.concepts:
        _refuse_unknown(concept.include, concepts, "concept", concept.where)
    for category in book.categories:
        _refuse_double(categories, category.name, category.where)
    for category in book.categories:
        _refuse_unknown(category.over, categories, "category", category.where)
        _check_condition(category.rule, seen)
    for rule in book.rules:
        _check_condition(rule.condition, seen)
    _refuse_circles({c.name: (c.include, c.where) for c in book.concepts}, "includes")
    _refuse_circles({c.name: (c.over, c.where) for c in book.categories}, "is over")
    used = {r.name: (tuple(_used_names(r.condition)), r.where) for r in book.rules}
    _refuse_circles(used, "is made of")


def _check_condition(condition: Condition, known: dict[str, str]) -> None:
    if condition.name is not None:
        _refuse_unknown((condition.name,), known, "concept or rule", condition.where)
    for part in chain(condition.all, condition.any, condition.none):
        _check_condition(part, known)


def _used_names(condition: Condition) -> Iterable[str]:
    if condition.name is not None:
        yield condition.name
    for part in chain(condition.all, condition.any, condition.none):
        yield from _used_names(part)


def _refuse_double(seen: dict[str, str], name: str, where: str) -> None:
    if name in seen:
        raise ConfigError(
            f"the name {name!r} is taken at {seen[name]}", where=where, todo="Rename one of them."
        )
    seen[name] = where


def _refuse_unknown(names: Iterable[str], known: Iterable[str], what: str, where: str) -> None:
    known = list(known)
    for name in names:
        if name not in known:
            raise ConfigError(
                f"no {what} is named {name!r}",
                where=where,
                todo=nodes.nearest(name, known) or f"Define the {what}, or delete the name.",
            )


def _refuse_circles(edges: dict[str, tuple[tuple[str, ...], str]], verb: str) -> None:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in done or name not in edges:
            return
        if name in path:
            circle = f" {verb} ".join((*path[path.index(name) :], name))
            raise ConfigError(
                f"a circle: {circle}", where=edges[name][1], todo="Take one of them out."
            )
        for target in edges[name][0]:
            visit(target, (*path, name))
        done.add(name)

    for name in edges:
        visit(name, ())
