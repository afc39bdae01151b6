"""Several cores judge as one does."""

import os
import signal
from collections.abc import Sequence
from itertools import chain

import pyarrow as pa
import pytest

from ingest.errors import IngestError
from ingest.rules import Text, compile_rules, parse_rules
from ingest.stages import cores
from ingest.stages.cores import Cores, open_judge
from ingest.store.verdicts import verdict_of
from ingest.works import Verdict

RULES = """\
concepts:
  fruit: {phrases: [apple, pear]}
categories:
  it: {title: Fruit, rule: fruit}
"""


def table_of(texts: Sequence[Text]) -> pa.Table:
    """The texts as the store hands them over."""
    names, titles, abstracts, categories = zip(*texts, strict=True) if texts else ((),) * 4
    strings, lists = pa.string(), pa.list_(pa.string())
    columns = zip((names, titles, abstracts), [strings] * 3, strict=True)
    arrays = [pa.array(column, kind) for column, kind in columns]
    sources = pa.array(map(list, categories), lists)
    return pa.table([*arrays, sources], ["work_id", "title", "abstract", "categories"])


def told(rows: pa.Table) -> list[Verdict]:
    return list(map(verdict_of, rows.to_pylist()))


def flat(verdicts: Sequence[tuple[Verdict, ...]]) -> list[Verdict]:
    return list(chain.from_iterable(verdicts))


def test_several_cores_find_what_one_finds_in_the_same_order() -> None:
    book = parse_rules([("t.yaml", RULES)])
    texts = [
        Text(f"w{n}", "An apple" if n % 3 else "A stone", "A pear." * (n % 2)) for n in range(2300)
    ]
    matcher = compile_rules(book)
    with open_judge(book, len(texts), many=2000, cores=2) as judge:
        assert told(judge(table_of(texts))) == flat(matcher.classify(texts))


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
        assert told(both.judge(table_of(texts))) == flat(matcher.classify(texts))
        long = [*texts[:300], Text("long", "An apple", "pear " * 20_000), *texts[300:]]
        assert told(both.judge(table_of(long))) == flat(matcher.classify(long))


def test_few_works_start_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "Cores", None)
    with open_judge(parse_rules([("t.yaml", RULES)]), 100, cores=2) as judge:
        assert told(judge(table_of([Text("w", "An apple")])))[0].category == "it"


def test_no_texts_are_no_work_and_a_process_that_was_killed_is_told() -> None:
    with Cores(parse_rules([("t.yaml", RULES)]), cores=2) as both:
        assert told(both.judge(table_of([]))) == []
        (number,) = both.ask(os.getpid)
        os.kill(number, signal.SIGKILL)
        with pytest.raises(IngestError, match="ended with exit code"):
            both.judge(table_of([Text("w", "An apple")] * 3))
