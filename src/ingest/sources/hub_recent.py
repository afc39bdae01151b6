"""Repositories that are new on the Hub and cite no paper: https://huggingface.co/docs/hub/api

A model or data set with a paper is that paper's artifact, and comes with it. What is left are works that have
nothing but their repository. Conversions of someone's weights and parts to be put on them are none.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from ingest.sources.hub_repos import RepoKind
from ingest.works import Page, Sighting

_EXPAND: Mapping[RepoKind, tuple[str, ...]] = {
    "model": (
        "baseModels", "createdAt", "downloads", "gated", "lastModified", "likes", "pipeline_tag",
        "safetensors", "tags",
    ),
    "dataset": (
        "createdAt", "description", "downloads", "gated", "lastModified", "likes", "tags",
    ),
}  # fmt: skip
_NEXT = re.compile(r'<([^<>]+)>\s*;[^,]*\brel="?next\b')
_REPACKED = ("quantized:", "adapter:", "merge:")
_FORMATS = frozenset({"gguf", "awq", "gptq", "mlx", "exl2"})


def recent_url(endpoint: str, kind: RepoKind, asked: Mapping[str, str], limit: int) -> str:
    """The URL of the newest repositories first; `asked` is `{"filter": tag}` or `{"search": words}`."""
    pairs = [*asked.items(), ("sort", "createdAt"), ("direction", "-1"), ("limit", str(limit))]
    pairs += [("expand", name) for name in _EXPAND[kind]]
    return f"{endpoint.rstrip('/')}/api/{kind}s?{urlencode(pairs)}"


def next_url(headers: Mapping[str, str]) -> str | None:
    """Where the next page is, by the Link header; None on the last one."""
    named = {name.lower(): value for name, value in headers.items()}
    match = _NEXT.search(named.get("link", ""))
    return match[1] if match else None


def without_paper(page: Page, since: datetime, min_likes: int) -> tuple[Sighting, ...]:
    """The repositories of a page that are works of their own: new, liked, no paper, no repackaging."""
    return tuple(one for one in page.sightings if _is_work(one, since, min_likes))


def _is_work(repo: Sighting, since: datetime, min_likes: int) -> bool:
    if repo.published_at is None or repo.published_at < since or (repo.upvotes or 0) < min_likes:
        return False
    facts = repo.facts
    bases = [value for name, value in facts if name == "base_models"]
    tags = {value.lower() for name, value in facts if name == "tags"}
    has_paper = any(name == "arxiv_ids" for name, _ in facts)
    return not (has_paper or tags & _FORMATS or any(base.startswith(_REPACKED) for base in bases))
