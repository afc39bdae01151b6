"""The trending pages as they stand now: there is no window to ask them for."""

from collections.abc import Iterator
from datetime import datetime

from ingest.settings import TrendingSettings
from ingest.sources import trending
from ingest.stages.polling.asking import Answer, ask_page, record_count
from ingest.web import Gate
from ingest.works import Page


def ask_window(gate: Gate, settings: TrendingSettings) -> Iterator[Answer]:
    """One answer for each page; a page without papers is not believed."""
    for url in settings.urls:
        yield ask_page(gate, url, trending.parse_feed, trending.expected_body(url), _misses)


def _misses(page: Page, seen_at: datetime) -> str:
    return "" if record_count(page) else "a trending page without papers"
