"""Which works a list already has, by any id form or title."""

from collections.abc import Iterable

from ingest.ids import title_key
from ingest.lists import CuratedList, Entry, read_list


def known_ids(text: bytes, where: str) -> frozenset[str]:
    """The canonical ids of all entries of a list, and their titles as `title:key`."""
    return ids_of_list(read_list(text, where))


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
