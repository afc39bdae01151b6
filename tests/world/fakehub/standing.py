"""Where repositories stand, as GitHub's GraphQL tells it: a small part of its schema, in its own names.

https://docs.github.com/en/graphql/reference
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from graphql import GraphQLError, GraphQLSchema, build_schema, graphql_sync

from fakehub.state import FakeGithub, Place, RefusalError

_SCHEMA = """
scalar DateTime
scalar GitObjectID
enum RepositoryPermission { ADMIN READ WRITE }
enum RepositoryAffiliation { COLLABORATOR OWNER }
enum PullRequestState { OPEN CLOSED MERGED }
enum IssueOrderField { CREATED_AT UPDATED_AT }
enum IssueCommentOrderField { UPDATED_AT }
enum OrderDirection { ASC DESC }
input IssueOrder { field: IssueOrderField!, direction: OrderDirection! }
input IssueCommentOrder { field: IssueCommentOrderField!, direction: OrderDirection! }
type Query { rateLimit: RateLimit, repository(owner: String!, name: String!): Repository }
type RateLimit { cost: Int!, remaining: Int!, resetAt: DateTime! }
type GitObject { oid: GitObjectID! }
type Ref { target: GitObject }
type Owner { login: String! }
type Label { name: String! }
type Labels { nodes: [Label] }
type Said { updatedAt: DateTime! }
type Saids { totalCount: Int!, nodes: [Said] }
type Repositories { nodes: [Repository] }
type Repository {
  nameWithOwner: String!, viewerPermission: RepositoryPermission
  ref(qualifiedName: String!): Ref
  forks(first: Int, affiliations: [RepositoryAffiliation]): Repositories!
  pullRequests(headRefName: String, baseRefName: String, states: [PullRequestState!], first: Int,
    orderBy: IssueOrder): PullRequests!
}
type PullRequests { totalCount: Int!, nodes: [PullRequest] }
type PullRequest {
  number: Int!, state: PullRequestState!, title: String!, body: String!, baseRefName: String!, headRefOid: GitObjectID!
  updatedAt: DateTime!, lastEditedAt: DateTime, headRepositoryOwner: Owner
  labels(first: Int): Labels
  comments(first: Int, orderBy: IssueCommentOrder): Saids!
  reviews(last: Int): Saids
}
"""
_START = datetime.fromisoformat("2026-08-21T03:00:00+00:00")


@cache
def _schema() -> GraphQLSchema:
    return build_schema(_SCHEMA)


def tell_states(hub: FakeGithub, question: str, variables: dict[str, Any]) -> dict[str, Any]:
    is_large = question.count(": repository(") > hub.most
    if is_large or hub.unanswered in (variables.values() if hub.unanswered else ()):
        raise RefusalError(502, "Something went wrong")
    hub.points -= 3
    limit = {"cost": 3, "remaining": hub.points, "resetAt": hub.new_points_at}
    root = {"rateLimit": limit, "repository": _finder(hub)}
    done = graphql_sync(_schema(), question, root, variable_values=variables)
    told: dict[str, Any] = {"data": done.data}
    if done.errors:
        told["errors"] = [
            {"type": one.extensions["type"], "path": one.path, "message": one.message}
            if one.extensions
            else one.formatted
            for one in done.errors
        ]
    return told


def _finder(hub: FakeGithub) -> Callable[..., Any]:
    def find(info: Any, owner: str, name: str) -> Any:
        there = hub.at(owner, name)
        owner, name = hub.named(owner, name)
        try:
            return _repository(there, there.find(owner, name))
        except RefusalError as error:
            text = f"Could not resolve to a Repository with the name '{owner}/{name}'."
            raise GraphQLError(text, extensions={"type": "NOT_FOUND"}) from error

    return find


def _repository(hub: FakeGithub, place: Place) -> dict[str, Any]:
    mine = hub.forks.get(hub.bot.removesuffix("[bot]"))

    def ref(info: Any, qualifiedName: str) -> Any:  # noqa: N803
        sha = place.head(qualifiedName.removeprefix("refs/heads/"))
        return {"target": {"oid": sha}} if sha else None

    def pulls(info: Any, first: int, headRefName: str = "", baseRefName: str = "",  # noqa: N803
              states: Any = (), orderBy: Any = None) -> Any:  # noqa: N803  # fmt: skip
        rows = [
            one
            for number in sorted(hub.pulls, reverse=True)
            if (one := _pull(hub, hub.pulls[number]))
            and headRefName in ("", hub.pulls[number]["head"]["ref"])
            and baseRefName in ("", one["baseRefName"])
            and (not states or one["state"] in states)
        ]
        if orderBy["field"] == "UPDATED_AT":
            rows.sort(key=lambda one: str(one["updatedAt"]), reverse=True)
        return {"totalCount": len(rows), "nodes": rows[:first]}

    return {
        "nameWithOwner": place.full_name,
        "viewerPermission": "WRITE" if place.may_push else "READ",
        "ref": ref,
        "forks": lambda info, **_: {"nodes": [_repository(hub, mine)] if mine else []},
        "pullRequests": pulls,
    }


def _pull(hub: FakeGithub, pull: dict[str, Any]) -> dict[str, Any]:
    number = pull["number"]
    said = {
        kind: [f"2026-08-21T04:{made:02}:00Z" for made, one in enumerate(hub.said, 1)
               if one[0] == number and (one[1] == "issue") == (kind == "comments")]
        for kind in ("comments", "reviews")
    }  # fmt: skip
    shown = {
        "number": number,
        "state": "MERGED" if pull["merged_at"] else pull["state"].upper(),
        "title": pull["title"],
        "body": pull["body"],
        "baseRefName": pull["base"]["ref"],
        "headRefOid": pull["head"]["sha"],
        "headRepositoryOwner": {"login": pull["head"]["label"].split(":")[0]},
        "labels": {"nodes": pull["labels"]},
        "lastEditedAt": _since(hub, f"body {number}", pull["body"]),
        **{
            kind: {"totalCount": len(times), "nodes": [{"updatedAt": one} for one in times][-1:]}
            for kind, times in said.items()
        },
    }
    updated = _since(hub, f"pull {number}", shown)
    return shown | {"updatedAt": updated or _START.isoformat().replace("+00:00", "Z")}


def _since(hub: FakeGithub, key: str, what: Any) -> str | None:
    """Later by a second whenever something is not as it was told last; None as long as it never changed."""
    digest = hashlib.sha256(repr(what).encode()).hexdigest()
    known, times = hub.seen.get(key, (digest, 0))
    hub.seen[key] = digest, times + (known != digest)
    at = hub.clock or _START + timedelta(seconds=hub.seen[key][1])
    return at.isoformat().replace("+00:00", "Z") if hub.seen[key][1] else None
