"""Read config/rules/*.yaml into a `RuleBook`; docs/rules.md is the manual of the language."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

from yaml.nodes import Node, ScalarNode

from ingest.errors import ConfigError
from ingest.rules.book import (
    Category,
    Concept,
    Example,
    Phrase,
    RuleBook,
    SharedRule,
)
from ingest.rules.calibration import Knot
from ingest.rules.reading import nodes
from ingest.rules.reading.conditions import parse_condition
from ingest.rules.reading.naming import find_name_errors

KNOTS = ("calibration", "title_calibration")
FILE_KEYS = ("concepts", "rules", "categories", *KNOTS)
CONCEPT_KEYS = ("phrases", "not", "include")
CATEGORY_KEYS = ("title", "rule", "over", "sources", "hits", "near_misses")
EXAMPLE_KEYS = ("title", "text")
KNOT_KEYS = ("raw", "right")

_Entry = TypeVar("_Entry")


def parse_rules(files: Sequence[tuple[str, str]]) -> RuleBook:
    """All (name, text) files as one book; names may be used before the file that defines them.

    Raises ConfigError with file:line for the first thing that is not the language.
    """
    book, errors = parse_entries(files)
    for error in (*errors, *find_name_errors(book)):
        raise error
    return book


def parse_entries(files: Sequence[tuple[str, str]]) -> tuple[RuleBook, tuple[ConfigError, ...]]:
    """What can be read of the files, its names not checked, and what is wrong with the rest."""
    parsed = _Parsed()
    for name, text in files:
        with parsed.collected():
            root = nodes.compose(name, text)
            if root is not None:
                parsed.add(name, nodes.keyed(name, root, "a rule file", FILE_KEYS))
    return (
        RuleBook(
            tuple(parsed.concepts), tuple(parsed.rules), tuple(parsed.categories), **parsed.knots
        ),
        tuple(parsed.errors),
    )


class _Parsed:
    """What was read so far; an entry that is wrong leaves the others readable."""

    def __init__(self) -> None:
        self.concepts: list[Concept] = []
        self.rules: list[SharedRule] = []
        self.categories: list[Category] = []
        self.knots: dict[str, tuple[Knot, ...]] = {}
        self.errors: list[ConfigError] = []

    @contextmanager
    def collected(self) -> Iterator[None]:
        try:
            yield
        except ConfigError as error:
            self.errors.append(error)

    def add(self, name: str, sections: dict[str, Node]) -> None:
        self._add_each(self.concepts, _concept, name, sections.get("concepts"), "`concepts`")
        self._add_each(self.rules, _shared, name, sections.get("rules"), "`rules`")
        self._add_each(self.categories, _category, name, sections.get("categories"), "`categories`")
        for key in KNOTS:
            if key in sections:
                with self.collected():
                    self.knots[key] = _knots(name, key, sections[key], key in self.knots)

    def _add_each(
        self,
        found: list[_Entry],
        parse: Callable[[str, str, ScalarNode, Node], _Entry],
        name: str,
        node: Node | None,
        what: str,
    ) -> None:
        seen: dict[str, tuple[str, ScalarNode, Node]] = {}
        with self.collected():
            for entry in nodes.pairs(name, node, what) if node else ():
                with self.collected():
                    nodes.refuse_double(name, entry, seen, what)
                    found.append(parse(name, *entry))


def _concept(name: str, key: str, key_node: ScalarNode, node: Node) -> Concept:
    what = f"concept {key!r}"
    values = nodes.keyed(name, node, what, CONCEPT_KEYS)
    if "phrases" not in values and "include" not in values:
        raise ConfigError(
            f"{what} has no phrases",
            where=nodes.at(name, key_node),
            todo="Give it `phrases`, or `include` other concepts.",
        )
    return Concept(
        key,
        _phrases(name, values.get("phrases"), f"a phrase of {what}"),
        _phrases(name, values.get("not"), f"a phrase under `not` of {what}"),
        _names(name, values.get("include"), f"`include` of {what}"),
        nodes.at(name, key_node),
    )


def _phrases(name: str, node: Node | None, what: str) -> tuple[Phrase, ...]:
    if node is None:
        return ()
    return tuple(Phrase(text, where) for text, where in nodes.strings(name, node, what))


def _names(name: str, node: Node | None, what: str) -> tuple[str, ...]:
    if node is None:
        return ()
    return tuple(text for text, _ in nodes.strings(name, node, what))


def _shared(name: str, key: str, key_node: ScalarNode, node: Node) -> SharedRule:
    return SharedRule(key, parse_condition(name, node, f"rule {key!r}"), nodes.at(name, key_node))


def _category(name: str, key: str, key_node: ScalarNode, node: Node) -> Category:
    what = f"category {key!r}"
    values = nodes.keyed(name, node, what, CATEGORY_KEYS)
    if "rule" not in values:
        raise ConfigError(
            f"{what} has no rule",
            where=nodes.at(name, key_node),
            todo="Give it `rule:` with conditions over concepts.",
        )
    return Category(
        name=key,
        title=nodes.string(name, values["title"], "`title`") if "title" in values else key,
        rule=parse_condition(name, values["rule"], what),
        over=_names(name, values.get("over"), f"`over` of {what}"),
        sources=_names(name, values.get("sources"), f"`sources` of {what}"),
        hits=_examples(name, values.get("hits"), f"`hits` of {what}"),
        near_misses=_examples(name, values.get("near_misses"), f"`near_misses` of {what}"),
        where=nodes.at(name, key_node),
    )


def _examples(name: str, node: Node | None, what: str) -> tuple[Example, ...]:
    if node is None:
        return ()
    return tuple(_example(name, item, what) for item in nodes.items(name, node, what))


def _knots(name: str, key: str, node: Node, is_second: bool) -> tuple[Knot, ...]:
    """The knots of a key, which rise in both numbers and stand in one file only."""
    what, todo = f"`{key}`", "Take what `ingest rules calibrate` prints, in one file."
    if is_second:
        raise ConfigError(f"{what} stands in two files", where=nodes.at(name, node), todo=todo)
    found: list[Knot] = []
    for item in nodes.items(name, node, what):
        values = nodes.keyed(name, item, "a knot", KNOT_KEYS)
        if values.keys() != set(KNOT_KEYS):
            raise ConfigError(
                "a knot needs `raw` and `right`", where=nodes.at(name, item), todo=todo
            )
        knot = Knot(*(nodes.number(name, values[key], f"`{key}`", 0, 1) for key in KNOT_KEYS))
        if found and not (found[-1].raw < knot.raw and found[-1].right < knot.right):
            raise ConfigError(
                f"the knots of {what} must rise", where=nodes.at(name, item), todo=todo
            )
        found.append(knot)
    return tuple(found)


def _example(name: str, node: Node, what: str) -> Example:
    where = nodes.at(name, node)
    if isinstance(node, ScalarNode):
        return Example(nodes.string(name, node, what), where=where)
    values = nodes.keyed(name, node, f"an example in {what}", EXAMPLE_KEYS)
    title = nodes.string(name, values["title"], "`title`") if "title" in values else ""
    text = nodes.string(name, values["text"], "`text`") if "text" in values else ""
    return Example(title, text, where)
