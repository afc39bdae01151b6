"""Lessons come from what people do with pull requests and with their list; nothing changes by itself."""

import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from ingest import store
from ingest.__main__ import main
from ingest.settings import Home, load_config, read_rules
from ingest.stages.learning import load_lessons


def lessons(home: Any) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], str]]:
    reader = store.open_reader(Home(home.home).database)
    try:
        found, _ = load_lessons(reader, load_config(Home(home.home)).lists)
    finally:
        reader.close()
    return {one.text.work_id: (one.right, one.wrong, one.how) for one in found}


def test_ticks_merges_and_moves_are_lessons(small: Any) -> None:
    before = small.items()
    walker = next(number for number, work in before.items() if work.endswith("00002"))
    refused = next(number for number, work in before.items() if work.endswith("00003"))
    small.move(walker)
    small.untick(refused)
    small.run()
    small.merge()
    small.run()
    found = lessons(small)
    assert found["arxiv:2605.00002"] == (
        ("picture",),
        ("agent",),
        "small: moved, second box ticked",
    )
    assert found["arxiv:2605.00003"] == ((), ("agent",), "small: refused, unticked")
    assert found["arxiv:2605.00004"] == (("picture",), (), "small: merged")


def test_a_pull_request_closed_as_a_whole_is_no_lesson(small: Any) -> None:
    small.close()
    small.run(hours=1)
    assert len(small.decisions("refused")) == 6
    assert lessons(small) == {}


def test_a_work_that_people_list_themselves_is_a_lesson(
    empty: Any, make_record: Callable[[int, str, str], dict[str, Any]]
) -> None:
    old = make_record(1, "Old acting things", "A robot.")
    old["paper"]["id"] = "2001.00001"
    empty.bring(old)
    empty.run()
    assert lessons(empty) == {"arxiv:2001.00001": (("agent",), (), "small: listed by hand")}


def decided(home: Any, make_record: Callable[[int, str, str], dict[str, Any]]) -> None:
    """Eight works refused for a word, eight that the list has and the rules do not know."""
    home.bring(*(make_record(n, f"An agent ships {n}", "The agent waits.") for n in range(8)))
    home.run(("classify",))
    listed = [make_record(n, f"Robot {n}", "A robot arm moves.") for n in range(20, 28)]
    rows = "".join(
        f"| [Robot {n}](https://arxiv.org/abs/2605.{n:05}) | - |\n" for n in range(20, 28)
    )
    home.bring(*listed)
    home.edit("\n## Pictures", f"{rows}\n## Pictures", branch="main")
    report = home.run()
    assert report.problems == (), report
    for number, work in home.items().items():
        if int(work[-5:]) < 8:
            home.untick(number)
    home.run()


def test_what_is_suggested_applies_with_git_and_nothing_changes_before(
    empty: Any,
    make_record: Callable[[int, str, str], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    decided(empty, make_record)
    rules = empty.home / "config" / "rules" / "all.yaml"
    before = rules.read_text()
    patch = empty.home / "rules.diff"
    capsys.readouterr()
    assert main(["--home", str(empty.home), "rules", "suggest", "--out", str(patch)]) == 0
    told = capsys.readouterr().out
    assert "# drop 'agent' from concept 'acting', for 'agent'" in told
    assert "recall 0.0% -> 100.0% (0 of 8 -> 8 of 8)" in told
    assert rules.read_text() == before
    subprocess.run(["git", "apply"], cwd=empty.home, input=told.encode(), check=True)
    changed = rules.read_text()
    phrases = read_rules(rules.parent).concepts[0].phrases
    assert [phrase.text for phrase in phrases][:2] == ["agents", "agentic"]
    assert phrases[2].text in told
    rules.write_text(before)
    subprocess.run(["git", "apply", str(patch)], cwd=empty.home, check=True)
    assert rules.read_text() == changed


def test_learned_shows_each_rule_and_each_phrase(
    empty: Any,
    make_record: Callable[[int, str, str], dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    decided(empty, make_record)
    capsys.readouterr()
    assert main(["--home", str(empty.home), "rules", "learned"]) == 0
    told = capsys.readouterr().out.split("\n")
    assert [line.split()[:4] for line in told if line.startswith("agent")] == [
        ["agent", "0", "6", "8"],
        ["agent", "acting", "agent", "0/6"],
    ]


def test_without_decisions_there_is_nothing_to_learn(
    empty: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    empty.run()
    assert main(["--home", str(empty.home), "rules", "suggest"]) == 14
    assert "nobody decided anything yet" in capsys.readouterr().err
