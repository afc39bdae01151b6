"""A candidate told as an item: why it is here, its links, where it was seen, what is missing."""

from collections.abc import Sequence

from ingest.proposals.candidates import Candidate, Place
from ingest.proposals.items import Item
from ingest.proposals.sanitise import clean_text
from ingest.proposals.title import count_of
from ingest.works import Evidence, LinkKind, Verdict, Work

_LOOKED_FOR: tuple[LinkKind, ...] = ("weights", "data", "code")
_KINDS: tuple[LinkKind, ...] = (*_LOOKED_FOR, "project")
_PLACES = {"title": "in the title", "lead": "in the first sentences", "abstract": "in the abstract"}
_SOURCES = {"arxiv": "arXiv", "hub": "the Hub", "trending": "trending"}
_PHRASES_SHOWN = 5  # in all: two lines for a person
_PHRASES_OF_A_PLACE = 3


def make_item(candidate: Candidate, number: int, places: Sequence[Place], row: str) -> Item:
    """The item of a candidate, ticked where the candidate is certain."""
    work, facts, verdict = candidate.found.work, candidate.facts, candidate.verdict
    links = tuple(link for link in candidate.found.artifacts if link.kind != "paper")
    kinds, shown_kinds = {link.kind for link in links}, _shown_kinds(candidate.place)
    return Item(
        number=number,
        work_id=work.work_id,
        ids=tuple(dict.fromkeys((*work.ids, *facts.ids))),
        section=candidate.place.plan.heading,
        kind="add",
        is_ticked=not candidate.look_reason,
        row=row,
        title=clean_text(work.title),
        paper_url=facts.paper_url,
        facts=facts,
        why=_why(verdict),
        runner_up_section=_runner_up(verdict, candidate.place, places),
        links=links,
        shown_kinds=shown_kinds,
        not_found=tuple(k for k in _LOOKED_FOR if k in shown_kinds and k not in kinds),
        seen=_seen(work),
        look_reason=candidate.look_reason,
        is_less_sure=candidate.is_less_sure,
    )


def _shown_kinds(place: Place) -> tuple[LinkKind, ...]:
    """The kinds of link that the section's entries show; nobody misses the others."""
    style = place.style
    if style is None:
        return _KINDS
    shown = {column.field for column in style.columns}
    if not shown:
        shown = {form.field for form in (*style.links, *style.more_links)}
    return tuple(kind for kind in _KINDS if kind in shown or "links" in shown)


def _why(verdict: Verdict) -> tuple[str, ...]:
    """Category and score, then the most telling phrases of each place."""
    lines = [f"{verdict.category} {verdict.score:.2f}"]
    told: list[str] = []
    for place, words in _PLACES.items():
        room = min(_PHRASES_OF_A_PLACE, _PHRASES_SHOWN - len(told))
        phrases = _phrases([one for one in verdict.evidence if one.place == place], told, room)
        told += phrases
        if phrases:
            lines.append(f"{words}: {', '.join(f'“{phrase}”' for phrase in phrases)}")
    return tuple(lines)


def _phrases(evidence: Sequence[Evidence], told: Sequence[str], room: int) -> list[str]:
    """The longest phrases that say something new, in the order of the text."""
    chosen: list[Evidence] = []
    folded = [phrase.casefold() for phrase in told]
    for one in sorted(evidence, key=lambda one: (-len(one.phrase), one.start)):
        phrase = one.phrase.casefold()
        if len(chosen) < room and not any(phrase in known for known in folded):
            chosen.append(one)
            folded.append(phrase)
    return [clean_text(one.phrase, 60) for one in sorted(chosen, key=lambda one: one.start)]


def _runner_up(verdict: Verdict, place: Place, places: Sequence[Place]) -> str | None:
    served = [one.plan for one in places if verdict.runner_up in one.plan.categories]
    return served[0].heading if served and served[0] != place.plan else None


def _seen(work: Work) -> tuple[str, ...]:
    """Where and when, as far as a folded work still tells."""
    seen = []
    if work.published_at and any(name.startswith("arxiv:") for name in (work.work_id, *work.ids)):
        seen.append(f"arXiv {work.published_at:%Y-%m-%d}")
    others = [_SOURCES[source] for source in work.sources if source != "arxiv" or not seen]
    facts = []
    if work.first_seen_at or others:
        when = f" on {work.first_seen_at:%Y-%m-%d}" if work.first_seen_at else ""
        facts.append(f"{' and '.join(others) or 'first read'}{when}")
    told = dict(work.facts)
    if work.rank is not None:
        best = f" (best {told['best_rank']})" if "best_rank" in told else ""
        facts.append(f"rank {work.rank}{best}")
    if work.upvotes is not None:
        first = f" ({told['first_upvotes']})" if "first_upvotes" in told else ""
        facts.append(f"{count_of(work.upvotes, 'upvote')}{first}")
    return (*seen, *([", ".join(facts)] if facts else []))
