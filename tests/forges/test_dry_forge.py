"""The dry run takes the same steps as a real run and writes nothing."""

from datetime import UTC, datetime

import pytest

from ingest.errors import PublishError
from ingest.forges import open_forge, review
from ingest.forges.dry import render_diff
from ingest.lists.plan import ListPlan

NOW = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
PLAN = ListPlan("small", "local", "small", ())


def clock():
    return NOW


@pytest.fixture
def real(tmp_path):
    review.seed_repo(tmp_path, "small", "README.md", b"a\r\nb \xff\nc", "main", now=clock)
    return open_forge(PLAN, home=tmp_path, now=clock, dry_run=False)


@pytest.fixture
def dry(real, tmp_path):
    return open_forge(PLAN, home=tmp_path, now=clock, dry_run=True)


def files(home):
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_whole_story_writes_nothing(tmp_path, dry):
    before = files(tmp_path)
    base = dry.fetch_base()
    first = dry.push_commit(parent=base.commit, text=b"new\n" + base.text, message="Add 1 work")
    assert dry.fetch_branch().text == b"new\n" + base.text
    assert dry.push_commit(parent=first, text=b"new\n" + base.text, message="Again") == first
    second = dry.push_commit(parent=first, text=b"newer\n" + base.text, message="Add another")
    assert [commit.sha for commit in dry.fetch_branch_commits()] == [first, second]
    opened = dry.open_pull("Add 2 works", "body")
    assert dry.find_pull() == opened
    dry.update_pull(opened.number, "Add two works", "other body")
    dry.comment(opened.number, "said")
    assert [(act.kind, act.title) for act in dry.actions] == [
        ("push", "Add 1 work"),
        ("push", "Add another"),
        ("open", "Add 2 works"),
        ("update", "Add two works"),
        ("comment", "Comment on #0"),
    ]
    assert files(tmp_path) == before


def test_a_dry_push_shows_the_diff_against_what_is_there(real, dry):
    base = real.fetch_base()
    pushed = real.push_commit(parent=base.commit, text=b"one\n" + base.text, message="Add 1")
    dry.push_commit(parent=pushed, text=b"one\n" + base.text + b"\nd\n", message="Add 2")
    assert dry.actions[0].detail == (
        "--- a/README.md\n+++ b/README.md\n@@ -1,4 +1,5 @@\n one\n a\r\n b \udcff\n-c\n"
        "\\ No newline at end of file\n+c\n+d\n"
    )


def test_a_dry_run_is_refused_where_a_real_one_would_be(real, dry):
    base = real.fetch_base()
    with pytest.raises(PublishError, match="no commit"):
        dry.open_pull("Add nothing", "")
    real.push_commit(parent=base.commit, text=b"one\n", message="Add 1")
    with pytest.raises(PublishError, match="Run again"):
        dry.push_commit(parent=base.commit, text=b"late\n", message="late")
    real.open_pull("Add 1 work", "")
    for refused in (dry.restart_branch, lambda: dry.open_pull("Add 1 work", "")):
        with pytest.raises(PublishError, match="#1 is open"):
            refused()
    with pytest.raises(PublishError, match="characters"):
        dry.update_pull(1, "", "")
    with pytest.raises(PublishError, match="newest"):
        dry.update_pull(2, "title", "body")
    assert dry.actions == []


def test_a_dry_restart_starts_from_the_base_again(tmp_path, real, dry):
    base = real.fetch_base()
    real.push_commit(parent=base.commit, text=b"one\n", message="Add 1")
    real.open_pull("Add 1 work", "")
    review.close(tmp_path, "small", 1, "ann", now=clock)
    with pytest.raises(PublishError, match="closed"):
        dry.update_pull(1, "title", "body")
    dry.restart_branch()
    assert dry.fetch_branch() is None
    assert dry.fetch_branch_commits() == ()
    dry.push_commit(parent=base.commit, text=b"two\n", message="Add 2")
    assert dry.open_pull("Add 1 work", "").state == "open"
    assert [act.kind for act in dry.actions] == ["restart", "push", "open"]
    assert real.fetch_branch().text == b"one\n"


def test_a_dry_merge_is_noted_once(tmp_path, real, dry):
    real.push_commit(parent=real.fetch_base().commit, text=b"one\n", message="Add 1")
    assert dry.merge_base("Merge main") is None
    review.edit_file(tmp_path, "small", "main", "NOTES.md", b"x\n", now=clock)
    merge = dry.merge_base("Merge main")
    assert dry.fetch_branch().commit == merge
    assert dry.merge_base("Merge main") is None
    assert [act.kind for act in dry.actions] == ["merge"]
    assert real.is_behind()


DIFFS = [
    (None, b"a\n", "--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"),
    (b"a\n", b"a\n", ""),
    (b"a\x0bb\xc2\x85c\n", b"a\x0bb\xc2\x85d\n", "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\x0bb\x85c\n+a\x0bb\x85d\n"),
    (b"a", b"", "--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n\\ No newline at end of file\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), DIFFS)
def test_a_diff_ends_its_lines_where_git_does(before, after, expected):
    assert render_diff("x", before, after) == expected
