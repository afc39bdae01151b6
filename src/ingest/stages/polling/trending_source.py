"""The trending pages as they stand now: there is no window to ask them for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ingest.settings import TrendingSettings
from ingest.sources import trending
from ingest.stages.polling.asking import Answer, ask_page, record_count
from ingest.web import Gate
from ingest.works import Page


def ask_window(gate: Gate, settings: TrendingSettings) -> Iterator[Answer]:
    """One answer for each page and each topic; a trending page without papers is not believed.

    A topic may have no paper, and an archive may be of a night that did not ask for it.
    """
    for url in settings.urls:
        yield ask_page(gate, url, trending.parse_feed, trending.expected_body(url), _misses)
    for url in topic_urls(settings):
        if gate.has_answer(url):
            answer = ask_page(gate, url, trending.parse_feed, trending.expected_body(url))
            yield as_topic(answer)


def topic_urls(settings: TrendingSettings) -> tuple[str, ...]:
    """The topic searches that config asks for."""
    return tuple(trending.topic_url(settings.topic_url, topic) for topic in settings.topics)


def as_topic(answer: Answer) -> Answer:
    """An answer to a topic search: of its papers the place is left out."""
    return replace(answer, sightings=trending.of_topic(answer.page), is_counted=False)


def _misses(page: Page, seen_at: datetime) -> str:
    return "" if record_count(page) else "a trending page without papers"
