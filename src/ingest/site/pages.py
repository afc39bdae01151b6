"""The pages: frozen values in, (path, text) out; what is written and where is the caller's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from ingest.site import charts
from ingest.site.catalogue import render_catalogue
from ingest.site.feeds import find_feeds
from ingest.site.marking import evidence_in, mark_text
from ingest.site.model import Card, Line, ListPage, Site, WorkPage
from ingest.site.paths import id_url, slug, up_to_root

NEWEST = 50  # works on the first page
_PAGE = 500  # works on a plain page of the catalogue
_ASSETS = ("site.css", "site.js")
_MERGE_DAYS = (
    (1, "same day"), (2, "1 day"), (4, "2-3 days"), (8, "4-7 days"), (15, "1-2 weeks"),
    (31, "2-4 weeks"), (91, "1-3 months"), (10**6, "longer"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shelf:
    """A plain page of the catalogue: all works of a month or of a category, newest first."""

    path: str
    title: str
    cards: tuple[Card, ...]
    newer: str = ""
    older: str = ""


def render_work(page: WorkPage, titles: dict[str, str]) -> tuple[str, str]:
    """The page of one work."""
    title = mark_text(page.work.title, evidence_in(page.verdicts, is_title=True))
    abstract = mark_text(page.work.abstract, evidence_in(page.verdicts, is_title=False))
    path = page.card.path
    text = _render("work.html", path, page=page, marked_title=title, abstract=abstract, titles=titles)  # fmt: skip
    return path, text


def render_site(site: Site) -> Iterator[tuple[str, str]]:
    """Every page, feed and script but the pages of the works."""
    titles = dict(site.titles)
    months = list(_by_month(site.cards))
    shelves = list(find_shelves(site, months))
    newest = [card for card in site.cards if card.is_chosen] or list(site.cards)
    for name in _ASSETS:
        yield f"assets/{name}", (Path(__file__).parent / "assets" / name).read_text("utf-8")
    yield from render_catalogue(site)
    seen = {"site": site, "titles": titles}
    counted = [(month, len(cards)) for month, cards in months]
    yield _page("index.html", "index.html", newest=newest[:NEWEST], months=counted, **seen)
    for shelf in shelves:
        yield _page("shelf.html", shelf.path, shelf=shelf, titles=titles)
    for one in site.lists:
        yield _page("list.html", list_path(one), page=one, titles=titles)
    calendars = {one.name: charts.draw_calendar(one.days) for one in site.sources if one.days}
    yield _page("lists.html", "lists.html", **seen)
    yield _page("health.html", "health.html", calendars=calendars, **seen)
    yield _page("judgement.html", "judgement.html", **seen)
    yield _page("trends.html", "trends.html", **seen, **_pictures(site, titles))
    for feed in find_feeds(site):
        yield feed.path, _environment().get_template("feed.xml").render(feed=feed, **seen)


def list_path(page: ListPage) -> str:
    """Where a list's page stands."""
    return f"lists/{slug(page.name)}.html"


def find_shelves(site: Site, months: Sequence[tuple[str, list[Card]]]) -> Iterator[Shelf]:
    """The plain pages: a month's works and a category's, in pages of a bounded size."""
    for month, cards in months:
        yield from _shelves(f"months/{slug(month)}", month_title(month), cards)
    for name, title in site.titles:
        found = [card for card in site.cards if name in card.categories]
        yield from _shelves(f"categories/{slug(name)}", title, found)


def _shelves(path: str, title: str, cards: Sequence[Card]) -> Iterator[Shelf]:
    """The first page is the newest; the others are numbered from the oldest, so that they stay."""
    full = max(0, (len(cards) - 1) // _PAGE)  # pages behind the first
    names = [f"{path}.html", *(f"{path}-{number}.html" for number in range(full, 0, -1))]
    first = len(cards) - full * _PAGE
    cuts = [0, *(first + at * _PAGE for at in range(full + 1))]
    for at, name in enumerate(names):
        newer = names[at - 1] if at else ""
        older = names[at + 1] if at + 1 < len(names) else ""
        yield Shelf(name, title, tuple(cards[cuts[at] : cuts[at + 1]]), newer, older)


def _by_section(lines: Sequence[Line], sections: Sequence[str]) -> dict[str, list[Line]]:
    """Lines under their sections, these as the list has them; others behind, as they come."""
    found: dict[str, list[Line]] = {section: [] for section in sections}
    for line in lines:
        found.setdefault(line.section, []).append(line)
    return {section: members for section, members in found.items() if members}


def _by_month(cards: Sequence[Card]) -> Iterator[tuple[str, list[Card]]]:
    for month, found in groupby(cards, lambda card: f"{card.day:%Y-%m}" if card.day else "undated"):
        yield month, list(found)


def month_title(month: str) -> str:
    """`2026-08` as a person says it."""
    if month == "undated":
        return "No date"
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def _pictures(site: Site, titles: dict[str, str]) -> dict[str, charts.Picture]:
    named = [(titles.get(name, name), counts) for name, counts in site.trends.categories]
    return {
        "by_month": charts.draw_stacks(site.trends.months, named),
        "to_merge": charts.draw_histogram(site.trends.days_to_merge, _MERGE_DAYS),
    }


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else "no date"


def _card_day(card: Card) -> str:
    return _day(card.day) if card.is_day_known or not card.day else f"{card.day:%b %Y}"


def render_template(name: str, **values: object) -> str:
    """One of the templates that is no page of the site: a mail."""
    return _environment().get_template(name).render(**values)


def _paper_url(page: WorkPage) -> str:
    """Where the paper itself stands, by its strongest id that has an address; "" where none has."""
    return next((url for name in (page.work.work_id, *page.work.ids) if (url := id_url(name))), "")


def _page(template: str, path: str, **values: object) -> tuple[str, str]:
    return path, _render(template, path, **values)


def _render(template: str, path: str, **values: object) -> str:
    return _environment().get_template(template).render(root=up_to_root(path), path=path, **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("ingest.site", "templates"),
        autoescape=select_autoescape(("html", "xml")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "day": _day,
        "card_day": _card_day,
        "id_url": id_url,
        "paper_url": _paper_url,
        "moment": lambda at: f"{at:%Y-%m-%d %H:%M} UTC" if at else "never",
        "iso": lambda at: f"{at:%Y-%m-%dT%H:%M:%SZ}" if isinstance(at, datetime) else "",
        "number": lambda value: f"{value:,}",
        "percent": lambda share: "" if share is None else f"{share:.0%}",
        "slug": slug,
        "by_section": _by_section,
        "spark": charts.spark_points,
        "month_title": month_title,
        "shares": lambda months: [merged / (merged + refused) for _, merged, refused in months],
        "title_of": lambda name, titles: titles.get(name, name),
    }
    environment.globals |= {"list_path": list_path}
    return environment
