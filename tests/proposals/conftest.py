"""Items, plans and strategies that several tests of this room need."""

from collections.abc import Callable
from typing import Any

import pytest

from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals import Item
from ingest.works import Artifact, RowFacts


def _make_item(number: int, **changes: Any) -> Item:
    work_id = changes.pop("work_id", f"arxiv:2508.{number:05}")
    title = changes.pop("title", f"Work {number}: a medical language model")
    url = f"https://arxiv.org/abs/{work_id.removeprefix('arxiv:')}"
    code = Artifact(
        work_id, "code", f"https://github.com/lab/work{number}", "official", "in the abstract"
    )
    facts = RowFacts(
        work_id, (work_id,), title, url, name=f"Work{number}", year=2026, links=(code,)
    )
    values: dict[str, Any] = {
        "number": number,
        "work_id": work_id,
        "ids": (work_id, f"doi:10.1000/w{number}"),
        "section": "1. Medical LLMs",
        "kind": "add",
        "is_ticked": True,
        "row": f"|`Work{number}`|[[arXiv]({url})]|[[Github]({code.url})]|",
        "title": title,
        "paper_url": url,
        "facts": facts,
        "why": ("medical-llm 0.92", "in the title: “medical language model”"),
        "links": (code,),
        "not_found": ("weights", "data"),
        "seen": ("arxiv 2026-08-19",),
    }
    return Item(**(values | changes))


@pytest.fixture
def make_item() -> Callable[..., Item]:
    """Build a ticked item from its number; keywords replace fields."""
    return _make_item


@pytest.fixture
def plan() -> ListPlan:
    """A list with two sections."""
    return ListPlan(
        name="ai4med",
        forge="local",
        repo="ai4med",
        sections=(
            SectionPlan("1. Medical LLMs", ("medical-llm",)),
            SectionPlan("3. Datasets", ("dataset",)),
        ),
        where="config/lists/ai4med.yaml",
    )
