"""Several cores judge as one does."""

from ingest.rules import Text, compile_rules, parse_rules
from ingest.stages.cores import classify_parallel, open_judge, open_pool

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


def test_texts_that_are_not_ascii_and_evidence_travel_whole() -> None:
    book = parse_rules([("t.yaml", RULES)])
    words = ["Écoute: an apple", "苹果 apple", "A ﬁne pear", "Straße. Apple, apple"]
    texts = [
        Text(f"w{n}", words[n % 4], f"{words[n % 3]}. é" * (n % 2), ("cs.CL",)) for n in range(900)
    ]
    matcher = compile_rules(book)
    with open_pool(book, cores=2) as pool:
        assert classify_parallel(matcher, texts, pool) == matcher.classify(texts)


def test_few_works_start_no_other_process() -> None:
    with open_judge(parse_rules([("t.yaml", RULES)]), 100, cores=2) as judge:
        assert judge == judge.__self__.classify  # type: ignore[attr-defined]  # the matcher's own


def test_no_texts_are_no_work() -> None:
    book = parse_rules([("t.yaml", RULES)])
    with open_pool(book, cores=2) as pool:
        assert classify_parallel(compile_rules(book), [], pool) == []
