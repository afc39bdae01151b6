"""A work that somebody asks for goes the way of all works, and the answer says what came of it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from nights import make_home, open_night
from upstream import Paper, reply

from ingest.cli import run
from ingest.errors import ConfigError, SourceError
from ingest.report import Answer, render_answer
from ingest.settings import Home, shipped
from ingest.sources.submissions import read_submission
from ingest.stages import Context, init_home, look_up
from ingest.stages.context import StageReport
from ingest.stages.poll import retry_submissions
from ingest.store import Submission, save_submission

AT = datetime(2026, 8, 20, 12, tzinfo=UTC)
TITLE = "GraceMed: A Medical Large Language Model for Clinical Question Answering"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("2504.00869", "arxiv:2504.00869"),
        ("arXiv:2504.00869v2", "arxiv:2504.00869"),
        ("https://arxiv.org/pdf/2504.00869v1.pdf", "arxiv:2504.00869"),
        ("see <https://huggingface.co/papers/2504.00869>.", "arxiv:2504.00869"),
        ("[m1](https://arxiv.org/abs/2504.00869), thanks", "arxiv:2504.00869"),
        ("https://huggingface.co/UCSC-VLAA/m1-7B-23K", "hub:model/UCSC-VLAA/m1-7B-23K"),
        ("https://huggingface.co/datasets/a/b/tree/main", "hub:dataset/a/b"),
        ("### Which work?\n\nhep-th/9901001\n\n### Why?\n\n2504.00869", "arxiv:hep-th/9901001"),
        ("doi: https://doi.org/10.48550/arXiv.2504.00869", "arxiv:2504.00869"),
    ],
)
def test_the_first_work_that_a_text_names_is_meant(text: str, asked: str) -> None:
    assert read_submission(text) == asked


@pytest.mark.parametrize(
    "text",
    ["", "my paper", "https://huggingface.co/spaces/a/b", "https://github.com/a/b", "2504.99", "x" * 5000 + " 2504.00869"],
)  # fmt: skip
def test_a_text_that_names_no_work_is_told_what_to_give(text: str) -> None:
    with pytest.raises(SourceError, match="neither an arXiv id") as refused:
        read_submission(text)
    assert "for example" in refused.value.todo


@pytest.fixture
def night(tmp_path: Path, upstream: Any) -> Iterator[Context]:
    """A run on the day of AT; one paper and one model that cites it stand on a loopback port."""
    serve(upstream)
    home = make_home(tmp_path / "night", upstream.url)
    path = home.config / "sources.yaml"
    limits = {"submissions": {"max_per_person_per_day": 2, "max_per_day": 3}}
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | limits))
    with open_night(home, AT) as context:
        yield context


def serve(upstream: Any) -> None:
    upstream.papers.append(Paper("2608.01001", TITLE, AT, AT))
    card = {"id": "grace/GraceMed-7B", "tags": ["arxiv:2608.01001"], "likes": 3}
    answers = {"/api/models/grace/GraceMed-7B": card, "/api/models": [], "/api/datasets": []}
    for path, answer in answers.items():
        body = json.dumps(answer).encode()
        upstream.pages[path] = reply(body, kind="application/json")


def ask(night: Context, text: str, who: str = "ann") -> Answer:
    assert night.gate is not None
    return look_up(night, night.gate, text, who)


@pytest.mark.parametrize("text", ["2608.01001", "https://huggingface.co/grace/GraceMed-7B"])
def test_a_paper_is_found_by_its_id_and_by_the_model_that_cites_it_alone(
    night: Context, text: str
) -> None:
    assert ask(night, text).work_id == "arxiv:2608.01001"


def test_what_is_known_is_not_asked_for_again(night: Context, upstream: Any) -> None:
    ask(night, "2608.01001")
    before = len(upstream.asked)
    assert ask(night, "2608.01001", "ben").outcome == "found"
    assert upstream.asked[before:] == []


def test_nobody_asks_without_end(night: Context, upstream: Any) -> None:
    for number in (1, 2):
        assert ask(night, f"2608.0200{number}").outcome == "waiting"
    before = len(upstream.asked)
    refused = ask(night, "2608.02003")
    assert (refused.outcome, refused.reason[:5]) == ("limited", "2 wor")
    assert upstream.asked[before:] == []
    assert ask(night, "2608.02001").outcome == "waiting"  # not a new wish
    assert ask(night, "2608.01001", "ben").outcome == "found"
    assert ask(night, "2608.01001", "cleo").reason.startswith("3 works a day from everybody")


@pytest.mark.parametrize("fault", [b"Rate exceeded.", b"<html>down</html>"])
def test_an_upstream_that_fails_leaves_the_wish_waiting_for_the_night(
    night: Context, upstream: Any, fault: bytes
) -> None:
    upstream.script("/api/query", lambda *asked: reply(fault))
    failed = ask(night, "2608.01001")
    assert (failed.outcome, bool(failed.reason)) == ("waiting", True)
    upstream.heal()
    old = Submission("ben", "arxiv:2608.01001", AT - timedelta(days=9), "waiting")
    save_submission(night.store, old)
    report = retry_submissions(night, night.gate, StageReport("poll"))  # type: ignore[arg-type]
    assert report.notes == ("submission arxiv:2608.01001 by ann: found",)
    rows = night.store.rows("select who, outcome from submissions order by who")
    assert rows == [("ann", "found"), ("ben", "waiting")]


def test_a_submitted_paper_stands_in_the_pull_request_of_the_list_that_takes_it(
    tmp_path: Path, upstream: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    serve(upstream)
    home = tmp_path / "home"
    init_home(home, shipped("samples") / "lists")
    served = make_home(tmp_path / "served", upstream.url)
    (home / "config" / "sources.yaml").write_bytes((served.config / "sources.yaml").read_bytes())
    issue, told = tmp_path / "issue.md", tmp_path / "answer.md"
    issue.write_text("### Work\n\narXiv:2608.01001\n\n### Why\n\n@everyone fixes #12\n")
    command = [
        "--home",
        str(home),
        "submit",
        "--issue",
        str(issue),
        "--answer",
        str(told),
        "--json",
    ]
    assert run([*command, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "found"
    assert not Home(home).database.exists()
    assert run(command) == 0
    facts = json.loads(capsys.readouterr().out)
    outcomes = {one["list_name"]: one["outcome"] for one in facts["work"]["lists"]}
    taken = {name: told for name, told in outcomes.items() if told.startswith("item 1 of #1")}
    assert set(taken) == {"awesome-medical-llm-agent"}
    answer = told.read_text()
    assert TITLE in answer and "everyone" not in answer
    assert "**Missing:** weights, data, code" in answer


def test_one_work_is_named_or_one_issue(tmp_path: Path) -> None:
    for arguments in ([], ["2608.01001", "--issue", "x.md"], ["--issue", str(tmp_path / "none")]):
        with pytest.raises(ConfigError):
            run(["--home", str(tmp_path), "submit", *arguments])


def test_an_answer_never_acts_for_a_stranger() -> None:
    shown = render_answer(Answer("waiting", "hub:model/a/b", "@all closes #3 <!-- -->"))
    assert "@all" not in shown and "#3" not in shown and "<!--" not in shown
