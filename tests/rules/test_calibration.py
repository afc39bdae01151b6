"""Scores that say which share of such verdicts is right: fitted, written as knots, applied."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ConfigError
from ingest.rules import (
    Knot,
    Text,
    calibrate,
    calibration_error,
    compile_rules,
    cross_error,
    fit_knots,
    parse_rules,
    reliability,
    render_calibration,
)
from ingest.rules.calibration import Bin, least_error

RULES = """\
concepts:
  fruit: {phrases: [apple, pear]}
categories:
  garden: {rule: fruit, hits: [An apple], near_misses: [A stone]}
"""
KNOTS = (Knot(0.5, 0.2), Knot(0.9, 0.6), Knot(1.0, 0.7))
OVERCONFIDENT = [(score / 1000, score % 10 < 6) for score in range(800, 1000)]  # 60 % are right


@pytest.mark.parametrize(
    ("raw", "score"), [(0.0, 0.0), (0.25, 0.1), (0.5, 0.2), (0.7, 0.4), (0.95, 0.65), (1.0, 0.7)]
)
def test_between_two_knots_a_score_lies_on_a_line(raw: float, score: float) -> None:
    assert calibrate(raw, KNOTS) == pytest.approx(score)


def test_without_knots_a_score_stays_raw() -> None:
    assert calibrate(0.83, ()) == 0.83


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=60))
def test_fitted_knots_rise_and_keep_the_order(judged: list[tuple[float, bool]]) -> None:
    knots = fit_knots(judged)
    for low, high in pairwise(knots):
        assert low.raw < high.raw
        assert low.right < high.right
    scores = [calibrate(raw / 100, knots) for raw in range(101)]
    assert scores == sorted(scores)
    assert all(0 <= score <= 1 for score in scores)


def test_an_overconfident_score_is_taken_down_to_what_came_true() -> None:
    before = calibration_error(reliability(OVERCONFIDENT))
    after = cross_error((OVERCONFIDENT[::2], OVERCONFIDENT[1::2]))
    assert before == pytest.approx(0.3, abs=0.02)
    assert after is not None
    assert after < before
    knots = fit_knots(OVERCONFIDENT)
    assert calibrate(0.9, knots) == pytest.approx(0.6, abs=0.05)


def test_nothing_judged_has_no_error_and_no_knots() -> None:
    assert fit_knots([]) == ()
    assert calibration_error(reliability([])) is None
    assert cross_error(([], [])) is None


def test_a_verdict_has_the_calibrated_score() -> None:
    text = [Text("w", "An apple")]
    raw = compile_rules(parse_rules([("a.yaml", RULES)])).classify(text)[0][0].score
    knots = f"calibration: [{{raw: {raw}, right: 0.49}}]"
    book = parse_rules([("a.yaml", RULES), ("b.yaml", knots)])
    (verdict,) = compile_rules(book).classify(text)[0]
    assert verdict.score == 0.49
    assert (verdict.state, verdict.reason) == ("needs-look", "of 100 such verdicts 49 are right")


def test_verdicts_on_unseen_works_count_as_much_as_all_others() -> None:
    seen = [(f"w{n}", (0.9, True)) for n in range(40)]
    unseen = [(f"v{n}", (0.9, False)) for n in range(4)]
    printed = render_calibration(seen, "seen.jsonl", unseen, "unseen.jsonl")
    assert (
        "4 verdicts of unseen.jsonl, made before anybody saw those works: 0% right, above 100%"
        in printed
    )
    (knot,) = parse_rules([("c.yaml", printed)]).calibration
    assert knot.right == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("files", "where", "says"),
    [
        (["calibration: [{raw: 0.5, right: 0.2}, {raw: 0.4, right: 0.3}]"], "0.yaml:1", "rise"),
        (["calibration: [{raw: 0.5, right: 1.2}]"], "0.yaml:1", "from 0 to 1"),
        (["calibration: [{raw: 0.5}]"], "0.yaml:1", "needs `raw` and `right`"),
        (["calibration: [{raw: 0.5, rigth: 0.2}]"], "0.yaml:1", "right"),
        (["calibration: [{raw: 0.5, right: 0.2}]"] * 2, "1.yaml:1", "two files"),
    ],
)
def test_knots_that_cannot_be_meant_are_refused(files: list[str], where: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says) as error:
        parse_rules([(f"{n}.yaml", text) for n, text in enumerate(files)])
    assert error.value.where == where


def test_true_scores_seem_the_further_off_the_fewer_verdicts_there_are() -> None:
    few = [Bin(0.8, 0.9, 0.85, 0.8, 13)] * 10
    many = [Bin(0.8, 0.9, 0.85, 0.8, 1300)] * 10
    assert least_error(few) == pytest.approx(0.079, abs=0.001)
    assert least_error(many) == pytest.approx(0.0079, abs=0.0001)
    assert least_error([]) is None


def test_a_title_alone_has_knots_of_its_own() -> None:
    book = parse_rules(
        [
            ("rules.yaml", RULES),
            (
                "knots.yaml",
                "calibration: [{raw: 0.5, right: 0.2}]\ntitle_calibration: [{raw: 0.5, right: 0.9}]",
            ),
        ]
    )
    both = [
        Text("bare", "An apple"),
        Text("whole", "An apple", "It is red."),
        Text("wide", "Äpple, apple"),
    ]
    bare, whole, wide = (found[0].score for found in compile_rules(book).classify(both))
    assert (bare, whole) == (0.9, 0.2)
    assert wide == 0.9


def test_equal_scores_are_as_right_as_all_of_them_together() -> None:
    bins = reliability([(0.8, number % 5 > 0) for number in range(100)])
    assert [one.right for one in bins] == pytest.approx([0.8] * 10)
    assert calibration_error(bins) == pytest.approx(0)
