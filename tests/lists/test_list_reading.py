"""Cases a person can read: a page, and the entries that are in it; and pages nobody wrote."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ingest.errors import ListError
from ingest.lists import audit_list, read_list, try_list
from ingest.lists.markup.blocks import find_blocks
from ingest.lists.markup.lines import split_lines
from ingest.lists.reading.titles import find_title

CASES = Path(__file__).resolve().parents[1] / "data" / "lists" / "reading.txt"
_CASE = re.compile(r"^=== (.*?)\n(.*?)^>>>\n(.*?)(?=^=== |\Z)", re.DOTALL | re.MULTILINE)


def read_cases() -> Iterator[tuple[str, str, list[str]]]:
    for title, text, wanted in _CASE.findall(CASES.read_text(encoding="utf-8")):
        yield title, text, [line.rstrip() for line in wanted.splitlines()]


ALL = list(read_cases())


@pytest.mark.parametrize(("title", "text", "wanted"), ALL, ids=[case[0] for case in ALL])
@pytest.mark.parametrize("form", ["lf", "crlf", "no final newline"])
def test_every_entry_is_read_with_its_line_title_and_ids(
    title: str, text: str, wanted: list[str], form: str
) -> None:
    raw = text.replace("\n", "\r\n") if form == "crlf" else text
    raw = raw.rstrip("\r\n") if form == "no final newline" else raw
    found = read_list(raw.encode(), "list.md").entries
    said = [f"{e.line} | {e.title} | {' '.join(e.ids)}".rstrip() for e in found]
    if title.startswith("an index"):
        said = [f"{e.line} | {e.title} |" for e in found]
    assert said == wanted


PIECES = st.sampled_from(
    [
        "- a", "  - b [x](https://x.org)", "1. x", "# H", "## H2 long enough", "|a|b|", "|-|-|",
        "|x long text|y|", "```", "~~~", "    ", "> q", "> - z", "", "---", "===", "[a]: http://x",
        "[a]: ", "'t'", "long text | x", "```x", "    ```", "- ```", "\t# h", "* * *", "1) y",
        "- | a | b |", "  |-|-|", ">", "long text long text", "+ # head long long", "10. - - foo bar",
        "- [T](https://arxiv.org/abs/2301.00001)", "<td>", "<h2>x</h2>", "<details>",
        "  - **b** c", "    * [z](y)", "\t- e", "- `c`", "| x", "|y|z|", " |u|v|",
    ]
)  # fmt: skip
RUNS = st.tuples(PIECES, st.sampled_from([1, 1, 2, 3, 5])).map(
    lambda run: "\n".join([run[0]] * run[1])
)


@settings(max_examples=400, deadline=None)
@given(st.lists(RUNS, max_size=60).map("\n".join), st.booleans())
def test_pieces_and_cut_lines_move_no_block(text: str, crlf: bool) -> None:
    lines = split_lines((text.replace("\n", "\r\n") if crlf else text).encode(), "list.md")
    parser = MarkdownIt("commonmark").enable("table").disable(["html_block", "code", "inline"])
    tokens = [token for token in parser.parse(lines.shown) if token.map]
    want = [tuple(t.map or ()) for t in tokens if t.type in {"fence", "hr", "table_open"}]
    items, depth = [], 0
    for token in parser.parse(lines.shown):
        depth += token.type.endswith("_list_open") - token.type.endswith("_list_close")
        if token.type == "list_item_open":
            items.append(((token.map or [0])[0], depth - 1))
    blocks = find_blocks(lines)
    found = [(b.first, b.last) for b in blocks if b.kind in {"fence", "rule", "table"}]
    shorter = [(b.first, b.last) for b in blocks if b.kind == "table"]
    assert [one[0] for one in found] == [one[0] for one in want]
    assert all(one in want or one in shorter for one in found)
    assert [(block.first, block.level) for block in blocks if block.kind == "item"] == items


@settings(max_examples=150, deadline=None)
@given(
    case=st.sampled_from([text.encode() for _, text, _ in ALL]),
    cut=st.integers(0, 600),
    at=st.integers(0, 600),
    noise=st.one_of(
        st.binary(max_size=6), st.sampled_from([b"```\n", b"<!--", b"\n\n", b"|", b"["])
    ),
)
def test_a_damaged_or_cut_list_is_read_tried_and_audited(
    case: bytes, cut: int, at: int, noise: bytes
) -> None:
    text = (case[:at] + noise + case[at:])[: max(1, cut)]
    try:
        curated = read_list(text, "list.md")
    except ListError:
        return
    audit_list(curated)
    try_list(curated)


@pytest.mark.parametrize(
    "text",
    [
        "Tides of the North",
        "Model-12",
        "TideNet: Learning the Moon",
        "Waves, Winds and Rain",
        "Über Gezeiten: ein Blick",
        "3D Tides",
        "Tides, ICML 2024",
        "潮汐 的研究",
    ],
)
def test_a_title_of_words_alone_is_the_same_by_the_short_way_and_by_the_long_one(text: str) -> None:
    assert find_title(text, ()) == find_title(f"{text}\n", ())
