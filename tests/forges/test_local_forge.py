"""The embedded forge's own side: files on disk, the maintainer's commands, and what a kill leaves."""

import json
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest import repo as git
from ingest.errors import PublishError
from ingest.forges import open_forge, pulls, review
from ingest.forges.refusals import BODY_LIMIT
from ingest.lists.plan import ListPlan

NOW = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
PLAN = ListPlan("small", "local", "small", ())
BODY = "Look:\r\n- [x] **1.** One\r\n  - [ ] put under *Surveys* instead\n* [ ] **2.** Two\n- [X] **13.** Far\n"


def clock():
    return NOW


@pytest.fixture
def forge(tmp_path):
    review.seed_repo(tmp_path, "small", "README.md", b"a\r\nb\n", "main", now=clock)
    return open_forge(PLAN, home=tmp_path, now=clock, dry_run=False)


@pytest.fixture
def opened(forge):
    forge.push_commit(parent=forge.fetch_base().commit, text=b"a\r\nnew \xff\nb\n", message="Add")
    return forge.open_pull("Add 1 work", BODY)


TICKS = [
    (1, False, BODY.replace("[x] **1.", "[ ] **1."), 1),
    (1, True, BODY, 1),
    (2, True, BODY.replace("* [ ]", "* [x]"), 1),
    (13, False, BODY.replace("[X]", "[ ]"), 1),
    (3, True, BODY, 0),
    (None, False, BODY.replace("[x]", "[ ]").replace("[X]", "[ ]"), 3),
]


@pytest.mark.parametrize(("item", "ticked", "expected", "found"), TICKS)
def test_a_tick_changes_one_character_of_a_line(item, ticked, expected, found):
    assert review.edit_ticks(BODY, item, ticked) == (expected, found)


def test_a_box_in_fenced_code_is_no_box():
    body = "```markdown\n- [ ] **1.** example\n```\n- [ ] **1.** real\n"
    assert review.edit_ticks(body, 1, True) == (
        body.replace("[ ] **1.** real", "[x] **1.** real"),
        1,
    )


def test_a_tick_is_kept_with_who_and_when(tmp_path, opened):
    later = NOW.replace(hour=9)
    seen = review.set_tick(tmp_path, "small", 1, 2, True, who="ann", now=lambda: later)
    assert (seen.edited_by, seen.updated_at, seen.created_at) == ("ann", later, NOW)
    assert review.show(tmp_path, "small", 1).pull == seen


def test_an_update_of_ours_makes_the_words_ours_again(tmp_path, forge, opened):
    review.set_tick(tmp_path, "small", 1, 2, True, who="ann", now=clock)
    assert forge.update_pull(1, "Add 1 work", BODY).edited_by is None


def test_the_view_shows_diff_and_comments(tmp_path, forge, opened):
    forge.comment(1, "ours")
    review.comment(tmp_path, "small", 1, "/why 1", "ann", now=clock)
    view = review.show(tmp_path, "small", 1)
    assert "+new \udcff\n" in view.diff
    assert [(said.who, said.text) for said in view.comments] == [
        ("paper-ingest", "ours"),
        ("ann", "/why 1"),
    ]


@pytest.mark.parametrize("end", [review.merge, review.close])
def test_an_ended_pull_request_keeps_its_diff_when_its_branch_is_gone(tmp_path, forge, opened, end):
    before = review.show(tmp_path, "small", 1).diff
    end(tmp_path, "small", 1, "ann", now=clock)
    forge.restart_branch()
    assert review.show(tmp_path, "small", 1).diff == before
    assert "+new" in before
    # A ref holds the commits, so that no housekeeping of git's can drop them.
    assert git.resolve(tmp_path / "forge" / "small.git", "refs/pull/1/head")


@pytest.mark.parametrize("first", [review.merge, review.close])
@pytest.mark.parametrize("then", [review.merge, review.close])
def test_what_has_ended_can_not_end_again(tmp_path, opened, first, then):
    first(tmp_path, "small", 1, "ann", now=clock)
    with pytest.raises(PublishError, match="any more") as caught:
        then(tmp_path, "small", 1, "bob", now=clock)
    assert caught.value.todo
    with pytest.raises(PublishError, match="any more"):
        review.set_tick(tmp_path, "small", 1, 1, True)
    assert review.show(tmp_path, "small", 1).pull.closed_by == "ann"


def test_a_merge_that_conflicts_leaves_the_pull_request_open(tmp_path, forge, opened):
    review.edit_file(tmp_path, "small", "main", "README.md", b"a\r\nother\nb\n", "ann", now=clock)
    with pytest.raises(PublishError, match=r"README\.md"):
        review.merge(tmp_path, "small", 1, "ann", now=clock)
    assert forge.find_pull().state == "open"


def test_a_pull_request_merged_by_hand_counts_as_merged(tmp_path, forge, opened):
    """So it also is after a merge that was killed before its record was written."""
    path = tmp_path / "forge" / "small.git"
    git.merge_branch(
        path,
        into="main",
        branch=PLAN.branch,
        message="By hand",
        author=review.person("ann"),
        when=NOW,
    )
    assert forge.find_pull().state == "merged"
    assert [pull.state for _, pull in review.list_pulls(tmp_path)] == ["merged"]
    forge.restart_branch()


def test_pull_requests_of_another_branch_are_not_ours(tmp_path, forge, opened):
    other = replace(PLAN, branch="paper-ingest/other")
    second = open_forge(other, home=tmp_path, now=clock, dry_run=False)
    assert second.find_pull() is None
    second.push_commit(parent=second.fetch_base().commit, text=b"other\n", message="Other")
    assert second.open_pull("Other", "").number == 2
    assert forge.find_pull().number == 1
    assert [(name, pull.number) for name, pull in review.list_pulls(tmp_path)] == [
        ("small", 1),
        ("small", 2),
    ]


@pytest.mark.parametrize(
    ("title", "body"),
    [("", "body"), (" \n", "body"), ("t" * 257, "body"), ("title", "b" * (BODY_LIMIT + 1))],
)
def test_what_github_would_not_take_is_refused_here_too(forge, opened, title, body):
    with pytest.raises(PublishError, match="characters") as caught:
        forge.update_pull(1, title, body)
    assert caught.value.todo
    assert forge.find_pull() == opened


def test_any_text_survives_the_disk(forge, opened):
    body = "文 \udcff \r\n \x00 </script> <!-- " + "x" * 60_000
    forge.update_pull(1, "Add “1” work", body)
    assert (forge.find_pull().title, forge.find_pull().body) == ("Add “1” work", body)


def test_an_unknown_number_names_the_known_ones(tmp_path, opened):
    with pytest.raises(PublishError, match="#5") as caught:
        review.show(tmp_path, "small", 5)
    assert "#1" in caught.value.todo


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"pull": {}}', b"\xff"])
def test_a_damaged_record_is_named(tmp_path, forge, opened, damage):
    path = tmp_path / "forge" / "small.pulls" / "0001.json"
    path.write_bytes(damage)
    with pytest.raises(PublishError, match=r"no pull request of the local forge") as caught:
        forge.find_pull()
    assert caught.value.where == str(path)


def test_a_record_is_replaced_whole(tmp_path, forge, opened):
    folder = tmp_path / "forge" / "small.pulls"
    (folder / ".0001.json.partial").write_bytes(b'{"half": ')
    assert forge.find_pull() == opened
    forge.update_pull(1, "Changed", BODY)
    assert [path.name for path in folder.iterdir()] == ["0001.json"]
    assert json.loads((folder / "0001.json").read_bytes())["pull"]["title"] == "Changed"


@pytest.mark.parametrize("name", ["../up", "a/b", "", ".hidden", "a b", "-x"])
def test_a_repository_name_never_leaves_the_forge(tmp_path, name):
    with pytest.raises(PublishError, match="can't name"):
        pulls.repo_path(tmp_path, name)


def test_a_repository_is_seeded_once(tmp_path, forge):
    assert review.has_repo(tmp_path, "small", "main")
    assert not review.has_repo(tmp_path, "other", "main")
    with pytest.raises(PublishError, match="already has"):
        review.seed_repo(tmp_path, "small", "README.md", b"other", "main")
    assert forge.fetch_base().text == b"a\r\nb\n"


def test_a_half_made_repository_is_completed(tmp_path):
    git.init_bare(pulls.repo_path(tmp_path, "small"), "main")
    assert not review.has_repo(tmp_path, "small", "main")
    review.seed_repo(tmp_path, "small", "README.md", b"text\n", "main", now=clock)
    assert git.read_file(pulls.repo_path(tmp_path, "small"), "main", "README.md") == b"text\n"


def test_a_repository_that_was_never_seeded_says_what_to_do(tmp_path):
    forge = open_forge(PLAN, home=tmp_path, now=clock, dry_run=False)
    with pytest.raises(PublishError, match="no git repository") as caught:
        forge.fetch_base()
    assert "seed" in caught.value.todo


KILLED = """
    import os, signal, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from ingest.forges import open_forge
    from ingest.lists.plan import ListPlan
    from ingest.repo import process

    home, steps = Path(sys.argv[1]), int(sys.argv[2])
    now = lambda: datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
    forge = open_forge(ListPlan("small", "local", "small", ()), home=home, now=now, dry_run=False)
    real, count = process.subprocess.run, 0

    def counted(*arguments, **options):
        global count
        if count == steps:
            os.kill(os.getpid(), signal.SIGKILL)
        count += 1
        return real(*arguments, **options)

    process.subprocess.run = counted
    base = forge.fetch_base()
    if not forge.fetch_branch():
        forge.push_commit(parent=base.commit, text=b"new\\n" + base.text, message="Add 1 work")
    if not forge.find_pull():
        forge.open_pull("Add 1 work", "- [x] **1.** New")
    print(count)
"""


def run_until_killed(home: Path, steps: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(home), str(steps)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(home)}
    )


def test_killed_before_any_git_command_the_next_run_finishes_with_one_of_each(tmp_path, forge):
    whole = run_until_killed(tmp_path, 1000)
    assert whole.returncode == 0, whole.stderr
    steps = int(whole.stdout)
    assert steps > 10
    for step in range(0, steps, 3):
        home = tmp_path / str(step)
        review.seed_repo(home, "small", "README.md", b"a\r\nb\n", "main", now=clock)
        assert run_until_killed(home, step).returncode == -signal.SIGKILL
        assert run_until_killed(home, 1000).returncode == 0
        again = open_forge(PLAN, home=home, now=clock, dry_run=False)
        assert len(again.fetch_branch_commits()) == 1
        assert again.fetch_branch().text == b"new\na\r\nb\n"
        assert [pull.state for _, pull in review.list_pulls(home)] == ["open"]
