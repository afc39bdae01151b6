"""Weights that differ from official ones in nothing but their size, and that the README links too."""

from collections.abc import Iterator, Sequence

from ingest.artifacts.candidates import Candidate
from ingest.artifacts.derived import derived_reason
from ingest.artifacts.hub_repos import HubRepo
from ingest.artifacts.labels import name_size, without_size
from ingest.artifacts.name_match import key_of


def find_siblings(judged: Sequence[Candidate], linked: Sequence[HubRepo]) -> Iterator[Candidate]:
    """Of several sizes of one model a card or two forget to cite the paper."""
    official = {
        _stem(one.repo): one.repo
        for one in judged
        if one.tier == "official"
        and one.kind == "weights"
        and one.repo
        and name_size(one.repo.name)
    }
    known = {one.repo.hub_id.casefold() for one in judged if one.repo}
    for repo in linked:
        sibling = official.get(_stem(repo)) if repo.kind == "model" else None
        is_new = repo.hub_id.casefold() not in known and bool(name_size(repo.name))
        if sibling and is_new and not derived_reason(repo):
            evidence = f"it differs from {sibling.hub_id} in its size alone, and the README of the paper's repository links it"
            yield Candidate("weights", repo.url, "official", evidence, repo=repo)


def _stem(repo: HubRepo) -> tuple[str, str]:
    return key_of(repo.owner), key_of(without_size(repo.name))
