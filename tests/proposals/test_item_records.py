"""Items survive the store and the machine block, and damage is told apart."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import PublishError
from ingest.proposals import Item, from_record, read_body, to_record
from ingest.proposals.machine import read_block, render_block
from ingest.works import Artifact, RowFacts

MakeItem = Callable[..., Item]
words = st.text(max_size=30)
some = st.lists(words, max_size=3).map(tuple)
artifacts = st.builds(
    Artifact,
    words,
    st.sampled_from(["weights", "data", "code", "project"]),
    words,
    st.sampled_from(["official", "likely", "derivative", "unknown"]),
    words,
    st.none() | words,
)
links = st.lists(artifacts, max_size=2).map(tuple)
numbers = st.none() | st.integers(0, 3000)
facts = st.builds(
    RowFacts, work_id=words, ids=some, title=words, paper_url=st.none() | words, name=st.none() | words,
    year=numbers, links=links, is_llm=st.booleans(),
)  # fmt: skip
items = st.builds(
    Item, number=st.integers(1, 999), work_id=words, ids=some, section=words, kind=st.sampled_from(["add", "fill"]),
    is_ticked=st.booleans(), row=words, title=words, paper_url=st.none() | words, facts=facts, why=some,
    runner_up_section=st.none() | words, links=links, seen=some, look_reason=words,
)  # fmt: skip


@given(items)
def test_an_item_survives_its_record_as_json(item: Item) -> None:
    assert from_record(json.loads(json.dumps(to_record(item)))) == item


@given(words, st.lists(items, max_size=3), st.integers(0, 99))
def test_items_survive_the_machine_block(name: str, given: list[Item], last: int) -> None:
    block = render_block(name, given, last)
    assert block == render_block(name, given, last)
    assert "--" not in block.removeprefix("<!--").removesuffix("-->")
    for body in (block, f"text\n\n{block}\nmore", f"a\r\n{block}".replace("\n", "\r\n")):
        assert read_block(body) == (name, last, tuple(given))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda record: record | {"v": 2}, "version 2"),
        (lambda record: {}, "version None"),
        (lambda record: record | {"number": "many"}, "number"),
        (lambda record: record | {"kind": "delete"}, "kind"),
        (lambda record: {key: record[key] for key in record if key != "title"}, "title"),
    ],
)
def test_a_damaged_record_says_what_is_damaged(
    make_item: MakeItem, change: Callable[..., dict[str, object]], says: str
) -> None:
    with pytest.raises(PublishError, match=says):
        from_record(change(to_record(make_item(1))))


def test_a_record_with_fields_of_a_later_program_is_read(make_item: MakeItem) -> None:
    assert from_record(to_record(make_item(1)) | {"colour": "blue"}) == make_item(1)


def swap_letter(block: str) -> str:
    middle = len(block) // 2
    return block[:middle] + ("A" if block[middle] != "A" else "B") + block[middle + 1 :]


def bomb() -> str:
    text = json.dumps({"list": "x" * 20_000_000, "last": 0, "items": []}).encode()
    data = base64.b64encode(zlib.compress(text)).decode()
    return f"<!-- paper-ingest:v1 {hashlib.sha256(text).hexdigest()[:16]}\n{data}\n-->"


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda block: "", "gone"),
        (lambda block: "no block here", "gone"),
        (lambda block: block.removesuffix("-->"), "cut off"),
        (lambda block: block[:-40] + "\n-->", "changed"),
        (swap_letter, "changed"),
        (lambda block: block.replace("v1", "v2"), "version 2"),
        (lambda block: re.sub(r"v1 \w{4}", "v1 0000", block), "checksum"),
        (lambda block: block + "\n" + render_block("other", [], 0), "several"),
        (lambda block: bomb(), "larger"),
        (lambda block: "<!-- paper-ingest:v1 x\nnot base64!\n-->", "can't be unpacked"),
    ],
)
def test_a_damaged_block_is_a_problem_and_the_ticks_still_count(
    make_item: MakeItem, damage: Callable[[str], str], says: str
) -> None:
    block = render_block("ai4med", [make_item(1)], 1)
    review = read_body(f"- [ ] **1.** Work\n\n{damage(block)}\n")
    assert says in review.problem
    assert review.is_damaged and review.items == () and review.ticks == {1: False}


def test_the_same_block_twice_is_no_problem(make_item: MakeItem) -> None:
    block = render_block("ai4med", [make_item(1)], 1)
    assert read_body(f"{block}\n\n{block}").items == (make_item(1),)
