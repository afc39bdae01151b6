"""config/sources.yaml: whom the night asks, and how patiently."""

from datetime import date
from typing import Literal

from pydantic import Field

from ingest.settings.home import Home
from ingest.settings.reading import Strict, read_yaml


class ArxivSettings(Strict):
    """The arXiv query API, and OAI-PMH where the API can't tell."""

    query_url: str = "https://export.arxiv.org/api/query"
    oai_url: str = "https://oaipmh.arxiv.org/oai"
    categories: tuple[str, ...] = Field(min_length=1)
    page_size: int = Field(default=200, ge=1, le=2000)
    max_results_per_window: int = Field(default=10_000, ge=1, le=30_000)
    seconds_between_requests: float = Field(default=3.0, ge=0)
    overlap_days: int = Field(default=2, ge=0, le=30)
    quiet_hours: float = Field(default=12, gt=0)
    index_lag_hours: float = Field(default=6, ge=0)
    no_announcement: tuple[date, ...] = ()
    max_age_hours: float = Field(default=144, gt=0)


class RecentSettings(Strict):
    """Models and data sets that are new on the Hub and cite no paper."""

    tags: tuple[str, ...] = ()
    searches: tuple[str, ...] = ()  # contained in the repository's name
    days: int = Field(default=7, ge=1, le=60)
    min_likes: int = Field(default=3, ge=0)
    max_cards_per_night: int = Field(default=20, ge=0, le=200)


class HubSettings(Strict):
    """The Hugging Face Hub."""

    endpoint: str = "https://huggingface.co"
    page_size: int = Field(default=100, ge=1, le=100)
    seconds_between_requests: float = Field(default=0.7, ge=0)
    overlap_days: int = Field(default=1, ge=0, le=30)
    max_works_per_night: int = Field(default=200, ge=0)
    max_checks_per_night: int = Field(default=40, ge=0)
    recent: RecentSettings = RecentSettings()
    max_age_hours: float = Field(default=96, gt=0)


class TrendingSettings(Strict):
    """Pages of trending papers, and searches among them."""

    urls: tuple[str, ...] = ("https://huggingface.co/papers/trending",)
    topics: tuple[str, ...] = ()
    topic_url: str = Field(
        default="https://huggingface.co/papers/trending?q={topic}", pattern=r"\{topic\}"
    )
    max_titles_per_night: int = Field(default=5, ge=0, le=100)
    max_age_hours: float = Field(default=72, gt=0)


class NetworkSettings(Strict):
    """How patient and how careful the gate is."""

    connect_timeout_seconds: float = Field(default=10, gt=0)
    read_timeout_seconds: float = Field(default=60, gt=0)
    body_timeout_seconds: float = Field(default=120, gt=0)
    max_body_megabytes: float = Field(default=30, gt=0)
    max_tries: int = Field(default=6, ge=1, le=20)
    first_backoff_seconds: float = Field(default=5, gt=0)
    longest_backoff_seconds: float = Field(default=300, gt=0)
    deadline_minutes: float = Field(default=90, gt=0)


class UpkeepSettings(Strict):
    """Entries that stand in lists already: how much of them is looked at in one night."""

    max_papers_per_night: int = Field(default=500, ge=0)
    paper_max_age_days: float = Field(default=30, gt=0)
    max_works_per_night: int = Field(default=100, ge=0)
    readme_url: str = "https://raw.githubusercontent.com"
    max_links_per_night: int = Field(default=200, ge=0)
    max_links_per_host: int = Field(default=20, ge=1)
    link_max_age_days: float = Field(default=30, gt=0)
    seconds_between_requests: float = Field(default=5, ge=0)
    dead_after_days: int = Field(default=3, ge=2, le=30)
    allowed_private_hosts: tuple[str, ...] = ()


class ForgeSettings(Strict):
    """How many lists are served at the same time."""

    lists_at_once: int = Field(default=4, ge=1, le=64)
    lists_at_once_per_host: int = Field(default=1, ge=1, le=16)


class ArchiveSettings(Strict):
    """What is kept of the raw answers in warehouse/raw."""

    keep_days: int = Field(default=400, ge=1)


class BackfillSettings(Strict):
    """Who reads the past: what arXiv and the Hub answered, and the pieces of a snapshot."""

    runner: Literal["threads", "dask", "ray"] = "threads"
    workers: int = Field(default=0, ge=0)
    address: str = ""
    max_in_flight: int = Field(default=4, ge=1, le=1000)


class SubmissionSettings(Strict):
    """How many works people may ask for with `ingest submit`; each costs a few requests."""

    max_per_person_per_day: int = Field(default=5, ge=0)
    max_per_day: int = Field(default=50, ge=0)


class SourceSettings(Strict):
    """config/sources.yaml."""

    contact: str = Field(min_length=3)
    arxiv: ArxivSettings
    hub: HubSettings = HubSettings()
    trending: TrendingSettings = TrendingSettings()
    network: NetworkSettings = NetworkSettings()
    forges: ForgeSettings = ForgeSettings()
    upkeep: UpkeepSettings = UpkeepSettings()
    archive: ArchiveSettings = ArchiveSettings()
    submissions: SubmissionSettings = SubmissionSettings()
    backfill: BackfillSettings = BackfillSettings()


def load_sources(home: Home) -> SourceSettings:
    """Read HOME/config/sources.yaml alone."""
    return read_yaml(home.config / "sources.yaml", SourceSettings)
