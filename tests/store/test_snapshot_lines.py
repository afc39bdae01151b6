"""Lines read by columns give the rows that lines read one by one give, whatever is odd about them."""

import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.ids import title_key
from ingest.sources.arxiv_snapshot import read_line
from ingest.sources.other_lines import Others, is_of_others
from ingest.store import Stretch, Wanted, read_lines
from ingest.store.works import sighting_key, sighting_of, text_digest
from ingest.works import Reject, Sighting

WANTED = Wanted(("cs.CL", "hep-th"))
PLAIN: dict[str, Any] = {
    "id": "2401.00001",
    "submitter": "Ann Author",
    "authors": "Ann Author and Ben Other",
    "title": "A title\n  of two lines",
    "comments": "4 pages,  2 figures",
    "journal-ref": None,
    "doi": None,
    "report-no": None,
    "categories": "cs.CL math.CO",
    "license": "http://arxiv.org/licenses/nonexclusive-distrib/1.0/",
    "abstract": "  Some words\nand others.\n",
    "versions": [
        {"version": "v1", "created": "Mon, 1 Jan 2024 09:00:00 GMT"},
        {"version": "v2", "created": "Thu, 11 Jan 2024 09:00:07 GMT"},
    ],
    "update_date": "2024-01-12",
    "authors_parsed": [["Author", "Ann", ""], ["Other", "Ben", "Jr."]],
}
ODD_TIMES = [
    "Mon, 1 Jan 2024 09:00:60 GMT", "Mon, 1 Jan 24 09:00:00 GMT", "Mon, 1 Jan 99 09:00:00 GMT", "mon, 01 JAN 2024 9:0:7 gmt",
    "Mon,  1 Jan 2024 09:00:00 GMT", " Mon, 1 Jan 2024 09:00:00 GMT ", "Monday, 1 January 2024 09:00:00 GMT", "Tue, 1 Jan 2024 09:00:00 GMT",
    "Mon, 1 Jan 20240 09:00:00 GMT", "Mon, 1 Jan -2024 09:00:00 GMT", "Mon, 1 Jan 1024 09:00:00 GMT", "Mon, 1 Jan 2024 24:00:00 GMT",
    "Mon, 1 Jan 2024 09:00:00.5 GMT", "Mon, 1 Jan 2024 09:00:00 UTC", "Mon, 1 Jan 2024 09:00:00", "Mon,1 Jan 2024 09:00:00 GMT", "Mon, 001 Jan 2024 09:00:00 GMT",
    "Mon,\t1 Jan 2024 09:00:00 GMT", "Mon, 1 Jan 2024 09:00:00 GMT x", "Mon, 0 Jan 2024 09:00:00 GMT", "Mon, 1 Jan 02024 09:00:00 GMT", "Mon, +1 Jan 2024 09:00:00 GMT",
    "Mon, 1 Jan 2024 009:00:00 GMT", "Mon, 1 Jan 2024 09:00:00GMT", "Mon, 1 Jan 2024  9:00:00 GMT", "Mon, 1 Jan 9999 23:59:59 GMT",
]  # fmt: skip
ODD_VALUES: dict[str, list[Any]] = {
    "id": ["hep-th/9901001", "math.GT/0309136", "HEP-TH/9901001", "hep-th/0704001", "hep-th/9913001", "cs/0703021", 2401.00001, 2401.0001, 704.0001, "2413.00001", "1401.00001", "arXiv:2401.00001v3", "", 7, None, "2401.0001"],
    "title": ["", " \n", None, 3, ["a"], "It's", 'He said "no"', "It's \"both\"", "a\\b $x$ & y", "Ünïcödé 汉字 😀",
              "no\u00a0break", "a\u2028b", "\ufeffbom", "tab\there", "nul\0l", "\x1cfs", "\x7f", "zero\u200bwidth", "\ud83d half"],
    "abstract": ["", None, "x", "  two  blanks  ", "This paper has been withdrawn by the authors.", "They WITHDREW.",
                 "It's \\alpha", "“quoted” – dashed", "\r\nlines\r\n", 1.5, {"a": 1}],
    "comments": ["", "withdrawn", "It's 5 pages", 12, "We request withdrawal", "  "],
    "journal-ref": ["Phys. Rev. D 76 (2007)", "", 'O\'Neil "x"', False],
    "doi": ["10.1103/PhysRevD.76.013009", "10.1/x", "10.1000/a, 10.1000/b", "doi:10.1000/x", "10.1000/x(1)", "10.1000/x.",
            "10.48550/arXiv.2401.00002", "10.48550/arXiv.2401.00001", "", "no doi", "10.1000/%28x%29", "10.1000/ä"],
    "report-no": ["ANL-07", "", 'a"b', "a\\b", "é"],
    "categories": ["cs.CL", "math.CO", "cs.CL cs.CL", "hep-th  cs.CL", " cs.CL ", "cs.CL\u00a0hep-th", ["cs.CL", "x"], None, "",
                   "xcs.CL", "cs.CLX", 'a"cs.CL'],
    "license": [None, "", "a/b\\c"],
    "submitter": [None, "", "Zo\u00eb", "O'Neil", "a  b", 4],
    "versions": [[], None, [{"version": "v1"}], [{"version": "v0", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}],
                 [{"version": "x", "created": "2024-01-01"}], [{"version": "v1", "created": "Mon, 31 Feb 2024 09:00:00 GMT"}],
                 [None, {"version": "v2", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}], "v1", [{"version": 1, "created": 2}],
                 [{"version": "v12345", "created": "Mon, 1 Jan 2024 09:00:00 GMT"}],
                 *([{"version": "v1", "created": said}] for said in ODD_TIMES),
                 [{"version": "v1", "created": "Mon, 1 Jan 2024 09:00:00 -0500", "more": 1}]],
    "update_date": ["", None, "2024-13-01", "yesterday", 5],
    "authors_parsed": [[], None, [["Solo"]], [["", "", ""]], [["A", "B", "", "Institute"]], [["van  Dyke", " Dick ", "III"]],
                       [["汉", "字", ""]], [["'t Hooft", "Gerard", ""], ["X\"Y", "Z", ""]], [[":", "", ""], ["A", "B", ""]],
                       [None, ["A", "B", ""]], [["A", None, ""]], ["A, B"], [["A", 5, ""]], "A, B", [[",A;", "", ""]],
                       [["Bal\u00e1zs", "C.", ""]], [["A\u00a0B", "C", ""]], [["A", "B", ""], ["A\x1eB", "C", ""]]],
}  # fmt: skip
ODD_LINES = [
    b"\n", b"  \t \n", b"not JSON\n", b"[]\n", b"{}\n", b'"text"\n', b"null\n", b"{\"id\": \"2401.00001\", \n",
    b"\xef\xbb\xbf" + json.dumps(PLAIN).encode() + b"\n", json.dumps(PLAIN).encode().replace(b"Ann", b"A\xffn") + b"\n",
    json.dumps(PLAIN).replace('"doi": null,', '"doi": null,,').encode() + b"\n",
    json.dumps(PLAIN)[:-1].encode() + b",}\n", json.dumps(PLAIN)[:-1].encode() + b', "title": "Second"}\n',
    json.dumps(PLAIN)[:-1].encode() + b', "listed": "2024-01-03"}\n', json.dumps(PLAIN)[:-1].encode() + b', "new": {"a": [1]}}\n',
    json.dumps(PLAIN).encode() + b" " + json.dumps(PLAIN).encode() + b"\n", json.dumps(PLAIN).encode() + b"\r\n",
    json.dumps(PLAIN, indent=None, separators=(",", ":")).encode() + b"\n", b"[" * 5000 + b"\n",
    json.dumps(PLAIN).replace("Ann Author", "Ann\\u0000 \\ud800 Author").encode() + b"\n",
    json.dumps(PLAIN, ensure_ascii=False).replace("Some words", "Naïve “words”").encode() + b"\n",
    json.dumps(PLAIN).replace('"doi": null', '"doi": NaN').encode() + b"\n",
]  # fmt: skip


def check(lines: list[bytes]) -> None:
    """Both ways, line by line and together."""
    made = [read_line(line, n, WANTED.categories) for n, line in enumerate(lines, 1)]
    papers = {
        n: one for n, one in enumerate(made, 1)
        if isinstance(one, Sighting) and set(one.categories) & set(WANTED.categories)
    }  # fmt: skip
    read = read_lines(at_hand(b"".join(lines)), WANTED)
    rows = {row["line"]: _aware(row) for row in read.rows.to_pylist()}
    assert list(rows) == sorted(papers)
    assert {n: sighting_of(row) for n, row in rows.items()} == papers
    for n, paper in papers.items():
        assert rows[n]["sighting_id"] == sighting_key(paper)
        assert rows[n]["title_key"] == title_key(paper.title)
        judged = text_digest(paper.title, paper.abstract, paper.categories)
        assert rows[n]["text_digest"] == judged
    assert list(read.rejects) == [one for one in made if isinstance(one, Reject)]
    assert (read.line_count, read.cut) == (len(lines), "")


def _aware(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
        for name, value in row.items()
    }


def at_hand(body: bytes) -> Stretch:
    return Stretch("", 0, len(body), body)


def line(**changes: Any) -> bytes:
    return json.dumps(PLAIN | changes).encode() + b"\n"


def test_plain_lines_are_read_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests here would compare the reader of lines with itself."""
    monkeypatch.setattr("ingest.store.snapshot_lines.read_line", None)
    lines = [line(), line(title="It's \\alpha & é"), line(categories="math.CO")]
    assert read_lines(at_hand(b"".join(lines)), WANTED).rows["line"].to_pylist() == [1, 2]


def test_every_odd_value_among_plain_lines() -> None:
    odd = [line(**{name: value}) for name, values in ODD_VALUES.items() for value in values]
    check([line(), *odd, line()])


@pytest.mark.parametrize("name", ODD_VALUES)
def test_a_missing_field(name: str) -> None:
    record = {key: value for key, value in PLAIN.items() if key != name}
    check([json.dumps(record).encode() + b"\n", line()])


def test_every_odd_line_among_plain_ones() -> None:
    check([line(), *ODD_LINES, line()])


@pytest.mark.parametrize("odd", ODD_LINES)
def test_one_odd_line(odd: bytes) -> None:
    check([line(), odd])


TEXTS = st.text(st.characters(codec="utf-8")) | st.text(" \n'\"\\$&aé\u00a0", max_size=8)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.fixed_dictionaries({}, optional={
    "title": TEXTS, "abstract": TEXTS, "comments": TEXTS, "submitter": TEXTS, "doi": TEXTS,
    "authors_parsed": st.lists(st.lists(TEXTS, max_size=4), max_size=3)}), max_size=6))  # fmt: skip
def test_any_text(records: list[dict[str, Any]]) -> None:
    check([line(**one) for one in records])


def test_a_last_line_without_its_end() -> None:
    whole, cut = line() + line()[:-1], line() + line()[:-9]
    assert (
        read_lines(at_hand(whole), WANTED).line_count,
        len(read_lines(at_hand(whole), WANTED).rows),
    ) == (2, 2)
    read = read_lines(at_hand(cut), WANTED)
    assert (read.line_count, len(read.rows), read.byte_count) == (1, 1, len(line()))
    assert read.cut
    assert not read_lines(at_hand(b""), WANTED).line_count


def test_days_are_those_of_the_first_version() -> None:
    lines = (
        line()
        + line(versions=[{"version": "v1", "created": "Tue, 2 Jan 2024 23:59:00 GMT"}])
        + line(versions=None)
    )
    for days, found in [
        ((date(2024, 1, 2), None), [2]),
        ((None, date(2024, 1, 1)), [1, 3]),
        ((date(2024, 1, 1), date(2024, 1, 2)), [1, 2]),
    ]:
        rows = read_lines(at_hand(lines), Wanted(WANTED.categories, *days)).rows
        assert rows["line"].to_pylist() == found


def compact(**changes: Any) -> bytes:
    """A line as the public snapshot has it."""
    return json.dumps(PLAIN | changes, separators=(",", ":")).encode() + b"\n"


OTHER = compact(categories="math.CO cs.DS")
GLUED = OTHER[:-1] + compact(title="Its line end is lost")
# Lines that say somewhere that they are of other categories, and whether that is enough to leave them unread.
SAYING = {
    "as it is published": (OTHER, True),
    "with a line end of two": (OTHER[:-1] + b"\r\n", True),
    "of one that begins as ours": (compact(categories="cs.CLX xcs.CL"), True),
    "broken behind what it says": (OTHER.replace(b'"versions":[', b'"versions":[['), True),
    "ours": (compact(categories="math.CO cs.CL"), False),
    "with blanks": (line(categories="math.CO"), False),
    "in an abstract": (compact(abstract=',"categories":"math.CO",'), False),
    "in an abstract, its quote behind a backslash": (compact(abstract='\\","categories":"math.CO",'), False),
    "in an abstract that is broken so": (compact().replace(b"Some words", b'\\\\","categories":"math.CO","x":"'), False),
    "twice, ours first": (compact().replace(b'"license"', b'"categories":"math.CO","license"'), False),
    "twice, ours behind": (OTHER.replace(b'"license"', b'"categories":"cs.CL","license"'), False),
    "in a field of a field": (compact().replace(b'"license"', b'"a":{"b":1,"categories":"math.CO","c":2},"license"'), False),
    "as a list": (compact(categories=["math.CO"]), False),
    "as nothing": (compact(categories=None), False),
    "as an empty text": (compact(categories=""), False),
    "with two blanks": (compact(categories="math.CO  cs.CL"), False),
    "with a tab": (compact(categories="math.CO\tcs.CL"), False),
    "with an escape": (OTHER.replace(b"math.CO", b"\\u0063s.CL"), False),
    "with a NUL": (OTHER.replace(b"math.CO", b"math.CO\0"), False),
    "with its name escaped": (OTHER.replace(b'"categories"', b'"c\\u0061tegories"'), False),
    "of very many": (compact(categories=" ".join(f"math.{one}" for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" * 2)), True),
    "as the last field": (json.dumps({"id": "2401.00009", "title": "T", "categories": "math.CO"}, separators=(",", ":")).encode() + b"\n", False),
    "as the first field": (b'{"categories":"math.CO",' + compact()[1:], False),
    "another field first": (b'{"x":"y",' + OTHER[1:], False),
    "cut short": (OTHER[:-20] + b"\n", False),
    "cut short behind a brace": (OTHER[: OTHER.index(b"}") + 1] + b"\n", False),
    "and then ours, without a line end": (GLUED, False),
    "cut short and then ours": (OTHER[:-60] + GLUED[len(OTHER) - 1 :], False),
    "behind a mark of its encoding": (b"\xef\xbb\xbf" + OTHER, False),
    "behind a blank": (b" " + OTHER, False),
}  # fmt: skip


@pytest.mark.parametrize("name", SAYING)
def test_a_line_that_says_it_is_of_others(name: str) -> None:
    said, is_enough = SAYING[name]
    assert is_of_others(said, WANTED.categories) == is_enough
    check([line(), said, compact(), b"\n", said])
    check([said])


def test_what_is_left_at_a_glance_is_of_others_indeed() -> None:
    lines = [said for said, _ in SAYING.values()]
    body = b"".join(lines)
    left, count = Others(WANTED.categories).leave(np.frombuffer(body, np.uint8))
    found = {number for number, _, _ in left}
    assert count == len(lines)
    assert {n for n, (_, is_enough) in enumerate(SAYING.values()) if not is_enough} <= found
    assert found - {
        n for n, one in enumerate(lines) if not is_of_others(one, WANTED.categories)
    } == {list(SAYING).index("of very many")}
    assert [body[start : end + 1] for _, start, end in left.tolist()] == [
        lines[number] for number in sorted(found)
    ]


def test_windows_end_where_lines_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a window holds: lines longer than it, others, blank ones, and windows that aren't searched."""
    lines = [
        line(),
        *ODD_LINES,
        b" " * 100 + b"\n",
        compact(abstract="long " * 999),
        *[OTHER] * 9,
        compact(),
        *[line()] * 40,
        OTHER,
    ]
    for size in (100, 1_000, 5_000):
        monkeypatch.setattr("ingest.store.stretches._WINDOW", size)
        check(lines)
        check([one for one in lines if one.strip()])
