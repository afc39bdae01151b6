"""What a list's pull request holds tonight, on lists small enough to read."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ingest.errors import ListError
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import (
    Item,
    Proposal,
    apply_proposal,
    find_changes,
    make_proposal,
    remove_items,
    under_id,
)
from ingest.proposals.writing import write_rows
from ingest.stages.leaving import find_leaving
from ingest.works import Artifact, Decision, Evidence, Found, Verdict, Work

NOW = datetime(2026, 8, 21, 2, tzinfo=UTC)
LIST = b"""# Medicine and machines

## 1. Models

| Model Name | Paper | Code |
|:--|:-:|:-:|
| `Alpha` | [[arXiv](https://arxiv.org/abs/2401.00001)] | [[Github](https://github.com/lab/alpha)] |
| `Beta` | [[arXiv](https://arxiv.org/abs/2402.00002v2)] | - |

## 2. Datasets

- [A first set of clinical questions](https://arxiv.org/abs/2403.00003), 2024
- [A second set of clinical questions](https://doi.org/10.1000/second), 2025

## Footer

Thanks for reading.
"""


@pytest.fixture
def plan() -> ListPlan:
    return ListPlan(
        name="machines",
        forge="local",
        repo="machines",
        sections=(SectionPlan("Models", ("model",)), SectionPlan("Datasets", ("dataset",))),
        where="config/lists/machines.yaml",
    )


def work(number: int, category: str = "model", score: float = 0.9, **changes: Any) -> Found:
    """A work found tonight; keywords: state, reason, runner_up, artifacts, or fields of Work."""
    name = f"MedGate-{number}" if category == "model" else f"MedAsk-{number}"
    work_id = changes.pop("work_id", f"arxiv:2508.{number:05}")
    verdict = Verdict(
        work_id,
        category,
        score,
        changes.pop("state", "certain"),
        (
            Evidence("c", "clinical notes", "title", 4, 18),
            Evidence("c", "Clinical notes", "lead", 0, 14),
        ),
        runner_up=changes.pop("runner_up", None),
        reason=changes.pop("reason", ""),
    )
    code = Artifact(
        work_id, "code", f"https://github.com/lab/{name}", "official", "named in the abstract"
    )
    artifacts = changes.pop("artifacts", (code,))
    values: dict[str, Any] = {
        "title": f"{name}: reading clinical notes, part {number}",
        "ids": (work_id,),
        "published_at": datetime(2026, 8, 1, tzinfo=UTC) + timedelta(days=number),
        "sources": ("arxiv", "hub"),
        "first_seen_at": datetime(2026, 8, 20, tzinfo=UTC),
        "rank": 3,
        "upvotes": 41,
    }
    return Found(Work(work_id, **(values | changes)), (verdict,), artifacts)


def decision(kind: Any, number: int = 1, **changes: Any) -> Decision:
    values: dict[str, Any] = {
        "who": "m",
        "how": "unticked",
        "decided_at": NOW - timedelta(days=3),
        "reason": "",
    }
    return Decision("machines", f"arxiv:2508.{number:05}", kind, **(values | changes))


def propose(
    plan: ListPlan,
    found: Sequence[Found],
    decisions: Sequence[Decision] = (),
    standing: Sequence[Item] = (),
    text: bytes = LIST,
    **options: Any,
) -> Proposal:
    return make_proposal(plan, text, "README.md", found, decisions, standing, NOW, **options)


def numbers(proposal: Proposal) -> list[tuple[int, str]]:
    return [(item.number, item.work_id.removeprefix("arxiv:2508.0000")) for item in proposal.items]


def test_a_certain_work_is_ticked_with_the_row_as_it_will_stand(plan: ListPlan) -> None:
    (item,) = propose(plan, [work(1, runner_up="dataset")]).items
    assert (item.number, item.section, item.is_ticked) == (1, "Models", True)
    assert item.row == (
        "| `MedGate-1` | [[arXiv](https://arxiv.org/abs/2508.00001)]"
        " | [[Github](https://github.com/lab/MedGate-1)] |"
    )
    assert item.why == ("model 0.90", "in the title: “clinical notes”")
    assert item.runner_up_section == "Datasets"
    assert item.shown_kinds == ("code",)
    assert item.not_found == ()  # nobody misses weights and data here, and code was found
    assert item.seen == ("arXiv 2026-08-02", "the Hub on 2026-08-20, rank 3, 41 upvotes")
    after = apply_proposal(LIST, "README.md", plan, Proposal("machines", (item,)))
    assert after == LIST.replace(b"v2)] | - |\n", b"v2)] | - |\n" + item.row.encode() + b"\n")


def test_rank_and_votes_are_told_with_what_they_were_before(plan: ListPlan) -> None:
    facts = (("best_rank", "1 on 2026-08-18"), ("first_upvotes", "12 on 2026-08-18"))
    (item,) = propose(plan, [work(1, facts=facts)]).items
    assert item.seen[-1] == (
        "the Hub on 2026-08-20, rank 3 (best 1 on 2026-08-18), 41 upvotes (12 on 2026-08-18)"
    )


def test_two_items_that_turned_out_to_be_one_work_are_one_item(plan: ListPlan) -> None:
    first, second, third = propose(plan, [work(1), work(2), work(3)]).items
    joined = [first, under_id(second, first.work_id), third]
    found = [work(1, ids=(first.work_id, second.work_id)), work(3)]
    proposal = propose(plan, found, standing=joined, last_number=3)
    assert [item.number for item in proposal.items] == [first.number, third.number]
    leaving = find_leaving(joined, proposal, found)
    assert [(item.number, reason) for item, reason in leaving] == [
        (second.number, f"it is the same work as item {first.number}")
    ]


@pytest.mark.parametrize(
    ("phrases", "why"),
    [
        ([("title", "ward"), ("lead", "chest X-ray"), ("lead", "X-ray")],
         ("in the title: “ward”", "in the first sentences: “chest X-ray”")),
        ([("title", "LLMs"), ("abstract", "llm"), ("abstract", "LLMs")], ("in the title: “LLMs”",)),
        ([("abstract", text) for text in ("aa", "bbbb", "ccc", "dddd", "dd")],
         ("in the abstract: “bbbb”, “ccc”, “dddd”",)),
    ],
)  # fmt: skip
def test_the_most_telling_phrases_are_shown_once(
    plan: ListPlan, phrases: list[tuple[Any, str]], why: tuple[str, ...]
) -> None:
    found = work(1)
    evidence = tuple(Evidence("c", text, at, n, n + 1) for n, (at, text) in enumerate(phrases))
    found = replace(found, verdicts=(replace(found.verdicts[0], evidence=evidence),))
    assert propose(plan, [found]).items[0].why == ("model 0.90", *why)


def test_items_are_numbered_in_the_order_of_the_page_and_picked_by_certainty_and_date(
    plan: ListPlan,
) -> None:
    plan = replace(plan, max_items=4, max_looks=1)
    found = [
        work(1, "dataset", 0.8), work(2, score=0.7), work(3, score=0.7), work(4, "dataset", 0.9),
        work(5, score=0.6), work(6, score=0.99, state="needs-look", reason="two fit"),
        work(7, score=0.5, state="needs-look"),
    ]  # fmt: skip
    proposal = propose(plan, found)
    assert numbers(proposal) == [(1, "3"), (2, "2"), (3, "4"), (4, "1"), (5, "6")]
    assert (proposal.waiting_count, proposal.last_number) == (2, 5)
    assert propose(plan, found[::-1]) == proposal


def test_a_certain_work_of_a_low_score_is_less_sure_and_stands_behind_the_others(
    plan: ListPlan,
) -> None:
    looks = {"state": "needs-look", "reason": "two fit"}
    found = [work(1, score=0.69), work(2, score=0.7), work(3, score=0.5, **looks)]
    proposal = propose(plan, found)
    assert numbers(proposal) == [(1, "2"), (2, "1"), (3, "3")]
    assert [item.is_less_sure for item in proposal.items] == [False, True, False]


@pytest.mark.parametrize(
    "changes",
    [
        {"work_id": "arxiv:2401.00001"},
        {"ids": ("arxiv:2508.00001", "doi:10.1000/second")},
        {"ids": ("arxiv:2508.00001", "arxiv:2402.00002")},
        {"title": "A FIRST set of clinical-questions!"},
        {"is_withdrawn": True},
        {"state": "no"},
        {"category": "surgery"},
    ],
)
def test_a_work_that_has_no_place_here_is_not_proposed(
    plan: ListPlan, changes: dict[str, Any]
) -> None:
    assert propose(plan, [work(1, **changes)]) == Proposal("machines")


def test_the_same_rows_on_the_same_page_are_proven_once(
    plan: ListPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = propose(plan, [work(1), work(2)])
    again: dict[str, Any] = {"standing": made.items, "proven": made.proven}
    assert propose(plan, [work(1), work(2)], **again) == made
    written: list[int] = []

    def write(items: Sequence[Item], *rest: Any) -> tuple[dict[int, str], set[int]]:
        written.append(len(items))
        return write_rows(items, *rest)

    monkeypatch.setattr("ingest.proposals.propose.write_rows", write)
    assert propose(plan, [work(1), work(2)], **again) == made
    assert written == []
    others = {
        "another page": {"text": LIST + b"\nA last word.\n"},
        "one more": {"found": [work(1), work(2), work(3)]},
        "a row by hand": {"standing": tuple(replace(one, row=f"{one.row} ") for one in made.items)},
        "unticked": {"standing": tuple(replace(one, is_ticked=False) for one in made.items)},
    }
    for what, changed in others.items():
        given: dict[str, Any] = {"found": [work(1), work(2)], **again, **changed}
        proposal = propose(plan, **given)
        assert written, what
        assert proposal == propose(plan, **{**given, "proven": ""})
        written.clear()


def test_the_best_verdict_that_the_list_serves_gives_the_section(plan: ListPlan) -> None:
    found = work(1)
    chances: list[tuple[str, Any]] = [
        ("surgery", "certain"), ("model", "no"), ("dataset", "certain"),
    ]  # fmt: skip
    verdicts = tuple(
        replace(found.verdicts[0], category=category, state=state) for category, state in chances
    )
    (item,) = propose(plan, [replace(found, verdicts=verdicts)]).items
    assert item.section == "Datasets"


def test_one_work_found_twice_is_one_item(plan: ListPlan) -> None:
    twin = work(2, title=work(1).work.title)
    assert len(propose(plan, [work(1), twin]).items) == 1


@pytest.mark.parametrize(
    ("section", "found", "reason"),
    [
        ({}, {"state": "needs-look", "reason": "two sections fit"}, "two sections fit"),
        ({}, {"state": "needs-look"}, "a close call"),
        ({"is_ticked": False}, {}, "this section is only ever suggested for"),
        (
            {"require": ("weights",)},
            {},
            "no official weights link found, which this section asks for",
        ),
        ({"require": ("code", "weights")}, {}, ""),
        ({"require": ("paper",)}, {}, ""),
    ],
)
def test_what_is_not_certain_needs_a_look_and_says_why(
    plan: ListPlan, section: dict[str, Any], found: dict[str, Any], reason: str
) -> None:
    changed = replace(plan, sections=(replace(plan.sections[0], **section),))
    (item,) = propose(changed, [work(1, **found)]).items
    assert (item.is_ticked, item.look_reason) == (not reason, reason)


@pytest.mark.parametrize(
    ("made", "is_proposed", "refused"),
    [
        (decision("refused"), False, 1),
        (decision("merged"), False, 0),
        (decision("snoozed"), False, 0),
        (decision("snoozed", decided_at=NOW - timedelta(days=31)), True, 0),
        (decision("snoozed", reason="until 2026-08-22"), False, 0),
        (decision("snoozed", reason="until 2026-08-21"), True, 0),
        (decision("moved"), True, 0),
        (replace(decision("refused"), list_name="another"), True, 0),
        (replace(decision("refused"), work_id="doi:10.1000/one"), False, 1),
        (decision("refused", 2), True, 0),
    ],
)
def test_decisions_of_this_list_are_kept(
    plan: ListPlan, made: Decision, is_proposed: bool, refused: int
) -> None:
    found = work(1, ids=("arxiv:2508.00001", "doi:10.1000/one"))
    proposal = propose(plan, [found], [made])
    assert (len(proposal.items), proposal.refused_count) == (int(is_proposed), refused)


def test_a_refusal_outlasts_a_later_decision(plan: ListPlan) -> None:
    proposal = propose(plan, [work(1)], [decision("refused"), decision("snoozed")])
    assert proposal.refused_count == 1


def test_standing_items_keep_number_tick_and_order_and_new_ones_follow(plan: ListPlan) -> None:
    looks: dict[str, Any] = {"state": "needs-look"}
    first = propose(plan, [work(1), work(2, **looks), work(3, "dataset")])
    accepted = tuple(replace(item, is_ticked=True) for item in first.items[::-1])
    second = propose(plan, [work(9, score=0.99), work(1), work(2, **looks)], standing=accepted)
    assert numbers(second) == [(3, "2"), (2, "3"), (1, "1"), (4, "9")]
    assert all(item.is_ticked for item in second.items)


def test_a_second_run_of_the_same_night_proposes_the_same(plan: ListPlan) -> None:
    found = [work(1), work(2, state="needs-look"), work(3, "dataset")]
    first = propose(plan, found)
    assert propose(plan, found, standing=first.items, last_number=first.last_number) == first


def test_numbers_are_not_used_again(plan: ListPlan) -> None:
    assert propose(plan, [work(1)], last_number=7).items[0].number == 8


def test_a_standing_look_learns_new_facts_and_a_ticked_item_stays_as_reviewed(
    plan: ListPlan,
) -> None:
    plan = replace(plan, sections=(replace(plan.sections[0], require=("weights",)),))
    bare = propose(plan, [work(1)])
    weights = Artifact(
        "", "weights", "https://huggingface.co/lab/MedGate-1-7B", "official", "its card", "7B"
    )
    found = [work(1, artifacts=(weights,))]
    (look,) = propose(plan, found, standing=bare.items).items
    assert (look.number, look.is_ticked, look.links) == (1, False, (weights,))
    ticked = [replace(item, is_ticked=True) for item in bare.items]
    assert list(propose(plan, found, standing=ticked).items) == ticked


@pytest.mark.parametrize(
    ("found", "decisions", "text"),
    [
        ([], [decision("refused")], LIST),
        ([work(1, is_withdrawn=True)], [], LIST),
        ([], [], LIST.replace(b"2401.00001", b"2508.00001")),
    ],
)
def test_a_standing_item_leaves_when_its_work_is_decided_withdrawn_or_in_the_list(
    plan: ListPlan, found: list[Found], decisions: list[Decision], text: bytes
) -> None:
    standing = propose(plan, [work(1), work(2)]).items
    after = propose(plan, found, decisions, standing, text)
    assert [item.work_id for item in after.items] == ["arxiv:2508.00002"]


def test_standing_items_take_room_under_the_caps(plan: ListPlan) -> None:
    plan = replace(plan, max_items=2, max_looks=0)
    standing = propose(plan, [work(1), work(2)]).items
    proposal = propose(plan, [work(3), work(4, state="needs-look")], standing=standing)
    assert (len(proposal.items), proposal.waiting_count) == (2, 2)


def test_a_section_that_can_not_be_edited_is_held_and_the_others_go_on(plan: ListPlan) -> None:
    cut = LIST.replace(b", 2025\n", b", 2025 [truncated...]\n")
    found = [work(1), work(2, "dataset"), work(3, "dataset", state="needs-look")]
    proposal = propose(plan, found, text=cut)
    assert [item.section for item in proposal.items] == ["Models"]
    ((section, reason, count),) = proposal.held
    assert (section, count) == ("Datasets", 2)
    assert "cut" in reason


def test_a_row_that_lacks_a_mandatory_fact_is_held_with_its_reason(plan: ListPlan) -> None:
    text = LIST.replace(b"| - |", b"| [[Github](https://github.com/lab/beta)] |")
    proposal = propose(plan, [work(1, artifacts=()), work(2)], text=text)
    assert numbers(proposal) == [(1, "2")]
    ((section, reason, count),) = proposal.held
    assert (section, count) == ("Models", 1)
    assert "code" in reason.lower()


def test_a_standing_item_is_kept_and_not_written_while_its_section_is_broken(
    plan: ListPlan,
) -> None:
    standing = propose(plan, [work(1), work(2, "dataset")]).items
    cut = LIST.replace(b", 2025\n", b", 2025 [truncated...]\n")
    proposal = propose(plan, [], standing=standing, text=cut)
    assert proposal.items == standing
    assert proposal.blocked == (2,)
    assert proposal.held[0][0] == "Datasets"
    after = apply_proposal(cut, "README.md", plan, proposal)
    assert b"2508.00001" in after and b"2508.00002" not in after


def test_a_missing_section_stops_the_whole_list(plan: ListPlan) -> None:
    with pytest.raises(ListError, match="Datasets") as caught:
        propose(plan, [work(1)], text=LIST.replace(b"## 2. Datasets", b"## 2. Corpora"))
    assert caught.value.exit_code == 12


def test_a_section_that_may_be_missing_is_passed_over(plan: ListPlan) -> None:
    plan = replace(
        plan, sections=(*plan.sections, SectionPlan("Agents", ("agent",), when_missing="skip"))
    )
    assert len(propose(plan, [work(1), work(2, "agent")]).items) == 1


def test_applying_twice_changes_nothing_and_removing_takes_back_every_byte(plan: ListPlan) -> None:
    proposal = propose(plan, [work(1), work(2, "dataset"), work(3, state="needs-look")])
    once = apply_proposal(LIST, "README.md", plan, proposal)
    assert once.count(b"2508.") == 2
    assert apply_proposal(once, "README.md", plan, proposal) == once
    changes = find_changes(LIST, "README.md", proposal, leaving=proposal.items)
    assert [item.number for item in changes.added] == [1, 2] and changes.removed == ()
    changes = find_changes(once, "README.md", proposal, leaving=proposal.items[:1])
    assert (changes.added, changes.removed) == ((), proposal.items[:1])
    assert remove_items(once, "README.md", plan, proposal.items) == LIST
    assert remove_items(LIST, "README.md", plan, proposal.items) == LIST


def test_a_row_that_a_person_edited_is_left_alone_and_can_still_be_taken_out(
    plan: ListPlan,
) -> None:
    proposal = propose(plan, [work(2, "dataset")])
    once = apply_proposal(LIST, "README.md", plan, proposal)
    edited = once.replace(b"https://arxiv.org/abs/2508.00002", b"https://doi.org/10.1000/journal")
    assert edited != once
    assert apply_proposal(edited, "README.md", plan, proposal) == edited
    assert remove_items(edited, "README.md", plan, proposal.items) == LIST
