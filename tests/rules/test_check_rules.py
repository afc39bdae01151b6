"""What `check_rules` reports, with file and line."""

import re
from pathlib import Path

import pytest

from ingest.rules import check_rules, parse_rules

CLEAN = """\
concepts:
  fruit: {phrases: [apple, pear]}
  tool: {phrases: [knife, spoon]}
rules:
  sharp: {has: tool, where: title}
categories:
  kitchen:
    rule: {all: [fruit, sharp]}
    hits: [A knife for the apple]
    near_misses: [An apple]
  garden:
    rule: {all: [fruit], none: [tool]}
    hits: [An apple]
    near_misses: [A knife for the apple]
"""


def found(text: str) -> list[tuple[str, str]]:
    return [(p.where, p.what) for p in check_rules(parse_rules([("k.yaml", text)]))]


def test_rules_that_do_as_they_say_have_no_problems() -> None:
    assert found(CLEAN) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        (
            "[knife, spoon]",
            "[knife, apples, Apple]",
            3,
            "'Apple' of concept 'tool' matches the same",
        ),
        ("[knife, spoon]", "[knife, spoon, '--']", 3, "no letter"),
        (
            "  tool: {",
            "  idle: {phrases: [ladder]}\n  tool: {",
            3,
            "no rule uses the concept 'idle'",
        ),
        ("hits: [A knife for the apple]", "hits: [A spoon]", 9, "a hit of 'kitchen' is missed"),
        (
            "near_misses: [An apple]",
            "near_misses: [Pear and knife]",
            10,
            "near miss of 'kitchen' is",
        ),
        ("    near_misses: [An apple]\n", "", 7, "has no near_misses"),
        ("    hits: [An apple]\n", "", 11, "has no hits"),
        (
            "{all: [fruit, sharp]}",
            "{has: fruit, min: 3}",
            7,
            "can never fire: 'fruit' has 2 phrases",
        ),
        ("{all: [fruit, sharp]}", "{all: [fruit, sharp], none: [fruit]}", 7, "both asked for and"),
        (
            "{all: [fruit, sharp]}",
            "{all: [{has: fruit, where: title}], none: [{has: fruit, where: lead}]}",
            7,
            "both asked for and",
        ),
        (
            "{all: [fruit, sharp]}",
            "{all: [{has: tool, min: 2}, sharp], none: [{has: tool, where: title}]}",
            7,
            "both asked for and",
        ),
        (
            "{all: [fruit, sharp]}",
            "{all: [sharp], any: [{has: fruit, where: title}, {has: fruit, where: lead}]}",
            8,
            "is shadowed: wherever 'fruit' holds there, 'fruit' at k.yaml:8",
        ),
        (
            "{all: [fruit, sharp]}",
            "{all: [sharp], any: [{has: fruit, min: 2}, fruit]}",
            8,
            "is shadowed",
        ),
        ("{all: [fruit, sharp]}", "{any: [fruit, sharp], min: 3}", 7, "3 of 2 conditions"),
        ("{phrases: [apple, pear]}", "{phrases: [apple], not: [Apple]}", 7, "can never fire"),
        (
            "    rule: {all: [fruit], none: [tool]}",
            "    over: [kitchen]\n    rule: {all: [fruit]}",
            7,
            "shadow",
        ),
    ],
)
def test_a_problem_is_reported_where_it_stands(old: str, new: str, line: int, says: str) -> None:
    assert old in CLEAN
    problems = found(CLEAN.replace(old, new, 1))
    assert [where for where, what in problems if says in what][:1] == [f"k.yaml:{line}"], problems


@pytest.mark.parametrize(
    "rule",
    [
        "{all: [{has: fruit, where: lead}], none: [{has: fruit, where: title}]}",
        "{all: [fruit], none: [{has: fruit, min: 2}]}",
        "{any: [{has: fruit, where: title}, {has: fruit, min: 2}]}",
        "{any: [{has: fruit, where: title}, {has: fruit, where: lead}], min: 2}",
        "{any: [sharp, {has: tool, min: 2}]}",
    ],
)
def test_a_rule_that_can_fire_and_shadows_nothing_is_left_alone(rule: str) -> None:
    clean = CLEAN.replace("{all: [fruit, sharp]}", rule, 1)
    assert not [what for _, what in found(clean) if "never" in what or "shadow" in what]


def test_the_example_in_the_manual_checks_clean() -> None:
    manual = Path(__file__).resolve().parents[2] / "docs" / "rules.md"
    found = re.findall(r"```yaml\n(.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)
    blocks = [block for block in found if not block.startswith("sections:")]  # a list's file
    rest = """
concepts:
  vaccine: {phrases: [vaccine]}
  survey-word: {phrases: [survey]}
  fiction: {phrases: [novel]}
categories:
  drug-model: {rule: about-drugs, hits: [A drug], near_misses: [A stone]}
"""
    book = parse_rules([(f"{i}.yaml", text) for i, text in enumerate([*blocks, rest])])
    assert len(blocks) == 2
    assert check_rules(book) == ()
