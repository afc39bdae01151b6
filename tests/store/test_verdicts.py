"""Verdicts become rows in columns, and come back as they were."""

from itertools import chain

import pyarrow as pa
import pytest

from ingest.rules import Matcher, Text, columns_of, compile_rules, parse_rules
from ingest.store.verdicts import verdict_of, verdict_rows

RULES = """\
concepts:
  "red \\"fruit\\"": {phrases: [red apple, pear]}
  stone: {phrases: [stone]}
categories:
  fruit: {title: Fruit, rule: "red \\"fruit\\""}
  stones: {title: Stones, rule: stone}
  no-stone: {title: Without, rule: {none: [stone]}, over: [fruit]}
calibration:
  - {raw: 0.2, right: 0.1}
  - {raw: 0.9, right: 0.9}
"""


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return compile_rules(parse_rules([("t.yaml", RULES)]))


@pytest.mark.parametrize(
    "titles",
    [
        [],
        ["Nothing"],
        ["A stone"],
        ["A pear, a stone", "Nothing", "A stone and a red-apple"],
        ['A "red"\t\napple', "A red`'apple", "Übér: a rëd apple", "Red\u2011apple \u00ad pear"],
        ["Nothing", "A pear"],  # `no-stone` holds and rests on nothing
    ],
)
def test_rows_say_what_the_objects_say(matcher: Matcher, titles: list[str]) -> None:
    texts = [Text(f"w{n}", title, "A pear. A stone. " * n) for n, title in enumerate(titles)]
    ids = pa.array([text.work_id for text in texts], pa.string())
    rows = [verdict_rows(found, ids[start:]) for start, found in matcher.judge(columns_of(texts))]
    told = [verdict_of(row) for table in rows for row in table.to_pylist()]
    assert told == list(chain.from_iterable(matcher.classify(texts)))
    assert [row["place"] for table in rows for row in table.to_pylist()] == [
        place for verdicts in matcher.classify(texts) for place in range(1, len(verdicts) + 1)
    ]
