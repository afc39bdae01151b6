"""Where works stand with a list: in it, proposed, waiting, refused; for one work or for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ingest.ids import title_key
from ingest.lists.plan import ListPlan
from ingest.proposals import takes
from ingest.report import ListStanding
from ingest.store import Store
from ingest.works import Found


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the warehouse knows of one list, by the works it is about."""

    plan: ListPlan
    lines: Mapping[str, int]  # canonical id, or `title:` and a title key -> line of the entry
    changes: Mapping[str, dict[str, Any]]
    decisions: Mapping[str, tuple[dict[str, Any], ...]]  # oldest first
    pull_number: int | None


def load_list_facts(store: Store, plan: ListPlan) -> ListFacts:
    """Read a list's entries, items, decisions and pull request once, for any number of works."""
    lines: dict[str, int] = {}
    for entry in store.records("select * from entries where list_name = ?", plan.name):
        for name in (*(entry["ids"] or ()), f"title:{title_key(entry['title'] or '')}"):
            lines.setdefault(name, entry["line"])
    changes = store.records("select * from changes where list_name = ?", plan.name)
    decisions: dict[str, tuple[dict[str, Any], ...]] = {}
    for row in store.records(
        "select * from decisions where list_name = ? order by decided_at", plan.name
    ):
        decisions[row["work_id"]] = (*decisions.get(row["work_id"], ()), row)
    proposal = store.records("select * from proposals where list_name = ?", plan.name)
    return ListFacts(
        plan=plan,
        lines=lines,
        changes={row["work_id"]: row for row in changes},
        decisions=decisions,
        pull_number=proposal[0]["pull_number"] if proposal else None,
    )


def find_standing(facts: ListFacts, found: Found) -> ListStanding:
    """Where one work, with its holds for this list filled, stands with it."""
    work = found.work
    chosen = (
        next((one.heading for one in facts.plan.sections if takes(one, verdict, found)), None)
        for verdict in found.verdicts
        if verdict.state != "no"
    )
    names = (work.work_id, *work.ids, f"title:{title_key(work.title)}")
    return ListStanding(
        list_name=facts.plan.name,
        sections=tuple(heading for heading in chosen if heading),
        entry_line=next((facts.lines[name] for name in names if name in facts.lines), None),
        change=facts.changes.get(work.work_id),
        decisions=facts.decisions.get(work.work_id, ()),
        pull_number=facts.pull_number,
    )
