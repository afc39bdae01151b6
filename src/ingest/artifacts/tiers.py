"""The tier of a Hub repository for a work: whose is it, and how do we know."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ingest.artifacts.derived import derived_reason
from ingest.artifacts.hub_repos import HubRepo, base_model_id
from ingest.artifacts.name_match import bears_just, extra_words, key_of
from ingest.works import Tier

# A card that cites this many papers lists reading or sources; citing says nothing any more.
_MANY_PAPERS = 4
_SHORTEST_AUTHOR_KEY = 7
_SHORTEST_ACCOUNT = 5
_WORDS = re.compile(r"[-_.]")
_COMMON_WORDS = frozenset(
    [
        "medical",
        "medicine",
        "health",
        "healthcare",
        "research",
        "project",
        "official",
        "models",
        "datasets",
        "learning",
        "university",
        "vision",
        "language",
        "intelligence",
        "science",
        "community",
        "group",
        "world",
        "agent",
        "agents",
        "robotics",
        "github",
        "hugging",
    ]
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is certain of a work before its Hub cards are judged."""

    arxiv_id: str | None
    name: str  # its short name, "" where it has none
    owners: Mapping[str, str]  # key of an account -> what the account is to the work
    owner_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # keys of its words
    author_keys: frozenset[str] = frozenset()
    earliest: datetime | None = None  # creation of the first card that cites the work
    in_readme: frozenset[str] = frozenset()  # hub ids that the README of its own repository links


def author_keys(authors: tuple[str, ...]) -> frozenset[str]:
    """How authors' full names look as accounts, either name first; short ones prove nothing."""
    keys = set()
    for author in authors:
        words = [key_of(word) for word in author.replace(",", " ").split()]
        if len(words) > 1:
            keys |= {"".join(words), words[-1] + "".join(words[:-1]), words[0] + words[-1]}
    return frozenset(key for key in keys if len(key) >= _SHORTEST_AUTHOR_KEY)


def hub_tier(repo: HubRepo, known: Known) -> tuple[Tier, str] | None:
    """The tier of a repository that may be the work's, with one phrase for a person; None: no tie at all."""
    cites = known.arxiv_id is not None and known.arxiv_id in repo.arxiv_ids
    is_named = bool(known.name) and extra_words(repo.name, known.name) is not None
    is_linked = hub_key(repo) in known.in_readme
    if not cites and not is_named:
        return None
    if not cites and repo.arxiv_ids and known.arxiv_id:
        return "unknown", "it bears the work's name, but its card cites another paper"
    reason = derived_reason(repo)
    if reason:
        return "derivative", reason
    owner = _owner_reason(repo, known)
    if not owner and cites and is_named:
        owner = _kin_reason(repo, known)
    if is_linked and (cites or bears_just(repo.name, known.name)):
        tie = "its card cites the paper" if cites else "it bears the work's name"
        return "official", f"the README of the paper's repository links it, and {owner or tie}"
    if owner:
        return _own_tier(repo, known, owner, cites=cites, is_named=is_named)
    return _foreign_tier(repo, known, cites=cites, is_named=is_named)


def hub_key(repo: HubRepo) -> str:
    """How two mentions of one repository are known as the same."""
    return f"hub:{repo.kind}/{repo.hub_id}".casefold()


def _own_tier(
    repo: HubRepo, known: Known, owner: str, *, cites: bool, is_named: bool
) -> tuple[Tier, str]:
    if cites and (is_named or len(repo.arxiv_ids) == 1):
        return "official", f"its card cites the paper, and {owner}"
    if cites:
        return "likely", f"its card cites the paper among {len(repo.arxiv_ids)}, and {owner}"
    if bears_just(repo.name, known.name):
        return "official", f"it bears the work's name, and {owner}"
    return "likely", f"its name begins like the work's, and {owner}"


def _foreign_tier(repo: HubRepo, known: Known, *, cites: bool, is_named: bool) -> tuple[Tier, str]:
    """The tier where nothing ties the account to the work."""
    bases = [base_model_id(one) for one in repo.base_models]
    own_base = next((one for one in bases if _is_own_base(one, known)), None)
    if own_base:
        return (
            "derivative",
            f"its card states the base model {own_base}; its account is not the work's",
        )
    if len(repo.arxiv_ids) >= _MANY_PAPERS:
        return "unknown", f"its card cites {len(repo.arxiv_ids)} papers"
    if is_named and cites:
        return (
            "likely",
            "its card cites the paper and it bears the work's name; its account is not known",
        )
    if bases and cites:
        return (
            "derivative",
            f"its card states the base model {bases[0]}; its account is not the work's",
        )
    if cites and repo.created_at and repo.created_at == known.earliest:
        return "likely", "the earliest card that cites the paper; its account is not known"
    if cites:
        return "unknown", "its card cites the paper; its account is not known"
    if bears_just(repo.name, known.name):
        return "likely", "it bears the work's name; nothing else ties it to the paper"
    return "unknown", "its name begins like the work's"


def _owner_reason(repo: HubRepo, known: Known) -> str | None:
    for account in dict.fromkeys((repo.owner, repo.organisation)):
        key = key_of(account)
        if key and key in known.owners:
            return f"its account {account} is {known.owners[key]}"
    is_author = key_of(repo.owner).rstrip("0123456789") in known.author_keys
    return f"its account {repo.owner} is an author's name" if is_author else None


def _kin_reason(repo: HubRepo, known: Known) -> str | None:
    """A tie that is too weak alone but holds for a card that cites the paper and bears its name.

    The account is called as the work is, or one account's whole name is a word of the other's
    (`google` and `Google-Health`); words that any account may have do not count.
    """
    key = key_of(repo.owner)
    if key == key_of(known.name):
        return f"its account {repo.owner} is called as the work is"
    words = {key_of(word) for word in _WORDS.split(repo.owner)}
    for other, reason in known.owners.items():
        other_words = set(known.owner_words.get(other, ()))
        shared = ({key} & other_words) | ({other} & words)
        if any(len(word) >= _SHORTEST_ACCOUNT and word not in _COMMON_WORDS for word in shared):
            return f"its account {repo.owner} is kin to {reason}"
    return None


def _is_own_base(base: str, known: Known) -> bool:
    owner, _, name = base.partition("/")
    is_named = bool(known.name) and extra_words(name, known.name) is not None
    return is_named or key_of(owner) in known.owners
