"""Real git on real bare repositories; nothing here needs a user's configuration, and none may matter."""

import os
import subprocess
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ingest import repo as git
from ingest.errors import PublishError
from ingest.repo import Author, process

WHEN = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)
ANN = Author("Ann Öst", "ann@example.org")
ODD_BYTES = [
    pytest.param(b"a\r\nb\nc\r\n", id="both newline styles"),
    pytest.param(b"no newline at the end", id="no last newline"),
    pytest.param(b"\xff\xfe broken \xc3 utf-8 \x00 and NUL\n", id="no text at all"),
    pytest.param("涓枃 mojibake\n".encode(), id="encoding damage"),
    pytest.param(b"", id="nothing"),
    pytest.param(b"$Id$\n", id="a keyword git could expand"),
]


# A tree with a link, and beside it a file whose name ends like a plain file of that name.
_LINK = b"120000 blob %s\tREADME.md\n100644 blob %s\ta100644 README.md\n"


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    path = tmp_path / "list.git"
    git.init_bare(path, "main")
    return path


def commit(
    repo, content, parent=None, *, branch="main", path="README.md", message="Say", when=WHEN
):
    return git.commit_file(
        repo,
        branch=branch,
        parent=parent,
        path=path,
        content=content,
        message=message,
        author=ANN,
        when=when,
    )


def merge(repo, into, branch):
    return git.merge_branch(repo, into=into, branch=branch, message="Merge", author=ANN, when=WHEN)


def plain(repo, *arguments, feed=b""):
    command = ["git", f"--git-dir={repo}", *arguments]
    return subprocess.run(command, input=feed, capture_output=True, check=True).stdout


@pytest.mark.parametrize("content", ODD_BYTES)
def test_bytes_come_back_as_they_went_in(repo, content):
    attributes = b"* text=auto eol=crlf ident working-tree-encoding=UTF-16\n"
    (repo / "info").mkdir()
    (repo / "info" / "attributes").write_bytes(attributes)
    first = commit(repo, attributes, path=".gitattributes")
    second = commit(repo, content, first)
    assert git.read_file(repo, "main", "README.md") == content
    assert plain(repo, "cat-file", "blob", f"{second}:README.md") == content


@pytest.mark.parametrize(
    "path", ["README.md", "docs/list.md", "docs/a [b], *c?.md", "文/档.md", "-x", ":(top)x.md"]
)
def test_any_path_can_be_committed_and_read(repo, path):
    first = commit(repo, b"neighbour\n", path="docs-neighbour.md")
    commit(repo, b"text\n", first, path=path)
    assert git.read_file(repo, "main", path) == b"text\n"
    assert git.read_file(repo, first, path) is None
    assert git.read_file(repo, "main", "docs-neighbour.md") == b"neighbour\n"


def test_the_same_commit_made_twice_is_the_same_commit(tmp_path):
    made = set()
    for name in ("one.git", "two.git"):
        git.init_bare(tmp_path / name, "main")
        made.add(commit(tmp_path / name, b"text\n", when=WHEN))
        berlin = WHEN.astimezone(timezone(timedelta(hours=2)))
        made.add(commit(tmp_path / name, b"text\n", branch="other", when=berlin))
    assert len(made) == 1


def test_author_message_and_time_are_what_was_given(repo):
    first = commit(repo, b"1\n")
    commit(repo, b"2\n", first, message="Über\n\n# no comment is cut\n")
    (seen,) = git.read_log(repo, first, "main")
    assert (seen.author_name, seen.author_email) == (ANN.name, ANN.email)
    assert seen.message == "Über\n\n# no comment is cut"
    assert plain(repo, "log", "-1", "--format=%at %ct %cn", "main").decode().strip() == (
        "1787281200 1787281200 Ann Öst"
    )


def test_a_naive_time_is_a_bug_not_a_guess(repo):
    with pytest.raises(ValueError, match="aware"):
        commit(repo, b"text\n", when=WHEN.replace(tzinfo=None))


def test_a_lost_race_writes_nothing(repo):
    first = commit(repo, b"1\n")
    theirs = commit(repo, b"theirs\n", first)
    with pytest.raises(PublishError, match="expected") as caught:
        commit(repo, b"ours\n", first)
    assert "Run again" in caught.value.todo
    assert git.resolve(repo, "main") == theirs


def test_a_race_for_a_new_branch_has_one_winner(repo, monkeypatch):
    first = commit(repo, b"1\n")
    winner = commit(repo, b"theirs\n", first, branch="new")
    # The other process looked before the branch was there.
    monkeypatch.setattr(git, "resolve", lambda *_: None)
    with pytest.raises(PublishError, match="already exists"):
        commit(repo, b"ours\n", first, branch="new")
    assert plain(repo, "rev-parse", "new").decode().strip() == winner


def test_a_lock_left_by_a_killed_git_is_named(repo):
    first = commit(repo, b"1\n")
    lock = repo / "refs" / "heads" / "main.lock"
    lock.touch()
    with pytest.raises(PublishError, match=r"main\.lock"):
        commit(repo, b"2\n", first)
    lock.unlink()
    assert commit(repo, b"2\n", first) == git.resolve(repo, "main")


def test_unchanged_bytes_make_no_commit(repo):
    first = commit(repo, b"1\n")
    assert commit(repo, b"1\n", first) == first
    assert commit(repo, b"1\n", first, branch="other") == first
    assert git.resolve(repo, "other") is None


def test_a_branch_is_meant_even_where_a_tag_has_its_name(repo):
    first = commit(repo, b"1\n")
    plain(repo, "update-ref", "refs/tags/main", first)
    second = commit(repo, b"2\n", first)
    assert git.resolve(repo, "main") == second


@pytest.mark.parametrize("ref", ["nowhere", "--help", "f" * 40, "refs/heads/nowhere", "a b"])
def test_what_is_not_there_resolves_to_nothing(repo, ref):
    commit(repo, b"1\n")
    assert git.resolve(repo, ref) is None
    with pytest.raises(PublishError, match="no branch or commit"):
        git.read_file(repo, ref, "README.md")


def test_a_folder_in_the_lists_place_is_an_error(repo):
    commit(repo, b"1\n", path="README.md/inner")
    with pytest.raises(PublishError, match="tree"):
        git.read_file(repo, "main", "README.md")


def test_two_branches_become_one_merge_commit(repo):
    first = commit(repo, b"a\nb\nc\nd\ne\n")
    ours = commit(repo, b"A\nb\nc\nd\ne\n", first)
    theirs = commit(repo, b"a\nb\nc\nd\nE\n", first, branch="new")
    merged = merge(repo, "main", "new")
    assert git.read_file(repo, "main", "README.md") == b"A\nb\nc\nd\nE\n"
    assert plain(repo, "log", "-1", "--format=%P", merged).decode().split() == [ours, theirs]
    assert merge(repo, "main", "new") is None
    assert git.is_ancestor(repo, theirs, "main")
    assert not git.is_ancestor(repo, merged, theirs)


def test_a_merge_never_fast_forwards(repo):
    first = commit(repo, b"1\n")
    theirs = commit(repo, b"2\n", first, branch="new")
    assert merge(repo, "main", "new") not in (first, theirs, None)


def test_a_conflict_names_the_file_and_moves_nothing(repo):
    first = commit(repo, b"a\n", path="docs/list.md")
    ours = commit(repo, b"b\n", first, path="docs/list.md")
    commit(repo, b"c\n", first, branch="new", path="docs/list.md")
    with pytest.raises(PublishError, match=r"same lines of docs/list\.md"):
        merge(repo, "main", "new")
    assert git.resolve(repo, "main") == ours


@pytest.mark.parametrize(
    ("told", "is_enough"), [("2.37.4", False), ("2.38.0", True), ("3.0", True)]
)
def test_a_git_too_old_to_merge_says_so(repo, tmp_path, monkeypatch, told, is_enough):
    first = commit(repo, b"1\n")
    commit(repo, b"2\n", first, branch="new")
    real = subprocess.run(
        ["which", "git"], capture_output=True, check=True, text=True
    ).stdout.strip()
    fake = tmp_path / "bin" / "git"
    fake.parent.mkdir()
    fake.write_text(
        f'#!/bin/sh\ncase "$*" in *" version") echo "git version {told}";; *) exec {real} "$@";; esac\n'
    )
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{fake.parent}:{os.environ['PATH']}")
    if is_enough:
        assert merge(repo, "main", "new")
    else:
        with pytest.raises(PublishError, match=r"2\.37\.4") as caught:
            merge(repo, "main", "new")
        assert "2.38" in caught.value.todo


def test_many_repositories_are_read_by_one_process(tmp_path, monkeypatch):
    wanted = []
    for number in range(3):
        repo = tmp_path / f'odd: "{number}".git'
        git.init_bare(repo, "main")
        first = commit(repo, f"list {number}\n".encode(), path="docs/a b.md")
        head = commit(repo, b"more", first, branch="ours", path="docs/a b.md")
        wanted.append(git.Wanted(repo, first, "docs/a b.md", head))
    lone = git.Wanted(wanted[0].repo, wanted[0].commit, "missing.md")
    blob = plain(wanted[1].repo, "hash-object", "-w", "--stdin", feed=b"/etc/hosts").strip()
    link = plain(wanted[1].repo, "mktree", feed=_LINK % (blob, blob))
    who = ("-c", "user.name=ann", "-c", "user.email=ann@example.org")
    made = plain(wanted[1].repo, *who, "commit-tree", link.decode().strip(), "-m", "link")
    tree = made.decode().strip()
    git.read_ahead([*wanted, lone, git.Wanted(wanted[1].repo, tree, "README.md")])
    with monkeypatch.context() as patch:
        patch.setattr(process.subprocess, "run", None)  # no process is started for these
        for number, one in enumerate(wanted):
            assert git.read_file(one.repo, one.commit, one.path) == f"list {number}\n".encode()
            assert not git.is_ancestor(one.repo, one.head, "main")
    assert git.is_ancestor(wanted[0].repo, wanted[0].commit, wanted[0].head)
    assert git.read_file(lone.repo, lone.commit, lone.path) is None
    with pytest.raises(PublishError, match="a link"):
        git.read_file(wanted[1].repo, tree, "README.md")


def test_a_broken_repository_is_left_to_whoever_reads_it(repo, tmp_path):
    first = commit(repo, b"fine\n")
    gone = git.Wanted(tmp_path / "gone.git", first, "README.md")
    git.read_ahead([gone, git.Wanted(repo, first, "README.md")])
    assert git.read_file(repo, first, "README.md") == b"fine\n"
    git.read_ahead([])


def test_the_log_is_told_oldest_first_and_without_the_base(repo):
    first = commit(repo, b"1\n")
    second = commit(repo, b"2\n", first, branch="new", message="two\n\nlines")
    third = commit(repo, b"3\n", second, branch="new", message="three")
    told = git.read_log(repo, "main", "new")
    assert [(c.sha, c.message) for c in told] == [(second, "two\n\nlines"), (third, "three")]
    assert git.read_log(repo, "new", "main") == ()


def test_the_diff_keeps_odd_bytes(repo):
    first = commit(repo, b"a\r\n\xff\n")
    commit(repo, b"a\r\n\xff\n\x00new\xfe\n", first, branch="new")
    assert b"\n a\r\n \xff\n+\x00new\xfe\n" in git.read_diff(repo, "main", "new")


def test_deleting_asks_that_the_branch_stands_where_it_was_seen(repo):
    first = commit(repo, b"1\n")
    second = commit(repo, b"2\n", first, branch="new")
    with pytest.raises(PublishError, match="Run again"):
        git.delete_branch(repo, "new", first)
    git.keep_commit(repo, "refs/pull/1/head", second)
    git.delete_branch(repo, "new", second)
    assert git.resolve(repo, "new") is None
    assert git.resolve(repo, "refs/pull/1/head") == second


def test_nobodys_settings_and_no_outer_git_change_a_commit(repo, tmp_path, monkeypatch):
    settings = tmp_path / "gitconfig"
    settings.write_text(
        "[core]\n\tautocrlf = true\n[commit]\n\tgpgSign = true\n[user]\n\tname = Wrong\n"
    )
    hook = repo / "hooks" / "reference-transaction"
    hook.parent.mkdir()
    hook.write_text("#!/bin/sh\nexit 1\n")
    hook.chmod(0o755)
    expected = commit(repo, b"a\r\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "outer-index"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Wrong")
    assert commit(repo, b"a\r\n", branch="again") == expected
    assert not (tmp_path / "outer-index").exists()


def test_a_repository_stays_sound(repo):
    first = commit(repo, b"1\n")
    second = commit(repo, b"2\n", first, branch="new", path="docs/x.md")
    merge(repo, "main", "new")
    assert plain(repo, "fsck", "--strict", "--no-dangling") == b""
    assert git.read_file(repo, second, "docs/x.md") == b"2\n"


def test_making_a_repository_again_keeps_what_it_holds(repo):
    first = commit(repo, b"1\n")
    git.init_bare(repo, "other")
    assert git.resolve(repo, "main") == first
    assert (repo / "HEAD").read_text() == "ref: refs/heads/main\n"


def test_a_missing_repository_is_told(tmp_path):
    with pytest.raises(PublishError, match="no git repository") as caught:
        git.resolve(tmp_path / "nothing.git", "main")
    assert "nothing.git" in caught.value.where
    assert caught.value.todo


def test_a_machine_without_git_is_told(repo, monkeypatch):
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(PublishError, match="not installed"):
        git.resolve(repo, "main")


def test_a_git_that_hangs_is_stopped(repo, tmp_path, monkeypatch):
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text("#!/bin/sh\nexec sleep 20\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    monkeypatch.setattr(process, "_TIMEOUT_SECONDS", 0.2)
    with pytest.raises(PublishError, match="did not end"):
        git.resolve(repo, "main")
