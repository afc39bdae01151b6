"""What decisions say of the rules, and which phrases they suggest."""

from dataclasses import replace

import pytest

from ingest.rules import (
    Lesson,
    PhraseEdit,
    Text,
    compile_rules,
    first_verdict,
    parse_rules,
    score_phrases,
    score_rules,
    suggest,
    texts_of,
)
from ingest.rules.intervals import Score, Share
from ingest.rules.learning.lessons import log_odds

BOOK = parse_rules(
    [
        (
            "r.yaml",
            """\
concepts:
  drug: {phrases: [drug, agent]}
  cell: {phrases: [cell]}
categories:
  drugs: {rule: drug}
  cells: {rule: cell, over: [drugs]}
""",
        )
    ]
)
AMONG = frozenset({"drugs", "cells"})
FILL = ("river", "harbour", "bridge", "window", "garden", "letter", "ladder", "copper")


def lesson(number: int, words: str, right: str = "", wrong: str = "") -> Lesson:
    text = Text(f"w{number}", f"Study {number}", f"{words} near the {FILL[number % 8]}.")
    return Lesson(
        text, (right,) if right else (), (wrong,) if wrong else (), AMONG, "list: decided"
    )


LESSONS = [
    *(lesson(n, "A drug was tried", right="drugs") for n in range(12)),
    *(lesson(n, "A trial of vaccine doses", right="drugs") for n in range(20, 28)),
    *(lesson(n, "A travel agent books", wrong="drugs") for n in range(40, 48)),
    *(lesson(n, "One cell divides", right="cells") for n in range(60, 66)),
]
BACKGROUND = [
    Text(f"b{n}", f"Work {n}", f"The {FILL[n % 8]} and the {FILL[n % 7]} in winter.")
    for n in range(300)
]


def quiet(name: str, done: int, total: int) -> None:
    assert done <= total


def firsts(book: object = BOOK) -> list[str]:
    found = compile_rules(BOOK).classify(texts_of(LESSONS))
    taken = [first_verdict(v, one.among) for one, v in zip(LESSONS, found, strict=True)]
    return [one.category if one else "" for one in taken]


def test_each_rule_has_its_hits_false_alarms_and_misses() -> None:
    assert score_rules(LESSONS, firsts()) == {"cells": Score(6, 0, 0), "drugs": Score(12, 8, 8)}


def test_each_phrase_has_the_share_of_right_works_the_worst_first() -> None:
    shares = score_phrases(compile_rules(BOOK), BOOK, LESSONS)
    assert [(one.owner.phrase, one.owner.where, one.accepted) for one in shares] == [
        ("agent", "r.yaml:2", Share(0, 8)),
        ("drug", "r.yaml:2", Share(12, 12)),
        ("cell", "r.yaml:3", Share(6, 6)),
    ]


def test_a_work_that_people_moved_is_wrong_where_it_was_and_missed_where_it_is() -> None:
    moved = replace(lesson(1, "A drug was tried", "cells", "drugs"))
    assert score_rules([moved], ["drugs"]) == {"cells": Score(0, 0, 1), "drugs": Score(0, 1, 0)}


def test_what_is_suggested_has_been_tried() -> None:
    drop, add = suggest(BOOK, LESSONS, BACKGROUND, quiet)
    assert drop.edit == PhraseEdit("drug", "agent", is_drop=True)
    assert (drop.before.score, drop.after.score) == (Score(12, 8, 8), Score(12, 0, 8))
    assert add.edit.concept == "drug"
    assert {"vaccine", "trial", "doses"} & set(add.edit.phrase.split())
    assert (add.before.score, add.after.score) == (Score(12, 0, 8), Score(20, 0, 0))
    assert add.refused == Share(0, 8)
    assert add.evidence[0] == "Study 20 (list: decided)"


def test_no_phrase_is_suggested_that_takes_more_others_than_it_finds() -> None:
    crowd = [
        Text(f"c{n}", "Work", f"A trial of vaccine doses near the {FILL[n % 8]}.")
        for n in range(60)
    ]
    assert [one.edit.is_drop for one in suggest(BOOK, LESSONS, [*BACKGROUND, *crowd], quiet)] == [
        True
    ]


def test_no_phrase_is_dropped_on_one_refusal() -> None:
    few = [one for one in LESSONS if "agent" not in one.text.abstract]
    few.append(lesson(40, "A travel agent books", wrong="drugs"))
    assert not any(one.edit.is_drop for one in suggest(BOOK, few, BACKGROUND, quiet))


def test_rules_that_agree_with_everybody_get_no_suggestion() -> None:
    agreed = [one for one in LESSONS if "cell" in one.text.abstract]
    assert suggest(BOOK, agreed, BACKGROUND, quiet) == ()


@pytest.mark.parametrize(
    ("accepted", "other", "low", "high"),
    [
        (Share(8, 10), Share(1, 10), 1.64, 9),
        (Share(1, 10), Share(8, 10), -9, -1.64),
        (Share(1, 2), Share(0, 1), -1.64, 1.64),  # too few to say
        (Share(5, 10), Share(5, 10), -0.01, 0.01),
    ],
)
def test_log_odds_need_both_a_difference_and_works(
    accepted: Share, other: Share, low: float, high: float
) -> None:
    assert low < log_odds(accepted, other, Share(10, 1000)) < high
