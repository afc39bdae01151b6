"""Pull requests and the dashboard issue, as GitHub tells them.

Manual: https://docs.github.com/en/rest/pulls and https://docs.github.com/en/rest/issues
"""

from collections.abc import Iterable, Iterator

from github.Commit import Commit as HubCommit
from github.PullRequest import PullRequest as HubPull
from github.Repository import Repository

from ingest.forges import Commit, PullRequest, Rival
from ingest.lists.plan import ListPlan

_EDITOR = """query Editor($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) { editor { login } } }
}"""


def pulls_of(repo: Repository, plan: ListPlan, owner: str, state: str) -> tuple[HubPull, ...]:
    """Pull requests of our branch in one repository; somebody else's fork may have a branch so named."""
    label = f"{owner}:{plan.branch}"
    found = repo.get_pulls(state=state, head=label)
    return tuple(pull for pull in found if (pull.head.label or "").casefold() == label.casefold())


def tell_all(repo: Repository, pull: HubPull) -> PullRequest:
    """A pull request with who ended it and who edited it, which are questions of their own."""
    return tell(pull, _closer(repo, pull), _editor(repo, pull))


def tell(pull: HubPull, closed_by: str | None = None, edited_by: str | None = None) -> PullRequest:
    """A pull request as every forge tells one."""
    is_open, is_merged = pull.state == "open", pull.merged_at is not None
    return PullRequest(
        number=pull.number,
        state="open" if is_open else "merged" if is_merged else "closed",
        title=pull.title,
        body=pull.body or "",
        url=pull.html_url,
        head=pull.head.ref,
        created_at=pull.created_at,
        updated_at=pull.updated_at or pull.created_at,
        closed_at=pull.closed_at,
        closed_by=closed_by,
        edited_by=edited_by,
        labels=tuple(label.name for label in pull.labels),
        head_commit=None if is_open else pull.head.sha,
    )


def tell_commits(found: Iterable[HubCommit]) -> tuple[Commit, ...]:
    """Commits as every forge tells them."""
    return tuple(
        Commit(
            one.sha,
            one.commit.author.name,
            one.commit.author.email,
            one.commit.message,
            one.commit.committer.date,
        )
        for one in found
    )


def read_rivals(repo: Repository, plan: ListPlan, owner: str) -> Iterator[Rival]:
    """Every open pull request of others against the base branch, newest first."""
    ours = f"{owner}:{plan.branch}".casefold()
    for pull in repo.get_pulls(state="open", base=plan.base):
        if (pull.head.label or "").casefold() != ours:
            who = pull.user.login if pull.user else "ghost"
            yield Rival(pull.number, pull.html_url, who, _said(pull, plan.path))


def _said(pull: HubPull, path: str) -> str:
    """Title, body and added lines; GitHub shows no patch of a file that changed too much."""
    patches = [one.patch or "" for one in pull.get_files() if one.filename == path]
    lines = "\n".join(patches).split("\n")
    return "\n".join(
        [pull.title, pull.body or "", *(line[1:] for line in lines if line.startswith("+"))]
    )


def keep_issue(repo: Repository, number: int | None, title: str, body: str) -> int:
    """The one issue that carries the last line of `body`, opened or brought up to date."""
    mark = body.rsplit("\n", 1)[-1]
    found = repo.get_issue(number) if number else None
    if found is None:
        ours = (one for one in repo.get_issues(state="open") if mark in (one.body or ""))
        found = next(ours, None) or repo.create_issue(title, body)
    if found.state == "open" and (found.title, found.body) != (title, body):
        found.edit(title=title, body=body)
    return found.number


def _closer(repo: Repository, pull: HubPull) -> str | None:
    if pull.state == "open":
        return None
    closer = repo.get_issue(pull.number).closed_by
    return closer.login if closer else None


def _editor(repo: Repository, pull: HubPull) -> str | None:
    """Who edited the body last, where that was not the account that opened it."""
    if repo.requester.auth is None:
        return None  # GraphQL answers nobody without a token, and a dry run may have none
    owner, name = repo.full_name.split("/")
    variables = {"owner": owner, "name": name, "number": pull.number}
    _, answer = repo.requester.graphql_query(_EDITOR, variables)
    editor = answer["data"]["repository"]["pullRequest"]["editor"]
    # An app is called `name[bot]` by REST and `name` by GraphQL.
    if editor is None or editor["login"] == pull.user.login.removesuffix("[bot]"):
        return None
    return str(editor["login"])
