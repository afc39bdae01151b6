"""The catalogue as scripts that a page can load from a disk: one index, and pieces of a bounded size.

A piece holds works of one year, counted from the oldest, so that a new work changes the newest
pieces only. Texts stand in columns, one line a work: that is parsed in one go and searched as it is.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.site.model import KINDS, STATES, Card, Site
from ingest.site.paths import work_path

TIERS = ("", "official", "likely", "derivative", "unknown")
PIECE = 4000  # works: some 700 kB
_SHOWN_AUTHORS = 6
_EPOCH = date(1970, 1, 1)


def render_catalogue(site: Site) -> Iterator[tuple[str, str]]:
    """`data/catalogue.js` and `data/works-*.js`, newest works first in each."""
    sections = sorted({(one.list_name, one.section) for card in site.cards for one in card.stands})
    categories = [name for name, _ in site.titles]
    pieces = list(cut_pieces(site.cards))
    index = {
        "categories": list(site.titles),
        "sections": sections,
        "states": STATES,
        "tiers": TIERS,
        "kinds": KINDS,
        "pieces": [[name, len(cards), int(cards[0].is_chosen)] for name, cards in pieces],
    }
    yield "data/catalogue.js", f"catalogue.start({_json(index)});\n"
    section_numbers = {pair: number for number, pair in enumerate(sections)}
    category_numbers = {name: number for number, name in enumerate(categories)}
    for name, cards in pieces:
        columns = make_columns(cards, section_numbers, category_numbers)
        yield f"data/works-{name}.js", f"catalogue.add({_json(name)},{_json(columns)});\n"


def cut_pieces(cards: Sequence[Card]) -> Iterator[tuple[str, list[Card]]]:
    """(name, works) of each piece: chosen works before the others, each newest first."""
    for is_chosen in (True, False):
        years: dict[str, list[Card]] = {}
        for card in cards:
            if card.is_chosen == is_chosen:
                years.setdefault(str(card.day.year) if card.day else "undated", []).append(card)
        for year, found in years.items():
            oldest_first = found[::-1]
            parts = [oldest_first[at : at + PIECE] for at in range(0, len(found), PIECE)]
            for number, part in reversed(list(enumerate(parts, 1))):
                yield f"{'chosen' if is_chosen else 'other'}-{year}-{number}", part[::-1]


def make_columns(
    cards: Sequence[Card],
    section_numbers: dict[tuple[str, str], int],
    category_numbers: dict[str, int],
) -> dict[str, object]:
    """The works as columns: titles, authors, pages, days, categories, tiers, stands, ranks."""
    return {
        "t": "\n".join(_line(card.title) for card in cards),
        "a": "\n".join(_line(_authors(card)) for card in cards),
        "i": "\n".join(_page(card) for card in cards),
        "d": [_days(card) for card in cards],
        "c": "\n".join(
            ",".join(str(category_numbers[one]) for one in card.categories) for card in cards
        ),
        "k": [_packed(card) for card in cards],
        "l": "\n".join(
            ",".join(
                f"{section_numbers[one.list_name, one.section]}.{STATES.index(one.state)}"
                for one in card.stands
            )
            for card in cards
        ),
        "r": [card.rank or 0 for card in cards],
    }


def _authors(card: Card) -> str:
    more = len(card.authors) - _SHOWN_AUTHORS
    names = ", ".join(card.authors[:_SHOWN_AUTHORS])
    return f"{names} and {more} more" if more > 0 else names


def _page(card: Card) -> str:
    """The arXiv id where the page's path follows from it, else the path."""
    arxiv_id = card.work_id.removeprefix("arxiv:")
    is_plain = card.work_id != arxiv_id and "-" not in card.path
    return arxiv_id if is_plain and work_path(card.work_id) == card.path else card.path


def _days(card: Card) -> float:
    """Days since 1970, half a day more where only the month is known; 0 for no date."""
    days = (card.day - _EPOCH).days if card.day else 0
    return days if card.is_day_known else days + 0.5


def _packed(card: Card) -> int:
    packed = 0
    for tier in card.tiers:
        packed = packed * len(TIERS) + TIERS.index(tier)
    return packed


def _line(text: str) -> str:
    return " ".join(text.split())


def _json(value: object) -> str:
    """JSON that is also a script: nothing in it ends the script or the line."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    text = text.encode("utf-8", "replace").decode("utf-8")
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("</", "<\\/")
