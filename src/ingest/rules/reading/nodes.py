"""Read YAML nodes with their lines, and refuse what the reader did not mean.

https://pyyaml.org/wiki/PyYAMLDocumentation (compose, nodes, marks)
"""

import difflib
from collections.abc import Iterable
from contextlib import suppress

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ingest.errors import ConfigError

_NUL = "\x00"


_FAST: type[yaml.CSafeLoader] | None = getattr(
    yaml, "CSafeLoader", None
)  # ten times as fast, where PyYAML was built with it


class _Loader(yaml.SafeLoader):
    """Aliases are refused: they hide a rule from its reader, and one can hold itself."""

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # stubs lack it
            raise yaml.MarkedYAMLError(problem="an alias (*name) is not allowed", problem_mark=mark)
        return super().compose_node(parent, index)


def compose(name: str, text: str) -> Node | None:
    """The root node of a YAML text, None where it holds nothing; `name` is for messages."""
    with suppress(yaml.YAMLError):  # the slow loader says better what is wrong, and where
        if _FAST and not _has_alias(text, _FAST):
            return yaml.compose(text, Loader=_FAST)
    try:
        return yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise ConfigError(
            f"not readable as YAML: {error.problem}",
            where=f"{name}:{line}",
            todo="Mend the indentation or the quotes there.",
        ) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow has no mark
        line = text.count("\n", 0, getattr(error, "position", 0)) + 1
        raise ConfigError(
            "not readable as YAML: a character that is not allowed",
            where=f"{name}:{line}",
            todo="Delete the invisible character there.",
        ) from error


def _has_alias(text: str, loader: type[yaml.CSafeLoader]) -> bool:
    tokens = yaml.scan(text, Loader=loader) if "*" in text else ()
    return any(isinstance(token, yaml.AliasToken) for token in tokens)


def at(name: str, node: Node) -> str:
    """file:line of a node."""
    return f"{name}:{node.start_mark.line + 1}"


def entries(name: str, node: Node, what: str) -> list[tuple[str, ScalarNode, Node]]:
    """The (key, key node, value node) of a mapping whose keys are free; doubles are refused."""
    found: dict[str, tuple[str, ScalarNode, Node]] = {}
    for entry in pairs(name, node, what):
        refuse_double(name, entry, found, what)
    return list(found.values())


def pairs(name: str, node: Node, what: str) -> list[tuple[str, ScalarNode, Node]]:
    """The same, doubles among them."""
    if not isinstance(node, MappingNode):
        raise ConfigError(
            f"{what} must be a mapping of names to values, not {_kind(node)}",
            where=at(name, node),
            todo="Write `name: value` lines there, indented alike.",
        )
    return [(string(name, key, f"a name in {what}"), key, value) for key, value in node.value]


def refuse_double(
    name: str,
    entry: tuple[str, ScalarNode, Node],
    found: dict[str, tuple[str, ScalarNode, Node]],
    what: str,
) -> None:
    """Put an entry to those that were found; ConfigError if its key is there."""
    key, key_node, _ = entry
    if key in found:
        raise ConfigError(
            f"{key!r} stands twice in {what}",
            where=at(name, key_node),
            todo=f"Merge it with line {found[key][1].start_mark.line + 1}.",
        )
    found[key] = entry


def keyed(name: str, node: Node, what: str, allowed: Iterable[str]) -> dict[str, Node]:
    """The values of a mapping whose keys are fixed; an unknown key is refused with the nearest one."""
    allowed = tuple(allowed)
    values: dict[str, Node] = {}
    for key, key_node, value in entries(name, node, what):
        if key not in allowed:
            raise ConfigError(
                f"unknown key {key!r} in {what}",
                where=at(name, key_node),
                todo=f"{nearest(key, allowed)}Allowed here: {', '.join(allowed)}.",
            )
        values[key] = value
    return values


def nearest(word: str, allowed: Iterable[str]) -> str:
    """A sentence with the name that was probably meant, or nothing."""
    close = difflib.get_close_matches(word, list(allowed), n=1, cutoff=0.6)
    return f"Did you mean {close[0]!r}? " if close else ""


def items(name: str, node: Node, what: str) -> list[Node]:
    """The nodes of a sequence."""
    if not isinstance(node, SequenceNode):
        raise ConfigError(
            f"{what} must be a list, not {_kind(node)}",
            where=at(name, node),
            todo="Write it as `[one, two]` or as lines that start with `- `.",
        )
    return list(node.value)


def string(name: str, node: Node, what: str) -> str:
    """A scalar as text: `1` and `yes` stay what was written, empty is refused."""
    if not isinstance(node, ScalarNode):
        raise ConfigError(
            f"{what} must be text, not {_kind(node)}",
            where=at(name, node),
            todo="Write one phrase; quote it where it holds `: ` or starts with `*`, `[` or `{`.",
        )
    text = str(node.value).strip()
    if not text or _NUL in text:
        raise ConfigError(
            f"{what} is empty", where=at(name, node), todo="Write it, or delete the line."
        )
    return text


def strings(name: str, node: Node, what: str) -> list[tuple[str, str]]:
    """The (text, file:line) of a list of texts."""
    return [(string(name, item, what), at(name, item)) for item in items(name, node, what)]


def number(name: str, node: Node, what: str, low: float, high: float) -> float:
    """A number within bounds, both allowed."""
    text = string(name, node, what)
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        raise ConfigError(
            f"{what} must be a number from {low:g} to {high:g}, not {text!r}",
            where=at(name, node),
            todo="Write such a number.",
        )
    return value


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a mapping"
    return "a list" if isinstance(node, SequenceNode) else f"{node.value!r}"
