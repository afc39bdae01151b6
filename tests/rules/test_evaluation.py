"""Shares with intervals, labelled works in JSON Lines, and what an evaluation counts."""

import math

import pytest

from ingest.errors import ConfigError
from ingest.rules import (
    Labelled,
    Text,
    Topic,
    evaluate,
    evaluation_record,
    find_topic,
    merge_labels,
    parse_labelled,
    parse_rules,
    render_evaluation,
    render_labelled,
    sample_texts,
)
from ingest.rules.intervals import Score, Share
from ingest.works import Evidence, State, Verdict

TOPIC = Topic("medical", frozenset({"llm", "vqa", "survey"}))


@pytest.mark.parametrize(
    ("hits", "total", "low", "high"),
    [
        (0, 0, 0.0, 1.0),  # nothing measured: it may be anything
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (98, 100, 0.9300, 0.9945),
    ],
)
def test_an_interval_is_wilsons(hits: int, total: int, low: float, high: float) -> None:
    share = Share(hits, total)
    assert share.interval == pytest.approx((low, high), abs=1e-4)
    assert share.value == (hits / total if total else None)


def test_f1_lies_in_its_interval_and_is_the_harmonic_mean() -> None:
    score = Score(hits=8, false=2, missed=4)
    precision, recall = 8 / 10, 8 / 12
    assert score.f1 == pytest.approx(2 * precision * recall / (precision + recall))
    low, high = score.f1_interval
    assert score.f1 is not None and low < score.f1 < high
    assert Score(0, 0, 0).f1 is None


def labelled(name: str, *categories: str, among: tuple[str, ...] = ()) -> Labelled:
    return Labelled(Text(name, f"title {name}"), categories, among)


def found(name: str, *verdicts: str) -> tuple[Verdict, ...]:
    """`vqa` is certain, `vqa?` needs a look; the first is the best."""
    states: dict[bool, State] = {True: "needs-look", False: "certain"}
    return tuple(
        Verdict(name, one.rstrip("?"), 0.9 - place / 10, states[one.endswith("?")])
        for place, one in enumerate(verdicts)
    )


WORKS = [
    (labelled("right", "llm"), found("right", "llm")),
    (labelled("either", "llm", "vqa"), found("either", "vqa", "llm")),
    (labelled("narrow", "vqa", among=("vqa",)), found("narrow", "survey", "vqa")),
    (labelled("wrong", "vqa"), found("wrong", "llm")),
    (labelled("missed", "survey"), ()),
    (labelled("topic only", "medical"), found("topic only", "survey?")),
    (labelled("off"), found("off", "llm?")),
    (labelled("off, sure"), found("off, sure", "llm")),
    (labelled("nothing"), ()),
]


def test_a_work_counts_once_by_the_first_verdict_that_its_list_has_a_section_for() -> None:
    measured = evaluate([w for w, _ in WORKS], [v for _, v in WORKS], TOPIC)
    scores = dict(measured.categories)
    assert scores == {
        "llm": Score(hits=1, false=3, missed=0),
        "vqa": Score(hits=2, false=0, missed=1),
        "survey": Score(hits=0, false=0, missed=1),
    }
    assert measured.topic == Score(hits=5, false=2, missed=1)
    assert measured.wrong_topic == Share(1, 5)  # of the certain ones
    assert measured.wrong_category == Share(1, 5)
    assert measured.certain == Share(5, 7)
    f1 = [2 * 1 / (2 + 3), 2 * 2 / (4 + 1), 0.0]
    assert measured.macro_f1 == pytest.approx(math.fsum(f1) / 3)


def test_the_worst_misses_come_first_and_only_mistakes_are_there() -> None:
    measured = evaluate([w for w, _ in WORKS], [v for _, v in WORKS], TOPIC)
    names = [one.labelled.text.work_id for one in measured.worst]
    assert names == ["off, sure", "wrong", "off", "missed"]


def test_verdicts_that_no_list_asks_for_do_not_count() -> None:
    work = labelled("w", "vqa")
    verdicts = [found("w", "llm", "vqa")]
    assert dict(evaluate([work], verdicts, TOPIC).categories)["vqa"].missed == 1
    assert dict(evaluate([work], verdicts, TOPIC, ["vqa"]).categories) == {"vqa": Score(1, 0, 0)}


def test_a_report_names_the_confusions_and_the_record_has_the_same_numbers() -> None:
    measured = evaluate([w for w, _ in WORKS], [v for _, v in WORKS], TOPIC)
    text = render_evaluation(measured, misses=1)
    assert "vqa -> llm" in text
    assert "worst misses (1 of 4)" in text
    assert "title off, sure" in text and "title missed" not in text
    record = evaluation_record(measured)
    assert record["works"] == 9
    assert record["topic"]["precision"]["hits"] == 5
    assert record["categories"]["vqa"]["recall"]["total"] == 3


def test_the_topic_is_the_categories_that_ask_for_its_rule() -> None:
    book = parse_rules(
        [
            (
                "r.yaml",
                "concepts: {a: {phrases: [a thing]}}\n"
                "rules: {medical: a}\n"
                "categories:\n"
                "  one: {rule: {all: [medical, a]}}\n"
                "  two: {rule: {any: [medical, a]}}\n",
            )
        ]
    )
    assert find_topic(book) == Topic("medical", frozenset({"one"}))


def test_labelled_works_come_back_from_their_lines() -> None:
    works = (
        Labelled(Text("a", "Ein Titel mit ü", "Text\nmit Zeile", ("cs.CL",)), ("llm",), ("llm",), "l: s", "2025-03"),
        Labelled(Text("b", "Another"), ()),
    )  # fmt: skip
    assert parse_labelled(render_labelled(works), "f") == works


def test_the_least_line_is_a_title_and_its_categories() -> None:
    (work,) = parse_labelled('\n{"title": "T", "categories": []}\n', "f.jsonl")
    assert work == Labelled(Text("f.jsonl:2", "T"))


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"title": "T"}', "needs `title` and `categories`"),
        ('{"title": "T", "categories": [], "label": 1}', "unknown key 'label'"),
        ('{"title": "T", "categories": "llm"}', "'categories' must be a list"),
        ('{"title": 3, "categories": []}', "'title' must be a text"),
    ],
)
def test_a_bad_line_is_named(line: str, problem: str) -> None:
    good = '{"title": "T", "categories": []}'
    with pytest.raises(ConfigError) as caught:
        parse_labelled(f"{good}\n{line}\n", "f.jsonl")
    assert problem in caught.value.what
    assert caught.value.where == "f.jsonl:2"


def test_a_sample_is_the_same_every_time_and_grows_with_its_size() -> None:
    texts = [Text(str(number), "t") for number in range(100)]
    small, large = sample_texts(texts, 10, 7), sample_texts(reversed(texts), 20, 7)
    assert set(small) < set(large)
    assert set(small) != set(sample_texts(texts, 10, 8))


def test_labels_of_several_lists_become_one_work() -> None:
    text = Text("w", "t")
    first = Labelled(text, ("llm",), ("llm", "vqa"), "a: x", "2025-01")
    second = Labelled(text, ("survey", "llm"), ("survey",), "b: y")
    assert merge_labels([first, second]) == (
        Labelled(text, ("llm", "survey"), ("llm", "vqa", "survey"), "a: x; b: y", "2025-01"),
    )


def test_a_mistake_is_told_with_the_phrases_that_led_to_it_each_once() -> None:
    said = (
        Evidence("model", "LLM", "title", 0, 3),
        Evidence("model", "llm", "lead", 0, 3),
        Evidence("medicine", "clinical", "lead", 9, 17),
    )
    wrong = Verdict("off", "llm", 0.9, "certain", said)
    text = render_evaluation(evaluate([labelled("off")], [(wrong,)], TOPIC), misses=1)
    assert '      by "LLM" (model, title), "clinical" (medicine, lead)' in text
