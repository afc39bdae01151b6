"""Text from outside may say anything and never becomes structure."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from ingest.lists import SectionPlan, edit_list, read_list
from ingest.lists.markup.escape import escape_text, escape_url
from ingest.lists.markup.inline import find_links, plain
from ingest.works import RowFacts

HOSTILE = [
    "a | b", "[x](https://evil.example)", "x](https://evil.example) [y", "`code`", "<img src=x onerror=y>",
    "<!-- hidden", "-->", "@someone look", "line\nbreak\r\n# Heading", "**bold** _it_ ~~gone~~", "\\", "end\\",
    "\u202egnp.exe", "www.evil.example now", "https://evil.example/x", "&lt;b&gt; &amp; & c", "| - | - |",
    "# Heading", "- item", "1. item", "![img](https://evil.example/x.png)", "a\u2028b", "\x00\x1b[31m", "{title}",
]  # fmt: skip
LISTS = {
    "row": b"## A\n|Title|Year|\n|-|-|\n|[One](https://arxiv.org/abs/2301.00001)|2023|\n",
    "bullet": b"## A\n- [**arXiv 2023**] One [[pdf]](https://arxiv.org/abs/2301.00001)\n",
    "item": "## A\n### 1. One\n- **时间**：2023\n- **链接**：[arXiv](https://arxiv.org/abs/2301.00001)\n".encode(),
    "html": b'## A\n<table>\n<tr><th>Title</th><th>Link</th></tr>\n<tr>\n<td>One</td>\n<td><a href="https://arxiv.org/abs/2301.00001">pdf</a></td>\n</tr>\n</table>\n',
    "code": b"## A\n|Name|Paper|\n|-|-|\n|`One`|[[arXiv](https://arxiv.org/abs/2301.00001)]|\n",
}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_adds_one_entry_with_one_link(title: str, kind: str) -> None:
    text = LISTS[kind]
    facts = RowFacts(
        "arxiv:2501.01234", ("arxiv:2501.01234",), f"A {title} B", "https://arxiv.org/abs/2501.01234",
        name=f"N{title}", year=2025, month=1,
    )  # fmt: skip
    done = edit_list(text, "list.md", [(SectionPlan("A", ()), facts)], [])
    after = read_list(done.text, "list.md")
    assert len(after.entries) == 2
    assert after.entries[1].ids == ("arxiv:2501.01234",)
    assert [section.heading for section in after.sections] == ["A"]
    assert "\u202e" not in done.rows[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_escaped_text_shows_as_itself(text: str) -> None:
    shown = escape_text(text)
    assert not find_links(shown)
    html = MarkdownIt("gfm-like", {"linkify": False}).renderInline(shown)
    assert not any(tag in html for tag in ("<a", "<img", "<em", "<strong", "<code", "<s>", "<!--"))


@pytest.mark.parametrize(
    "title",
    [
        "Accurate & Fluent",
        "BERT-based [CLS] tokens",
        "C_{2} in X_Y",
        "50% of 3 < 4",
        "O'Neil's “x”",
    ],
)
def test_a_harmless_title_reads_back_as_itself(title: str) -> None:
    assert plain(escape_text(title)) == title


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://x.org/a(b)c", "https://x.org/a(b)c"),
        ("https://x.org/a)b", "https://x.org/a%29b"),
        ("https://x.org/a b|c", "https://x.org/a%20b%7Cc"),
        ("https://x.org/a%20b", "https://x.org/a%20b"),
        ("javascript:alert(1)", None),
        ("//x.org", None),
    ],
)
def test_an_address_cannot_leave_its_brackets(url: str, written: str | None) -> None:
    assert escape_url(url) == written


def test_a_link_that_is_no_web_address_is_not_written() -> None:
    facts = RowFacts("w", ("arxiv:2501.01234",), "New Work Here", "javascript:alert(1)", year=2025)
    text = LISTS["row"]
    with pytest.raises(Exception, match="and this work has none"):
        edit_list(text, "list.md", [(SectionPlan("A", ()), replace(facts, name="N"))], [])
