"""Read config/rules/*.yaml into a `RuleBook`; docs/rules.md is the manual of the language."""

from collections.abc import Sequence

from yaml.nodes import Node, ScalarNode

from ingest.errors import ConfigError
from ingest.rules import nodes
from ingest.rules.book import (
    PLACES,
    Category,
    Concept,
    Condition,
    Example,
    Phrase,
    Place,
    RuleBook,
    SharedRule,
)
from ingest.rules.calibration import Knot
from ingest.rules.naming import check_names

KNOTS = ("calibration", "title_calibration")
FILE_KEYS = ("concepts", "rules", "categories", *KNOTS)
CONCEPT_KEYS = ("phrases", "not", "include")
CONDITION_KEYS = ("has", "all", "any", "none", "where", "min", "weight")
CATEGORY_KEYS = ("title", "rule", "over", "sources", "hits", "near_misses")
EXAMPLE_KEYS = ("title", "text")
KNOT_KEYS = ("raw", "right")


def parse_rules(files: Sequence[tuple[str, str]]) -> RuleBook:
    """All (name, text) files as one book; names may be used before the file that defines them.

    Raises ConfigError with file:line for the first thing that is not the language.
    """
    concepts: list[Concept] = []
    rules: list[SharedRule] = []
    categories: list[Category] = []
    knots: dict[str, tuple[Knot, ...]] = {}
    for name, text in files:
        root = nodes.compose(name, text)
        if root is None:
            continue
        sections = nodes.keyed(name, root, "a rule file", FILE_KEYS)
        concepts += [_concept(name, *e) for e in _named(name, sections, "concepts")]
        rules += [_shared(name, *e) for e in _named(name, sections, "rules")]
        categories += [_category(name, *e) for e in _named(name, sections, "categories")]
        for key in sections.keys() & set(KNOTS):
            knots[key] = _knots(name, key, sections[key], key in knots)
    book = RuleBook(tuple(concepts), tuple(rules), tuple(categories), **knots)
    check_names(book)
    return book


def _named(name: str, sections: dict[str, Node], key: str) -> list[tuple[str, ScalarNode, Node]]:
    return nodes.entries(name, sections[key], f"`{key}`") if key in sections else []


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
    return SharedRule(key, _condition(name, node, f"rule {key!r}"), nodes.at(name, key_node))


def _condition(name: str, node: Node, what: str) -> Condition:
    where = nodes.at(name, node)
    if isinstance(node, ScalarNode):
        return Condition(name=nodes.string(name, node, f"a condition of {what}"), where=where)
    values = nodes.keyed(name, node, f"a condition of {what}", CONDITION_KEYS)
    if not values.keys() & {"has", "all", "any", "none"}:
        raise ConfigError(
            f"a condition of {what} asks for nothing",
            where=where,
            todo="Give it `has: CONCEPT`, `all`, `any` or `none`.",
        )
    return Condition(
        name=nodes.string(name, values["has"], f"`has` of {what}") if "has" in values else None,
        all=_conditions(name, values.get("all"), what),
        any=_conditions(name, values.get("any"), what),
        none=_conditions(name, values.get("none"), what),
        place=_place(name, values.get("where")),
        min=_minimum(name, values, what),
        weight=_weight(name, values.get("weight"), what),
        where=where,
    )


def _conditions(name: str, node: Node | None, what: str) -> tuple[Condition, ...]:
    if node is None:
        return ()
    return tuple(_condition(name, item, what) for item in nodes.items(name, node, what))


def _place(name: str, node: Node | None) -> Place | None:
    if node is None:
        return None
    text = nodes.string(name, node, "`where`")
    for place in PLACES:
        if text == place:
            return place
    raise ConfigError(
        f"unknown place {text!r}",
        where=nodes.at(name, node),
        todo=f"{nodes.nearest(text, PLACES)}Allowed here: {', '.join(PLACES)}.",
    )


def _minimum(name: str, values: dict[str, Node], what: str) -> int:
    node = values.get("min")
    if node is None:
        return 1
    if not values.keys() & {"has", "any"}:
        raise ConfigError(
            f"`min` of {what} counts nothing",
            where=nodes.at(name, node),
            todo="Use it beside `has` (distinct phrases) or `any` (conditions that hold).",
        )
    value = nodes.number(name, node, f"`min` of {what}", 1, 50)
    if value != int(value):
        raise ConfigError(
            f"`min` of {what} must be whole", where=nodes.at(name, node), todo="Round it."
        )
    return int(value)


def _weight(name: str, node: Node | None, what: str) -> float:
    return 1.0 if node is None else nodes.number(name, node, f"`weight` of {what}", 0, 10)


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
        rule=_condition(name, values["rule"], what),
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
