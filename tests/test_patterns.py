"""No pattern repeats a group possessively: Python before 3.11.5 lets the group give up too much of what it matched.

`(?:(?!href)[^<>])*+href` finds nothing in `class=x href` there (https://github.com/python/cpython/issues/106052);
an atomic group, `(?>(?:...)*)`, means the same and is matched alike by all.
"""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from re import _constants, _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import ingest

_ONE_CHARACTER = {
    _constants.LITERAL, _constants.NOT_LITERAL, _constants.ANY, _constants.IN, _constants.CATEGORY,
}  # fmt: skip


def patterns_of(package: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    for found in pkgutil.walk_packages(ingest.__path__, "ingest."):
        if found.name.startswith(f"ingest.{package}."):
            for name, value in vars(importlib.import_module(found.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{found.name}.{name}", value


def repeats_a_group(parsed: Any) -> bool:
    for operation, what in parsed:
        if operation is _constants.POSSESSIVE_REPEAT and what[2][0][0] not in _ONE_CHARACTER:
            return True
        parts = what if isinstance(what, tuple | list) else (what,)
        inner = [one for part in parts for one in (part if isinstance(part, list) else (part,))]
        if any(repeats_a_group(one) for one in inner if isinstance(one, _parser.SubPattern)):
            return True
    return False


@pytest.mark.parametrize("package", ["artifacts", "lists", "proposals", "rules", "sources", "web"])
def test_no_pattern_repeats_a_group_possessively(package: str) -> None:
    found = list(patterns_of(package))
    wrong = [name for name, one in found if repeats_a_group(_parser.parse(one.pattern, one.flags))]
    assert found and not wrong


@pytest.mark.parametrize(
    ("pattern", "is_wrong"),
    [("[^<]*+x", False), ("(?>(?:ab|c)*)x", False), ("(?:ab|c)*+x", True), ("y(?:z(?:ab|c)?+)+|x", True)],
)  # fmt: skip
def test_what_repeats_a_group_is_found(pattern: str, is_wrong: bool) -> None:
    assert repeats_a_group(_parser.parse(pattern)) is is_wrong
