"""A process killed at any step of the night (SIGKILL, real git) is finished by the next run."""

import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ingest import repo

SCRIPT = Path(__file__).with_name("killed_publish.py")
WRITES = {"push_commit", "merge_base", "restart_branch", "open_pull", "update_pull", "comment"}


def night(small: Any, call: int, when: str) -> subprocess.CompletedProcess[str]:
    small.at += timedelta(hours=1)
    command = [sys.executable, str(SCRIPT), str(small.home), small.at.isoformat(), str(call), when]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def first(small: Any, invent: Callable[[int], dict[str, Any]]) -> None:
    """Nothing yet: a branch and a pull request are to come."""
    small.bring(*(invent(number) for number in range(1, 5)))


def rolling(small: Any, invent: Callable[[int], dict[str, Any]]) -> None:
    """An open pull request, a refusal, a question, a base that moved, and new works."""
    first(small, invent)
    small.run()
    small.untick(1)
    small.say("/why 2")
    small.edit("The end.", "The end is near.", "main")
    small.bring(invent(20), invent(21))


def second(small: Any, invent: Callable[[int], dict[str, Any]]) -> None:
    """A merged pull request whose branch is still there, and new works."""
    first(small, invent)
    small.run()
    small.merge()
    small.bring(invent(20), invent(21))


def closed(small: Any, invent: Callable[[int], dict[str, Any]]) -> None:
    """A closed pull request, and new works."""
    first(small, invent)
    small.run()
    small.close()
    small.bring(invent(20), invent(21))


def outcome(small: Any) -> dict[str, Any]:
    """What a list looks like from outside, ids of commits and times apart."""
    git = ["git", f"--git-dir={small.bare}", "for-each-ref", "--format=%(refname)", "refs/heads"]
    return {
        "branches": subprocess.check_output(git, encoding="utf-8").split(),
        "pulls": [(pull.number, pull.state, pull.title) for pull in small.pulls()],
        "body": small.pull.body,
        "text": small.text(),
        "commits": small.commits(),
        "decisions": [one[:2] for one in small.decisions()],
        "said": small.said(),
        "intents": small.query("select count(*) from intents"),
    }


@pytest.mark.parametrize("scene", [first, rolling, second, closed])
def test_a_night_that_is_killed_at_any_step_is_finished_by_the_next(
    empty: Any,
    invent: Callable[[int], dict[str, Any]],
    scene: Callable[..., None],
    tmp_path: Path,
) -> None:
    scene(empty, invent)
    start = tmp_path / "start"
    shutil.copytree(empty.home, start)
    whole = night(empty, 0, "never")
    assert whole.returncode == 0, whole.stderr
    calls = whole.stdout.split()
    expected = outcome(empty)
    steps = [(n, "after") for n, name in enumerate(calls, 1) if name in WRITES]
    # Between two calls of the forge only the store is written: before one is after the other.
    steps += [(n, "before") for n, name in enumerate(calls, 1) if name == "push_commit"]
    assert steps
    for call, when in steps:
        shutil.rmtree(empty.home)
        shutil.copytree(start, empty.home)
        killed = night(empty, call, when)
        assert killed.returncode == -signal.SIGKILL, (call, when, killed.stderr)
        again = empty.run(hours=1)
        assert again.problems == ()
        found = outcome(empty)
        assert found == expected, (scene.__name__, calls[call - 1], when)
        changes = Counter(found["commits"])
        assert max(changes.values()) == 1
        assert sum(state == "open" for _, state, _ in found["pulls"]) == 1
        text = found["text"]
        ids = text.split("arxiv.org/abs/")[1:]
        assert len({word[:10] for word in ids}) == len(ids)


def test_a_row_that_a_person_deletes_after_the_push_and_before_the_pull_request_is_refused(
    empty: Any, invent: Callable[[int], dict[str, Any]], tmp_path: Path
) -> None:
    first(empty, invent)
    start = tmp_path / "start"
    shutil.copytree(empty.home, start)
    calls = night(empty, 0, "never").stdout.split()
    shutil.rmtree(empty.home)
    shutil.copytree(start, empty.home)
    night(empty, calls.index("push_commit") + 1, "after")
    assert empty.pulls() == []
    head = repo.resolve(empty.bare, "paper-ingest/updates")
    assert head
    row = empty.row("arxiv:2605.00003")
    empty.edit(row + "\n", "")
    report = empty.run()
    # Somebody's commit is on a branch that no pull request holds: kept, and said.
    assert "somebody's commits" in str(report.problems[0])
    assert "2605.00003" not in empty.text()
