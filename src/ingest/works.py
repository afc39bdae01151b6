"""The nouns that every room shares: frozen values, no behaviour beyond reading themselves.

Times are aware and UTC. Ids are canonical (`ids.py`). Words are those of docs/glossary.md.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Source = Literal["arxiv", "hub", "trending"]
LinkKind = Literal["paper", "weights", "data", "code", "project"]
Tier = Literal["official", "likely", "derivative", "unknown"]
State = Literal["certain", "needs-look", "no"]
ChangeKind = Literal["add", "fill", "upgrade", "repair"]
DecisionKind = Literal["merged", "refused", "moved", "corrected", "snoozed"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One record of one source's answer, as that source told it."""

    source: Source
    kind: str  # query | listing | oai | snapshot | daily | paper | model | dataset | card | feed | topic
    title: str
    ids: tuple[str, ...] = ()  # strongest first; empty where the record names none
    abstract: str = ""
    is_abstract_cut: bool = False
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()  # the source's own, primary first (cs.CV, ...)
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    version: int | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    listed_at: datetime | None = None
    is_withdrawn: bool = False
    rank: int | None = None  # place in the feed, from 1
    upvotes: int | None = None
    organisation: str | None = None
    links: tuple[tuple[str, str], ...] = ()  # (the source's own field name, URL)
    facts: tuple[tuple[str, str], ...] = ()  # further facts a later room reads (tags, parameters)


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that could not become a sighting: kept with its reason, never dropped."""

    source: Source
    kind: str
    position: int  # 1-based record, or line for line formats
    reason: str
    excerpt: str = ""  # at most 500 characters of the record


@dataclass(frozen=True, slots=True)
class Page:
    """What one payload held. `len(sightings) + len(rejects)` is its number of records."""

    sightings: tuple[Sighting, ...]
    rejects: tuple[Reject, ...] = ()
    total_count: int | None = None  # what the source says it has for the whole query
    start_index: int = 0
    next_token: str | None = None  # how to ask for the rest, where the source gives it


@dataclass(frozen=True, slots=True)
class Work:
    """One paper, model or data set, folded from all its sightings."""

    work_id: str  # its strongest canonical id; never changes meaning, may be merged into another
    title: str
    ids: tuple[str, ...] = ()
    abstract: str = ""
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    version: int | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    first_seen_at: datetime | None = None
    is_withdrawn: bool = False
    rank: int | None = None
    upvotes: int | None = None
    organisation: str | None = None
    sources: tuple[str, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase that matched, and where: `start` and `end` are character offsets in that place."""

    concept: str
    phrase: str  # as it stands in the text
    place: Literal["title", "lead", "abstract"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one work and one category."""

    work_id: str
    category: str
    score: float  # 0..1
    state: State
    evidence: tuple[Evidence, ...] = ()
    runner_up: str | None = None
    runner_up_score: float = 0.0
    reason: str = ""  # why the state is not `certain`, for a person


@dataclass(frozen=True, slots=True)
class Artifact:
    """A link to a work's weights, data, code or project page, with how we know."""

    work_id: str
    kind: LinkKind
    url: str
    tier: Tier
    evidence: str  # one phrase for a person: "named in the abstract"
    label: str | None = None  # parameter size or data role where known: "7B", "SFT"
    row_count: int | None = None  # of data, where the Hub counts its items


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about one work in one list; kept for good."""

    list_name: str
    work_id: str
    kind: DecisionKind
    how: str  # "unticked", "pull request closed", "row deleted on the branch", ...
    who: str
    decided_at: datetime
    section: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What an entry in a list can say of a work; every value already plain text, not yet Markdown."""

    work_id: str
    ids: tuple[str, ...]  # every canonical id of the work, for dedupe and read-back
    title: str
    paper_url: str | None  # https://arxiv.org/abs/... without version, or the venue's page
    name: str | None = None  # short name: "HuatuoGPT-o1"
    authors: tuple[str, ...] = ()
    year: int | None = None
    month: int | None = None
    day: int | None = None
    venue: str | None = None  # "MICCAI", "EMNLP"; None while it is only on arXiv
    venue_year: int | None = None
    links: tuple[Artifact, ...] = ()  # only those a cell may show (tier official)
    quantity: int | None = None  # size of a data set, in its own items
    is_llm: bool = False  # the paper is about a large language model
    # What only an entry of a list tells; a work has none of it.
    notes: tuple[tuple[str, str], ...] = ()  # (field label or place, words): descriptions, tags
    places: tuple[
        tuple[str, str, str], ...
    ] = ()  # (column or line, URL, the words it is linked by)
    spelled: tuple[
        tuple[str, str], ...
    ] = ()  # (fact, its words as the entry has them, marks and all)
    is_from_entry: bool = False  # read from an entry: spellings and addresses stay as they are


@dataclass(frozen=True, slots=True)
class Found:
    """Everything known about a work that a list or a pull request may need."""

    work: Work
    verdicts: tuple[Verdict, ...] = ()  # best first
    artifacts: tuple[Artifact, ...] = field(default=())
    holds: frozenset[str] = frozenset()  # shared rules that a list narrows by and that hold
