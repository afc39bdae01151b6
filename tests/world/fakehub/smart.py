"""Git's own smart HTTP, by `git http-backend`: what `git fetch` and `git push` speak to.

https://git-scm.com/docs/git-http-backend
"""

import base64
import os
import subprocess
from collections.abc import Mapping

from fakehub.objects import move
from fakehub.state import FakeGithub, Place


def serve_git(
    hub: FakeGithub, place: Place, rest: str, method: str, query: str, headers: Mapping[str, str], body: bytes
) -> tuple[int, dict[str, str], bytes]:  # fmt: skip
    """Status, headers and body of one request below /git/OWNER/NAME.git."""
    kind, _, pair = headers.get("Authorization", "").partition(" ")
    user = base64.b64decode(pair).decode().partition(":") if kind == "Basic" else ("", "", "")
    hub.tokens.add(f"git {user[0]} {user[2]}")
    heads = {branch: place.head(branch) for branch in _branches(place)}
    done = subprocess.run(
        ["git", "http-backend"],
        input=body,
        capture_output=True,
        check=True,
        env={
            "PATH": os.environ["PATH"],
            "HOME": os.devnull,
            "GIT_PROJECT_ROOT": str(place.path),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": rest,
            "QUERY_STRING": query,
            "REQUEST_METHOD": method,
            "CONTENT_TYPE": headers.get("Content-Type", ""),
            "HTTP_CONTENT_ENCODING": headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": headers.get("Git-Protocol", ""),
            **({"REMOTE_USER": user[0]} if user[2] and place.may_push else {}),
        },
    )
    head, _, answer = done.stdout.partition(b"\r\n\r\n")
    told = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
    status = int(told.pop("Status", "200 OK").split()[0])
    for branch in _branches(place):
        sha = place.head(branch)
        if sha and sha != heads.get(branch):
            move(hub, place, branch, sha)
    return status, told, answer


def _branches(place: Place) -> list[str]:
    from fakehub.plain_git import git

    names = git(place.path, "for-each-ref", "--format=%(refname:strip=2)", "refs/heads")
    return names.split()
