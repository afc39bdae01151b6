"""One commit on our branch, in the way that the list's configuration chose.

`api`: a git commit of ours, made from blob, tree and ref. `signed`: GitHub makes and signs it under the
account of the token. `push`: git itself commits and pushes.
Manual: https://docs.github.com/en/graphql/reference/mutations#createcommitonbranch
"""

import base64
from datetime import datetime

from github.Repository import Repository

from ingest.forges import AUTHOR, COMMIT_TRAILER
from ingest.forges.github.trees import find_ref, write_commit
from ingest.lists.plan import ListPlan
from ingest.repo.remote import Remote, push_file


def add_commit(
    repo: Repository, plan: ListPlan, parent: str, text: bytes, message: str, at: datetime
) -> str:
    """A git commit of ours on top of `parent`; the branch is created or moved forward, never forced."""
    commit = write_commit(repo, [parent], plan.path, text, message, at)
    ref = find_ref(repo, plan.branch)
    if ref:
        ref.edit(commit, force=False)  # 422 when a person's commit came in between
    else:
        repo.create_git_ref(f"refs/heads/{plan.branch}", commit)
    return commit


def add_signed(repo: Repository, plan: ListPlan, parent: str, text: bytes, message: str) -> str:
    """The same made by GitHub, which signs it; refused where the branch is not at `parent` any more."""
    if find_ref(repo, plan.branch) is None:
        repo.create_git_ref(f"refs/heads/{plan.branch}", parent)
    headline, _, rest = message.partition("\n")
    content = base64.b64encode(text).decode()
    asked = {
        "branch": {"repositoryNameWithOwner": repo.full_name, "branchName": plan.branch},
        "message": {"headline": headline, "body": f"{rest.strip()}\n\n{COMMIT_TRAILER}".lstrip()},
        "fileChanges": {"additions": [{"path": plan.path, "contents": content}]},
        "expectedHeadOid": parent,
    }
    _, made = repo.requester.graphql_named_mutation("createCommitOnBranch", asked, "commit { oid }")
    return str(made["commit"]["oid"])


def add_pushed(
    repo: Repository, plan: ListPlan, parent: str, text: bytes, message: str, at: datetime
) -> str:
    """A git commit of ours, made here and pushed by git."""
    auth = repo.requester.auth
    token = getattr(auth, "token", None)  # an installation's token is made anew when it runs out
    start = plan.branch if find_ref(repo, plan.branch) else plan.base
    return push_file(
        Remote(repo.clone_url, token),
        start=start,
        branch=plan.branch,
        parent=parent,
        path=plan.path,
        content=text,
        message=message,
        author=AUTHOR,
        when=at,
    )
