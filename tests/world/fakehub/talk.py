"""Pull requests, issues and what is said under them.

https://docs.github.com/en/rest/pulls and https://docs.github.com/en/rest/issues
"""

from typing import Any

from fakehub.objects import Answer, head_of
from fakehub.plain_git import git
from fakehub.state import FakeGithub, Place, RefusalError

AT = "2026-08-21T03:00:00Z"


def list_pulls(hub: FakeGithub, place: Place, query: dict[str, str], **_: Any) -> Answer:
    rows = [
        pull
        for pull in hub.pulls.values()
        if query.get("state", "open") in ("all", pull["state"])
        and query.get("head") in (None, pull["head"]["label"])
    ]
    return 200, [show_pull(pull) for pull in reversed(rows)]


def create_pull(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    head, base = head_of(hub, place, sent["head"]), place.head(sent["base"])
    if head is None or base is None:
        raise RefusalError(422, "Validation Failed", {"field": "head", "code": "invalid"})
    told = sent["head"] if ":" in sent["head"] else f"{place.owner}:{sent['head']}"
    for pull in hub.pulls.values():
        if pull["state"] == "open" and pull["head"]["label"] == told:
            text = f"A pull request already exists for {told}."
            raise RefusalError(422, "Validation Failed", {"code": "custom", "message": text})
    if not git(place.path, "rev-list", f"{base}..{head}"):
        text = f"No commits between {sent['base']} and {sent['head']}"
        raise RefusalError(422, "Validation Failed", {"code": "custom", "message": text})
    number = hub.next_number()
    hub.pulls[number] = {
        "number": number,
        "url": f"{place.url}/pulls/{number}",
        "html_url": f"https://github.example/{place.full_name}/pull/{number}",
        "issue_url": f"{place.url}/issues/{number}",
        "state": "open",
        "title": sent["title"],
        "body": sent["body"],
        "user": user(hub.bot),
        "head": {"ref": told.rpartition(":")[2], "label": told, "sha": head},
        "base": {"ref": sent["base"], "label": f"{place.owner}:{sent['base']}", "sha": base},
        "created_at": AT,
        "updated_at": AT,
        "closed_at": None,
        "merged_at": None,
        "closed_by": None,
        "labels": [],
    }
    return 201, show_pull(hub.pulls[number])


def show_pull(pull: dict[str, Any]) -> dict[str, Any]:
    """Who closed it is told by the issue, not by the pull request."""
    return {key: value for key, value in pull.items() if key != "closed_by"}


def user(login: str) -> dict[str, Any]:
    return {"login": login, "type": "Bot" if login.endswith("[bot]") else "User"}


def read_pull(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    if int(number) not in hub.pulls:
        raise RefusalError(404, "Not Found")
    return 200, show_pull(hub.pulls[int(number)])


def edit_pull(hub: FakeGithub, place: Place, number: str, sent: Any, **_: Any) -> Answer:
    hub.pulls[int(number)].update(sent)
    hub.editors[int(number)] = hub.bot.removesuffix("[bot]")
    return read_pull(hub, place, number)


def read_issue(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    if int(number) in hub.issues:
        return 200, hub.issues[int(number)]
    if int(number) not in hub.pulls:
        raise RefusalError(404, "Not Found")
    pull = hub.pulls[int(number)]
    kept = ("number", "title", "body", "state", "user", "created_at", "updated_at", "closed_at")
    by = user(pull["closed_by"]) if pull["closed_by"] else None
    return 200, {key: pull[key] for key in kept} | {"url": pull["issue_url"], "closed_by": by}


def list_issues(hub: FakeGithub, place: Place, query: dict[str, str], **_: Any) -> Answer:
    rows = [
        one for one in hub.issues.values() if query.get("state", "open") in ("all", one["state"])
    ]
    return 200, list(reversed(rows))


def create_issue(hub: FakeGithub, place: Place, sent: Any, **_: Any) -> Answer:
    number = hub.next_number()
    hub.issues[number] = {
        "number": number,
        "url": f"{place.url}/issues/{number}",
        "html_url": f"https://github.example/{place.full_name}/issues/{number}",
        "title": sent["title"],
        "body": sent["body"],
        "state": "open",
        "user": user(hub.bot),
        "created_at": AT,
        "updated_at": AT,
        "closed_at": None,
    }
    return 201, hub.issues[number]


def edit_issue(hub: FakeGithub, place: Place, number: str, sent: Any, **_: Any) -> Answer:
    hub.issues[int(number)].update(sent)
    return 200, hub.issues[int(number)]


def create_comment(hub: FakeGithub, place: Place, number: str, sent: Any, **_: Any) -> Answer:
    if int(number) not in hub.pulls:
        raise RefusalError(404, "Not Found")
    hub.comments.append((int(number), sent["body"]))
    hub.said.append((int(number), "issue", hub.bot, sent["body"]))
    return 201, show_said(hub, place, int(number), "issue")[-1]


def list_comments(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    return 200, show_said(hub, place, int(number), "issue")


def list_review_comments(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    return 200, show_said(hub, place, int(number), "line")


def list_reviews(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    said = show_said(hub, place, int(number), "review")
    return 200, [
        {key: value for key, value in one.items() if not key.endswith("_at")}
        | {"submitted_at": one["created_at"], "state": "COMMENTED"}
        for one in said
    ]


def show_said(hub: FakeGithub, place: Place, number: int, where: str) -> list[dict[str, Any]]:
    return [
        {
            "id": made,
            "body": text,
            "user": user(who),
            "created_at": f"2026-08-21T04:{made:02}:00Z",
            "updated_at": f"2026-08-21T04:{made:02}:00Z",
        }
        | ({"diff_hunk": hub.hunks.get(made, "@@ -1 +1 @@")} if kind == "line" else {})
        for made, (of, kind, who, text) in enumerate(hub.said, 1)
        if (of, kind) == (number, where)
    ]


def read_permission(hub: FakeGithub, place: Place, login: str, **_: Any) -> Answer:
    if login not in hub.permissions:
        raise RefusalError(404, "Not Found")
    role = hub.permissions[login]
    return 200, {"permission": role, "role_name": role, "user": user(login)}


def list_files(hub: FakeGithub, place: Place, number: str, **_: Any) -> Answer:
    pull = hub.pulls[int(number)]
    base, head = pull["base"]["sha"], pull["head"]["sha"]
    patch = git(place.path, "diff", f"{base}...{head}", "--", "README.md")
    row = {"filename": "README.md", "status": "modified", "patch": patch[patch.index("@@") :]}
    return 200, [row | {"sha": head, "additions": 1, "deletions": 0, "changes": 1}]


ROUTES = (
    ("GET", r"/pulls", list_pulls),
    ("POST", r"/pulls", create_pull),
    ("GET", r"/pulls/(\d+)", read_pull),
    ("PATCH", r"/pulls/(\d+)", edit_pull),
    ("GET", r"/pulls/(\d+)/comments", list_review_comments),
    ("GET", r"/pulls/(\d+)/reviews", list_reviews),
    ("GET", r"/pulls/(\d+)/files", list_files),
    ("GET", r"/issues", list_issues),
    ("POST", r"/issues", create_issue),
    ("GET", r"/issues/(\d+)", read_issue),
    ("PATCH", r"/issues/(\d+)", edit_issue),
    ("POST", r"/issues/(\d+)/comments", create_comment),
    ("GET", r"/issues/(\d+)/comments", list_comments),
    ("GET", r"/collaborators/([^/]+)/permission", read_permission),
)
