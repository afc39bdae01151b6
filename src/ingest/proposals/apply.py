"""A proposal carried out on a list's text: bytes in, bytes out, or ListError and nothing."""

from collections.abc import Sequence

from ingest.lists import Entry, edit_list, read_list
from ingest.lists.plan import ListPlan
from ingest.proposals.decide import is_known
from ingest.proposals.items import Changes, Item, Proposal
from ingest.proposals.known import known_ids, names_of_entry
from ingest.proposals.propose import section_of


def apply_proposal(text: bytes, where: str, plan: ListPlan, proposal: Proposal) -> bytes:
    """The list with the rows of all ticked items; a work that is there already is left as it is.

    `text` is the list on the pull request's branch (on the base while there is no branch).
    """
    missing = find_changes(text, where, proposal).added
    if not missing:
        return text
    additions = [(section_of(item, plan), item.facts) for item in missing]
    return edit_list(text, where, additions, []).text


def remove_items(text: bytes, where: str, plan: ListPlan, items: Sequence[Item]) -> bytes:
    """The list without the rows of these items; one that isn't there is passed over."""
    curated = read_list(text, where)
    removals = []
    for item in items:
        for entry in curated.entries:
            if is_known(item, names_of_entry(entry)):
                removals.append((section_of(item, plan), _shared_ids(item, entry)))
                break
    return edit_list(text, where, [], removals).text if removals else text


def _shared_ids(item: Item, entry: Entry) -> tuple[str, ...]:
    """What names the entry: the work's ids, or the entry's own first where a person replaced the link."""
    ids = tuple(dict.fromkeys((item.work_id, *item.ids)))
    return entry.ids[:1] if set(ids).isdisjoint(entry.ids) else ids


def find_changes(
    text: bytes, where: str, proposal: Proposal, leaving: Sequence[Item] = ()
) -> Changes:
    """What a commit on `text` would do: rows of ticked items that are missing, rows of `leaving` still there."""
    known = known_ids(text, where)
    return Changes(
        added=tuple(
            item
            for item in proposal.items
            if item.is_ticked and item.number not in proposal.blocked and not is_known(item, known)
        ),
        removed=tuple(item for item in leaving if is_known(item, known)),
    )
