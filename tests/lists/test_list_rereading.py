"""What is read anew around an edit is what reading the whole page gives."""

from dataclasses import fields

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.lists.editing.change import join_change
from ingest.lists.editing.edits import apply_edit
from ingest.lists.editing.rereading import read_change
from ingest.lists.model import CuratedList, Edit
from ingest.lists.reading.reader import read_list

PAPER = "https://arxiv.org/abs/2301.0000"
LINES = st.sampled_from(
    [
        "# Page", "## Two", "## 1. First", "### 2. Second", "## 2024", "Setext\n---",
        f"- [A]({PAPER}1)", f"* [B]({PAPER}2)", f"- [C]({PAPER}3)\n  - Date: 2024\n  - Code: none",
        f"- D\n  - Date: 2024\n  - Link: {PAPER}4", "- Date: 2024", f"- **链接**：[x]({PAPER}5)",
        "  - Year: 2025", f"- [E][e]\n- [F]({PAPER}6)", f"[e]: {PAPER}7", f"1. [G]({PAPER}8)",
        "|T|Y|\n|-|-|", f"|[H]({PAPER}9)|2024|", "| x | y |", "---", "```", "<!--", "-->", "~~~",
        f"A paragraph with [I](https://doi.org/10.1000/1) and {PAPER}1.", "", "", "> quoted",
        "<tr><td><a href='https://arxiv.org/abs/2301.00009'>J</a></td></tr>", "- ```", "    code",
        "- [K](https://github.com/o/list#k)", "- [K](https://github.com/o/list#l)",
        "- [K](https://github.com/o/list#m)", "[truncated...]", f"## [L]({PAPER}1)", f"### 3. [M]({PAPER}2)",
        f"[[pdf]]({PAPER}1)", f"- [pdf]({PAPER}1)", f"• [N]({PAPER}3)\n• [O]({PAPER}4)", f"• [P]({PAPER}5)",
        f"7. [S]({PAPER}6)", f"2) [U]({PAPER}7)\n3) [V]({PAPER}8)", f"12. [W]({PAPER}6)\n    - Code: none", "words", f"### 4. [X]({PAPER}7)\n\n- Year: 2024",
        "**A title in bold, long enough**", f"- Paper: {PAPER}4", "- Code: https://github.com/o/x", f"Paper: {PAPER}5",
        f"**Another title in bold**\n\n- Paper: {PAPER}6\n\n- Code: none\n",
        "1、 Three\n---", "<h2>2. Four</h2>", "- # Nine", f"- Ten\n  - [paper]({PAPER}9)",
        "- Q\n\n  |T|\n  |-|\n  |[R](https://arxiv.org/abs/2301.00009)|",
        "\nAda Ito, Ben Okafor and Cleo Marsh\n", f"\n**[A title of words]({PAPER}1)**\n", f"\n[paper]({PAPER}2)\n",
        "## A heading of several words", "Title: A title of words", "    words of an item above",
    ]
)  # fmt: skip
PAGES = st.lists(LINES, min_size=1, max_size=24).map(lambda lines: "\n".join(lines) + "\n")
WRITTEN = st.lists(LINES, max_size=3).map(lambda lines: "".join(line + "\n" for line in lines))


def readings(curated: CuratedList) -> tuple[object, ...]:
    """All that is read of a page: two lists of the same bytes are equal whatever else they say."""
    return tuple(getattr(curated, field.name) for field in fields(curated))


@settings(max_examples=300, deadline=None)
@given(page=PAGES, new=WRITTEN, at=st.integers(0, 40), length=st.integers(0, 3))
@example(page=f"## 1. A\n- b\n- [C]({PAPER}3)\n", new="- Date: 1\n- Year: 2\n", at=1, length=0)
@example(page=f"## 1. A\n---\n- [C]({PAPER}3)\n  - Date: 1\n  - Year: 2\n", new="", at=2, length=0)
@example(
    page=f"## 1. A\n- [B]({PAPER}2)\n  - Date: 1\n  - Year: 2\n",
    new=f"- Date: 1\n- Link: [x]({PAPER}1)\n## B\n",
    at=1,
    length=0,
)
@example(page="---\n# Page\n", new="---\n", at=2, length=0)
@example(page=f"# Page\n## [L]({PAPER}1)\n- # Nine\n", new="", at=0, length=1)
@example(
    page=f"-->\n<h2>2. Four</h2>\n- [A]({PAPER}1)\n- [B]({PAPER}1)\n- Paper: {PAPER}4\n",
    new="- Date: 2024\n",
    at=2,
    length=0,
)
@example(page=f"## A\n- [B]({PAPER}2)\n|T|\n- [C]({PAPER}3)\n", new="|-|\n", at=3, length=0)
def test_lines_written_or_taken_anywhere(page: str, new: str, at: int, length: int) -> None:
    text = page.encode()
    starts = [0, *(i + 1 for i, byte in enumerate(text) if byte == 10)]
    first = starts[at % len(starts)]
    last = starts[min(at % len(starts) + length, len(starts) - 1)]
    curated = read_list(text, "list.md")
    edit = Edit(first, last, text[first:last], new.encode(), "any")
    change = read_change(curated, edit)
    whole = apply_edit(curated.text, edit)
    assert readings(join_change(change)) == readings(read_list(whole, "list.md"))


ROWS = st.sampled_from(
    [
        f"| [S]({PAPER}1) | 2024 |", "| | |", "| a | b | c |", "| a |", f"|[T][e]|{PAPER}2|", "|-|-|",
        "| <!-- | x |", "| --> | x |", "| ``` | x |", "| <pre> | x |", "| [truncated...] | x |", r"| a \| b | `|` |",
        f"| [K](https://github.com/o/list#k) | [U]({PAPER}3) |", "|", "| <h2>x</h2> | y |", f"| [V]({PAPER}4) |\r",
    ]
)  # fmt: skip
TABLE = "| T | Y |\n|---|---|\n"


@settings(max_examples=150, deadline=None)
@given(
    above=st.lists(LINES, max_size=4),
    rows=st.lists(ROWS, max_size=4),
    below=st.lists(LINES, max_size=4),
    new=ROWS,
    at=st.integers(0, 4),
)
def test_a_row_put_anywhere_into_a_table(
    above: list[str], rows: list[str], below: list[str], new: str, at: int
) -> None:
    head = "".join(f"{line}\n" for line in above) + TABLE
    start = len((head + "".join(f"{row}\n" for row in rows[:at])).encode())
    text = (head + "".join(f"{line}\n" for line in [*rows, *below])).encode()
    curated = read_list(text, "list.md")
    edit = Edit(start, start, b"", f"{new}\n".encode(), "any")
    change = read_change(curated, edit)
    whole = apply_edit(curated.text, edit)
    assert readings(join_change(change)) == readings(read_list(whole, "list.md"))


MARKUP = st.sampled_from(
    [
        f"<tr><td><a href='{PAPER}1'>A</a></td></tr>", f"<tr>\n<td><a href='{PAPER}2'>B</a></td>\n</tr>", "<tr><th>T</th></tr>",
        f"<tr><td><a href='{PAPER}3'>C</a></td>", f"<tr>\n\n<td><a href='{PAPER}4'>D</a></td></tr>", "<tr><td>words</td></tr>",
        f"<tr><td><a href='{PAPER}5'>E</a></td></tr><tr><td><a href='{PAPER}6'>F</a></td></tr>", f"x <tr><td>{PAPER}7</td></tr>",
        f"  <tr>\n    <td><a href='{PAPER}7'>G</a></td>\n  </tr>", f"<tr><td><!-- <a href='{PAPER}8'>H</a></td></tr>", "<table>",
        "</table>", "<tbody>", f"<tr>\n# x\n<td><a href='{PAPER}9'>I</a></td></tr>", f"<li><a href='{PAPER}9'>J</a></li>", "<li>",
        f"<tr><td>```<a href='{PAPER}8'>K</a></td></tr>", f"<TR><TD><a href='{PAPER}6'>L</a></TD></TR>", "- bullet", "> quoted", "",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    above=st.lists(LINES, max_size=3),
    rows=st.lists(MARKUP, max_size=6),
    below=st.lists(LINES, max_size=3),
    new=MARKUP,
    at=st.integers(0, 6),
)
@example(
    above=[],
    rows=["<li>", f"<tr><td><a href='{PAPER}1'>A</a></td></tr>"],
    below=[],
    new=f"<tr><td><a href='{PAPER}1'>A</a></td></tr>",
    at=2,
)
def test_a_row_put_anywhere_into_a_table_of_html(
    above: list[str], rows: list[str], below: list[str], new: str, at: int
) -> None:
    head = "".join(f"{line}\n" for line in [*above, "<table>"])
    start = len((head + "".join(f"{row}\n" for row in rows[:at])).encode())
    text = (head + "".join(f"{line}\n" for line in [*rows, "</table>", *below])).encode()
    curated = read_list(text, "list.md")
    edit = Edit(start, start, b"", f"{new}\n".encode(), "any")
    change = read_change(curated, edit)
    whole = apply_edit(curated.text, edit)
    assert readings(join_change(change)) == readings(read_list(whole, "list.md"))


BULLETS = st.sampled_from(
    [
        f"- [A]({PAPER}1)", f"- [B]({PAPER}2)", f"- **C** [paper]({PAPER}3)", f"-  [D]({PAPER}4)", f"* [E]({PAPER}5)", "- Code: none",
        f"- Paper: {PAPER}6", "- words", f"  - [F]({PAPER}7)", "", "  behind", "words", "## Two", "## 1. Three", "- Date: 2024", "---",
        f"- [G]({PAPER}8)\n  - Date: 2024\n  - Year: 2024", "|-|", f"- a | [H]({PAPER}9)", "<!--", "- ```", "```", "[e]: https://x.org",
        "- [K](https://github.com/o/list#k)", "**A title in bold, long enough**", f"1. [L]({PAPER}1)", "    code", "- [I][e]", "## 1. Q",
        f"- [pdf]({PAPER}9)", "Five. Six\n---", "4、 Seven\n---", "<h2>6. Eight</h2>", "- # Nine", f"- Nine\n  - [paper]({PAPER}9)", f"[pdf]({PAPER}9)",
    ]
)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(BULLETS, max_size=9), new=BULLETS, at=st.integers(0, 9))
@example(lines=[f"- [A]({PAPER}1)", "- Code: none", "- Code: none"], new="## 1. Three", at=0)
@example(lines=["- [I][e]", "[e]: https://x.org"], new="<!--", at=1)
@example(
    lines=["## 1. Three", "- ```", f"- **C** [paper]({PAPER}3)", *2 * [f"- [A]({PAPER}1)"]],
    new="## Two",
    at=3,
)
@example(lines=["## 1. Three", f"- [pdf]({PAPER}3)", *2 * [f"- [A]({PAPER}1)"]], new="## Two", at=2)
@example(
    lines=["", "<h2>1. Three</h2>", "", f"- [pdf]({PAPER}3)", *2 * [f"- [A]({PAPER}1)"]],
    new="- # Nine",
    at=4,
)
def test_a_bullet_put_anywhere_into_a_list(lines: list[str], new: str, at: int) -> None:
    page = ["# Page", f"- [First]({PAPER}1)", *lines]
    start = len("".join(f"{line}\n" for line in page[: at + 2]).encode())
    text = "".join(f"{line}\n" for line in page).encode()
    curated = read_list(text, "list.md")
    edit = Edit(start, start, b"", f"{new}\n".encode(), "any")
    change = read_change(curated, edit)
    whole = apply_edit(curated.text, edit)
    assert readings(join_change(change)) == readings(read_list(whole, "list.md"))


def test_a_bullet_put_behind_another_leaves_all_else_unread() -> None:
    page = f"# Page\n\n- [A]({PAPER}1)\n- [B]({PAPER}2)\n\n## Two\n".encode()
    new = f"- [C]({PAPER}3)\n".encode()
    for at in (page.index(b"- [B]"), page.index(b"\n## Two")):
        change = read_change(read_list(page, "list.md"), Edit(at, at, b"", new, "any"))
        assert change.before.text == b""
        assert [entry.title for entry in change.after.entries] == ["C"]


def test_a_row_put_into_a_table_leaves_all_else_unread() -> None:
    page = f"# Page\n\n{TABLE}| [A]({PAPER}1) | 2024 |\n| [B]({PAPER}2) | 2025 |\n".encode()
    curated = read_list(page, "list.md")
    at = page.index(b"| [B]")
    new = f"| [C]({PAPER}3) | 2024 |\n".encode()
    change = read_change(curated, Edit(at, at, b"", new, "any"))
    assert not change.is_whole
    assert [section.heading for section in change.after.sections] == []
    assert [entry.title for entry in change.after.entries] == ["A", "C", "B"]


HEADED = st.sampled_from(
    [
        f"### 1. [A]({PAPER}1)\n\n- **Year**: 2024", f"### 2. [B]({PAPER}2)", f"### 3. C\n- Date: 2024\n- Link: {PAPER}3", "### Words",
        f"## 4. [D]({PAPER}4)\n\nwords", f"#### 5. [E]({PAPER}5)", "## A heading of several words", "## 6. Six", "---", "", "- Date: 2024",
        f"- [F]({PAPER}6)", f"[pdf]({PAPER}1)", "Ada Ito, Ben Okafor and Cleo Marsh", "Title: A title of words", "```", "<!--", "-->",
    ]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    lines=st.lists(HEADED, max_size=9),
    new=st.lists(HEADED, max_size=2),
    at=st.integers(0, 9),
    length=st.integers(0, 2),
)
def test_a_heading_put_anywhere_among_headings_that_are_entries(
    lines: list[str], new: list[str], at: int, length: int
) -> None:
    page = ["# Page", f"- [First]({PAPER}1)", "## A heading of five words", *lines]
    parts = [f"{line}\n".encode() for line in page]
    start, end = (len(b"".join(parts[: at + 3 + more])) for more in (0, length))
    text = b"".join(parts)
    curated = read_list(text, "list.md")
    written = "".join(f"{line}\n" for line in new).encode()
    change = read_change(curated, edit := Edit(start, end, text[start:end], written, "any"))
    whole = apply_edit(curated.text, edit)
    assert readings(join_change(change)) == readings(read_list(whole, "list.md"))


def test_an_entry_with_a_heading_leaves_those_unread_that_are_not_beside_it() -> None:
    page = b"# Page\n\n## Two\n\n" + b"".join(
        f"### [Tides {at}]({PAPER}{at})\n\n- Year: 2024\n\n".encode() for at in range(9)
    )
    curated = read_list(page, "list.md")
    at = page.index(b"### [Tides 5")
    new = f"### [Moons]({PAPER}9)\n\n- Year: 2024\n\n".encode()
    change = read_change(curated, Edit(at, at, b"", new, "any"))
    assert [entry.title for entry in change.after.entries] == ["Tides 4", "Moons"]
