"""Where each page of the site stands: readable, safe on every file system, never two works in one place."""

import hashlib
import re

_UNSAFE = re.compile(r"[^a-z0-9._-]+")
_DOTS = re.compile(r"[.-]*\.[.-]*")
_ARXIV = re.compile(r"arxiv:(\d{4})\.\d{4,5}")
_LONGEST = 60


def work_path(work_id: str) -> str:
    """The page of a work: `works/arxiv/2508/2508.02669.html`.

    What a path can't hold is replaced, and then a digest tells it from others that would be equal.
    """
    plain = _ARXIV.fullmatch(work_id)
    if plain:
        return f"works/arxiv/{plain[1]}/{work_id.removeprefix('arxiv:')}.html"
    issuer, _, rest = work_id.partition(":")
    digest = hashlib.blake2b(work_id.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"works/{slug(issuer)}/{digest[:2]}/{slug(rest)[:_LONGEST].strip('-.')}-{digest}.html"


def slug(text: str) -> str:
    """A text as part of a path: small letters, digits, dots and dashes."""
    return _DOTS.sub(".", _UNSAFE.sub("-", text.lower())).strip("-.") or "x"


def up_to_root(path: str) -> str:
    """How a page at this path names the site's root: `../../../`, or nothing for a page in it."""
    return "../" * path.count("/")


_ADDRESSES = {
    "arxiv": "https://arxiv.org/abs/", "doi": "https://doi.org/", "github": "https://github.com/",
    "openreview": "https://openreview.net/forum?id=", "acl": "https://aclanthology.org/",
    "pmc": "https://pmc.ncbi.nlm.nih.gov/articles/", "url": "https://",
}  # fmt: skip


def id_url(canonical_id: str) -> str:
    """Where the thing that bears this id stands; empty where only its name is known."""
    issuer, _, rest = canonical_id.partition(":")
    if issuer == "hub":
        kind, _, name = rest.partition("/")
        return f"https://huggingface.co/{'' if kind == 'model' else kind + 's/'}{name}"
    return _ADDRESSES[issuer] + rest if issuer in _ADDRESSES else ""
