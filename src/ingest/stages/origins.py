"""Where the text of a list to adopt comes from: a file, a folder, a URL, a repository on GitHub."""

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from ingest import repo as git
from ingest.errors import ConfigError, ListError, PublishError, SourceError
from ingest.web import Gate

RAW_URL = "https://raw.githubusercontent.com"
_README = re.compile(r"readme\.(?:md|markdown)", re.IGNORECASE)
_GUESSES = tuple(
    (branch, name) for branch in ("main", "master") for name in ("README.md", "readme.md")
)
_GITHUB = re.compile(
    r"https?://(?:www\.)?github\.com/(?P<owner>[\w.-]+)/(?P<repo>[\w.-]+?)(?:\.git)?"
    r"(?:/(?:blob|tree)/(?P<branch>[^/]+)(?:/(?P<path>[^?#]+))?)?/?(?:[?#].*)?"
)
_RAW = re.compile(
    r"/(?P<owner>[^/]+)/(?P<repo>[^/]+)/(?:refs/heads/)?(?P<branch>[^/]+)/(?P<path>.+)"
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A list's text, and what its place says of it."""

    text: bytes
    where: str  # the file or URL it was read from
    name: str  # what the list may be called
    path: str = "README.md"
    base: str = "main"
    github_repo: str | None = None  # owner/name where it lives on GitHub


def is_url(origin: str) -> bool:
    """True for what has to be asked of the network."""
    return origin.lower().startswith(("http://", "https://"))


def read_folder_or_file(path: Path) -> Origin:
    """A Markdown file, the README of a folder, or the README on the first branch of a bare repository."""
    try:
        if path.is_dir() and git.has_repo(path):
            return _read_bare(path)
        file = _find_readme(path) if path.is_dir() else path
        name = file.resolve().parent.name if _README.fullmatch(file.name) else file.stem
        return Origin(file.read_bytes(), str(file), make_name(name), path=file.name)
    except OSError as error:
        raise ListError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error


def fetch_origin(url: str, gate: Gate, raw_url: str = RAW_URL) -> Origin:
    """The text behind a URL: of a GitHub repository its README, of anything else the answer itself."""
    page = _GITHUB.fullmatch(url)
    if page and page["path"]:
        places = [(page["branch"], page["path"])]
    elif page:
        names = dict.fromkeys(name for _, name in _GUESSES)
        places = [(page["branch"], name) for name in names] if page["branch"] else list(_GUESSES)
    else:
        return _fetch_raw(url, gate)
    repo = f"{page['owner']}/{page['repo']}"
    for branch, path in places:
        where = f"{raw_url}/{repo}/{branch}/{path}"
        answer = gate.fetch(where)
        if answer.status == 404:
            continue
        text = _judge(answer.status, answer.body, where)
        return Origin(text, where, make_name(page["repo"]), unquote(path), branch, repo)
    raise SourceError(
        f"no README was found there: {', '.join('/'.join(place) for place in places)}",
        where=url,
        todo="name the file itself: https://github.com/OWNER/NAME/blob/BRANCH/FILE.md",
    )


def read_beside(origin: Origin, page: str, gate: Gate | None) -> Origin:
    """Another file of the same list, named by its path from the first."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(origin.path), page))
    if path.startswith(("../", "/")):
        raise ListError("it is outside the list's folder", where=path, todo="adopt it by itself")
    if gate and origin.github_repo:
        url = f"https://github.com/{origin.github_repo}/blob/{origin.base}/{path}"
        return fetch_origin(url, gate)
    if gate:
        return fetch_origin(urljoin(origin.where, page), gate)
    place = Path(origin.where)
    if place.is_dir():  # a bare repository
        text = git.read_file(place, origin.base, path)
        if text is None:
            raise ListError(
                "there is no such file", where=f"{place}:{path}", todo="correct the link"
            )
        return replace(origin, text=text, path=path)
    return replace(read_folder_or_file(place.parent / page), path=path)


def _fetch_raw(url: str, gate: Gate) -> Origin:
    answer = gate.fetch(url)
    text = _judge(answer.status, answer.body, url)
    parts = urlsplit(url)
    raw = _RAW.fullmatch(unquote(parts.path)) if parts.netloc == urlsplit(RAW_URL).netloc else None
    if raw:
        repo = f"{raw['owner']}/{raw['repo']}"
        return Origin(text, url, make_name(raw["repo"]), raw["path"], raw["branch"], repo)
    path = Path(unquote(parts.path))
    stem = path.parent.name if _README.fullmatch(path.name) else path.stem
    return Origin(text, url, make_name(stem or parts.hostname or "list"))


def _judge(status: int, body: bytes, where: str) -> bytes:
    """The body, when it is a list's text and not a web page about one."""
    if status != 200:
        raise SourceError(f"the answer is {status}", where=where, todo="correct the URL")
    if body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise SourceError(
            "this is a web page, not Markdown", where=where, todo="give the URL of the raw file"
        )
    return body


def _find_readme(folder: Path) -> Path:
    names = sorted(one for one in folder.iterdir() if _README.fullmatch(one.name))
    if names:
        return names[0]
    others = sorted(one.name for one in folder.glob("*.md"))
    raise ListError(
        "there is no README.md in this folder",
        where=str(folder),
        todo=f"name the file: {', '.join(others[:5])}" if others else "name a Markdown file",
    )


def _read_bare(path: Path) -> Origin:
    head = (path / "HEAD").read_text(encoding="utf-8").strip()
    branch = head.removeprefix("ref: refs/heads/")
    read: Callable[[str], bytes | None] = lambda name: git.read_file(path, branch, name)  # noqa: E731
    try:
        found = next(((name, text) for _, name in _GUESSES if (text := read(name))), None)
    except PublishError as problem:
        raise ListError(problem.what, where=str(path), todo="name a file") from problem
    if found is None:
        raise ListError(
            f"there is no README.md on the branch {branch}", where=str(path), todo="name a file"
        )
    return Origin(found[1], str(path), make_name(path.name.removesuffix(".git")), found[0], branch)


def make_name(text: str) -> str:
    """A list's name from a repository's or a file's: letters, digits and dashes, in lower case."""
    name = re.sub(r"[^\w]+|_+", "-", text.casefold()).strip("-")
    return name or "list"


def check_name(name: str) -> str:
    """The name as given; ConfigError where it can't name a file and a repository."""
    if not re.fullmatch(r"\w[\w.-]*", name):
        raise ConfigError(
            f"{name!r} can't name a list",
            where="--name",
            todo="use letters, digits, dots and dashes",
        )
    return name
