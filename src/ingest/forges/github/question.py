"""One question of GitHub's GraphQL interface about many lists, and what its answer says of each.

Manual: https://docs.github.com/en/graphql/reference/objects#repository
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.errors import PublishError
from ingest.forges import Written
from ingest.forges.states import State
from ingest.lists.plan import ListPlan

# Times are told in whole seconds: what changed in the second of the question may change again unseen.
_SETTLED = timedelta(seconds=2)
_PUSHERS = {"ADMIN", "MAINTAIN", "WRITE", None}  # None: an App is told nothing, and never forks
_SHOWN = 2  # earlier pull requests of our branch, beside the newest
_NOTHING_SAID = {
    "labels": {"nodes": []},
    "comments": {"totalCount": 0, "nodes": []},
    "reviews": {"totalCount": 0, "nodes": []},
}
_REF = "ref(qualifiedName: {name}) {{ target {{ oid }} }}"
_FRAGMENTS = """
fragment Ours on PullRequest {
  number state title baseRefName headRefOid updatedAt lastEditedAt
  headRepositoryOwner { login }
  labels(first: 30) { nodes { name } }
  comments(first: 1, orderBy: {field: UPDATED_AT, direction: DESC}) { totalCount nodes { updatedAt } }
  reviews(last: 20) { totalCount nodes { updatedAt } }
}
fragment Rival on PullRequest { number title headRefOid lastEditedAt }
"""
_LIST = """
  r{at}: repository(owner: $owner{at}, name: $name{at}) {{
    nameWithOwner viewerPermission
    base: {base}
    branch: {branch}
    ours: pullRequests(headRefName: $head{at}, first: {shown}, orderBy: {{field: CREATED_AT, direction: DESC}})
      {{ totalCount nodes {{ ...Ours }} }}
    rivals: pullRequests(baseRefName: $into{at}, states: OPEN, first: 100,
      orderBy: {{field: UPDATED_AT, direction: DESC}}) {{ totalCount nodes {{ ...Rival }} }}
    {fork}
  }}"""
_OWN_FORK = "forks(first: 1, affiliations: OWNER) {{ nodes {{ nameWithOwner {branch} }} }}"
_NAMED_FORK = """
  f{at}: repository(owner: $fork{at}, name: $name{at}) {{ nameWithOwner {branch} }}"""


def render_question(
    plans: Sequence[ListPlan], *, with_bodies: bool = False
) -> tuple[str, dict[str, str]]:
    """The question about these lists, and its variables: `r0` is the first list, `f0` the fork that it names."""
    variables: dict[str, str] = {}
    parts = []
    for at, plan in enumerate(plans):
        owner, name = plan.repo.split("/")
        variables |= {
            f"owner{at}": owner,
            f"name{at}": name,
            f"base{at}": f"refs/heads/{plan.base}",
            f"branch{at}": f"refs/heads/{plan.branch}",
            f"head{at}": plan.branch,
            f"into{at}": plan.base,
        }
        branch = _REF.format(name=f"$branch{at}")
        own = _OWN_FORK.format(branch=branch) if plan.fork == "auto" else ""
        parts.append(
            _LIST.format(
                at=at,
                shown=_SHOWN + 1,
                base=_REF.format(name=f"$base{at}"),
                branch=branch,
                fork=own,
            )
        )
        if _named(plan):
            variables[f"fork{at}"] = plan.fork
            parts.append(_NAMED_FORK.format(at=at, branch=branch))
    declared = ", ".join(f"${name}: String!" for name in variables)
    asked = "".join(parts)
    limit = "rateLimit { cost remaining resetAt }"
    fragments = _FRAGMENTS.replace("state title", "state title body") if with_bodies else _FRAGMENTS
    return f"query States({declared}) {{\n  {limit}{asked}\n}}{fragments}", variables


def read_states(
    plans: Sequence[ListPlan], answer: Mapping[str, Any], asked_at: datetime
) -> tuple[dict[str, State], dict[str, str]]:
    """What an answer tells, by list; and of lists of which it tells nothing, GitHub's own words why."""
    data, wrong = answer.get("data") or {}, _by_alias(answer)
    states, unsaid = {}, {}
    for at, plan in enumerate(plans):
        told, errors = data.get(f"r{at}"), wrong.get(f"r{at}", [])
        # A fork that is not there is still to be made.
        errors = errors + [one for one in wrong.get(f"f{at}", []) if not _is_missing(one)]
        if told is None and any(map(_is_missing, errors)):
            states[plan.name] = State(problem=_missing(plan))
        elif errors or told is None:
            words = "; ".join(str(one.get("message")) for one in errors)
            unsaid[plan.name] = f"GitHub said {words!r}" if words else "GitHub said nothing of it"
        else:
            states[plan.name] = _read(plan, told, data.get(f"f{at}"), asked_at)
    return states, unsaid


def _read(plan: ListPlan, told: Any, fork: Any, asked_at: datetime) -> State:
    name = told["nameWithOwner"]
    moved_to = name if name.casefold() != plan.repo.casefold() else ""
    ours = told["ours"]
    owner = _head_owner(plan, told)
    is_known = any(_owner_of(pull) == owner for pull in ours["nodes"])
    is_whole = len(ours["nodes"]) == ours["totalCount"]
    if not (is_known or is_whole):  # behind those of others, whose branches are named like ours
        return State(moved_to=moved_to)
    if any(_time(text) + _SETTLED > asked_at for text in _times(told)):
        return State(moved_to=moved_to)
    # Bodies are long: what stands for them is when they were edited.
    bodies = [pull.pop("body", None) for pull in ours["nodes"]]
    body = next((one for one, pull in zip(bodies, ours["nodes"], strict=True) if _owner_of(pull) == owner), None)  # fmt: skip
    rivals = sorted(told["rivals"]["nodes"], key=lambda pull: pull["number"])
    whole = told | {"rivals": told["rivals"] | {"nodes": rivals}, "fork": fork}
    return State(json.dumps(whole, sort_keys=True), moved_to, body)


def is_all_ours(plan: ListPlan, written: Written) -> bool:
    """Whether two states differ by our commit and our pull request alone; in a fork nobody can say."""
    was, now = json.loads(written.before), json.loads(written.after)
    stood = was["branch"]["target"]["oid"] if was["branch"] else was["base"]["target"]["oid"]
    if _head_owner(plan, now) != plan.repo.split("/")[0].casefold() or stood != written.parent:
        return False
    number = written.pull.number
    before = _pull_of(was, number) or _NOTHING_SAID
    ours = {
        "number": number,
        "state": "OPEN",
        "title": written.pull.title,
        "baseRefName": plan.base,
        "headRefOid": written.head,
        **{name: before[name] for name in _NOTHING_SAID},
    }
    after = _pull_of(now, number) or {}
    return (
        bool(now["branch"])
        and now["branch"]["target"]["oid"] == written.head
        and ours == {name: after.get(name) for name in ours}
        and _without(was, number) == _without(now, number)
    )


def _pull_of(state: Any, number: int) -> dict[str, Any] | None:
    return next((one for one in state["ours"]["nodes"] if one["number"] == number), None)


def _without(state: Any, number: int) -> Any:
    """A state without our branch and one pull request."""
    kept: dict[str, Any] = {"branch": None}
    for name in ("ours", "rivals"):
        pulls = [one for one in state[name]["nodes"] if one["number"] != number]
        # One more pull request of ours pushes the oldest out of sight.
        shown = pulls[:_SHOWN] if name == "ours" else pulls
        kept[name] = shown, state[name]["totalCount"] - len(state[name]["nodes"]) + len(pulls)
    return state | kept


def _head_owner(plan: ListPlan, told: Any) -> str:
    """Whose repository our branch lives in; as `find_head` finds it, from the answer."""
    own = told["nameWithOwner"].split("/")[0]
    if _named(plan):
        return plan.fork.casefold()
    if plan.fork == "never" or told["viewerPermission"] in _PUSHERS:
        return str(own).casefold()
    forks = told["forks"]["nodes"]
    return str(forks[0]["nameWithOwner"]).split("/")[0].casefold() if forks else ""


def _owner_of(pull: Any) -> str:
    owner = pull["headRepositoryOwner"]
    return str(owner["login"]).casefold() if owner else ""


def _times(told: Any) -> Iterator[str]:
    """Every moment by which something is told apart."""
    for pull in told["ours"]["nodes"]:
        yield pull["updatedAt"]
        yield from (one["updatedAt"] for one in pull["comments"]["nodes"])
        yield from (one["updatedAt"] for one in (pull["reviews"] or {"nodes": ()})["nodes"])
    yield from (one["lastEditedAt"] for one in told["rivals"]["nodes"] if one["lastEditedAt"])


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _named(plan: ListPlan) -> bool:
    """Whether the list says whose fork our branch lives in."""
    return plan.fork not in {"auto", "never"}


def _by_alias(answer: Mapping[str, Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for error in answer.get("errors") or ():
        if error.get("path"):
            found.setdefault(str(error["path"][0]), []).append(error)
    return found


def _is_missing(error: Any) -> bool:
    return error.get("type") == "NOT_FOUND" and len(error["path"]) == 1


def _missing(plan: ListPlan) -> PublishError:
    return PublishError(
        f"{plan.name}: GitHub has no repository {plan.repo}, or does not show it to this token",
        where=plan.where or plan.repo,
        todo="If it was renamed, deleted or made private: mend `repo` in the list's file, let the token see it, or take the list out.",
    )
