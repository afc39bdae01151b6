"""Random lists, random edits: whatever is written, everything else stays."""

import re
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import ListError
from ingest.lists import (
    SectionPlan,
    apply_edit,
    audit_list,
    correct_counts,
    edit_list,
    move_entry,
    read_list,
)
from ingest.lists.splitting import notes, remarks
from ingest.lists.splitting.part import Part
from ingest.works import Artifact, RowFacts

_NUMBER = re.compile(rb"(?<=### )\d+\.")  # items behind a new one are numbered anew
WORDS = st.sampled_from(
    [
        "Medical",
        "Vision",
        "LLM",
        "模型",
        "A|B",
        "x_y",
        "*star*",
        "[CLS]",
        "ðŸ§ ",
        "é",
        "2024",
        "50%",
        "<b>",
        "`c`",
        "#1",
    ]
)
TITLES = st.lists(WORDS, min_size=3, max_size=7).map(" ".join)
NOISE = st.lists(
    st.sampled_from(
        ["", "prose", "> quote", "---", "<!-- c -->", "```\ncode\n```", "text | pipe", "![](x.png)"]
    ),
    max_size=3,
).map("\n\n".join)
FORMS = st.sampled_from(
    [
        ("| Title | Year |\n|---|:-:|\n", "| [{t}](https://arxiv.org/abs/{i}) | {y} |\n"),
        ("|Name|Paper|Code|\n|-|-|-|\n", "|`N{n}`|[[arXiv](https://arxiv.org/abs/{i})]|-|\n"),
        ("", "- [**arXiv {y}**] {t} [[pdf]](https://arxiv.org/pdf/{i})\n"),
        ("", "* [{t}](https://arxiv.org/abs/{i})\n"),
        (
            "",
            "### {n}. T{n}\n- **时间**：{y}\n- **链接**：[arXiv {i}](https://arxiv.org/abs/{i})\n",
        ),
    ]
)


@st.composite
def lists(draw: st.DrawFn) -> bytes:
    text = "# Page\n\n" + draw(NOISE) + "\n\n"
    for section in ("One", "Two"):
        head, row = draw(FORMS)
        text += f"## {section}\n{draw(NOISE)}\n\n{head}"
        for number in range(1, draw(st.integers(1, 4)) + 1):
            title = f"T{section}{number} study"
            at = f"23{number:02}.0{len(section)}{ord(section[0])}{number}"[:10]
            text += row.format(t=title, i=at, y=2020 + number, n=number)
        text += "\n"
    if draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    raw = text.encode()
    return raw.replace("é".encode(), b"\xe9")


@st.composite
def counted_lists(draw: st.DrawFn) -> bytes:
    """Two sections written alike, and a badge that counts all of their entries."""
    head, row = draw(FORMS)
    sizes = draw(st.tuples(st.integers(2, 5), st.integers(2, 5)))
    text = f"# Page\n\n![](https://img.shields.io/badge/papers-{sum(sizes)}-green)\n\n"
    for section, size in zip(("One", "Two"), sizes, strict=True):
        text += f"## {section}\n{draw(NOISE)}\n\n{head}"
        for number in range(1, size + 1):
            title = f"T{section}{number} study"
            at = f"23{number:02}.0{len(section)}{ord(section[0])}{number}"[:10]
            text += row.format(t=title, i=at, y=2020 + number, n=number + 20 * (section == "Two"))
        text += "\n"
    return (text.replace("\n", "\r\n") if draw(st.booleans()) else text).encode()


@st.composite
def works(draw: st.DrawFn, number: int = 0) -> RowFacts:
    found = f"arxiv:2401.1{draw(st.integers(0, 9))}{number:03}"
    code = Artifact("w", "code", "https://github.com/new/work", "official", "made up")
    return RowFacts(
        work_id=found,
        ids=(found,),
        title=draw(TITLES) + f" {number}",
        paper_url=f"https://arxiv.org/abs/{found.removeprefix('arxiv:')}",
        name=draw(TITLES) + str(number),
        year=draw(st.integers(2019, 2026)),
        month=draw(st.integers(1, 12)),
        venue=draw(st.sampled_from([None, "MICCAI", "A|B"])),
        links=draw(st.sampled_from([(), (code,)])),
    )


@settings(max_examples=150, deadline=None)
@given(
    text=lists(),
    first=works(number=1),
    second=works(number=2),
    section=st.sampled_from(["One", "Two"]),
)
def test_additions_touch_nothing_else_and_come_out_again(
    text: bytes, first: RowFacts, second: RowFacts, section: str
) -> None:
    plan = SectionPlan(section, ())
    before = read_list(text, "list.md")
    done = edit_list(text, "list.md", [(plan, first), (plan, second)], [])
    after = read_list(done.text, "list.md")
    assert len(after.entries) == len(before.entries) + 2
    assert [s.heading for s in after.sections] == [s.heading for s in before.sections]
    kept = iter(_NUMBER.sub(b"#.", done.text))
    assert all(byte in kept for byte in _NUMBER.sub(b"#.", text)), "some of the old text is gone"
    again = edit_list(done.text, "list.md", [(plan, first), (plan, second)], [])
    assert (again.text, again.edits) == (done.text, ())
    undone = edit_list(done.text, "list.md", [], [(plan, second.ids), (plan, first.ids)])
    assert undone.text == text


@settings(max_examples=100, deadline=None)
@given(text=lists(), section=st.sampled_from(["One", "Two"]), index=st.integers(0, 3))
def test_a_removal_takes_exactly_one_entry(text: bytes, section: str, index: int) -> None:
    curated = read_list(text, "list.md")
    entries = next(s for s in curated.sections if s.heading == section).entries
    entry = entries[index % len(entries)]
    done = edit_list(text, "list.md", [], [(SectionPlan(section, ()), entry.ids)])
    left = [other.ids for other in read_list(done.text, "list.md").entries]
    assert left == [other.ids for other in curated.entries if other is not entry]


@settings(max_examples=100, deadline=None)
@given(
    text=counted_lists(),
    places=st.sampled_from([("One", "Two"), ("Two", "One")]),
    index=st.integers(0, 4),
)
def test_a_move_keeps_all_entries_headings_and_the_count(
    text: bytes, places: tuple[str, str], index: int
) -> None:
    curated = read_list(text, "list.md")
    source, target = (SectionPlan(place, ()) for place in places)
    entries = next(s for s in curated.sections if s.heading == places[0]).entries
    entry = entries[index % len(entries)]
    edit, after = move_entry(curated, source, entry.ids, target)
    assert apply_edit(text, edit) == after.text
    assert sorted(e.ids for e in after.entries) == sorted(e.ids for e in curated.entries)
    gone, come = (next(s for s in after.sections if s.heading == place) for place in places)
    assert entry.ids not in [e.ids for e in gone.entries]
    assert entry.ids in [e.ids for e in come.entries]
    headings = [s.heading for s in curated.sections if s.level < 3]
    assert [s.heading for s in after.sections if s.level < 3] == headings
    assert correct_counts(after) == ()


@settings(max_examples=100, deadline=None)
@given(text=counted_lists(), work=works(number=1), index=st.integers(0, 4))
def test_a_count_that_was_right_stays_right(text: bytes, work: RowFacts, index: int) -> None:
    curated = read_list(text, "list.md")
    plan = SectionPlan("One", ())
    entries = next(s for s in curated.sections if s.heading == "One").entries
    gone = (plan, entries[index % len(entries)].ids)
    for additions, removals in (([(plan, work)], []), ([], [gone]), ([(plan, work)], [gone])):
        done = edit_list(text, "list.md", additions, removals)
        held = len(curated.entries) + len(additions) - len(removals)
        assert f"papers-{held}-green".encode() in done.text
        assert correct_counts(read_list(done.text, "list.md")) == ()
    wrong = text.replace(b"badge/papers-", b"badge/papers-9")
    kept = edit_list(wrong, "list.md", [(plan, work)], [])
    assert b"badge/papers-9%d-green" % len(curated.entries) in kept.text
    for edit in correct_counts(read_list(wrong, "list.md")):
        wrong = apply_edit(wrong, edit)
    assert wrong == text


@settings(max_examples=200, deadline=None)
@given(
    text=st.one_of(
        st.binary(max_size=400),
        st.text(alphabet="#-|[]()`*_ \n\r\t<>!:/.a1é", max_size=300).map(str.encode),
    )
)
def test_any_bytes_are_read_or_refused_and_audited(text: bytes) -> None:
    try:
        curated = read_list(text, "list.md")
    except ListError:
        return
    audit_list(curated)
    assert all(0 <= e.start < e.end <= len(text) for e in curated.entries)
    for one, two in zip(curated.entries, curated.entries[1:], strict=False):
        assert one.end <= two.start


class _Ordered(frozenset[str]):
    """A set that is gone through in the order it was made in."""

    def __init__(self, order: list[str]) -> None:
        self.order = order

    def __iter__(self) -> Iterator[str]:
        return iter(self.order)


def test_what_is_a_remark_does_not_hang_on_the_order_of_a_set() -> None:
    title, year = Part("fact", "", "title", value="T"), Part("fact", "", "year", value="2025")
    parts = [title, Part("literal", ", best! "), year]
    marks = [", ", "! ", "{year}"]
    found = set()
    for order in (marks, marks[::-1]):
        remarks._marks_of.cache_clear()  # equal sets are remembered as one
        found.add(notes.with_notes(parts, _Ordered(order)))
    assert len(found) == 1
