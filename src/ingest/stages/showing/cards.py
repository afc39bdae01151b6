"""From the story of a work to its card and its page."""

import re
from datetime import date
from typing import Any

from ingest.report import Explanation, ListStanding, outcome_of, state_of
from ingest.site import KINDS, Card, Seen, Stand, WorkPage, work_path
from ingest.works import Found, Work

_ARXIV_MONTH = re.compile(r"arxiv:(\d\d)(0[1-9]|1[0-2])\.\d{4,5}$")
_TIERS = ("official", "likely", "derivative", "unknown")  # best first


def make_page(story: Explanation) -> WorkPage:
    """The page of a work."""
    return WorkPage(
        card=make_card(story),
        work=story.found.work,
        verdicts=story.found.verdicts,
        artifacts=story.found.artifacts,
        sightings=tuple(Seen(**row) for row in story.sightings),
        asked=_asked(story.enrichment),
    )


def make_card(story: Explanation) -> Card:
    """What the catalogue shows of a work."""
    work = story.found.work
    day, is_day_known = _day(work)
    return Card(
        work_id=work.work_id,
        title=work.title,
        path=work_path(work.work_id),
        authors=work.authors,
        day=day,
        is_day_known=is_day_known,
        first_seen_at=work.first_seen_at,
        categories=tuple(one.category for one in story.found.verdicts if one.state != "no"),
        tiers=_tiers(story.found),
        rank=work.rank,
        upvotes=work.upvotes,
        stands=tuple(
            stand for one in story.lists if (stand := _stand(story.found, one)) is not None
        ),
    )


def _day(work: Work) -> tuple[date | None, bool]:
    """When a work came out, and whether that is more than the month that its arXiv id tells."""
    if work.published_at:
        return work.published_at.date(), True
    month = next((found for one in work.ids if (found := _ARXIV_MONTH.match(one))), None)
    if month:
        return date(2000 + int(month[1]), int(month[2]), 1), False
    return (work.first_seen_at.date() if work.first_seen_at else None), True


def _tiers(found: Found) -> tuple[str, str, str]:
    best = dict.fromkeys(KINDS, "")
    for tier in reversed(_TIERS):
        best |= {one.kind: tier for one in found.artifacts if one.tier == tier}
    return best[KINDS[0]], best[KINDS[1]], best[KINDS[2]]


def _stand(found: Found, standing: ListStanding) -> Stand | None:
    state = state_of(found, standing)
    if not state:
        return None
    number = standing.change["number"] if standing.change else None
    outcome = outcome_of(found, standing)
    return Stand(standing.list_name, _section(standing), state, outcome, number or 0)


def _section(standing: ListStanding) -> str:
    decided = next((row["section"] for row in reversed(standing.decisions) if row["section"]), "")
    if decided:
        return str(decided)
    if standing.change:
        return str(standing.change["section"] or "")
    return standing.sections[0] if standing.sections else ""


def _asked(enrichment: dict[str, Any] | None) -> str:
    if enrichment is None:
        return "The Hub was not asked: no list wants this work."
    reason = f": {enrichment['reason']}" if enrichment["reason"] else ""
    return (
        f"The Hub was asked on {enrichment['asked_at']:%Y-%m-%d}, {enrichment['outcome']}{reason}."
    )
