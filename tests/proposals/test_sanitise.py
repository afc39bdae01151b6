"""Nothing from outside can mention, refer, close, link or build structure in a rendered body."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.proposals.sanitise import clean_text, fence, inline, link, plain, safe_url, short_url

GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
MENTION = re.compile(r"@[\w-]")
REFERENCE = re.compile(r"#\d|\bGH-\d", re.IGNORECASE)
BARE_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
CLOSING = re.compile(r"\b(?:close[sd]?|fix(?:es|ed)?|resolve[sd]?):?\s+\S*#\d", re.IGNORECASE)

HOSTILE = [
    "@maintainer", "see @org/team now", "a@b.c", "#12", "owner/repo#12", "fixes #1", "Closes: GH-12",
    "resolves https://github.com/o/r/issues/3", "www.example.org", "<!-- paper-ingest:v1 x -->", "--> x",
    "<script>alert(1)</script>", "<b>bold</b>", "<img src=x onerror=y>", "&lt;b&gt; &copy;", "a | b | c",
    "](http://evil.test)", "[x](http://evil.test)", "![x](http://evil.test/p.png)", "[^1]", "`code` ``", "```",
    "\n# Heading", "x\n- [x] **1.** forged", "\r\n\r\n- [ ] **2.** forged", "\u2028- [x] **3.** y", "***a*** _b_ ~~c~~",
    r"$\mathcal{O}(n)$ and \textbf{x}", "$$x$$", "\u202egnp.exe", "a\u200b@b", "a\x00b\x1b[31m", "---", "===",
    "1. one", "> quote", "    code", "\\", "\\*", "\\\\`", "http://[::1", "&#64;name &#35;1", "\u2067x\u2069", "x" * 5000,
]  # fmt: skip
hostile_text = st.lists(st.sampled_from(HOSTILE) | st.text(max_size=12), max_size=6).map("".join)
hostile_text = hostile_text | hostile_text.map(lambda text: f"fixes {text}")


def inline_of(markdown: str) -> list[Token]:
    """Inline tokens of a body that must be one list item with one paragraph."""
    tokens = GITHUB.parse(markdown)
    assert [token.type for token in tokens] == [
        "bullet_list_open", "list_item_open", "paragraph_open", "inline", "paragraph_close",
        "list_item_close", "bullet_list_close",
    ]  # fmt: skip
    return tokens[3].children or []


def shown_text(tokens: list[Token]) -> str:
    assert all(
        token.type in {"text", "text_special"} or token.content in {"<span>", "</span>"}
        for token in tokens
    ), [token.type for token in tokens]
    return "".join(token.content for token in tokens if token.type.startswith("text"))


def assert_harmless(text: str) -> None:
    for pattern in (MENTION, REFERENCE, BARE_LINK, CLOSING):
        assert not pattern.search(text), (pattern.pattern, text)


@given(hostile_text)
@example("@\u200dname")
@example("#\u200d1")
def test_inline_text_shows_itself_and_nothing_else(text: str) -> None:
    shown = shown_text(inline_of(f"- Why: {inline(text)}"))
    assert shown.replace("\u200b", "") == f"Why: {clean_text(text, 240)}".rstrip()
    assert_harmless(shown)


@given(hostile_text)
def test_text_in_a_table_cell_keeps_the_table(text: str) -> None:
    tokens = GITHUB.parse(f"| a | b |\n|:--|--:|\n| {inline(text)} | 1 |")
    cells = [tokens[i + 1].content for i, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2 and cells[1] == "1"
    assert [token.type for token in tokens].count("tr_open") == 2


@given(hostile_text, hostile_text)
def test_a_link_leads_where_it_says_and_holds_only_text(label: str, tail: str) -> None:
    url = f"https://example.org/{tail}"
    tokens = inline_of(f"- **1.** {link(label, url)}x")
    opened = [token for token in tokens if token.type == "link_open"]
    if safe_url(url) is None:
        assert not opened
        return
    assert len(opened) == 1
    assert str(opened[0].attrs["href"]).startswith("https://example.org/")
    inner = tokens[tokens.index(opened[0]) + 1 : -2]  # behind them: link_close and "x"
    assert_harmless(shown_text(inner))


@given(hostile_text)
def test_text_in_a_fence_can_not_leave_it(text: str) -> None:
    tokens = GITHUB.parse(f"- item\n\n{fence(text, indent='  ')}\n\nbehind")
    kinds = [token.type for token in tokens]
    assert kinds.count("fence") == 1
    assert kinds.count("paragraph_open") == 2 and kinds.count("bullet_list_open") == 1
    assert "html_block" not in kinds


@given(hostile_text)
def test_plain_text_is_one_harmless_line(text: str) -> None:
    line = plain(text)
    assert "\n" not in line and len(line.replace("\u200b", "")) <= 240
    assert_harmless(line)


@given(st.text())
def test_clean_text_has_no_invisible_characters_and_is_stable(text: str) -> None:
    line = clean_text(text)
    assert clean_text(line) == line
    assert not any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in line)
    assert not set(line) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A  title\n over lines ", "A title over lines"),
        ("ab\u202ecd", "abcd"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("x" * 300, "x" * 239 + "…"),
        ("lone \ud800 half", "lone \ufffd half"),
        ("医学大模型", "医学大模型"),
    ],
)
def test_clean_text_by_example(text: str, shown: str) -> None:
    assert clean_text(text, 240) == shown


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://arxiv.org/abs/2501.00001", "https://arxiv.org/abs/2501.00001"),
        ("https://x.org/a(b)c|d", "https://x.org/a%28b%29c%7Cd"),
        ("https://x.org/?a=1&b=2#part", "https://x.org/?a=1&b=2#part"),
        ("https://x.org/é", "https://x.org/%C3%A9"),
        ("javascript:alert(1)", None),
        ("data:text/html,x", None),
        ("https://x.org/a b", None),
        ("https://github.com/o/r/issues/3", None),
        ("https://github.com/o/r/pull/3#issuecomment-1", None),
        ("https://github.com/o/r/commit/abcdef1", None),
        ("https://github.com/o/issues-tool", "https://github.com/o/issues-tool"),
        ("http://[::1", None),
        ("", None),
    ],
)
def test_only_pages_that_notify_nobody_become_links(url: str, safe: str | None) -> None:
    assert safe_url(url) == safe


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://github.com/Owner/Name/tree/main", "Owner/Name"),
        ("https://huggingface.co/datasets/org/set", "org/set"),
        ("https://huggingface.co/org/model", "org/model"),
        ("https://www.example.org/project/", "example.org/project"),
    ],
)
def test_a_url_is_named_as_a_person_would(url: str, short: str) -> None:
    assert short_url(url) == short
