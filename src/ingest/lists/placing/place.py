"""The place of a new entry, as it is found, learnt from and written to."""

from dataclasses import dataclass
from typing import Literal

from ingest.lists.model import Entry, Order, Section, Signal
from ingest.lists.placing.ranking import Ranking

DEPTH = "line depth"  # the name under which a bullet tells how deep it stood
Years = Literal["", "ascending", "descending"]


@dataclass(frozen=True, slots=True)
class Place:
    """Between `before` and `after` (entries), or at byte `at` where there is neither."""

    at: int
    before: Entry | None = None
    after: Entry | None = None
    order: Order = "append"
    order_by: Signal | Literal[""] = ""
    years: Years = ""
    year_heading: str = ""  # the raw heading line of a sibling, the year as {year}
    missing_heading: str = ""  # of a time that has to be written first
    siblings: tuple[Section, ...] = ()  # the times that are there
    run: tuple[Entry, ...] = ()  # the entries the new one goes among, in file order
    ranking: Ranking | None = None  # None where the entries show no order
