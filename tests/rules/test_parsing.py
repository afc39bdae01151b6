"""Rule files: what is read, and where and how a mistake is told."""

import re
from pathlib import Path

import pytest

from ingest.errors import ConfigError
from ingest.rules import (
    category_digests,
    changed_categories,
    judging_code,
    parse_rules,
    rules_digest,
)

GOOD = """\
concepts:
  drug: {phrases: [drug, medicine]}
  care:
    include: [drug]
    phrases:
      - nurse
    not: [nurse shark]
rules:
  sick: {has: care, where: lead, min: 2}
categories:
  care-model:
    title: Models of care
    rule:
      all: [sick, {has: drug, weight: 0.5}]
      none: [{has: care, where: title}]
    sources: [cs.CL]
    hits:
      - A title alone
      - title: Another
        text: With a text.
    near_misses: [No such thing]
"""


def test_a_rule_file_becomes_values_that_know_their_line() -> None:
    book = parse_rules([("care.yaml", GOOD)])
    care = book.concepts[1]
    assert (care.name, care.include, care.where) == ("care", ("drug",), "care.yaml:3")
    assert [(p.text, p.where) for p in care.phrases] == [("nurse", "care.yaml:6")]
    assert care.masks[0].text == "nurse shark"
    shared = book.rules[0].condition
    assert (shared.name, shared.place, shared.min) == ("care", "lead", 2)
    category = book.categories[0]
    assert [part.weight for part in category.rule.all] == [1.0, 0.5]
    assert category.rule.none[0].place == "title"
    assert [(e.title, e.text, e.where) for e in category.hits] == [
        ("A title alone", "", "care.yaml:18"),
        ("Another", "With a text.", "care.yaml:19"),
    ]


def test_a_name_may_be_used_before_the_file_that_defines_it() -> None:
    first, second = GOOD.split("rules:\n", 1)
    book = parse_rules([("b.yaml", "rules:\n" + second), ("a.yaml", first), ("empty.yaml", "")])
    assert len(book.concepts) == 2 and len(book.categories) == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("phrases:\n      - nurse", "phrase:\n      - nurse", 5, "Did you mean 'phrases'"),
        ("where: lead", "where: head", 9, "Allowed here: title, lead, anywhere"),
        ("min: 2", "min: two", 9, "number from 1 to 50"),
        ("min: 2", "min: 1.5", 9, "whole"),
        ("all: [sick,", "all: [sik,", 14, "Did you mean 'sick'"),
        ("include: [drug]", "include: [drugs]", 3, "Did you mean 'drug'"),
        ("    rule:\n", "    rules:\n", 13, "Did you mean 'rule'"),
        ("  care:\n", "  drug:\n", 3, "stands twice"),
        ("  sick: {has: care", "  care: {has: care", 9, "taken at care.yaml:3"),
        ("title: Models of care", "title: []", 12, "must be text"),
        ("not: [nurse shark]", "not: nurse shark", 7, "must be a list"),
        ("{phrases: [drug, medicine]}", "[drug]", 2, "must be a mapping"),
        (
            "      none: [{has: care, where: title}]",
            "      none: [{where: title}]",
            15,
            "for nothing",
        ),
        ("sources: [cs.CL]", "over: [care-mode]", 11, "Did you mean 'care-model'"),
        ("sources: [cs.CL]", "over: [care-model]", 11, "circle"),
        ("include: [drug]", "include: [care]", 3, "circle"),
        ("{has: care, where: lead, min: 2}", "{all: [sick]}", 9, "circle"),
        ("[drug, medicine]", "[drug, '']", 2, "empty"),
        ("[drug, medicine]", "[drug, *x]", 2, "alias"),
        ("[drug, medicine]", "[drug, medicine", 2, "not readable as YAML"),
        ("[drug, medicine]", "[drug, \x07]", 2, "character"),
    ],
)
def test_a_mistake_names_file_line_and_remedy(old: str, new: str, line: int, says: str) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        parse_rules([("care.yaml", GOOD.replace(old, new, 1))])
    assert caught.value.where == f"care.yaml:{line}"
    assert says in str(caught.value)
    assert caught.value.todo


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("Models of care", "Care", True),
        ("A title alone", "Another title alone", True),
        ("concepts:", "# a remark\nconcepts:", True),
        ("nurse shark", "nurse fish", False),
        ("where: title", "where: lead", False),
        ("weight: 0.5", "weight: 0.6", False),
        ("[cs.CL]", "[cs.CV]", False),
    ],
)
def test_the_digest_changes_with_what_can_change_a_verdict(
    old: str, new: str, is_same: bool
) -> None:
    before = rules_digest(parse_rules([("care.yaml", GOOD)]))
    after = rules_digest(parse_rules([("other.yaml", GOOD.replace(old, new, 1))]))
    assert (before == after) is is_same


def test_the_digest_has_all_code_that_judges() -> None:
    rules = Path(judging_code.__file__).parent
    reached, waiting = set[str](), ["judging.matcher"]
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            source = rules.joinpath(*name.split(".")).with_suffix(".py").read_text(encoding="utf-8")
            waiting += re.findall(r"^from ingest\.rules\.([\w.]+) import", source, re.MULTILINE)
    rooms = {name.partition(".")[0] for name in reached}
    assert rooms == {*judging_code.ROOMS, "calibration", "book", "judging_code"}


def test_other_code_judges_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    book = parse_rules([("care.yaml", GOOD)])
    before, parts = rules_digest(book), category_digests(book)
    monkeypatch.setattr("ingest.rules.book.code_digest", lambda: "another release")
    assert rules_digest(book) != before
    assert changed_categories(parts, category_digests(book)) == parts.keys()
