"""Read the conditions of rules and categories."""

from yaml.nodes import Node, ScalarNode

from ingest.errors import ConfigError
from ingest.rules.book import PLACES, Condition, Place
from ingest.rules.reading import nodes

CONDITION_KEYS = ("has", "all", "any", "none", "where", "min", "weight")


def parse_condition(name: str, node: Node, what: str) -> Condition:
    """The condition that a node holds; `what` it belongs to is for messages."""
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
    return tuple(parse_condition(name, item, what) for item in nodes.items(name, node, what))


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
