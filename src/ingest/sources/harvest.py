"""Where to harvest arXiv by OAI-PMH: https://info.arxiv.org/help/oa/index.html

The API can't be asked for a range of update dates; a harvest by datestamp can.
"""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlencode

from ingest.works import Page, Sighting

_PHYSICS = frozenset(
    {
        "astro-ph", "cond-mat", "gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nlin",
        "nucl-ex", "nucl-th", "physics", "quant-ph",
    }
)  # fmt: skip


def harvest_sets(categories: Sequence[str]) -> tuple[str, ...]:
    """The archives that hold these categories, as OAI-PMH names its sets."""
    archives = dict.fromkeys(category.partition(".")[0] for category in categories)
    return tuple(f"physics:{name}" if name in _PHYSICS else name for name in archives)


def harvest_url(base_url: str, from_day: date, to_day: date, set_spec: str) -> str:
    """The URL of the first page of everything that changed from one day to another, both included."""
    asked = {
        "verb": "ListRecords",
        "metadataPrefix": "arXivRaw",
        "from": from_day.isoformat(),
        "until": to_day.isoformat(),
        "set": set_spec,
    }
    return f"{base_url}?{urlencode(asked)}"


def resumption_url(base_url: str, token: str) -> str:
    """The URL of the next page."""
    return f"{base_url}?{urlencode({'verb': 'ListRecords', 'resumptionToken': token})}"


def in_categories(page: Page, categories: Sequence[str]) -> tuple[Sighting, ...]:
    """The records of a page that are filed under one of the categories: a set holds whole archives."""
    wanted = set(categories)
    return tuple(one for one in page.sightings if wanted & set(one.categories))
