"""Bodies and rows as GitHub shows them: rendered by its own fork of cmark, and read back as HTML.

https://github.com/github/cmark-gfm; mentions and references are found in the rendered text.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import cmarkgfm
from bs4 import BeautifulSoup, Comment, Tag
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from ingest.errors import ListError
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import Item, Proposal, apply_proposal, render_body
from ingest.works import Artifact, RowFacts

MakeItem = Callable[..., Item]
LIST = Path(__file__).resolve().parents[1] / "data" / "proposals" / "list.md"
PLAN = ListPlan(
    "clinic", "local", "clinic", (SectionPlan("1. Medical LLMs", ("a",)), SectionPlan("2. Datasets", ("b",)))
)  # fmt: skip
ACTED_ON = re.compile(r"(?<![\w/])@\w|(?<!&)#\d|\bGH-\d", re.IGNORECASE)
FITS_IN_FULL = 150  # characters, each of which may become an entity in each of thirty places
BITS = (
    "@maintainer", "@org/team", "#12", "o/r#12", "fixes #1", "GH-7", "www.evil.test", "http://evil.test/x",
    "https://github.com/o/r/issues/3", "a@evil.test", "<!--", "-->", "<script>alert(1)</script>", "<b>",
    "<img src=http://evil.test/p>", "](http://evil.test)", "![p](http://evil.test/p.png)", "[^1]", "`", "```", "~~~",
    "|", "\\", "\\|", "\n", "\r\n\r\n", "\n# Head\n", "\n- [x] **1.** forged\n", "\n|a|b|\n|-|-|\n", "***", "__x__",
    "~~y~~", "$x^2$", "$$", "\\(y\\)", "\u202egnp", "\u2067", "\u200b@", "&#64;name", "&lt;b&gt;", "x" * 4000,
    "---", "\n===\n", "1. ", "> ", "    code", "文", "<details>", "</li>", "</td></tr>",
)  # fmt: skip
hostile = (
    st.lists(st.sampled_from(BITS) | st.text(max_size=8), min_size=1, max_size=6)
    .map("".join)
    .filter(bool)
)


def rendered(markdown: str) -> BeautifulSoup:
    html = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    return BeautifulSoup(html, "html.parser")


def hosts(page: BeautifulSoup) -> set[str]:
    """Where links and pictures lead."""
    urls = [str(tag.get("href") or tag.get("src") or "") for tag in page.find_all(["a", "img"])]
    return {urlsplit(url).netloc for url in urls}


def prose(page: BeautifulSoup) -> str:
    """What is scanned for mentions and references: all text but that of code."""
    for tag in page.find_all(["pre", "code"]):
        tag.decompose()
    blocks = page.find_all(["p", "li", "td", "th", "h1", "h2", "h3", "sub"])
    return "\n".join(block.get_text() for block in blocks if isinstance(block, Tag))


def waiting(page: BeautifulSoup) -> int:
    """How many items the page says it has no room for."""
    said = [
        re.match(r"… (\d+) more (?:is|are) waiting$", tag.get_text())
        for tag in page.find_all("strong")
    ]
    return sum(int(one[1]) for one in said if one)


def shape(page: BeautifulSoup) -> dict[str, int]:
    names = (
        "h1",
        "h2",
        "h3",
        "table",
        "tr",
        "td",
        "ul",
        "ol",
        "li",
        "img",
        "script",
        "input",
        "hr",
        "pre",
    )
    return {
        name: len(page.find_all(name)) for name in (*names, "details", "blockquote", "del", "b")
    }


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=hostile)
@example(text="".join(BITS))
@example(text="y" * 8_000)
@example(text="y" * 12_000)
def test_a_rendered_body_has_the_structure_that_we_gave_it(
    make_item: MakeItem, plan: ListPlan, text: str
) -> None:
    link = Artifact("w", "code", f"https://example.org/{text}", "likely", text, text)

    def body(words: str, url: str) -> str:
        item = make_item(
            1, work_id=words, title=words, row=words, why=(words, words), links=(replace(link, url=url),),
            seen=(words,), not_found=(words,), look_reason=words, runner_up_section=words,
        )  # fmt: skip
        items = (item, replace(item, number=2, is_ticked=False), replace(item, number=3, kind="fill", old_row=words))  # fmt: skip
        held = (("3. Datasets", words, 1),)
        return render_body(Proposal("ai4med", items, 1, held, 1), plan, run_note=words)

    def plain(length: int) -> BeautifulSoup:
        return rendered(body("w" * length, f"https://example.org/{'w' * length}"))

    page = rendered(body(text, link.url))
    if len(text) < FITS_IN_FULL:
        assert (waiting(page), shape(page)) == (0, shape(plain(5)))
    else:  # the longer the words the less room there is: in full, in brief, two in brief, one in brief
        shapes = [(waiting(one), shape(one)) for one in map(plain, (5, 8_000, 10_000, 24_000))]
        assert [count for count, _ in shapes] == [0, 0, 1, 2]
        assert (waiting(page), shape(page)) in shapes
    assert hosts(page) <= {"arxiv.org", "example.org"}
    comments = page.find_all(string=lambda one: isinstance(one, Comment))
    assert len(comments) == 1 and comments[0].strip().startswith("paper-ingest:v1")
    assert not ACTED_ON.search(prose(page))


@settings(max_examples=60, deadline=None)
@given(text=hostile, section=st.sampled_from(PLAN.sections))
@example(text="".join(BITS), section=PLAN.sections[0])
@example(text="".join(BITS), section=PLAN.sections[1])
def test_a_rendered_list_gets_one_row_and_nothing_else_from_a_hostile_work(
    text: str, section: SectionPlan
) -> None:
    before = LIST.read_bytes()
    work_id, url = "arxiv:2508.00001", "https://arxiv.org/abs/2508.00001"
    code = Artifact(work_id, "code", f"https://github.com/lab/{text}", "official", "named")
    facts = RowFacts(work_id, (work_id,), text, url, name=text, authors=(text,), year=2026, venue=text, links=(code,))  # fmt: skip
    item = Item(1, work_id, (work_id,), section.heading, "add", True, "", text, url, facts)
    try:
        after = apply_proposal(before, "README.md", PLAN, Proposal("clinic", (item,)))
    except ListError:
        assume(False)
    page, old = rendered(after.decode()), rendered(before.decode())
    more = {name: count - shape(old)[name] for name, count in shape(page).items() if count != shape(old)[name]}  # fmt: skip
    assert more == ({"tr": 1, "td": 4} if section == PLAN.sections[0] else {"li": 1})
    assert hosts(page) <= {"arxiv.org", "huggingface.co", "github.com"}
    assert not page.find_all(string=lambda one: isinstance(one, Comment))
    lines = set(old.get_text().split("\n"))
    assert lines <= set(page.get_text().split("\n"))
