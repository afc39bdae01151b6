"""Atom feeds (https://datatracker.ietf.org/doc/html/rfc4287): one of all works, one a list, one a category."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.site.model import Card, Site
from ingest.site.paths import slug

_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed: where it stands, what it is called, its works."""

    path: str
    title: str
    page: str  # the page it belongs to
    cards: tuple[Card, ...]

    @property
    def updated_at(self) -> datetime | None:
        return max((card.first_seen_at for card in self.cards if card.first_seen_at), default=None)


def find_feeds(site: Site) -> Iterator[Feed]:
    """The feeds of a site; each work once in each, newest first."""
    chosen = [card for card in site.cards if card.is_chosen]
    yield _feed("feeds/all.xml", "All works that a rule chose", "index.html", chosen)
    for one in site.lists:
        cards = [
            card
            for card in chosen
            if any(
                stand.list_name == one.name and stand.state != "refused" for stand in card.stands
            )
        ]
        name = slug(one.name)
        yield _feed(f"feeds/list-{name}.xml", f"Works for {one.name}", f"lists/{name}.html", cards)
    for category, title in site.titles:
        cards = [card for card in chosen if category in card.categories]
        name = slug(category)
        yield _feed(f"feeds/category-{name}.xml", title, f"categories/{name}.html", cards)


def _feed(path: str, title: str, page: str, cards: Sequence[Card]) -> Feed:
    newest = sorted(
        (card for card in cards if card.first_seen_at),
        key=lambda card: (card.first_seen_at, card.day, card.work_id),
        reverse=True,
    )
    return Feed(path, title, page, tuple(newest[:_ENTRIES]))
