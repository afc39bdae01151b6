"""What a URL can stand for, by its host and path: code, weights, data, project page, or nothing."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from ingest.ids import github_repo, hub_id
from ingest.works import LinkKind

_CODE_HOSTS = {"gitlab.com", "bitbucket.org", "codeberg.org", "gitee.com", "sourceforge.net"}
# Hosts that keep anything: the words around the URL say what.
_STORES = {
    "zenodo.org": "data", "figshare.com": "data", "physionet.org": "data", "osf.io": "data",
    "kaggle.com": "data", "synapse.org": "data", "ieee-dataport.org": "data",
    "data.mendeley.com": "data", "dataverse.harvard.edu": "data", "drive.google.com": "data",
    "dropbox.com": "data", "modelscope.cn": "weights", "modelscope.com": "weights",
    "openxlab.org.cn": "weights", "wandb.ai": "project",
}  # fmt: skip
# Papers, talk, video, short links: never a work's artifact, whatever is said of them.
_NOTHING = {
    "arxiv.org", "openreview.net", "aclanthology.org", "paperswithcode.com", "youtu.be",
    "youtube.com", "bilibili.com", "vimeo.com", "doi.org", "dx.doi.org", "discord.gg", "discord.com",
    "twitter.com", "x.com", "medium.com", "wikipedia.org", "bit.ly", "goo.gl", "tinyurl.com",
    "t.co", "overleaf.com", "creativecommons.org", "apps.apple.com", "play.google.com",
    "semanticscholar.org", "sciencedirect.com", "springer.com", "ieeexplore.ieee.org", "dl.acm.org",
    "alphaxiv.org", "papers.cool", "orcid.org", "linkedin.com", "neurips.cc", "biorxiv.org",
    "medrxiv.org", "ssrn.com", "nature.com", "link.springer.com", "researchgate.net",
}  # fmt: skip
_HUB_HOSTS = {"huggingface.co", "hf.co"}
_PATH_KINDS: tuple[tuple[str, LinkKind], ...] = (
    ("datasets", "data"), ("dataset", "data"), ("models", "weights"), ("model", "weights"),
    ("competitions", "project"), ("c", "project"), ("studios", "project"),
)  # fmt: skip
_DATA_WORDS = re.compile(
    r"\b(?:data ?sets?|datasets?|data|benchmarks?|corpus|corpora|annotations?|images?|recordings)\b",
    re.IGNORECASE,
)
_CODE_WORDS = re.compile(
    r"\b(?:code\w*|implementations?|scripts?|software|framework|toolkits?|toolbox|packages?|librar(?:y|ies)"
    r"|github|repositor(?:y|ies)|repo|source|models?|system|pipeline|project|everything)\b",
    re.IGNORECASE,
)
_WEIGHT_WORDS = re.compile(
    r"\b(?:models?|weights|checkpoints?|ckpts?|parameters|adapters?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Target:
    """What a URL stands for. `kind` None: only `owner` is of use (an organisation's page)."""

    kind: LinkKind | None
    url: str  # as a list would write it
    owner: str = ""  # account on GitHub or the Hub, as written
    name: str = ""  # repository there
    is_demo: bool = False  # a Space, a notebook
    is_anonymous: bool = False  # a mirror for reviewers, which goes away
    is_collection: bool = False  # a page of several weights or data sets


def target_of(url: str, words: str) -> Target | None:
    """The URL's meaning, with `words` (what the text says it holds) for hosts that keep anything."""
    full = url if "://" in url else f"https://{url}"
    try:
        parts = urlsplit(full)
    except ValueError:
        return None
    host = parts.netloc.lower().split("@")[-1].split(":")[0].removeprefix("www.")
    path = [part for part in parts.path.split("/") if part]
    if "." not in host or host in _NOTHING or any(host.endswith(f".{end}") for end in _NOTHING):
        stored = "zenodo" in parts.path.lower() and host in {"doi.org", "dx.doi.org"}
        return Target(_said(words, "data"), full) if stored else None
    if host in {"github.com", "raw.githubusercontent.com", "gist.github.com"}:
        return _github(full, host, path)
    if host in _HUB_HOSTS:
        return _hub(full, path, words)
    if host in _CODE_HOSTS:
        return Target("code", full, owner=path[0], name=path[-1]) if len(path) > 1 else None
    if "anonymous" in host or host.endswith("4open.science"):
        kind: LinkKind = "code" if host.endswith("4open.science") else "project"
        return Target(kind, full, is_anonymous=True)
    if host in {"colab.research.google.com", "gradio.app", "gradio.live"}:
        return Target("project", full, is_demo=True)
    for known, usual in _STORES.items():
        if host == known or host.endswith(f".{known}"):
            by_path = next((kind for part, kind in _PATH_KINDS if part in path[:2]), None)
            return Target(by_path or _said(words, usual), full)
    owner = host.removesuffix(".github.io") if host.endswith(".github.io") else ""
    return Target("project", full, owner=owner, name=path[0] if owner and path else "")


def _github(url: str, host: str, path: list[str]) -> Target | None:
    if host == "gist.github.com":
        return Target("code", url, owner=path[0]) if len(path) > 1 else None
    if host == "raw.githubusercontent.com":
        url = f"https://github.com/{'/'.join(path[:2])}"
    repo = github_repo(url)
    if repo:
        owner, name = repo.split("/")
        return Target("code", f"https://github.com/{repo}", owner=owner, name=name)
    if path and path[0] == "orgs" and len(path) > 1:
        path = path[1:]
    return Target(None, url, owner=path[0]) if len(path) == 1 else None


def _hub(url: str, path: list[str], words: str) -> Target | None:
    canonical = hub_id(url)
    if canonical:
        kind, owner, name = canonical.removeprefix("hub:").split("/")
        if kind == "space":
            return Target("project", _hub_url(kind, owner, name), owner, name, is_demo=True)
        link: LinkKind = "data" if kind == "dataset" else "weights"
        return Target(link, _hub_url(kind, owner, name), owner, name)
    if len(path) > 1 and path[0] == "collections":
        return Target(_said(words, "weights"), url, owner=path[1], is_collection=True)
    if path and path[0] in {"organizations", "datasets", "spaces"}:
        path = path[1:2]
    is_account = len(path) == 1 and path[0] not in {"papers", "models", "docs", "blog", "api"}
    return Target(None, url, owner=path[0]) if is_account else None


def _hub_url(kind: str, owner: str, name: str) -> str:
    folder = {"dataset": "datasets/", "space": "spaces/"}.get(kind, "")
    return f"https://huggingface.co/{folder}{owner}/{name}"


def _said(words: str, usual: str) -> LinkKind:
    """What the words nearest to the URL say it holds, else what the host usually keeps."""
    found: list[tuple[int, LinkKind]] = []
    for pattern, kind in ((_DATA_WORDS, "data"), (_WEIGHT_WORDS, "weights")):
        found += [(match.start(), kind) for match in pattern.finditer(words)]  # type: ignore[misc]
    code = re.search(r"\b(?:code\w*|scripts?|software|implementation)\b", words, re.IGNORECASE)
    if code and not found:
        return "code"
    kinds: dict[str, LinkKind] = {"data": "data", "weights": "weights", "project": "project"}
    return max(found)[1] if found else kinds[usual]


def holds_data(words: str) -> tuple[bool, bool]:
    """Whether the words say that a repository holds data, and whether they name nothing else."""
    has_data = bool(_DATA_WORDS.search(words))
    return has_data, has_data and not _CODE_WORDS.search(words)
