"""A work and the Hub repositories around it -> tiered links with evidence."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.artifacts.abstract_names import name_in_abstract
from ingest.artifacts.candidates import (
    Candidate,
    cited_cards,
    field_candidates,
    own_candidates,
    text_candidates,
)
from ingest.artifacts.choices import (
    label_of,
    once_each,
    one_per_size,
    prefer_data_hosts,
    prefer_named_repository,
    tier_rank,
)
from ingest.artifacts.hub_repos import HubRepo
from ingest.artifacts.labels import data_role, size_order
from ingest.artifacts.name_match import key_of
from ingest.artifacts.names import short_name
from ingest.artifacts.readmes import readme_repos
from ingest.artifacts.siblings import find_siblings
from ingest.artifacts.tiers import Known, author_keys, hub_key, hub_tier
from ingest.works import Artifact, LinkKind, Work

_KIND_ORDER: dict[LinkKind, int] = {"paper": 0, "weights": 1, "data": 2, "code": 3, "project": 4}
_ROLE_ORDER = {"PT": 0, "SFT": 1, "RL": 2}


def find_artifacts(
    work: Work, repos: Sequence[HubRepo] = (), readme: str = ""
) -> tuple[Artifact, ...]:
    """Every link that may be the work's own: by kind, then best tier first, weights by size.

    Candidates are the URLs of abstract and comment, the sources' own fields (`work.links`) and `repos`,
    Hub repositories that cite the work or may bear its name; one that does neither is left out.
    `readme` is that of the work's own code repository, whose links are evidence. Each URL comes once
    per kind. Only tier official may fill a cell.
    """
    certain = [*text_candidates(work), *field_candidates(work), *own_candidates(work)]
    arxiv_id = arxiv_id_of(work)
    linked = readme_repos(readme)
    cards = _united(repos, (*cited_cards(work, arxiv_id), *linked))
    if not certain and not cards:
        return ()
    name = _name(work, certain)
    judged: list[Candidate] = []
    if cards:
        known = _known(work, certain, cards, arxiv_id, name)
        known = replace(known, in_readme=frozenset(hub_key(one) for one in linked))
        judged = [one for repo in cards for one in _judged(repo, known)]
        judged += find_siblings(judged, linked)
        certain = [_with_card(one, cards) for one in certain]
    links = prefer_named_repository(once_each([*certain, *judged]))
    links = one_per_size(prefer_data_hosts(links), name)
    return tuple(_artifact(work, one) for one in sorted(links, key=_place))


def _name(work: Work, certain: Iterable[Candidate]) -> str:
    """What repositories of the work would be called: the title's name, the abstract's, its code's."""
    named = short_name(work.title) or name_in_abstract(work.abstract, work.title)
    code = (one for one in certain if one.kind == "code" and one.tier == "official" and one.owner)
    return named or next((one.url.rsplit("/", 1)[-1] for one in code), "")


def arxiv_id_of(work: Work) -> str | None:
    """The bare arXiv id of a work, None where it has none."""
    named = (one for one in (work.work_id, *work.ids) if one.startswith("arxiv:"))
    return next((one.removeprefix("arxiv:") for one in named), None)


def _united(repos: Sequence[HubRepo], cards: Iterable[HubRepo]) -> tuple[HubRepo, ...]:
    """Each repository once; a full record goes before a bare mention of the same one."""
    found: dict[tuple[str, str], HubRepo] = {}
    for repo in (*repos, *cards):
        found.setdefault((repo.kind, repo.hub_id.casefold()), repo)
    return tuple(found.values())


def _known(
    work: Work,
    certain: Iterable[Candidate],
    cards: Sequence[HubRepo],
    arxiv_id: str | None,
    name: str,
) -> Known:
    owners: dict[str, str] = {}
    words: dict[str, tuple[str, ...]] = {}
    for one in certain:
        if one.owner and one.owner_reason:
            owners.setdefault(key_of(one.owner), one.owner_reason)
            words[key_of(one.owner)] = tuple(key_of(word) for word in one.owner.split("-"))
    slugs = [value for field, value in work.facts if field == "organization"]
    for account in (*slugs, *([work.organisation] if work.organisation else ())):
        owners.setdefault(key_of(account), "the organisation on the paper's Hub page")
    times = [repo.created_at for repo in cards if repo.created_at and arxiv_id in repo.arxiv_ids]
    return Known(
        arxiv_id=arxiv_id,
        name=name,
        owners=owners,
        owner_words=words,
        author_keys=author_keys(work.authors),
        earliest=min(times, default=None),
    )


def _judged(repo: HubRepo, known: Known) -> list[Candidate]:
    judged = hub_tier(repo, known)
    if judged is None:
        return []
    tier, evidence = judged
    kind: LinkKind = "data" if repo.kind == "dataset" else "weights"
    return [Candidate(kind, repo.url, tier, evidence, repo=repo)]


def _with_card(candidate: Candidate, cards: Sequence[HubRepo]) -> Candidate:
    """A Hub link that a text names, with the Hub's own record of it where there is one."""
    repo = candidate.repo
    if repo is None or candidate.origin == "own":
        return candidate
    same = (
        one
        for one in cards
        if one.kind == repo.kind and one.hub_id.casefold() == repo.hub_id.casefold()
    )
    return replace(candidate, repo=next(same, repo))


def _artifact(work: Work, one: Candidate) -> Artifact:
    label = label_of(one) if one.kind == "weights" else None
    if one.kind == "data":
        label = data_role(one.url.rsplit("/", 1)[-1])
    rows = one.repo.rows if one.repo and one.kind == "data" else None
    return Artifact(
        work.work_id, one.kind or "project", one.url, one.tier, one.evidence, label, rows
    )


def _place(one: Candidate) -> tuple[int, int, object, str]:
    within: object = 0
    if one.kind == "weights":
        within = size_order(label_of(one))
    elif one.kind == "data":
        within = _ROLE_ORDER.get(data_role(one.url.rsplit("/", 1)[-1]) or "", len(_ROLE_ORDER))
    return _KIND_ORDER[one.kind or "project"], tier_rank(one), within, one.url.casefold()
