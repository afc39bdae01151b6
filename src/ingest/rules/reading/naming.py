"""The names in a rule book: each means one thing, exists, and is not made of itself."""

from collections.abc import Iterable, Iterator
from itertools import chain

from ingest.errors import ConfigError
from ingest.rules.book import Concept, Condition, RuleBook, SharedRule
from ingest.rules.judging.closures import names_in
from ingest.rules.reading import nodes


def find_name_errors(book: RuleBook) -> Iterator[ConfigError]:
    """What is wrong with each name that means two things, nothing, or itself."""
    seen: dict[str, str] = {}
    for noun in chain[Concept | SharedRule](book.concepts, book.rules):
        yield from _doubled(seen, noun.name, noun.where)
    concepts = {concept.name for concept in book.concepts}
    categories: dict[str, str] = {}
    for concept in book.concepts:
        yield from _unknown(concept.include, concepts, "concept", concept.where)
    for category in book.categories:
        yield from _doubled(categories, category.name, category.where)
    for category in book.categories:
        yield from _unknown(category.over, categories, "category", category.where)
        yield from _unknown_parts(category.rule, seen)
    for rule in book.rules:
        yield from _unknown_parts(rule.condition, seen)
    yield from _circles({c.name: (c.include, c.where) for c in book.concepts}, "includes")
    yield from _circles({c.name: (c.over, c.where) for c in book.categories}, "is over")
    used = {r.name: (tuple(names_in(r.condition)), r.where) for r in book.rules}
    yield from _circles(used, "is made of")


def _unknown_parts(condition: Condition, known: dict[str, str]) -> Iterator[ConfigError]:
    if condition.name is not None:
        yield from _unknown((condition.name,), known, "concept or rule", condition.where)
    for part in chain(condition.all, condition.any, condition.none):
        yield from _unknown_parts(part, known)


def _doubled(seen: dict[str, str], name: str, where: str) -> Iterator[ConfigError]:
    if name in seen:
        yield ConfigError(
            f"the name {name!r} is taken at {seen[name]}", where=where, todo="Rename one of them."
        )
    seen[name] = where


def _unknown(
    names: Iterable[str], known: Iterable[str], what: str, where: str
) -> Iterator[ConfigError]:
    known = list(known)
    for name in names:
        if name not in known:
            yield ConfigError(
                f"no {what} is named {name!r}",
                where=where,
                todo=nodes.nearest(name, known) or f"Define the {what}, or delete the name.",
            )


def _circles(edges: dict[str, tuple[tuple[str, ...], str]], verb: str) -> Iterator[ConfigError]:
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> Iterator[ConfigError]:
        if name in done or name not in edges:
            return
        if name in path:
            circle = f" {verb} ".join((*path[path.index(name) :], name))
            yield ConfigError(
                f"a circle: {circle}", where=edges[name][1], todo="Take one of them out."
            )
            done.update(path)
            return
        for target in edges[name][0]:
            yield from visit(target, (*path, name))
        done.add(name)

    for name in edges:
        yield from visit(name, ())
