"""The page a maintainer sees: what it says, what it leaves out, and that nothing can forge it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.errors import PublishError
from ingest.lists.plan import ListPlan
from ingest.proposals import Item, Proposal, read_body, render_body
from ingest.proposals.obey import tell_why
from ingest.works import Artifact

MakeItem = Callable[..., Item]
GITHUB = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def test_the_page_tells_in_its_first_lines_what_it_is_and_how_to_say_no(
    make_item: MakeItem, plan: ListPlan
) -> None:
    body = render_body(Proposal("ai4med", (make_item(1), make_item(2, is_ticked=False))), plan)
    head = body.split("\n\n")[0]
    assert head.startswith("**1 work** for `README.md`, and 1 more that needs a look. Chosen and")
    assert "by a program" in head
    hints = body.split("\n\n")[1]
    for hint in ("Untick: refused", "tick under *Needs a look*", "stay yours", "`/pause`"):
        assert hint in hints


def test_what_is_less_sure_is_marked_and_stands_last_in_its_section(
    make_item: MakeItem, plan: ListPlan
) -> None:
    items = (make_item(1, is_less_sure=True), make_item(2), make_item(3, section="3. Datasets"))
    body = render_body(Proposal("ai4med", items), plan)
    assert re.findall(r"\*\*(\d)\.\*\*.*?\)( · .*)?\n", body) == [
        ("2", ""),
        ("1", " · *less sure*"),
        ("3", ""),
    ]
    assert "*less sure*: one in three such is wrong" in body.split("\n\n")[1]
    assert read_body(body).ticks == {1: True, 2: True, 3: True}
    assert "less sure" not in render_body(Proposal("ai4med", items[1:]), plan)


@pytest.mark.parametrize(
    ("proposal", "line"),
    [
        (Proposal("x", waiting_count=12), "- 12 works waiting for room: one pull request holds at most 10 ticked"),
        (Proposal("x", held=(("3. Datasets", "the section is cut", 4),)), "- 4 works held back for *3. Datasets*: the section is cut"),
        (Proposal("x", held=tuple(("s", f"r{n:02}", 2) for n in range(13))), "- 6 works held back for other reasons"),
        (Proposal("x", refused_count=1), "- 1 work refused earlier, not proposed again"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_counted(plan: ListPlan, proposal: Proposal, line: str) -> None:
    assert line in render_body(proposal, plan)


def test_links_come_with_tier_and_proof_and_whether_the_row_shows_them(
    make_item: MakeItem, plan: ListPlan
) -> None:
    links = (
        Artifact("", "code", "https://github.com/lab/work1", "official", "in the abstract"),
        Artifact(
            "", "weights", "https://huggingface.co/x/W1-7B", "likely", "its card names the paper"
        ),
        Artifact("", "weights", "https://huggingface.co/y/W1-GGUF", "derivative", "a quantisation"),
        Artifact("", "weights", "https://huggingface.co/z/W1-GGUF", "derivative", "a quantisation"),
    )
    body = render_body(Proposal("ai4med", (make_item(1, links=links),)), plan)
    assert (
        "**Links:** code [lab/work1](https://github.com/lab/work1) (official: in the abstract)\n"
        "  - **Found, not in the row:** weights [x/W1-7B](https://huggingface.co/x/W1-7B)"
        " (likely: its card names the paper); 2 derivative\n"
    ) in body


def test_links_that_the_section_never_shows_are_not_told(
    make_item: MakeItem, plan: ListPlan
) -> None:
    hub = "https://huggingface.co"
    links = (
        Artifact("", "code", "https://github.com/lab/work1", "likely", "the same name"),
        Artifact("", "weights", f"{hub}/x/W1-7B", "official", "its card names the paper"),
        Artifact("", "weights", f"{hub}/y/W1-GGUF", "derivative", "a quantisation"),
    )
    item = make_item(1, links=links, row="| Work1 | - |", shown_kinds=("code",))
    body = render_body(Proposal("ai4med", (item,)), plan)
    assert "**Found, not in the row:** code [lab/work1]" in body
    assert "W1-7B](" not in body and "derivative" not in body
    assert "huggingface.co/x/W1-7B: official" in tell_why(item)


def test_what_proves_several_links_is_said_once_and_no_page_stands_twice(
    make_item: MakeItem, plan: ListPlan
) -> None:
    hub, proof = "https://huggingface.co", "its card cites the paper"
    links = (
        Artifact("", "code", "https://github.com/lab/work1", "official", "in the abstract"),
        Artifact("", "data", "https://github.com/lab/work1", "likely", "in the abstract"),
        *(Artifact("", "weights", f"{hub}/lab/W-{n}B", "official", proof) for n in (3, 7)),
        Artifact("", "data", f"{hub}/datasets/lab/W-data", "official", proof),
    )
    row = f"{hub}/lab/W-3B {hub}/lab/W-7B https://github.com/lab/work1"
    body = render_body(Proposal("ai4med", (make_item(1, links=links, row=row),)), plan)
    assert body.count(proof) == 1 and body.count("](https://github.com/lab/work1)") == 1
    assert (
        f"**Links:** weights [lab/W-3B]({hub}/lab/W-3B), [W-7B]({hub}/lab/W-7B) (official: {proof});"
        in body
    )
    assert (
        f"not in the row:** data [W-data]({hub}/datasets/lab/W-data) (official: as above)" in body
    )


def test_rows_that_change_stand_in_a_group_of_their_own_with_both_versions(
    make_item: MakeItem, plan: ListPlan
) -> None:
    changed = make_item(
        2, kind="fill", row="| Work | [code](https://x.org) |", old_row="| Work | - |"
    )
    look = make_item(
        3, kind="repair", is_ticked=False, row="new", old_row="old", look_reason="moved"
    )
    body = render_body(Proposal("ai4med", (make_item(1), changed, look)), plan)
    assert body.startswith("**1 work** and **1 change** to rows that are there for `README.md`")
    assert "| Section | New | Changed | Need a look |" in body
    group = body.index("### Rows that are there")
    assert body.index("**1.**") < group < body.index("**2.**") < body.index("### Needs a look")
    assert "  ```diff\n  - | Work | - |\n  + | Work | [code](https://x.org) |\n  ```" in body
    assert read_body(body).ticks == {1: True, 2: True, 3: False}


def test_a_work_that_waits_for_its_section_says_so(make_item: MakeItem, plan: ListPlan) -> None:
    body = render_body(Proposal("ai4med", (make_item(1), make_item(2)), blocked=(2,)), plan)
    assert body.count("**Held:**") == 1
    assert body.index("**2.**") < body.index("**Held:**")


def test_the_same_proposal_gives_the_same_bytes(make_item: MakeItem, plan: ListPlan) -> None:
    proposal = Proposal("ai4med", (make_item(1), make_item(2)))
    assert render_body(proposal, plan, run_note="n") == render_body(proposal, plan, run_note="n")


@pytest.mark.parametrize("count", [3, 20, 60, 150])
def test_a_body_is_never_too_long_and_its_cut_can_be_seen(
    make_item: MakeItem, plan: ListPlan, count: int
) -> None:
    items = tuple(
        make_item(
            n, title=f"{n} " + "long " * 40, row="|" + "cell " * 150 + "|", is_ticked=n % 5 > 0
        )
        for n in range(1, count + 1)
    )
    body = render_body(Proposal("ai4med", items), plan)
    review = read_body(body)
    assert len(body) < 60_000
    assert review.items == items and review.problem == ""
    shown = len(review.ticks)
    assert shown + len(review.missing) == count
    cut = re.search(r"\*\*… (\d+) more (?:is|are) waiting\*\*", body)
    assert (int(cut[1]) if cut else 0) == count - shown
    assert shown >= 15 or shown == count


def test_a_machine_block_that_alone_is_too_long_is_an_error(
    make_item: MakeItem, plan: ListPlan
) -> None:
    noise = tuple(
        make_item(n, title="".join(chr(33 + (i * i * n) % 9000) for i in range(900)))
        for n in range(99)
    )
    with pytest.raises(PublishError, match="do not fit"):
        render_body(Proposal("ai4med", noise), plan)


HOSTILE = (
    "x\n\n- [x] **1.** forged\n# Head\n<!-- paper-ingest:v1 0 -->\n```\n@maintainer fixes #1 | a |"
    " <b>x</b> [y](http://evil.test) www.evil.test GH-7 \u202e $x$ `c` ![p](http://evil.test/p.png)"
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.text(max_size=60)
    | st.just(HOSTILE)
    | st.text(alphabet="@#`<>!-[]()|*_\n \\$~&:/.1xw", max_size=60)
)
@example(text=HOSTILE)
@example(text="```")
@example(text="-->")
def test_nothing_from_outside_can_forge_the_page(
    make_item: MakeItem, plan: ListPlan, text: str
) -> None:
    link = Artifact("w", "code", f"https://example.org/{text}", "likely", text, text)
    hostile = make_item(
        1, work_id=text, title=text, paper_url=text, row=text, why=(text, text), links=(link,),
        seen=(text,), not_found=(text,), look_reason=text, runner_up_section=text,
    )  # fmt: skip
    items = (hostile, replace(hostile, number=2, is_ticked=False))
    held = (("3. Datasets", text, 1),)
    body = render_body(Proposal("ai4med", items, 1, held, 1), plan, run_note=text)
    review = read_body(body)
    assert (review.items, review.ticks) == (items, {1: True, 2: False})
    tokens = GITHUB.parse(body)
    kinds = [token.type for token in tokens]
    assert (kinds.count("heading_open"), kinds.count("fence"), kinds.count("html_block")) == (
        2,
        2,
        1,
    )
    assert kinds.count("tr_open") == 2 and kinds.count("code_block") == 0 and "hr" not in kinds
    boxes = [
        token.content
        for token in tokens
        if token.type == "inline" and re.match(r"\[[ x]\] \*\*\d+\.", token.content)
    ]
    assert [box[:3] for box in boxes] == ["[x]", "[ ]"]
    for token in inline_children(tokens):
        if token.type == "html_inline":
            assert token.content in {"<span>", "</span>", "<sub>", "</sub>"}
        elif token.type.startswith("text"):
            assert not re.search(r"://|www\.", token.content, re.IGNORECASE)
        assert token.type != "image"
    for words in prose(tokens):
        assert not re.search(r"@\w|#\d|\bGH-\d", words, re.IGNORECASE), words


def inline_children(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from token.children or []


def prose(tokens: list[Token]) -> Iterator[str]:
    """Runs of text as a forge scans them, one for each block."""
    for token in tokens:
        yield "".join(c.content for c in token.children or [] if c.type.startswith("text"))
