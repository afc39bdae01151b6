"""Which works belong in which section of a list, and how sure that is."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from ingest.artifacts import join_sizes, row_facts
from ingest.errors import ListError
from ingest.lists import CuratedList, Style, find_section, learn_style
from ingest.lists.plan import ListPlan, SectionPlan
from ingest.proposals.known import names_of
from ingest.works import Decision, Found, RowFacts, Verdict, Work

SNOOZE_DAYS = 30
_LASTING = {"merged", "refused", "snoozed"}
_UNTIL = re.compile(r"\buntil (\d{4}-\d\d-\d\d)\b")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A certain verdict of a lower score is wrong in one case of three (docs/rules-quality.md).
_SURE = 0.7


@dataclass(frozen=True, slots=True)
class Place:
    """A section that a list has: how its entries are written, or why none can be added now."""

    plan: SectionPlan
    style: Style | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A work that one section would take."""

    found: Found
    facts: RowFacts
    verdict: Verdict
    place: Place
    look_reason: str = ""  # empty: certain, to be ticked

    @property
    def names(self) -> frozenset[str]:
        """Every name under which the work may be known."""
        work = self.found.work
        return names_of(work.work_id, (*work.ids, *self.facts.ids), work.title)

    @property
    def is_less_sure(self) -> bool:
        """Certain, to be ticked, and yet wrong more often than others."""
        return not self.look_reason and self.verdict.score < _SURE

    @property
    def rank(self) -> tuple[float, float, float, str]:
        """Certain first; among equals, to a tenth, the newest: a score is no finer than that."""
        published = self.found.work.published_at
        if published is None and self.facts.year:
            published = datetime(self.facts.year, self.facts.month or 1, 1, tzinfo=UTC)
        age = -(published or _EPOCH).timestamp()
        score = self.verdict.score
        return -round(score, 1), age, -score, self.found.work.work_id


@lru_cache(maxsize=16)  # a proposal asks several times
def find_places(curated: CuratedList, plan: ListPlan) -> tuple[Place, ...]:
    """The plan's sections that the list has; ListError where a section that must be there is not."""
    places = []
    for wanted in plan.sections:
        section = find_section(curated, wanted)
        if section is None:
            continue
        try:
            places.append(Place(wanted, learn_style(curated, section, wanted)))
        except ListError as error:
            places.append(Place(wanted, None, error.what))
    return tuple(places)


def find_candidates(
    found: Iterable[Found], places: Sequence[Place], moved: Mapping[str, str] | None = None
) -> tuple[Candidate, ...]:
    """Works with a verdict for one of the places, one place each; most certain first, then newest.

    `moved` names the section that a person chose for a work, by any of the work's names.
    """
    works = join_sizes(list(found))
    candidates = [one for each in works for one in _candidate(each, places, moved or {})]
    return tuple(sorted(candidates, key=lambda one: one.rank))


def _candidate(
    found: Found, places: Sequence[Place], moved: Mapping[str, str]
) -> Iterator[Candidate]:
    if found.work.is_withdrawn:
        return
    chosen = _chosen(found, places, moved)
    if chosen:
        yield chosen
        return
    for verdict in found.verdicts:
        place = next((one for one in places if takes(one.plan, verdict, found)), None)
        if place and verdict.state != "no":
            facts = _facts_for(found, place)
            reason = _look_reason(found.work, verdict, place.plan, facts)
            yield Candidate(found, facts, verdict, place, reason)
            return


def _facts_for(found: Found, place: Place) -> RowFacts:
    """What the row may say: a work whose only page is its repository has no paper beside it, where the
    section shows the repository in a column of its own and knows how a missing paper is written."""
    facts, style = row_facts(found), place.style
    if not style or not any(link.url == facts.paper_url for link in facts.links):
        return facts
    columns = {column.field: column for column in style.columns}
    has_cell = any(link.kind in columns or "links" in columns for link in facts.links)
    paper = columns.get("paper")
    is_blank_known = paper is not None and (paper.blank is not None or style.unknown is not None)
    return replace(facts, paper_url=None) if has_cell and is_blank_known else facts


def _chosen(found: Found, places: Sequence[Place], moved: Mapping[str, str]) -> Candidate | None:
    """The candidate for the section that a person chose; None where nobody did."""
    if not moved or not found.verdicts:
        return None
    work, facts = found.work, row_facts(found)
    names = names_of(work.work_id, (*work.ids, *facts.ids), work.title)
    heading = next((moved[name] for name in sorted(names) if name in moved), None)
    place = next((one for one in places if one.plan.heading == heading), None)
    return Candidate(found, _facts_for(found, place), found.verdicts[0], place) if place else None


def takes(plan: SectionPlan, verdict: Verdict, found: Found) -> bool:
    """Whether a section asks for this verdict's category and its narrowing lets the work in."""
    return verdict.category in plan.categories and found.holds.issuperset(plan.narrow)


def _look_reason(work: Work, verdict: Verdict, plan: SectionPlan, facts: RowFacts) -> str:
    reasons = []
    if work.work_id.startswith("title:"):
        reasons.append("known by its title alone, no id was found yet")
    if verdict.state == "needs-look":
        reasons.append(verdict.reason or "a close call")
    if not plan.is_ticked:
        reasons.append("this section is only ever suggested for")
    present = {link.kind for link in facts.links} | ({"paper"} if facts.paper_url else set())
    if plan.require and present.isdisjoint(plan.require):
        reasons.append(
            f"no official {' or '.join(plan.require)} link found, which this section asks for"
        )
    return "; ".join(reasons)


def names_decided(decisions: Iterable[Decision], list_name: str, now: datetime) -> dict[str, str]:
    """Names of works that must not be proposed -> kind of decision; a refusal outlasts all others."""
    names: dict[str, str] = {}
    for decision in decisions:
        is_ours = decision.list_name == list_name and decision.kind in _LASTING
        if is_ours and (decision.kind != "snoozed" or now.date() < _snoozed_until(decision)):
            is_refused = names.get(decision.work_id) == "refused"
            names[decision.work_id] = "refused" if is_refused else decision.kind
    return names


def first_awakening(
    decisions: Iterable[Decision], list_name: str, now: datetime
) -> datetime | None:
    """When the next snooze of a list ends; None where nothing is put off."""
    days = [
        _snoozed_until(one)
        for one in decisions
        if one.list_name == list_name and one.kind == "snoozed"
    ]
    ahead = [day for day in days if now.date() < day]
    return datetime.combine(min(ahead), time.min, tzinfo=UTC) if ahead else None


def sections_chosen(decisions: Iterable[Decision], list_name: str) -> dict[str, str]:
    """Work ids -> the section that a person chose last."""
    ours = [one for one in decisions if one.list_name == list_name and one.kind == "moved"]
    return {one.work_id: one.section for one in sorted(ours, key=lambda one: one.decided_at)}


def _snoozed_until(decision: Decision) -> date:
    match = _UNTIL.search(decision.reason)
    if match:
        return date.fromisoformat(match[1])
    return decision.decided_at.date() + timedelta(days=SNOOZE_DAYS)
