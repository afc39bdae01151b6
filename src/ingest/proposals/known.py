"""Which works a list already has, by any id form or title."""

from collections.abc import Iterable
from dataclasses import replace

from ingest.ids import title_key
from ingest.lists import CuratedList, Entry, find_lines, read_list
from ingest.proposals.items import Item


def known_ids(
    text: bytes, where: str, items: Iterable[Item] = (), *, is_lenient: bool = False
) -> frozenset[str]:
    """The canonical ids of all entries of a list, and their titles as `title:key`.

    Of `items` that change a row, also the key of each that is done in the text; with `is_lenient`
    a row that somebody rewrote on top of it counts as done as well.
    """
    done = {item.work_id for item in items if _is_change(item) and is_done(item, text, is_lenient)}
    return ids_of_list(read_list(text, where)) | done


def is_done(item: Item, text: bytes, is_lenient: bool = False) -> bool:
    """Whether a change of a row stands in a list."""
    if item.row and find_lines(text, item.row):
        return True
    count = len(find_lines(text, item.old_row))
    return count < item.old_count if not item.row else is_lenient and not count


def _is_change(item: Item) -> bool:
    return item.kind != "add"


def names_of_item(item: Item) -> frozenset[str]:
    """Every name under which a list may hold what an item asks for; of a changed row only its own key."""
    if _is_change(item):
        return frozenset({item.work_id})
    return names_of(item.work_id, item.ids, item.title)


def ids_of_list(curated: CuratedList) -> frozenset[str]:
    """`known_ids` of a list that is already read."""
    return frozenset(name for entry in curated.entries for name in names_of_entry(entry))


def names_of_entry(entry: Entry) -> frozenset[str]:
    """The ids of one entry, and its title as `title:key`."""
    key = title_key(entry.title)
    return frozenset({*entry.ids, *([f"title:{key}"] if key else [])})


def names_of(work_id: str, ids: Iterable[str], title: str) -> frozenset[str]:
    """Every name under which a list may hold a work, as `known_ids` writes them."""
    key = title_key(title)
    return frozenset({work_id, *ids, *([f"title:{key}"] if key else [])})


def under_id(item: Item, work_id: str) -> Item:
    """An item of a work that turned out to be another one; its old id is a name of it still."""
    ids = tuple(dict.fromkeys((work_id, *item.ids, item.work_id)))
    facts = replace(item.facts, work_id=work_id, ids=ids)
    return replace(item, work_id=work_id, ids=ids, facts=facts)
