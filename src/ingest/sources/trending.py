"""The trending papers of https://huggingface.co/papers/trending, as a page and as plain text.

The page carries its data as JSON in an attribute (`data-props`); what a reader sees is read only where that
is missing. Titles and links are what markup changes least, so the visible page is found by them alone.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote_plus

from bs4 import BeautifulSoup, Tag

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.bodies import BLANK, check_body, is_html, is_throttle_text, parse_json
from ingest.sources.hub import daily_sighting, unwrap
from ingest.sources.judge import Expected
from ingest.sources.pages import make_page
from ingest.sources.plain import make_reject, one_line
from ingest.sources.trending_text import parse_text
from ingest.works import Page, Reject, Sighting

__all__ = ["expected_body", "of_topic", "parse_feed", "parse_html", "parse_text", "topic_url"]

_LISTS = ("dailyPapers", "trendingPapers", "papers")
_FOUND = "searchResults"  # what a topic search carries, beside the page's usual papers
_PAPER_LINK = re.compile(r"^(?:https?://huggingface\.co)?/papers/(?P<id>[^/?#]+)")
_VOTES = re.compile(r"^[\d,]{1,7}$")


def topic_url(pattern: str, topic: str) -> str:
    """Where a topic is searched for: `{topic}` in the pattern, percent-encoded."""
    return pattern.replace("{topic}", quote_plus(topic))


def of_topic(page: Page) -> tuple[Sighting, ...]:
    """The papers of a topic search: their place tells how well they fit, not how they trend."""
    return tuple(replace(one, kind="topic", rank=None) for one in page.sightings)


def expected_body(url: str) -> Expected:
    """What a URL promises: the feed as text, the Hub's JSON, or the page itself."""
    if url.endswith(".txt"):
        return "text"
    return "json" if "/api/" in url else "html"


def parse_feed(body: bytes, where: str) -> Page:
    """The feed in whichever form it came: a page, the same as JSON, or plain text."""
    if is_html(body):
        return parse_html(body, where)
    if body.lstrip(BLANK)[:1] not in (b"[", b"{"):
        return parse_text(body, where)
    records, _ = unwrap(parse_json(body, where), where)
    return make_page(_ranked(_read_records(records)))


def parse_html(body: bytes, where: str) -> Page:
    """The papers of a trending page or topic search, ranked as they stand.

    SourceError where the page shows no papers and carries no list of them (a login page, an error);
    a page that carries an empty list is a valid page without sightings.
    """
    if not is_html(body) or is_throttle_text(body):
        check_body(body, where)
        raise SourceError("no HTML page", where=where, todo="save the page as it is")
    soup = BeautifulSoup(body, "lxml")
    carried = _carried_papers(soup)
    made = _read_records(carried or [])
    if not any(isinstance(each, Sighting) and each.ids for each in made):
        made = list(_visible_papers(soup)) or made
    if not made and carried is None:
        raise SourceError(
            "an HTML page without papers, perhaps an error or login page",
            where=where,
            todo="save the trending page itself, or its answer as JSON",
        )
    return make_page(_ranked(made))


def _read_records(records: list[Any]) -> list[Sighting | Reject]:
    return [
        daily_sighting(record, place, source="trending", kind="feed")
        for place, record in enumerate(records, start=1)
    ]


def _ranked(made: list[Sighting | Reject]) -> list[Sighting | Reject]:
    return [
        replace(each, rank=place) if isinstance(each, Sighting) else each
        for place, each in enumerate(made, start=1)
    ]


def _carried_papers(soup: BeautifulSoup) -> list[Any] | None:
    """The longest list of papers in any `data-props`; None where no attribute carries one."""
    found: list[Any] | None = None
    for element in soup.select("[data-props]"):
        try:
            props = json.loads(str(element["data-props"]))
        except ValueError:
            continue  # other components of the page carry props in formats of their own
        if not isinstance(props, dict):
            continue
        if isinstance(props.get(_FOUND), list):
            return list(props[_FOUND])
        for name in _LISTS:
            papers = props.get(name)
            if isinstance(papers, list) and (found is None or len(papers) > len(found)):
                found = papers
    return found


def _visible_papers(soup: BeautifulSoup) -> Iterator[Sighting | Reject]:
    seen: set[str] = set()
    for heading in soup.select("h3, article h2"):
        link = heading.select_one("a[href]")
        match = _PAPER_LINK.match(str(link["href"])) if link else None
        title = one_line(heading.get_text(" "))
        if match and match["id"] not in seen:
            seen.add(match["id"])
            yield _visible_paper(heading, match["id"], len(seen))
        elif link is None and title and heading.find_parent("article"):
            # a card that links nowhere: the store finds the one work that bears exactly this title
            yield Sighting(source="trending", kind="feed", title=title)


def _visible_paper(heading: Tag, id_text: str, place: int) -> Sighting | Reject:
    arxiv_id, title = parse_arxiv_id(id_text), one_line(heading.get_text(" "))
    card = heading.find_parent("article") or heading.find_parent("h3") or heading
    if arxiv_id is None or not title:
        reason = "no title" if arxiv_id else f"no arXiv id: {id_text[:60]!r}"
        return make_reject("trending", "feed", place, reason, str(card))
    texts = [one_line(each.get_text(" ")) for each in card.select("p")]
    numbers = [one_line(each.get_text()) for each in card.select(".leading-none")]
    votes = next((number for number in numbers if _VOTES.match(number)), None)
    links = [str(each["href"]) for each in card.select('a[href*="github.com/"]')]
    return Sighting(
        source="trending",
        kind="feed",
        title=title,
        ids=(f"arxiv:{arxiv_id.arxiv_id}",),
        abstract=max(texts, key=len, default=""),
        version=arxiv_id.version,
        upvotes=int(votes.replace(",", "")) if votes else None,
        links=tuple(dict.fromkeys(("githubRepo", link) for link in links)),
    )
