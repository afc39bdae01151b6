"""What the site shows, as frozen values: plain texts, numbers and times, nothing left to look up."""

from dataclasses import dataclass
from datetime import date, datetime

from ingest.works import Artifact, Verdict, Work

KINDS = ("weights", "data", "code")  # the links that readers filter by
STATES = (
    "listed",
    "proposed",
    "look",
    "waiting",
    "refused",
    "snoozed",
)  # order is part of the data


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a work stands with one list: one of STATES, and the section."""

    list_name: str
    section: str
    state: str
    outcome: str = ""  # the whole sentence of `ingest explain`
    number: int = 0  # of the item in the list's pull request


@dataclass(frozen=True, slots=True)
class Card:
    """One work as the catalogue shows it."""

    work_id: str
    title: str
    path: str  # of its page, from the site's root
    authors: tuple[str, ...] = ()
    day: date | None = None  # published, else first seen
    is_day_known: bool = True  # False: only its month is, and `day` is the first of it
    first_seen_at: datetime | None = None
    categories: tuple[str, ...] = ()  # of the rules, best first
    tiers: tuple[str, str, str] = ("", "", "")  # best tier of each of KINDS, "" where none is known
    rank: int | None = None  # place among the trending papers when it was last seen there
    upvotes: int | None = None
    stands: tuple[Stand, ...] = ()

    @property
    def is_chosen(self) -> bool:
        """Whether a rule or a list has to do with it."""
        return bool(self.categories or self.stands)


@dataclass(frozen=True, slots=True)
class Seen:
    """One sighting, for the page of a work."""

    source: str
    kind: str
    seen_at: datetime
    origin: str
    version: int | None = None
    rank: int | None = None
    upvotes: int | None = None


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One work with everything that `ingest explain` says of it."""

    card: Card
    work: Work
    verdicts: tuple[Verdict, ...] = ()
    artifacts: tuple[Artifact, ...] = ()
    sightings: tuple[Seen, ...] = ()
    asked: str = ""  # what came of asking the Hub


@dataclass(frozen=True, slots=True)
class Line:
    """One work, or one entry without a known work, in a list's page."""

    title: str
    section: str
    card: Card | None = None
    note: str = ""  # why it waits, who refused it, what was changed
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One list: what is in, what is proposed, what waits, what was refused and why."""

    name: str
    place: str  # repository and file
    sections: tuple[str, ...]
    pull: str = ""  # "#3 open: Add 3 works"
    pull_url: str = ""
    standstill: str = ""
    read_at: datetime | None = None
    listed: tuple[Line, ...] = ()
    proposed: tuple[Line, ...] = ()
    waiting: tuple[Line, ...] = ()
    refused: tuple[Line, ...] = ()
    changed: tuple[Line, ...] = ()  # moved and corrected by people
    held: tuple[tuple[str, str, int], ...] = ()  # (section, reason, works)


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """One source: how old its data is, how each day ended, what could not be read."""

    name: str
    newest_record_at: datetime | None
    closed_to_at: datetime | None
    last_tried_at: datetime | None
    last_outcome: str
    last_reason: str
    max_age_hours: float
    is_live: bool
    is_stale: bool
    sighting_count: int
    days: tuple[tuple[date, str], ...] = ()  # oldest first; outcome of each day, "" where not asked
    gap_days: tuple[date, ...] = ()
    rejects: tuple[tuple[str, int], ...] = ()  # (reason, records)


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run, for the table of the health page."""

    run_id: str
    kind: str
    started_at: datetime
    seconds: float
    outcome: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Precision:
    """How often people agreed: with one rule, or with one phrase that it rests on."""

    name: str
    merged: int
    refused: int
    moved: int = 0
    corrected: int = 0
    months: tuple[tuple[str, int, int], ...] = ()  # (2026-08, merged, refused), oldest first

    @property
    def share(self) -> float | None:
        """Merged of all that was decided, 0..1; None where nothing was."""
        decided = self.merged + self.refused
        return self.merged / decided if decided else None


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgement page: rules, phrases, and what people changed."""

    rules: tuple[Precision, ...] = ()
    phrases: tuple[Precision, ...] = ()
    changed: tuple[tuple[str, Line], ...] = ()  # (list, what was moved or corrected), newest first
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Trends:
    """Counts over time."""

    months: tuple[str, ...] = ()  # oldest first, without gaps
    categories: tuple[tuple[str, tuple[int, ...]], ...] = ()  # counts by month, largest first
    days_to_merge: tuple[
        int, ...
    ] = ()  # from first seen to merged, one number for each merged work


@dataclass(frozen=True, slots=True)
class Site:
    """Everything but the pages of the works, which are made one by one."""

    made_at: datetime
    cards: tuple[Card, ...]  # newest first
    titles: tuple[tuple[str, str], ...]  # category -> its title
    lists: tuple[ListPage, ...]
    sources: tuple[SourceHealth, ...]
    runs: tuple[RunLine, ...]
    judged: Judged
    trends: Trends
    url: str = ""  # where the site will stand, with a slash at its end; "" where that is not known
