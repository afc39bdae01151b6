"""What a stage is given and what it gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from ingest.errors import ConfigError
from ingest.forges import Forge, open_forge
from ingest.forges.hosted import fetch_states
from ingest.forges.states import Asked
from ingest.lists.plan import ListPlan
from ingest.report import StageReport
from ingest.settings import Config, Home, choose_lists
from ingest.store import Store
from ingest.web import Gate

__all__ = ["SOURCES", "Context", "Progress", "StageReport", "day_end", "day_start"]

SOURCES = ("arxiv", "hub", "trending")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is: `done` of `total` (None where nobody knows), and what it is at."""

    stage: str
    text: str
    done: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """Everything a stage may use: the doors are arguments, so is the clock."""

    home: Home
    config: Config
    store: Store
    now: Callable[[], datetime]
    gate: Gate | None = None  # None: ask nobody (`--no-poll`)
    lists: tuple[str, ...] = ()  # names; empty means all
    sources: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    is_dry_run: bool = False
    is_anew: bool = False  # look at every list, also where nothing changed
    environment: Mapping[str, str] = field(default_factory=dict)  # where tokens are
    open_forge: Callable[..., Forge] = open_forge
    fetch_states: Callable[..., Asked] = fetch_states
    notify: Callable[[Progress], None] = lambda progress: None

    def plans(self) -> tuple[ListPlan, ...]:
        """The lists of this run, in the order of their names. ConfigError for an unknown name."""
        return choose_lists(self.config.lists, self.lists)

    def chosen_sources(self) -> tuple[str, ...]:
        """The sources of this run. ConfigError for an unknown name."""
        for name in self.sources:
            if name not in SOURCES:
                raise ConfigError(
                    f"there is no source {name!r}",
                    where="--source",
                    todo=f"use one of {', '.join(SOURCES)}",
                )
        return self.sources or SOURCES


def day_start(day: date) -> datetime:
    """The first moment of a day, UTC."""
    return datetime.combine(day, time.min, tzinfo=UTC)


def day_end(day: date) -> datetime:
    """The last minute of a day, UTC: the arXiv API counts in minutes."""
    return day_start(day) + timedelta(hours=23, minutes=59)
