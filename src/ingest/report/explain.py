"""The whole story of one work, for a person."""

from dataclasses import asdict, dataclass, field
from typing import Any

from ingest.artifacts import Aspect
from ingest.works import Artifact, Found, RowFacts, Verdict


@dataclass(frozen=True, slots=True)
class ListStanding:
    """Where a work stands with one list."""

    list_name: str
    sections: tuple[str, ...]  # those that the work's categories would go to, best first
    entry_line: int | None = None  # where it already stands in the list
    change: dict[str, Any] | None = None  # its row of the table `changes`
    decisions: tuple[dict[str, Any], ...] = ()
    pull_number: int | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """One work with everything that led to where it is."""

    found: Found
    sightings: tuple[dict[str, Any], ...]
    enrichment: dict[str, Any] | None = None
    lists: tuple[ListStanding, ...] = field(default=())
    facts: RowFacts | None = None  # what an entry would say
    aspects: tuple[Aspect, ...] = ()


def explanation_facts(one: Explanation) -> dict[str, Any]:
    """The same as plain data, for `--json`."""
    return {
        "work": asdict(one.found.work),
        "sightings": list(one.sightings),
        "verdicts": [asdict(verdict) for verdict in one.found.verdicts],
        "artifacts": [asdict(artifact) for artifact in one.found.artifacts],
        "enrichment": one.enrichment,
        "facts": asdict(one.facts) if one.facts else None,
        "aspects": [aspect._asdict() for aspect in one.aspects],
        "lists": [
            asdict(standing) | {"outcome": outcome_of(one.found, standing)}
            for standing in one.lists
        ],
    }


def render_explanation(one: Explanation) -> str:
    """Seen where, matched what, scores, links found and not found, lists, decisions, and the outcome."""
    work = one.found.work
    lines = [work.title, f"  {work.work_id}" + (f" v{work.version}" if work.version else "")]
    if work.published_at:
        lines.append(
            f"  published {work.published_at:%Y-%m-%d}, {', '.join(work.categories) or 'no category'}"
        )
    if work.is_withdrawn:
        lines.append("  WITHDRAWN by its authors: never proposed")
    lines += ["", "Seen"]
    lines += [f"  {_sighting(row)}" for row in one.sightings]
    lines += ["", "Judged"]
    lines += [line for verdict in one.found.verdicts for line in _verdict(verdict)] or [
        "  no rule matched"
    ]
    lines += ["", "Says of itself", *_says(one)]
    lines += ["", "Links", *_links(one)]
    lines += ["", "Lists"]
    lines += [
        f"  {standing.list_name}: {outcome_of(one.found, standing)}" for standing in one.lists
    ]
    return "\n".join(lines)


def outcome_of(found: Found, standing: ListStanding) -> str:
    """Why a work is, or is not, in a list's pull request, in one line."""
    refused = [row for row in standing.decisions if row["kind"] == "refused"]
    if refused:
        last = refused[-1]
        by = f" by {last['who']}" if last["who"] else ""
        return f"refused{by} on {last['decided_at']:%Y-%m-%d} ({last['how']}); never proposed again"
    if standing.entry_line:
        merged = any(row["kind"] == "merged" for row in standing.decisions)
        how = "merged from a pull request" if merged else "already in the list"
        return f"{how}, line {standing.entry_line}"
    change = standing.change
    if change and change["state"] == "snoozed":
        last = next((row for row in standing.decisions[::-1] if row["kind"] == "snoozed"), {})
        said = [last.get("reason") or "", f"by {last['who']}" if last.get("who") else ""]
        return " ".join(["snoozed", *filter(None, said)])
    if change and change["state"] == "standing":
        tick = "ticked" if change["is_ticked"] else f"needs a look ({change['look_reason']})"
        pull = f"#{standing.pull_number}" if standing.pull_number else "the next pull request"
        return f"item {change['number']} of {pull} under {change['section']!r}, {tick}"
    if found.work.is_withdrawn:
        return "not proposed: withdrawn"
    if not found.verdicts:
        return "not proposed: no rule matched"
    if not standing.sections:
        named = ", ".join(verdict.category for verdict in found.verdicts)
        return f"not proposed: no section takes {named}"
    return f"waits for {standing.sections[0]!r}: the pull request is full, or the section is held"


def state_of(found: Found, standing: ListStanding) -> str:
    """The same in one word: refused, snoozed, listed, proposed, look or waiting; empty for none of them."""
    if any(row["kind"] == "refused" for row in standing.decisions):
        return "refused"
    if standing.entry_line:
        return "listed"
    change = standing.change
    if change and change["state"] == "standing":
        return "proposed" if change["is_ticked"] else "look"
    if change and change["state"] == "snoozed":
        return "snoozed"
    return "waiting" if standing.sections and not found.work.is_withdrawn else ""


def _sighting(row: dict[str, Any]) -> str:
    extra = "".join(
        f", {label} {row[name]}"
        for name, label in (("version", "version"), ("rank", "rank"), ("upvotes", "upvotes"))
        if row[name]
    )
    return f"{row['seen_at']:%Y-%m-%d %H:%M} {row['source']} {row['kind']}{extra}  {row['origin']}"


def _verdict(verdict: Verdict) -> list[str]:
    runner_up = (
        f", runner-up {verdict.runner_up} {verdict.runner_up_score:.2f}"
        if verdict.runner_up
        else ""
    )
    reason = f" ({verdict.reason})" if verdict.reason else ""
    first = {(one.phrase, one.place): one.concept for one in reversed(verdict.evidence)}
    phrases = [
        f"{phrase!r} in {place} ({name})" for (phrase, place), name in reversed(first.items())
    ]
    return [
        f"  {verdict.category:<24} {verdict.score:.2f} {verdict.state}{reason}{runner_up}",
        f"    {', '.join(phrases)}",
    ]


def _says(one: Explanation) -> list[str]:
    facts = one.facts
    told: list[str] = []
    if facts:
        venue = f"{facts.venue} {facts.venue_year or ''}".strip() if facts.venue else None
        told += [
            f"  {label:<10} {value}"
            for label, value in (
                ("name", facts.name),
                ("venue", venue),
                ("items", f"{facts.quantity:,}" if facts.quantity else None),
                ("about", "a large language model" if facts.is_llm else None),
            )
            if value
        ]
    for kind in ("modality", "specialty", "language"):
        named = [f"{one.name} ({one.quote!r})" for one in one.aspects if one.kind == kind]
        told += [f"  {kind:<10} {', '.join(named)}"] if named else []
    return told or ["  nothing that an entry could show"]


def _links(one: Explanation) -> list[str]:
    lines = [f"  {_link(artifact)}" for artifact in one.found.artifacts]
    have = {artifact.kind for artifact in one.found.artifacts}
    missing = [kind for kind in ("weights", "data", "code") if kind not in have]
    if missing:
        lines.append(f"  not found: {', '.join(missing)}")
    asked = one.enrichment
    if asked is None:
        lines.append("  the Hub was not asked: no list wants this work")
    else:
        reason = f": {asked['reason']}" if asked["reason"] else ""
        lines.append(f"  asked {asked['asked_at']:%Y-%m-%d %H:%M}, {asked['outcome']}{reason}")
    return lines


def _link(artifact: Artifact) -> str:
    label = f" ({artifact.label})" if artifact.label else ""
    return f"{artifact.kind:<8} {artifact.tier:<10} {artifact.url}{label}: {artifact.evidence}"
