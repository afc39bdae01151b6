"""Which sightings are one work, and what the work is once they are folded together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from ingest.ids import title_key
from ingest.works import Sighting, Work

T = TypeVar("T")

# How far to trust each kind of record for a work's own facts, best first: arXiv's API has the
# newest version's text; a feed of titles has the least.
_TRUST = {
    kind: place
    for place, kind in enumerate(
        (
            "query",
            "oai",
            "snapshot",
            "listing",
            "paper",
            "daily",
            "model",
            "dataset",
            "card",
            "feed",
            "topic",
        )
    )
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A sighting and when this program first had it."""

    sighting: Sighting
    seen_at: datetime


def weak_id(title: str) -> str:
    """The `title:` id: it only ever attaches a record without ids to a work that has some."""
    return f"title:{title_key(title)}"


def assign_works(
    sightings: Sequence[Sighting],
    known: Mapping[str, str],
    by_title: Mapping[str, Sequence[str]],
) -> tuple[list[str], dict[str, str]]:
    """The work id of each sighting, and which known works turned out to be one (old -> new).

    `known` maps canonical ids to work ids; `by_title` maps `title:` ids to all works of that title.
    A record without ids joins the one work of exactly its title; where there is none, or more than
    one, it stays a work of its own under its `title:` id until a record with an id comes along.
    """
    groups = _Groups()
    for sighting in sightings:
        groups.join(*sighting.ids)
    for known_id, work_id in known.items():
        groups.join(work_id, known_id)
    works = {work_id for titled in by_title.values() for work_id in titled} | set(known.values())
    for node in (*works, *(weak_id(one.title) for one in sightings if not one.ids)):
        groups.join(node)
    for weak, owners in _owners_by_title(sightings, by_title, groups).items():
        if len(owners) == 1:
            groups.join(weak, *owners)
    names = groups.names()
    assigned = [names[groups.root(s.ids[0] if s.ids else weak_id(s.title))] for s in sightings]
    renamed = {work_id: names[groups.root(work_id)] for work_id in works}
    return assigned, {old: new for old, new in renamed.items() if old != new}


def _owners_by_title(
    sightings: Sequence[Sighting], by_title: Mapping[str, Sequence[str]], groups: "_Groups"
) -> dict[str, set[str]]:
    """For each title that some record has nothing but: the works with ids that bear it."""
    wanted = {weak_id(sighting.title) for sighting in sightings if not sighting.ids}
    wanted |= {weak for weak, works in by_title.items() if weak in works}
    owners: dict[str, set[str]] = {weak: set() for weak in wanted}
    for weak in wanted:
        groups.root(weak)
        owners[weak] |= {groups.root(work) for work in by_title.get(weak, ()) if work != weak}
    for sighting in sightings:
        if sighting.ids and (weak := weak_id(sighting.title)) in owners:
            owners[weak].add(groups.root(sighting.ids[0]))
    return owners


class _Groups:
    """Ids that belong together (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, node: str) -> str:
        parent = self._parent
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def join(self, *nodes: str) -> None:
        for other in nodes:
            self._parent[self.root(other)] = self.root(nodes[0])

    def names(self) -> dict[str, str]:
        """Each group's root -> the strongest id in the group."""
        members: dict[str, list[str]] = {}
        for node in list(self._parent):
            members.setdefault(self.root(node), []).append(node)
        return {root: best_work_id(ids) for root, ids in members.items()}


def best_work_id(ids: Iterable[str]) -> str:
    """The strongest of a work's ids: arXiv before DOI before Hub before anything else."""
    order = ("arxiv:", "doi:", "hub:", "openreview:", "acl:", "pmc:", "github:", "url:", "title:")

    def place(canonical: str) -> tuple[int, str]:
        for number, issuer in enumerate(order):
            if canonical.startswith(issuer):
                return number, canonical
        return len(order), canonical

    return min(ids, key=place)


def fold_work(work_id: str, seen: Sequence[Seen]) -> Work:
    """One work out of all its sightings, the same whatever order they come in.

    Text comes from the newest version of the most trusted kind, an abstract that was not cut
    before one that was; ids, links and sources are united; rank and upvotes are the latest.
    """
    ranked = sorted(seen, key=_by_trust)
    best = ranked[0].sighting
    work = Work(
        work_id=work_id,
        title=best.title,
        ids=_united(one.sighting.ids for one in ranked),
        abstract=_best_abstract(ranked),
        authors=_first(one.sighting.authors for one in ranked) or (),
        categories=_first(one.sighting.categories for one in ranked) or (),
        comment=_first(one.sighting.comment for one in ranked),
        journal_ref=_first(one.sighting.journal_ref for one in ranked),
        doi=_first(one.sighting.doi for one in ranked),
        version=max((one.sighting.version or 0 for one in ranked), default=0) or None,
        published_at=min(_times(one.sighting.published_at for one in ranked), default=None),
        updated_at=max(_times(one.sighting.updated_at for one in ranked), default=None),
        first_seen_at=min(one.seen_at for one in ranked),
        is_withdrawn=_is_withdrawn(ranked),
        sources=tuple(sorted({one.sighting.source for one in ranked})),
        links=_united(one.sighting.links for one in ranked),
        facts=(*_united(one.sighting.facts for one in ranked), *_trend(ranked)),
        organisation=_first(one.sighting.organisation for one in ranked),
    )
    latest = sorted(ranked, key=lambda one: one.seen_at, reverse=True)
    return replace(
        work,
        rank=_first(one.sighting.rank for one in latest if one.sighting.source != "arxiv"),
        upvotes=_first(one.sighting.upvotes for one in latest),
    )


def settles_text(fresh: Iterable[Seen], older: Iterable[Seen]) -> bool:
    """Whether a work's abstract is one of `fresh`, whatever the abstracts of the older sightings are."""
    whole = (one for one in fresh if one.sighting.abstract and not one.sighting.is_abstract_cut)
    best = min(map(_by_trust, whole), default=None)
    return best is not None and all(best < _by_trust(one) for one in older)


def _trend(seen: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    """How rank and votes came to be what they are: the best rank, and the first number of votes."""
    dated = sorted(seen, key=lambda one: one.seen_at)
    ranks = [
        (one.sighting.rank, one.seen_at)
        for one in dated
        if one.sighting.kind == "feed" and one.sighting.rank
    ]
    votes = [
        (one.sighting.upvotes, one.seen_at) for one in dated if one.sighting.upvotes is not None
    ]
    if ranks and (best := min(ranks))[0] != ranks[-1][0]:
        yield "best_rank", f"{best[0]} on {best[1]:%Y-%m-%d}"
    if votes and votes[0][0] != votes[-1][0]:
        yield "first_upvotes", f"{votes[0][0]} on {votes[0][1]:%Y-%m-%d}"


def _by_trust(one: Seen) -> tuple[int, int, datetime, str]:
    sighting = one.sighting
    trust = _TRUST.get(sighting.kind, len(_TRUST))
    return -(sighting.version or 0), trust, one.seen_at, sighting.title


def _best_abstract(ranked: Sequence[Seen]) -> str:
    whole = [one.sighting.abstract for one in ranked if not one.sighting.is_abstract_cut]
    cut = [one.sighting.abstract for one in ranked if one.sighting.is_abstract_cut]
    return _first(whole) or max(cut, key=len, default="")


def _is_withdrawn(ranked: Sequence[Seen]) -> bool:
    newest = max(one.sighting.version or 0 for one in ranked)
    return any(one.sighting.is_withdrawn for one in ranked if (one.sighting.version or 0) == newest)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)


def _united(groups: Iterable[Iterable[T]]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))


def _times(values: Iterable[datetime | None]) -> list[datetime]:
    return [value for value in values if value is not None]
