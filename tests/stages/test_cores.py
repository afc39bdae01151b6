"""Several cores judge as one does."""

import pytest

from ingest.rules import Text, compile_rules, parse_rules
from ingest.stages import cores
from ingest.stages.cores import Cores, open_judge

RULES = """\
concepts:
  fruit: {phrases: [apple, pear]}
categories:
  it: {title: Fruit, rule: fruit}
"""


def test_several_cores_find_what_one_finds_in_the_same_order() -> None:
    book = parse_rules([("t.yaml", RULES)])
    texts = [
        Text(f"w{n}", "An apple" if n % 3 else "A stone", "A pear." * (n % 2)) for n in range(2300)
    ]
    matcher = compile_rules(book)
    with open_judge(book, len(texts), many=2000, cores=2) as judge:
        assert judge(texts) == matcher.classify(texts)


def test_texts_that_are_not_ascii_or_too_long_and_evidence_travel_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cores, "_SLOT", 1 << 16)
    book = parse_rules([("t.yaml", RULES)])
    words = ["Écoute: an apple", "苹果 apple", "A ﬁne pear", "Straße. Apple, apple"]
    texts = [
        Text(f"w{n}", words[n % 4], f"{words[n % 3]}. é" * (n % 2), ("cs.CL",)) for n in range(900)
    ]
    matcher = compile_rules(book)
    with Cores(book, cores=2) as both:
        assert both.classify(texts) == matcher.classify(texts)
        long = [*texts[:300], Text("long", "An apple", "pear " * 20_000), *texts[300:]]
        assert both.classify(long) == matcher.classify(long)


def test_few_works_start_no_other_process() -> None:
    with open_judge(parse_rules([("t.yaml", RULES)]), 100, cores=2) as judge:
        assert judge == judge.__self__.classify  # type: ignore[attr-defined]  # the matcher's own


def test_no_texts_are_no_work() -> None:
    with Cores(parse_rules([("t.yaml", RULES)]), cores=2) as both:
        assert both.classify([]) == []
