"""A whole body that a person can read (tests/data/proposals/body.md), of a list that is read for it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import Proposal, make_proposal, read_body, render_body, render_title
from ingest.works import Artifact, Decision, Evidence, Found, Verdict, Work

DATA = Path(__file__).resolve().parents[1] / "data" / "proposals"
NOW = datetime(2026, 8, 21, 2, tzinfo=UTC)
PLAN = ListPlan(
    name="clinic-models",
    forge="local",
    repo="clinic-models",
    sections=(
        SectionPlan("1. Medical LLMs", ("medical-llm",), require=("weights",)),
        SectionPlan("2. Datasets", ("dataset-text",)),
        SectionPlan("3. Benchmarks", ("benchmark",)),
    ),
    max_items=4,
    max_looks=2,
)
HUB, GITHUB = "https://huggingface.co/", "https://github.com/"


def found(
    number: int, title: str, category: str, score: float, *links: Artifact, **more: Any
) -> Found:
    """A work of tonight; `phrases` are sought in the title, then in the abstract."""
    work_id = f"arxiv:2508.{number:05}"
    abstract = more.pop("abstract", "")
    evidence = tuple(
        Evidence("c", phrase, "title" if phrase in title else "abstract", text.index(phrase), 0)
        for phrase in more.pop("phrases")
        for text in [title if phrase in title else abstract]
    )
    verdict = Verdict(work_id, category, score, more.pop("state", "certain"), evidence, **more)
    work = Work(
        work_id,
        title,
        ids=(work_id,),
        abstract=abstract,
        published_at=datetime(2026, 8, 10 + number % 9, tzinfo=UTC),
        first_seen_at=datetime(2026, 8, 20, tzinfo=UTC),
        sources=("arxiv", "hub") if number % 2 else ("arxiv",),
        rank=number if number % 2 else None,
        upvotes=41 + number if number % 2 else None,
    )
    return Found(work, (verdict,), links)


def link(kind: Any, url: str, tier: Any, evidence: str, label: str | None = None) -> Artifact:
    return Artifact("", kind, url, tier, evidence, label)


FOUND = (
    found(
        1, "RoundsGPT: a medical language model that remembers the ward", "medical-llm", 0.97,
        link("weights", f"{HUB}rounds/RoundsGPT-8B", "official", "the paper page links it", "8B"),
        link("weights", f"{HUB}someone/RoundsGPT-8B-GGUF", "derivative", "a quantisation of the weights"),
        link("code", f"{GITHUB}rounds/RoundsGPT", "official", "named in the abstract"),
        phrases=("medical language model", "clinical notes"),
        abstract="It reads clinical notes before it answers.",
    ),
    found(
        2, "PillTalk-R1: reasoning about prescriptions", "medical-llm", 0.91,
        link("weights", f"{HUB}pill/PillTalk-R1-7B", "official", "the abstract names it", "7B"),
        phrases=("prescriptions", "large language model"),
        abstract="A large language model learns when two drugs must not meet.",
        runner_up="dataset-text", runner_up_score=0.4,
    ),
    found(
        3, "NightShift: 40k questions [asked | answered] at 3 a.m. by @residents, fixes #1", "dataset-text", 0.9,
        link("data", f"{HUB}datasets/nightshift/NightShift", "official", "named in the abstract"),
        phrases=("questions", "consultations"),
        abstract="We publish consultations that residents wrote down.",
    ),
    found(4, "TransferNote: hand-over letters in four languages", "dataset-text", 0.84, phrases=("hand-over letters",)),
    found(5, "ColdChain: a corpus of vaccine hotline calls", "dataset-text", 0.8, phrases=("vaccine hotline",)),
    found(
        6, "GuidelineLM: following guidelines step by step", "medical-llm", 0.88,
        link("weights", f"{HUB}guide/GuidelineLM-3B", "likely", "same name, card does not name the paper", "3B"),
        phrases=("guidelines", "clinical decisions"),
        abstract="The model takes clinical decisions as a guideline would.",
    ),
    found(
        8, "Do we need another corpus of discharge letters?", "dataset-text", 0.55,
        phrases=("corpus of discharge letters",), state="needs-look", reason="close to the threshold",
    ),
    found(9, "WakeUp: grading alarms", "benchmark", 0.9, phrases=("alarms",)),
    found(10, "TabletLM: a medical language model for tablets", "medical-llm", 0.9, phrases=("medical language model",)),
)  # fmt: skip
REFUSED = Decision("clinic-models", "arxiv:2508.00010", "refused", "unticked", "maintainer", NOW)


@pytest.fixture
def proposal() -> Proposal:
    text = (DATA / "list.md").read_bytes()
    return make_proposal(PLAN, text, "README.md", FOUND, [REFUSED], [], NOW)


def test_the_body_is_the_one_that_was_read_by_a_person(proposal: Proposal) -> None:
    body = render_body(proposal, PLAN, run_note="Rules of 2026-08-19.")
    kept = (DATA / "body.md").read_text(encoding="utf-8")
    mark = "<!-- paper-ingest:v1"
    assert body.split(mark)[0] == kept.split(mark)[0]
    assert read_body(kept).items == proposal.items  # zlib may pack the same values otherwise


def test_the_title_of_that_body(proposal: Proposal) -> None:
    assert render_title(proposal, PLAN) == "Add 4 works: 2 in Medical LLMs, 2 in Datasets"
