"""Models and data sets that a repository's README links: which ones, not yet whose.

Where GitHub serves a README: https://docs.github.com/en/repositories/working-with-files/using-files/viewing-and-understanding-files
"""

import re

from ingest.artifacts.hub_repos import HubRepo
from ingest.ids import github_repo, hub_id

_HUB_LINK = re.compile(
    r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)/[\w./-]+", re.IGNORECASE
)
_LONGEST = 400_000  # characters that are read


def readme_repos(text: str) -> tuple[HubRepo, ...]:
    """Each model and data set of the Hub that a README links, in its order, code blocks included."""
    found: dict[str, HubRepo] = {}
    for match in _HUB_LINK.finditer(text[:_LONGEST]):
        canonical = hub_id(match[0].rstrip(".,;:)/"))
        if canonical is None or canonical.startswith("hub:space/"):
            continue
        kind, _, name = canonical.removeprefix("hub:").partition("/")
        repo = HubRepo(name, "dataset" if kind == "dataset" else "model")
        found.setdefault(canonical.casefold(), repo)
    return tuple(found.values())


def readme_url(base_url: str, code_url: str) -> str | None:
    """Where the README of a code repository can be read; None for a host that serves none plainly."""
    repo = github_repo(code_url)
    return f"{base_url.rstrip('/')}/{repo}/HEAD/README.md" if repo else None
