"""The works that stand in a list, with what is known of them."""

import hashlib
from collections.abc import Iterable
from operator import itemgetter

from ingest import __version__
from ingest.lists import CuratedList, Entry
from ingest.lists.plan import ListPlan
from ingest.lists.reading.counts import homes_of, is_news, paper_id
from ingest.proposals import Item, decided_atoms, find_updates
from ingest.proposals.candidates import names_decided
from ingest.stages.context import Context
from ingest.store import load_complete, load_listed, with_judgements
from ingest.works import Decision, Found


def own_id(entry: Entry) -> str:
    """The id of what an entry lists: its paper, or its page on the Hub where it links no paper."""
    paper = paper_id(entry)
    if paper or any(one.startswith(("arxiv:", "doi:")) for one in entry.ids):
        return paper
    return entry.ids[0] if entry.ids and entry.ids[0].startswith("hub:") else ""


def listed_entries(curated: CuratedList) -> list[tuple[Entry, str]]:
    """Entries with the id of what they list, those of news sections apart."""
    homes = homes_of(curated)
    named = ((entry, own_id(entry)) for entry in curated.entries)
    return [(entry, name) for entry, name in named if name and not is_news(homes.get(entry.start))]


def load_known(context: Context, curated: CuratedList) -> dict[int, Found]:
    """What the warehouse knows of each entry's work, by the entry's line."""
    entries = listed_entries(curated)
    works = load_listed(context.store, [((name,), "") for _, name in entries])
    lines = {
        entry.line: work
        for (entry, name), work in zip(entries, works, strict=True)
        if work and (not name.startswith("hub:") or work.work_id == name)
    }
    unique = {work.work_id: work for work in lines.values()}
    found = {one.work.work_id: one for one in with_judgements(context.store, list(unique.values()))}
    return {line: found[work.work_id] for line, work in lines.items()}


def find_list_updates(
    context: Context, plan: ListPlan, curated: CuratedList, decisions: Iterable[Decision]
) -> tuple[tuple[Item, ...], str]:
    """Cells that can be filled and venues that are known by now, of one list.

    Where there are none: what stands for the page and the facts that leave nothing to fill in, else "".
    """
    gone = decided_atoms(names_decided(decisions, plan.name, context.now()))
    known = load_known(context, curated)
    told = (__version__, plan.sections, sorted(gone), sorted(known.items(), key=itemgetter(0)))
    digest = hashlib.sha256(curated.text)
    digest.update(repr(told).encode("utf-8", "surrogateescape"))
    complete = digest.hexdigest()
    if not context.is_anew and complete == load_complete(context.store, plan.name):
        return (), complete
    found = find_updates(curated, plan, known, gone)
    return found, "" if found else complete
