"""One story on every forge that can be written to; what holds here holds for a list's home anywhere."""

import pytest

from ingest.errors import PublishError
from ingest.forges import AUTHOR, is_ours

BRANCH = "paper-ingest/updates"
ROW = b"| New work | [code](https://example.org) |\n"
BODY = "Two works.\r\n\n- [x] **1.** First\n- [x] **2.** Second\n\n<!-- machine -->"


def with_row(text, row=ROW):
    return text.replace(b"| Old", row + b"| Old")


def pushed(desk, message="Add 1 work"):
    base = desk.forge.fetch_base()
    return desk.forge.push_commit(parent=base.commit, text=with_row(base.text), message=message)


def test_a_list_goes_from_base_to_a_second_pull_request(desk):
    forge = desk.forge
    base = forge.fetch_base()
    assert base.text.endswith(b"| Old \xff work | - |\n\nThe end")
    assert forge.fetch_branch() is None
    assert forge.find_pull() is None
    assert forge.fetch_branch_commits() == ()

    first = pushed(desk)
    branch = forge.fetch_branch()
    assert (branch.commit, branch.text) == (first, with_row(base.text))
    assert forge.fetch_base() == base
    opened = forge.open_pull("Add 1 work", BODY)
    assert (opened.number, opened.state, opened.head) == (1, "open", BRANCH)
    assert forge.find_pull() == opened

    more = with_row(branch.text, b"| Newer work | - |\n")
    second = forge.push_commit(parent=first, text=more, message="Add 1 work more")
    updated = forge.update_pull(1, "Add 2 works", BODY.replace("Two", "Both"))
    assert (updated.title, updated.body[:4], updated.edited_by) == ("Add 2 works", "Both", None)
    assert [commit.sha for commit in forge.fetch_branch_commits()] == [first, second]
    assert all(is_ours(commit) for commit in forge.fetch_branch_commits())

    desk.tick(1, 2, False)
    seen = forge.find_pull()
    assert seen.body == updated.body.replace("[x] **2.**", "[ ] **2.**")
    assert seen.edited_by == "ann"

    desk.merge(1, "ann")
    merged = forge.find_pull()
    assert (merged.state, merged.closed_by) == ("merged", "ann")
    assert merged.closed_at.tzinfo is not None
    assert forge.fetch_base().text == more

    forge.restart_branch()
    assert forge.fetch_branch() is None
    again = forge.fetch_base()
    third = forge.push_commit(parent=again.commit, text=with_row(more), message="Add 1 work")
    assert forge.open_pull("Add 1 work", BODY).number == 2
    assert forge.find_pull().number == 2
    assert [commit.sha for commit in forge.fetch_branch_commits()] == [third]
    assert "error" not in desk.git("fsck", "--strict")


def test_a_commit_carries_our_name_and_the_message_as_it_is(desk):
    pushed(desk, "Add 1 work\n\n文 and `ticks`")
    (commit,) = desk.forge.fetch_branch_commits()
    assert (commit.author_name, commit.author_email) == (AUTHOR.name, AUTHOR.email)
    assert commit.message == "Add 1 work\n\n文 and `ticks`"
    assert desk.git("log", "-1", "--format=%at", BRANCH) == "1787281200"


def test_a_commit_touches_one_file_only(desk):
    desk.commit("main", b"#!/bin/sh\r\n", "tools/run.sh")
    pushed(desk)
    assert desk.git("diff", "--name-only", "main", BRANCH) == "README.md"


def test_a_persons_commit_is_seen_and_is_not_ours(desk):
    first = pushed(desk)
    by_hand = desk.commit(BRANCH, b"rewritten\n")
    assert desk.forge.fetch_branch().text == b"rewritten\n"
    assert [is_ours(commit) for commit in desk.forge.fetch_branch_commits()] == [True, False]
    with pytest.raises(PublishError, match="Run again"):
        desk.forge.push_commit(parent=first, text=b"ours", message="late")
    assert desk.git("rev-parse", BRANCH) == by_hand


def test_a_new_branch_starts_at_the_base_as_it_is_now(desk):
    base = desk.forge.fetch_base()
    desk.commit("main", b"moved on\n")
    with pytest.raises(PublishError, match="Run again"):
        desk.forge.push_commit(parent=base.commit, text=b"ours", message="late")
    assert desk.forge.fetch_branch() is None


@pytest.mark.parametrize("has_branch", [False, True])
def test_the_same_bytes_again_make_no_commit(desk, has_branch):
    parent = pushed(desk) if has_branch else desk.forge.fetch_base().commit
    text = (desk.forge.fetch_branch() or desk.forge.fetch_base()).text
    assert desk.forge.push_commit(parent=parent, text=text, message="again") == parent
    assert len(desk.forge.fetch_branch_commits()) == has_branch


def test_a_base_without_the_list_is_no_empty_list(desk):
    empty = desk.git("hash-object", "-t", "tree", "-w", "--stdin")
    desk.git("update-ref", "refs/heads/main", desk.git("commit-tree", "-m", "empty", empty))
    assert desk.forge.fetch_base().text is None


def test_a_link_in_the_lists_place_is_refused(desk):
    desk.commit("main", b"docs/README.md", mode="120000")
    with pytest.raises(PublishError, match="no plain file"):
        desk.forge.fetch_base()


def test_a_list_that_is_executable_stays_so(desk):
    base = desk.commit("main", b"odd but allowed\n", mode="100755")
    desk.forge.push_commit(parent=base, text=b"more\n", message="Add 1 work")
    assert desk.git("ls-tree", BRANCH, "README.md").startswith("100755 ")


def test_a_moved_base_is_merged_into_our_branch_once(desk):
    pushed(desk)
    assert not desk.forge.is_behind()
    assert desk.forge.merge_base("Merge main") is None
    desk.commit("main", b"another file\n", "NOTES.md")
    assert desk.forge.is_behind()
    merge = desk.forge.merge_base("Merge main")
    assert desk.forge.fetch_branch().commit == merge
    assert len(desk.git("log", "-1", "--format=%P", merge).split()) == 2
    assert desk.git("show", f"{merge}:NOTES.md") == "another file"
    assert all(is_ours(commit) for commit in desk.forge.fetch_branch_commits())
    assert desk.forge.merge_base("Merge main") is None


def test_without_a_branch_there_is_nothing_to_merge(desk):
    assert not desk.forge.is_behind()
    assert desk.forge.merge_base("Merge main") is None


def test_a_conflict_is_told_and_changes_nothing(desk):
    first = pushed(desk)
    desk.commit("main", desk.forge.fetch_base().text.replace(b"| Old", b"| Other\n| Old"))
    with pytest.raises(PublishError, match=r"README\.md") as caught:
        desk.forge.merge_base("Merge main")
    assert caught.value.todo
    assert desk.forge.fetch_branch().commit == first


def test_a_second_pull_request_is_refused_while_one_is_open(desk):
    pushed(desk)
    desk.forge.open_pull("Add 1 work", BODY)
    with pytest.raises(PublishError, match="#1 is open"):
        desk.forge.open_pull("Add 1 work", BODY)
    with pytest.raises(PublishError, match="#1 is open"):
        desk.forge.restart_branch()
    assert desk.forge.find_pull().number == 1


def test_a_branch_without_a_commit_opens_nothing(desk):
    with pytest.raises(PublishError) as caught:
        desk.forge.open_pull("Add nothing", BODY)
    assert caught.value.todo
    assert desk.forge.find_pull() is None


@pytest.mark.parametrize("ending", ["merge", "close"])
def test_an_ended_pull_request_is_left_alone_but_may_be_commented(desk, ending):
    pushed(desk)
    desk.forge.open_pull("Add 1 work", BODY)
    getattr(desk, ending)(1, "ann")
    ended = desk.forge.find_pull()
    assert (ended.state, ended.closed_by) == ({"merge": "merged", "close": "closed"}[ending], "ann")
    with pytest.raises(PublishError, match=ended.state):
        desk.forge.update_pull(1, "Add 2 works", "changed")
    desk.forge.comment(1, "What should happen to these?")
    assert desk.comments(1) == ["What should happen to these?"]
    assert desk.forge.find_pull().body == BODY


def test_restarting_without_a_branch_does_nothing(desk):
    desk.forge.restart_branch()
    assert desk.forge.fetch_branch() is None


@pytest.mark.parametrize("verb", ["update", "comment"])
def test_an_unknown_pull_request_is_an_error(desk, verb):
    with pytest.raises(PublishError):
        if verb == "update":
            desk.forge.update_pull(7, "title", "body")
        else:
            desk.forge.comment(7, "anybody here?")
