"""What people say, propose and change beside us, told alike by both forges that can be written to."""

import pytest
from fakehub.talk import create_pull

from ingest.forges import Forge, MergeConflictError, is_ours, review

BRANCH = "paper-ingest/updates"
BODY = "- [x] **1.** First"


def opened(desk):
    base = desk.forge.fetch_base()
    text = base.text.replace(b"| Old", b"| New work | - |\n| Old")
    desk.forge.push_commit(parent=base.commit, text=text, message="Add 1 work")
    return desk.forge.open_pull("Add 1 work", BODY)


def speak(desk, request, text, who, *, may_write, place="issue"):
    if request.node.callspec.params["desk"] == "local":
        review.comment(desk.forge.home, "small", 1, text, who, is_guest=not may_write)
        return
    fake = request.getfixturevalue("fake")
    fake.said.append((1, place, who, text))
    fake.permissions[who] = "write" if may_write else "read"


@pytest.mark.parametrize("place", ["issue", "line", "review"])
def test_a_comment_tells_who_may_write(desk, request, place):
    opened(desk)
    desk.forge.comment(1, "ours")
    speak(desk, request, "/refuse 1 old", "ann", may_write=True, place=place)
    speak(desk, request, "/refuse 1 mine is better", "guest", may_write=False, place=place)
    said = desk.forge.fetch_comments(1)
    assert [(one.text, one.may_write) for one in said[1:]] == [
        ("/refuse 1 old", True),
        ("/refuse 1 mine is better", False),
    ]
    assert said[0].text == "ours"
    assert [one.who for one in said[1:]] == ["ann", "guest"]
    assert len({one.comment_id for one in said}) == 3
    assert said[1].written_at.tzinfo is not None


def test_a_person_whom_the_host_does_not_know_may_not_write(hub, fake):
    base = hub.fetch_base()
    hub.push_commit(parent=base.commit, text=b"new\n", message="Add 1 work")
    hub.open_pull("Add 1 work", BODY)
    fake.said.append((1, "issue", "stranger", "/pause"))
    fake.said.append((1, "issue", "stranger", "only talk"))
    assert [one.may_write for one in hub.fetch_comments(1)] == [False, False]
    asked = [path for _, path in fake.requests if "/collaborators/" in path]
    assert len(asked) == 1
    hub.fetch_comments(1, frozenset({"c1"}))
    assert len([path for _, path in fake.requests if "/collaborators/" in path]) == 1


def test_ended_pull_requests_are_told_but_for_the_known_ones(desk):
    opened(desk)
    assert desk.forge.fetch_ended(frozenset()) == ()
    head = desk.forge.fetch_branch().commit
    desk.close(1, "ann")
    (ended,) = desk.forge.fetch_ended(frozenset())
    assert (ended.number, ended.state, ended.closed_by) == (1, "closed", "ann")
    assert ended.head_commit == head
    assert desk.forge.fetch_ended(frozenset({1})) == ()


def test_somebody_elses_pull_request_is_told_with_the_lines_it_adds(desk, request):
    opened(desk)
    text = desk.forge.fetch_base().text + b"\n| By hand arXiv:2605.00001 | - |\n"
    if request.node.callspec.params["desk"] == "local":
        review.open_other(desk.forge.home, "small", "patch-1", "README.md", text, "Mine", who="bob")
    else:
        fake = request.getfixturevalue("fake")
        desk.git("branch", "patch-1", "main")
        desk.commit("patch-1", text)
        sent = {"head": "patch-1", "base": "main", "title": "Mine", "body": None}
        create_pull(fake, fake.place, sent)
        fake.pulls[2]["user"]["login"] = "bob"
    (rival,) = desk.forge.fetch_rivals()
    assert (rival.number, rival.who) == (2, "bob")
    assert "arXiv:2605.00001" in rival.text
    assert "New work" not in rival.text


def test_the_bases_commits_are_told_from_where_we_were(desk):
    since = desk.forge.fetch_base().commit
    assert desk.forge.fetch_base_commits(since) == ()
    made = desk.commit("main", b"edited\n")
    (commit,) = desk.forge.fetch_base_commits(since)
    assert (commit.sha, is_ours(commit)) == (made, False)
    assert commit.committed_at.tzinfo is not None


def conflicting(desk) -> tuple[Forge, bytes]:
    opened(desk)
    base = desk.forge.fetch_base().text
    text = base.replace(b"| Old", b"| By hand | - |\n| Old")
    desk.commit("main", text)
    return desk.forge, text


def test_a_conflict_has_its_own_name_and_moves_nothing(desk):
    forge, _ = conflicting(desk)
    before = forge.fetch_branch()
    with pytest.raises(MergeConflictError, match="change the same lines"):
        forge.merge_base("Merge")
    assert forge.fetch_branch() == before


def test_a_merge_with_given_bytes_holds_both_histories(desk):
    forge, text = conflicting(desk)
    before, wanted = forge.fetch_branch().commit, text.replace(b"| Old", b"| New work | - |\n| Old")
    merge = forge.merge_base("Merge", wanted)
    assert forge.fetch_branch().text == wanted
    parents = desk.git("rev-list", "--parents", "-1", merge).split()[1:]
    assert parents == [before, forge.fetch_base().commit]
    assert all(is_ours(commit) for commit in forge.fetch_branch_commits())
    assert forge.merge_base("Merge", wanted) is None
    assert not forge.is_behind()


def test_a_comment_beside_a_line_tells_the_line(hub, fake):
    base = hub.fetch_base()
    hub.push_commit(parent=base.commit, text=b"new\n", message="Add 1 work")
    hub.open_pull("Add 1 work", BODY)
    fake.said += [(1, "line", "ann", "/refuse no code"), (1, "issue", "ann", "fine")]
    fake.hunks[1] = "@@ -3,2 +3,3 @@\n | Old |\n+| New work | - |"
    fake.permissions["ann"] = "write"
    beside, plain = hub.fetch_comments(1)
    assert (beside.line, beside.may_write) == ("| New work | - |", True)
    assert plain.line == ""
