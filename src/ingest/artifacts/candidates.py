"""Where a work's links may come from: its own texts, the sources' fields, its own page on the Hub."""

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from ingest.artifacts.claims import Claim, claim_evidence, claim_of
from ingest.artifacts.hosts import Target, holds_data, target_of
from ingest.artifacts.hub_repos import HubRepo, hub_repo_of_facts
from ingest.artifacts.mentions import Mention, find_mentions
from ingest.ids import github_repo, hub_id
from ingest.works import LinkKind, Tier, Work

Origin = Literal[
    "text", "page", "own", "card"
]  # the authors' text, the Hub's paper page, itself, a card

_CLAIM_TIER: dict[Claim, Tier] = {
    "own": "official", "promised": "likely", "other": "unknown", "bare": "likely",
}  # fmt: skip
# The sources' own field names, without case and underscores.
_CODE_FIELDS = frozenset({"githubrepo", "github", "githuburl", "code", "repository"})
_PROJECT_FIELDS = frozenset({"projectpage", "project", "homepage"})
_CARD_FIELDS = {"linkedmodels": "model", "linkeddatasets": "dataset"}
_CARD_KINDS: dict[str, LinkKind] = {"model": "weights", "dataset": "data"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A link before it is weighed against the others; kind None: only its owner is of use."""

    kind: LinkKind | None
    url: str
    tier: Tier
    evidence: str
    origin: Origin = "card"
    owner: str = ""  # account on GitHub or the Hub
    owner_reason: str = ""  # what the account is to the work; empty where the link is not its own
    repo: HubRepo | None = None


def text_candidates(work: Work) -> tuple[Candidate, ...]:
    """The URLs of abstract and comment with the tier that the sentence around each gives it."""
    mentions = (*find_mentions(work.abstract, "abstract"), *find_mentions(work.comment, "comment"))
    return tuple(one for mention in mentions for one in _of_mention(mention))


def _of_mention(mention: Mention) -> tuple[Candidate, ...]:
    words = mention.segment if len(mention.segment.split()) > 2 else mention.before
    target = target_of(mention.url, words)
    if target is None:
        return ()
    claim = claim_of(mention)
    tier, evidence = _CLAIM_TIER[claim], claim_evidence(mention, claim)
    if target.is_demo:
        tier, evidence = "derivative", f"a demo, {evidence}"
    elif tier == "official" and mention.is_cut:
        tier, evidence = "likely", "the abstract may have been cut inside this address"
    elif tier == "official" and target.is_anonymous:
        tier, evidence = "likely", f"an anonymous mirror, {evidence}"
    elif tier == "official" and target.is_collection:
        tier, evidence = "likely", f"a collection, {evidence}"
    is_own = claim in {"own", "promised"}
    reason = f"the owner of a link in the {mention.place}" if is_own else ""
    link = _candidate(target, tier, evidence, "text", reason)
    if target.kind != "code":
        return (link,)
    has_data, is_data_only = holds_data(words)
    if not has_data:
        return (link,)
    data_tier: Tier = tier if is_data_only or tier != "official" else "likely"
    return link, Candidate("data", _data_url(mention.url, target), data_tier, evidence, "text")


def _data_url(url: str, target: Target) -> str:
    """The folder of the repository that the text points at, where it does, else the repository."""
    full = url if "://" in url else f"https://{url}"
    return full if "/tree/" in full or "/blob/" in full else target.url


def _candidate(target: Target, tier: Tier, evidence: str, origin: Origin, reason: str) -> Candidate:
    return Candidate(
        target.kind, target.url, tier, evidence, origin, target.owner, reason, _bare_repo(target)
    )


def _bare_repo(target: Target) -> HubRepo | None:
    """What a Hub address alone says of its repository: the name, from which a size can be read."""
    canonical = hub_id(target.url)
    if canonical is None or target.kind not in {"weights", "data"}:
        return None
    name = canonical.split("/", 1)[1]
    return HubRepo(name, "model" if target.kind == "weights" else "dataset")


def field_candidates(work: Work) -> tuple[Candidate, ...]:
    """The sources' own fields: a paper page's repository and project page are the authors' word."""
    found = []
    for field, url in work.links:
        key = field.lower().replace("_", "")
        if key in _CODE_FIELDS:
            found += _code_field(url)
        elif key in _PROJECT_FIELDS:
            found += _project_field(url)
        elif key == "linkedspaces" and hub_id(url):
            found.append(
                Candidate(
                    "project", url, "derivative", "a demo Space that mentions the paper", "page"
                )
            )
    return tuple(found)


def _code_field(url: str) -> list[Candidate]:
    target = target_of(url, "code")
    if target is None or target.kind is None:
        return []
    reason = "the owner of the repository on the paper's Hub page"
    return [
        _candidate(target, "official", "the repository on the paper's Hub page", "page", reason)
    ]


def _project_field(url: str) -> list[Candidate]:
    target = target_of(url, "project")
    if target is None or target.kind is None:
        return []
    reason = "the owner of the project page on the paper's Hub page"
    evidence = "the project page on the paper's Hub page"
    if target.kind in {"weights", "data"} or target.is_demo:
        return [_candidate(target, "likely", evidence, "page", reason)]
    if target.kind == "code" and not github_repo(url):
        return []
    return [_candidate(target, "official", evidence, "page", reason)]


def own_candidates(work: Work) -> tuple[Candidate, ...]:
    """The page of a work that is itself a model, a data set or a repository and has no paper."""
    for kind, link in _CARD_KINDS.items():
        prefix = f"hub:{kind}/"
        if work.work_id.startswith(prefix):
            name = work.work_id.removeprefix(prefix)
            repo = hub_repo_of_facts(name, "dataset" if kind == "dataset" else "model", work.facts)
            evidence = "the work's own page on the Hub"
            return (Candidate(link, repo.url, "official", evidence, "own", repo=repo),)
    return ()


def cited_cards(work: Work, arxiv_id: str | None) -> tuple[HubRepo, ...]:
    """Models and data sets that the paper's Hub page lists: cards that mention the paper, no more."""
    cards = []
    for field, url in work.links:
        kind = _CARD_FIELDS.get(field.lower().replace("_", ""))
        canonical = hub_id(url) if kind and urlsplit(url).scheme else None
        if not kind or not canonical or not canonical.startswith(f"hub:{kind}/"):
            continue
        name = canonical.removeprefix(f"hub:{kind}/")
        cited = (arxiv_id,) if arxiv_id else ()
        cards.append(HubRepo(name, "dataset" if kind == "dataset" else "model", arxiv_ids=cited))
    return tuple(cards)
