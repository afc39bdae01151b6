"""A change of the rules reopens every work that it can move, and not all the others."""

import pytest

from ingest.rules import (
    RuleBook,
    Text,
    category_digests,
    changed_categories,
    compile_rules,
    parse_rules,
)
from ingest.rules.judging.closures import sub_book

RULES = """\
concepts:
  drug: {phrases: [drug, vaccine], not: [drug trade]}
  cell: {phrases: [cell]}
  organ: {phrases: [heart], include: [cell]}
  fiction: {phrases: [novel]}
rules:
  about-drugs: {any: [{has: drug, where: title}, {has: drug, min: 2}]}
categories:
  drugs: {rule: {all: [about-drugs], none: [fiction]}, over: [organs]}
  organs: {rule: organ, over: [cells]}
  cells: {rule: cell}
  quiet: {rule: {none: [fiction]}}
"""
TEXTS = [
    Text(f"w{number}", title, abstract)
    for number, (title, abstract) in enumerate(
        (title, abstract)
        for title in (
            "A drug",
            "The heart",
            "A cell",
            "A novel",
            "A story",
            "A stone",
            "The drug trade",
        )
        for abstract in (
            "",
            "A vaccine and a drug.",
            "One cell. A heart.",
            "A pill, and a pill, and a drug.",
        )
    )
]


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("[drug, vaccine]", "[drug, vaccine, pill]", {"drugs", "quiet"}),
        ("[drug, vaccine]", "[vaccine]", {"drugs", "quiet"}),
        ("not: [drug trade]", "not: [a drug]", {"drugs", "quiet"}),
        ("{phrases: [cell]}", "{phrases: [cell, stone]}", {"organs", "cells", "quiet"}),
        ("[novel]", "[novel, story]", {"drugs", "quiet"}),
        ("where: title", "where: lead", {"drugs"}),
        (", over: [cells]", "", {"drugs", "organs"}),  # drugs go over the cells through the organs
        ("rule: cell}", "rule: cell, sources: [q-bio]}", {"cells"}),
        ("  cells: {rule: cell}\n", "  cells: {rule: cell, hits: [A cell]}\n", set()),
        ("  quiet:", "  silent:", {"quiet", "silent"}),
    ],
)
def test_a_verdict_moves_only_where_a_changed_category_held_or_holds(
    old: str, new: str, changed: set[str]
) -> None:
    before, after = (
        parse_rules([("r.yaml", text)]) for text in (RULES, RULES.replace(old, new, 1))
    )
    found = changed_categories(category_digests(before), category_digests(after))
    assert found == changed
    verdicts = [compile_rules(book).classify(TEXTS) for book in (before, after)]
    moved = {n for n, pair in enumerate(zip(*verdicts, strict=True)) if pair[0] != pair[1]}
    touched = taken_by(before, found) | taken_by(after, found)
    assert moved <= touched
    assert bool(moved) == (bool(found) and "sources" not in new)


def taken_by(book: RuleBook, names: frozenset[str]) -> set[int]:
    """The texts for which one of these categories holds."""
    verdicts = compile_rules(sub_book(book, names)).classify(TEXTS)
    return {number for number, found in enumerate(verdicts) if found}
