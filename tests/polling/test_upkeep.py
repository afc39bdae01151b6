"""Entries of a list looked after: arXiv, the Hub, a repository's README and the links themselves are asked."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from nights import make_home, open_night
from upstream import Paper, reply

from ingest.forges import review
from ingest.proposals import from_record
from ingest.settings import Home
from ingest.stages import StageReport
from ingest.stages.propose import propose
from ingest.stages.upkeep import upkeep
from ingest.store import load_link_checks, load_standing

NIGHT = datetime(2026, 11, 1, 3, tzinfo=UTC)
OLD = datetime(2025, 3, 1, tzinfo=UTC)
LIST = """# Things

## Models

|Name|Paper|Weights|Data|Code|
|:-|:-:|:-:|:-:|:-:|
|`Adalex`|[[arXiv](https://arxiv.org/abs/2503.00001)]|-|-|-|
|`Borealis`|[[arXiv](https://arxiv.org/abs/2503.00002)]|WEIGHTS|-|[[Github](https://github.com/bor/borealis)]|
|`Cygnet`|-|-|-|[[Website](URL/cyg)]|

## Papers

- [**arXiv 2025**] Adalex: a model that reads charts [[pdf]](https://arxiv.org/abs/2503.00001)
- [**arXiv 2025**] Reading letters with a careful model of language [[pdf]](https://arxiv.org/abs/2503.00002)
- [**ACL 2025**] Counting sheep with a careful model of animals [[pdf]](https://arxiv.org/abs/2503.00003)
"""
WEIGHTS = "[[HF (7B)](https://huggingface.co/bor/Borealis-7B)]"
CONFIG = """
forge: local
repo: models
sections:
  - {heading: Models, categories: [medical-llm]}
  - {heading: Papers, categories: [medical-llm]}
"""
JSON = "application/json"


class Kept:
    """A home with one list, and its upstreams."""

    def __init__(self, folder: Path, upstream: Any) -> None:
        self.upstream = upstream
        self.home: Home = make_home(folder, upstream.url)
        path = self.home.config / "sources.yaml"
        config = yaml.safe_load(path.read_text())
        config["upkeep"] |= {"readme_url": f"{upstream.url}/raw", "max_links_per_night": 0}
        path.write_text(yaml.safe_dump(config))
        (self.home.config / "lists" / "models.yaml").write_text(CONFIG)
        text = LIST.replace("URL", upstream.url).replace("WEIGHTS", WEIGHTS)
        self.seed(text)
        for kind in ("models", "datasets"):
            upstream.pages[f"/api/{kind}"] = reply(b"[]", kind=JSON)

    def seed(self, text: str) -> None:
        name, path = "models", self.home.path
        review.seed_repo(path, name, "README.md", text.encode(), "main", now=lambda: NIGHT)

    def follow_links(self, limit: int = 200) -> None:
        """Only links to the upstream stand in the list, and so many are followed in a night."""
        shutil.rmtree(self.home.forge)
        self.seed(
            "## Models\n\n"
            + "".join(f"- [Thing {n}]({self.upstream.url}/thing/{n})\n" for n in (1, 2))
            + "\n## Papers\n\n- [A paper](https://arxiv.org/abs/2503.00001)\n"
        )
        self.upstream.pages["/thing/2"] = reply(b"here")
        path = self.home.config / "sources.yaml"
        config = yaml.safe_load(path.read_text())
        config["upkeep"] |= {"max_links_per_night": limit}
        path.write_text(yaml.safe_dump(config))

    def paper(self, number: int, title: str, comment: str = "") -> None:
        paper = Paper(f"2503.{number:05}", title, OLD, OLD, comment=comment)
        self.upstream.papers.append(paper)

    def run(self, days: float = 0) -> StageReport:
        with self.open(days) as context:
            return upkeep(context)

    def open(self, days: float = 0) -> Any:
        from ingest.settings import load_config

        moment = NIGHT + timedelta(days=days)
        wish = {"config": load_config(self.home), "lists": ("models",)}
        return open_night(self.home, moment, **wish)


@pytest.fixture
def kept(tmp_path: Path, upstream: Any) -> Kept:
    return Kept(tmp_path, upstream)


def test_papers_are_asked_for_by_id_and_again_when_the_answer_is_old(kept: Kept) -> None:
    kept.paper(1, "Adalex: a model that reads charts")
    kept.paper(2, "Borealis: reading letters with a careful model of language")
    first = kept.run()
    assert (first.counts["papers"], first.counts["papers_unknown"]) == (3, 1)
    assert any("arXiv knows no paper 2503.00003" in note for note in first.notes)
    assert "papers" not in kept.run(days=5).counts
    assert kept.run(days=31).counts["papers"] == 3


def test_a_link_to_another_paper_is_found_by_the_title_that_arxiv_gives(kept: Kept) -> None:
    kept.paper(1, "Adalex: a model that reads charts")
    kept.paper(2, "Borealis: reading letters with a careful model of language")
    kept.paper(3, "Weather over mountains in winter, measured by balloons")
    (note,) = [note for note in kept.run().notes if "links" in note]
    assert "Counting sheep" in note
    assert "Weather over mountains" in note


def test_gaps_are_filled_and_preprints_upgraded_with_the_words_that_say_so(kept: Kept) -> None:
    kept.paper(
        1, "Adalex: a model that reads charts",
        "Accepted at MICCAI 2025. Our code: https://github.com/ada/adalex",
    )  # fmt: skip
    readme = b"# Adalex\nWeights: [Adalex-7B](https://huggingface.co/lex/Adalex-7B), made from https://huggingface.co/big/base-7b"
    kept.upstream.pages["/raw/ada/adalex/HEAD/README.md"] = reply(readme)
    with kept.open() as context:
        upkeep(context)
        propose(context)
        items = [from_record(record) for record in load_standing(context.store, "models")]
    fill, upgrade = sorted(items, key=lambda item: item.kind)
    assert fill.row == (
        "|`Adalex`|[[arXiv](https://arxiv.org/abs/2503.00001)]"
        "|[[HF (7B)](https://huggingface.co/lex/Adalex-7B)]|-|[[Github](https://github.com/ada/adalex)]|"
    )
    assert any(
        "the README of the paper's repository links it" in one.evidence for one in fill.links
    )
    assert upgrade.row.startswith("- [**MICCAI 2025**] Adalex")
    assert any("“Accepted at MICCAI 2025" in line for line in upgrade.why)


def test_what_is_missing_is_asked_for_at_growing_intervals(kept: Kept) -> None:
    kept.paper(1, "Adalex: a model that reads charts")
    asked = []
    for day in (0, 2, 3, 9, 10):
        before = kept.upstream.asked.count("/api/papers/2503.00001")
        kept.run(days=day)
        if kept.upstream.asked.count("/api/papers/2503.00001") > before:
            asked.append(day)
    assert asked == [0, 3, 10]


def test_a_failure_on_the_hub_holds_nothing_back_and_is_tried_the_next_night(kept: Kept) -> None:
    kept.paper(1, "Adalex: a model that reads charts", "Code: https://github.com/ada/adalex")
    kept.upstream.pages["/api/models"] = reply(b"", 503)
    first = kept.run()
    assert first.counts["failed"] == 1
    with kept.open(days=0.5) as context:
        propose(context)
        (item,) = [from_record(one) for one in load_standing(context.store, "models")]
    assert "github.com/ada/adalex" in item.row
    kept.upstream.pages["/api/models"] = reply(b"[]", kind=JSON)
    assert kept.run(days=1).counts["asked"] == 1


def test_only_failures_on_different_days_make_a_dead_link(kept: Kept) -> None:
    kept.follow_links()
    dead = f"{kept.upstream.url}/thing/1"
    notes = [kept.run(days=day).notes for day in (0, 0.2, 1, 2)]
    told = [[note for note in one if dead in note] for one in notes]
    assert told[:3] == [[], [], []]
    assert "dead link" in told[3][0]
    assert "3 different days" in told[3][0]


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_is_not_death(kept: Kept, status: int) -> None:
    kept.follow_links()
    kept.upstream.pages["/thing/1"] = reply(b"", status)
    for day in range(3):
        assert not any("dead" in note for note in kept.run(days=31 * day).notes)


def test_a_link_that_answers_again_is_alive(kept: Kept) -> None:
    kept.follow_links()
    kept.run(days=0)
    kept.run(days=1)
    kept.upstream.pages["/thing/1"] = reply(b"here")
    kept.run(days=2)
    with kept.open(days=2.1) as context:
        health = load_link_checks(context.store)[f"{kept.upstream.url}/thing/1"]
    assert (health.state, health.failed_days) == ("there", 0)


def test_links_are_checked_so_many_a_night_the_unknown_first(kept: Kept) -> None:
    kept.follow_links(limit=1)
    first, second = kept.run(), kept.run(days=1)
    assert first.counts["links_checked"] == second.counts["links_checked"] == 1
    with kept.open(days=2.1) as context:
        assert len(load_link_checks(context.store)) == 2
