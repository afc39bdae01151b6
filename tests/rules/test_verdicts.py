"""From conditions to verdicts: places, counts, masks, precedence, doubt."""

import pytest

from ingest.errors import ConfigError
from ingest.rules import Matcher, Text, compile_rules, parse_rules
from ingest.rules.finding.texts import columns_of

CONCEPTS = """\
concepts:
  fruit:
    phrases: [apple, pear, red apple, plum]
    not: [apple computer]
  tool: {phrases: [knife, LLM]}
  both: {include: [fruit, tool]}
rules:
  fruity: {any: [{has: fruit, where: title}, {has: fruit, min: 2}]}
"""

FILLER = "Nothing of note stands here at all. " * 8


def matcher(*categories: str) -> Matcher:
    body = "\n".join(categories)
    return compile_rules(parse_rules([("t.yaml", f"{CONCEPTS}categories:\n{body}")]))


def fired(rule: str, title: str, abstract: str = "") -> bool:
    return bool(matcher(f"  it: {{rule: {rule}}}").classify([Text("w", title, abstract)])[0])


@pytest.mark.parametrize(
    ("rule", "title", "abstract", "expected"),
    [
        ("fruit", "Apples", "", True),
        ("fruit", "Stones", "", False),
        ("{has: fruit, where: title}", "Stones", "Apples.", False),
        ("{has: fruit, where: lead}", "Stones", "One. An apple. Three.", True),
        ("{has: fruit, where: lead}", "An apple", "", True),
        ("{has: fruit, where: lead}", "Stones", "One. Two. An apple.", False),
        ("{has: fruit, min: 2}", "Apple, apples, apple", "", False),
        ("{has: fruit, min: 2}", "Apple and pear", "", True),
        ("{has: fruit, min: 2}", "A red apple", "", False),  # the longest alone counts
        ("{all: [fruit, tool]}", "Apple", "A knife.", True),
        ("{all: [fruit, tool]}", "Apple", "", False),
        ("{any: [fruit, tool]}", "Knife", "", True),
        ("{any: [fruit, tool], min: 2}", "Knife", "", False),
        ("{all: [fruit], none: [tool]}", "Apple knife", "", False),
        ("{all: [fruit], none: [{has: tool, where: title}]}", "Apple", "A knife.", True),
        ("{has: both, min: 2}", "Apple knife", "", True),
        ("{all: [fruity], where: title}", "Stones", "Apple and pear.", False),
        ("fruity", "Stones", "Apple and pear.", True),
        ("fruit", "An apple computer", "", False),
        ("fruit", "An apple computer and an apple", "", True),
        ("both", "An apple computer with a knife", "", True),
        ("{none: [tool], any: [fruit]}", "Apple", "", True),
    ],
)
def test_a_rule_holds_where_its_conditions_do(
    rule: str, title: str, abstract: str, expected: bool
) -> None:
    assert fired(rule, title, abstract) is expected


def test_evidence_names_concept_phrase_and_place() -> None:
    (verdict,) = matcher("  it: {rule: fruit}").classify(
        [Text("arxiv:1", "Über Äpfel: pears", f"Apples first. Then. {FILLER}A plum.")]
    )[0]
    assert verdict.work_id == "arxiv:1"
    assert [(e.concept, e.phrase, e.place, e.start) for e in verdict.evidence] == [
        ("fruit", "pears", "title", 12),
        ("fruit", "Apples", "lead", 0),
        ("fruit", "plum", "abstract", 22 + len(FILLER)),
    ]


@pytest.mark.parametrize(
    ("title", "abstract", "state", "reason"),
    [
        ("An apple", "", "certain", ""),
        ("Stones", f"Apples and pears. {FILLER}", "certain", ""),
        ("Stones", f"An apple. {FILLER}", "needs-look", "only one mention of fruit"),
        (
            "Stones",
            f"{FILLER}An apple and a pear.",
            "needs-look",
            "fruit only late in the abstract",
        ),
    ],
)
def test_a_lone_or_late_hit_needs_a_look(
    title: str, abstract: str, state: str, reason: str
) -> None:
    (verdict,) = matcher("  it: {rule: fruit}").classify([Text("w", title, abstract)])[0]
    assert (verdict.state, verdict.reason) == (state, reason)


def test_a_side_condition_raises_no_doubt() -> None:
    rule = "  it: {rule: {all: [fruit, {has: tool, weight: 0.5}]}}"
    (verdict,) = matcher(rule).classify([Text("w", "Apples", f"{FILLER}A knife.")])[0]
    assert verdict.state == "certain"


def test_two_categories_as_likely_both_need_a_look() -> None:
    both = matcher("  one: {rule: fruit}", "  two: {rule: tool}")
    verdicts = both.classify([Text("w", "An apple and a knife")])[0]
    assert [(v.category, v.state, v.runner_up) for v in verdicts] == [
        ("one", "needs-look", "two"),
        ("two", "needs-look", "one"),
    ]
    assert verdicts[0].reason == "as likely two"
    assert verdicts[0].runner_up_score == verdicts[1].score


def test_what_nothing_else_fits_is_no_runner_up() -> None:
    ordered = matcher("  one: {rule: fruit, over: [rest]}", "  rest: {rule: {any: [fruit, tool]}}")
    verdicts = ordered.classify([Text("w", "An apple and a knife")])[0]
    assert [(v.category, v.runner_up) for v in verdicts] == [("one", None), ("rest", "one")]


def test_precedence_decides_between_them() -> None:
    both = matcher("  one: {rule: fruit}", "  two: {rule: tool, over: [one]}")
    verdicts = both.classify([Text("w", "Apples, pears, plums and a knife")])[0]
    assert [(v.category, v.state) for v in verdicts] == [("two", "certain"), ("one", "certain")]
    assert verdicts[0].score < verdicts[1].score


def test_precedence_reaches_through_a_third_category() -> None:
    three = matcher(
        "  low: {rule: fruit}",
        "  mid: {rule: {has: fruit, min: 9}, over: [low]}",
        "  top: {rule: tool, over: [mid]}",
    )
    verdicts = three.classify([Text("w", "An apple and a knife")])[0]
    assert [(v.category, v.state) for v in verdicts] == [("top", "certain"), ("low", "certain")]


def test_a_doubtful_rival_takes_nothing_from_a_sure_verdict() -> None:
    both = matcher("  one: {rule: fruit}", "  two: {rule: tool}")
    verdicts = both.classify([Text("w", "An apple", f"A knife. {FILLER}")])[0]
    assert [(v.category, v.state) for v in verdicts] == [("one", "certain"), ("two", "needs-look")]


def test_places_and_phrases_raise_the_score() -> None:
    it = matcher("  it: {rule: fruit, sources: [cs.CL]}")
    late, lead, title, more, source = (
        it.classify([text])[0][0].score
        for text in (
            Text("w", "", f"{FILLER}An apple."),
            Text("w", "", f"An apple. {FILLER}"),
            Text("w", "An apple", ""),
            Text("w", "An apple", "A pear."),
            Text("w", "An apple", "A pear.", ("cs.CL",)),
        )
    )
    assert 0 < late < lead < title < more < source < 1


@pytest.mark.parametrize(
    "text",
    [
        Text("w", ""),
        Text("w", "", "\x00" * 100),
        Text("w", "\x00An apple\x00", "a\x00b"),
        Text("w", "x" * 100_000, "no fruit " * 1_000_000),
        Text("w", "\ud800 e\u0301", "医" * 5000),
    ],
)
def test_strange_texts_are_read_like_any_other(text: Text) -> None:
    verdicts = matcher("  it: {rule: fruit}").classify([text])[0]
    assert bool(verdicts) is ("apple" in text.title)


def test_verdicts_stand_in_the_order_of_the_texts() -> None:
    texts = [Text(str(i), "An apple" if i % 3 else "A stone") for i in range(30)]
    found = matcher("  it: {rule: fruit}").classify(texts)
    assert [bool(verdicts) for verdicts in found] == [bool(i % 3) for i in range(30)]


def test_a_shared_rule_can_be_asked_for_alone() -> None:
    it = matcher("  it: {rule: tool}")
    assert it.holds("fruity", [Text("a", "Plum"), Text("b", "Knife")]) == [True, False]
    with pytest.raises(ConfigError, match="fruity"):
        it.holds("fruit", [])


@pytest.mark.parametrize(("title", "expected"), [("LLM", True), ("llm", False), ("x", False)])
def test_a_rule_that_only_excludes_asks_for_some_phrase_all_the_same(
    title: str, expected: bool
) -> None:
    assert fired("{none: [fruit]}", title) is expected


def test_a_book_without_rules_finds_nothing() -> None:
    assert compile_rules(parse_rules([])).classify([Text("w", "An apple")]) == [()]


def test_groups_of_texts_without_a_verdict_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.rules.judging.matcher.GROUP", 1)
    texts = [Text(title, title) for title in ("Stones", "Apples", "Apple computer", "Pears", "")]
    fruity = matcher("  it: {rule: fruit}")
    assert [start for start, _ in fruity.judge(columns_of(texts))] == [1, 3]
    found = fruity.classify(texts)
    assert [[one.work_id for one in those] for those in found] == [
        [],
        ["Apples"],
        [],
        ["Pears"],
        [],
    ]
    assert fruity.holds("fruity", texts) == [False, True, False, True, False]
