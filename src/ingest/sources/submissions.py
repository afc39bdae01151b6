"""What people ask for by hand: an arXiv id or a Hub address, alone or somewhere in an issue's text.

https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
"""

import re

from ingest.errors import SourceError
from ingest.ids import hub_id, parse_arxiv_id

READ_LIMIT = 4_000  # characters: what comes later in an issue is conversation
_TOKEN = re.compile(r"[^\s<>()\[\]\"'`|]+")
_REPOSITORIES = ("hub:model/", "hub:dataset/")


def read_submission(text: str) -> str:
    """The first work that a text names, as a canonical id: `arxiv:`, `hub:model/`, `hub:dataset/`.

    SourceError where it names none. Spaces show works and are none themselves.
    """
    for token in _TOKEN.findall(text[:READ_LIMIT]):
        named = _canonical(token.rstrip(".,;:!?"))
        if named:
            return named
    raise SourceError(
        "neither an arXiv id nor the address of a model or data set on the Hub",
        where="submission",
        todo="give one, for example arXiv:2504.00869 or https://huggingface.co/datasets/owner/name",
    )


def _canonical(token: str) -> str | None:
    arxiv = parse_arxiv_id(token)
    if arxiv:
        return f"arxiv:{arxiv.arxiv_id}"
    hub = hub_id(token) if "/" in token else None
    return hub if hub and hub.startswith(_REPOSITORIES) else None
