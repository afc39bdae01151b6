"""Every proof refuses when what it proves is broken, and holds when nothing is."""

from dataclasses import replace

import pytest

from ingest.errors import ListError
from ingest.lists import SectionPlan, add_entry, edit_list, find_section, read_list
from ingest.lists.editing.change import Change, join_change
from ingest.lists.editing.claim import Claim
from ingest.lists.editing.editing import refuse_strays
from ingest.lists.editing.edits import apply_edit
from ingest.lists.editing.proofs import PROOFS, failed_proofs, prove, tell_failure
from ingest.lists.editing.rereading import read_change
from ingest.lists.model import Edit
from ingest.works import Artifact, RowFacts

PAGE = b"""# Page

## LLMs

| Name  | Paper                                         | Code |
|-------|-----------------------------------------------|------|
| `One` | [[arXiv](https://arxiv.org/abs/2301.00001)]   | -    |
| `Two` | [[arXiv](https://arxiv.org/abs/2302.00002)]   | -    |

## Tools

- [A Tool](https://arxiv.org/abs/2303.00003)
- [B Tool](https://arxiv.org/abs/2304.00004)
"""
WORK = RowFacts(
    "arxiv:2501.01234", ("arxiv:2501.01234",), "New Work: A Study", "https://arxiv.org/abs/2501.01234",
    name="New", year=2025,
    links=(Artifact("w", "code", "https://github.com/new/work", "official", "made up"),),
)  # fmt: skip


def claim_for(new: bytes, section: str = "LLMs", at: bytes = b"\n## Tools") -> Claim:
    """The claim that these bytes, put before `at`, are the new work's entry."""
    curated = read_list(PAGE, "list.md")
    home = find_section(curated, SectionPlan(section, ()))
    start = PAGE.index(at) if at else len(PAGE)
    return Claim(read_change(curated, Edit(start, start, b"", new, "add")), home, WORK)


def failures(claim: Claim) -> set[str]:
    return {proof.name for proof in failed_proofs(claim)}


GOOD = b"| `New` | [[arXiv](https://arxiv.org/abs/2501.01234)]   | -    |\n"
TOOL = b"- [New Work: A Study](https://arxiv.org/abs/2501.01234)\n"


def test_a_good_addition_fails_no_proof() -> None:
    assert failures(claim_for(GOOD)) == set()
    assert failures(claim_for(TOOL, "Tools", b"")) == set()


@pytest.mark.parametrize(
    ("new", "failed"),
    [
        pytest.param(GOOD.replace(b"| -    ", b""), "columns", id="a cell is missing"),
        pytest.param(GOOD.replace(b"   | -", b" | -"), "alignment", id="the pipes don't line up"),
        pytest.param(GOOD + GOOD.replace(b"1234", b"1235"), "entries", id="one more came"),
        pytest.param(GOOD.replace(b"01234", b"09999"), "read back", id="another work's link"),
        pytest.param(b"just prose\n", "read back", id="no entry"),
        pytest.param(b"just prose\n", "second run", id="a second run adds again"),
        pytest.param(GOOD + b"\n## More\n", "headings", id="a heading came"),
        pytest.param(GOOD + b"\n```\n", "headings", id="an open fence swallows the rest"),
        pytest.param(GOOD + b"\n<!--\n", "entries", id="an open comment swallows the rest"),
        pytest.param(GOOD + b"\n|a|\n|-|\n\n|b|\n|-|\n", "tables", id="tables came"),
    ],
)
def test_a_broken_addition_fails_its_proof(new: bytes, failed: str) -> None:
    claim = claim_for(new)
    assert failed in failures(claim)
    with pytest.raises(ListError, match="nothing was written"):
        prove(claim)


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (GOOD.replace(b"01234", b"09999"), '"New" (arxiv:2501.09999) is read, not "New Work: A Study" (arxiv:2501.01234)'),
        (b"\njust prose\n", '"New Work: A Study" (arxiv:2501.01234) was written, and no entry is read there'),
    ],
)  # fmt: skip
def test_a_refusal_says_what_was_read_instead(new: bytes, told: str) -> None:
    proof = next(one for one in PROOFS if one.name == "read back")
    assert tell_failure(proof, claim_for(new)) == f"{proof.failure}: {told}"
    other = next(one for one in PROOFS if one.name == "form")
    assert tell_failure(other, claim_for(new)) == other.failure


def changed(claim: Claim, text: bytes) -> Claim:
    after = replace(claim.change.after, text=text)
    return replace(claim, change=replace(claim.change, after=after))


def test_a_byte_outside_the_edit_fails_its_proof() -> None:
    claim = claim_for(GOOD)
    assert failures(changed(claim, claim.change.after.text.replace(b"`Two`", b"`two`"))) == {
        "bytes"
    }


def test_an_edit_that_says_something_else_of_the_old_text_fails_its_proof() -> None:
    claim = claim_for(GOOD)
    lie = replace(claim.change.edit, old=b"x")
    assert "bytes" in failures(replace(claim, change=replace(claim.change, edit=lie)))


def test_a_lost_last_newline_fails_its_proof() -> None:
    assert "last newline" in failures(claim_for(TOOL.rstrip(), "Tools", b""))


def test_a_lost_entry_fails_its_proof() -> None:
    claim = claim_for(GOOD)
    fewer = replace(claim.change.before, entries=claim.change.before.entries[:-1])
    assert "entries" in failures(replace(claim, change=replace(claim.change, before=fewer)))


def test_a_removal_that_leaves_the_entry_fails_its_proof() -> None:
    curated = read_list(PAGE, "list.md")
    home = find_section(curated, SectionPlan("Tools", ()))
    start = PAGE.index(b"- [B Tool]")
    gone = ("arxiv:2303.00003",)
    wrong = Edit(start, len(PAGE), PAGE[start:], b"", "remove")
    assert {"entries", "second run"} <= failures(
        Claim(read_change(curated, wrong), home, None, gone)
    )


@pytest.mark.parametrize(
    ("written", "proof"),
    [
        (b"\n[New Work: A Study](https://arxiv.org/abs/2501.01234)\n", "kind"),
        (b"\n|A|\n|-|\n|[New Work: A Study](https://arxiv.org/abs/2501.01234)|\n", "kind"),
        (b"- ** [New Work: A Study](https://arxiv.org/abs/2501.01234)\n", "form"),
        (b"- [New Work: A Study](https://arxiv.org/abs/2501.01234) [code\n", "form"),
        (b"- [New Work: A Study](https://arxiv.org/abs/2501.01234) [code]()\n", "form"),
    ],
)
def test_an_entry_unlike_its_neighbours_fails_its_proof(written: bytes, proof: str) -> None:
    curated = read_list(PAGE, "list.md")
    home = find_section(curated, SectionPlan("Tools", ()))
    edit = Edit(len(PAGE), len(PAGE), b"", written, "add")
    claim = Claim(read_change(curated, edit), home, WORK)
    assert proof in failures(claim)


def test_every_proof_has_its_own_name_and_sentence() -> None:
    assert len({proof.name for proof in PROOFS}) == len(PROOFS) == len({p.failure for p in PROOFS})


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "place", [b"| `Two`", b"\n## Tools", b"- [A Tool]", b"- [B Tool]", b"# Page"]
)
@pytest.mark.parametrize(
    "new", [GOOD, TOOL, b"## 2026\n\n" + TOOL, b"```\n", b"<!--", b"x", b"\n", b""]
)
@pytest.mark.parametrize("length", [0, 1, 30])
def test_a_stretch_read_anew_gives_the_same_list_as_the_whole(
    newline: bytes, place: bytes, new: bytes, length: int
) -> None:
    text, new = PAGE.replace(b"\n", newline), new.replace(b"\n", newline)
    start = text.index(place.replace(b"\n", newline))
    curated = read_list(text, "list.md")
    edit = Edit(start, start + length, text[start : start + length], new, "any")
    change: Change = read_change(curated, edit)
    whole = apply_edit(curated.text, edit)
    assert join_change(change) == read_list(whole, "list.md")


def test_an_addition_reads_no_more_than_it_must() -> None:
    plan = SectionPlan("Tools", ())
    curated = read_list(PAGE, "list.md")
    change = read_change(curated, add_entry(curated, plan, WORK))
    assert not change.is_whole
    assert len(change.after.entries) < len(curated.entries)


def test_a_list_joined_of_other_bytes_than_its_edits_say_is_refused() -> None:
    curated = read_list(PAGE, "list.md")
    edit = add_entry(curated, SectionPlan("Tools", ()), WORK)
    done = join_change(read_change(curated, edit))
    refuse_strays(PAGE, [edit], done)
    with pytest.raises(ListError, match="outside the edits"):
        refuse_strays(PAGE, [edit], replace(done, text=done.text.replace(b"`One`", b"`one`")))


def test_edits_after_one_another_are_proven_on_what_the_last_one_left() -> None:
    second = replace(WORK, ids=("arxiv:2501.05678",), title="Second Work: Another Study", name="Second",
                     paper_url="https://arxiv.org/abs/2501.05678")  # fmt: skip
    plan = SectionPlan("Tools", ())
    done = edit_list(
        PAGE, "list.md", [(plan, WORK), (plan, second)], [(plan, ("arxiv:2303.00003",))]
    )
    titles = [entry.title for entry in read_list(done.text, "list.md").sections[-1].entries]
    assert titles == ["B Tool", "New Work: A Study", "Second Work: Another Study"]
