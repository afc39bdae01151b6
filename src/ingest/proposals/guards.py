"""What a proposal may do to a list and nothing more; the last look before a commit is made."""

from collections import Counter
from collections.abc import Sequence

from ingest.errors import ListError
from ingest.lists import CuratedList, Entry, read_list
from ingest.lists.editing.rewriting import NUMBER
from ingest.proposals.decide import is_known
from ingest.proposals.items import Changes, Item
from ingest.proposals.known import names_of_entry

_SLACK = 4  # lines beside the entries that may differ: badges that count, a new year heading


def guard_change(before: bytes, after: bytes, where: str, changes: Changes) -> None:
    """ListError unless exactly the rows of `changes` come and go; every other entry stays as it is."""
    old, new = read_list(before, where), read_list(after, where)
    lost = _missing(old, new)
    come = _missing(new, old)
    old_rows = [item.old_row for item in changes.rewritten] + [one.row for one in changes.restored]
    new_rows = [item.row for item in changes.rewritten] + [one.old_row for one in changes.restored]
    lost = _without(lost, old, old_rows)
    come = _without(come, new, new_rows)
    for entry in lost:
        if not _is_of(entry, (*changes.removed, *changes.moved)):
            raise _refused(
                f'"{entry.title}" would leave the list, and nobody decided that', old, entry
            )
    for entry in come:
        if not _is_of(entry, (*changes.added, *changes.moved)):
            raise _refused(
                f'"{entry.title}" would come into the list, and is not proposed', new, entry
            )
    if len(come) > len(changes.added) + len(changes.moved):
        raise _refused("more rows would come than are proposed", new, come[-1])
    _guard_lines(before, after, where, old, new)


def guard_base(base: bytes, wanted: bytes, where: str, items: Sequence[Item] = ()) -> None:
    """ListError when an entry of the base branch would be missing or changed after the merge, unless
    one of the ticked `items` changes it.

    For a branch with our commits only: what a person took out on the branch is that person's to say.
    """
    old, new = read_list(base, where), read_list(wanted, where)
    changed = [item.old_row for item in items if item.is_ticked and item.kind != "add"]
    for entry in _without(_missing(old, new), old, changed):
        raise _refused(f'"{entry.title}" of the base branch would be lost or changed', old, entry)


def _guard_lines(
    before: bytes, after: bytes, where: str, old: CuratedList, new: CuratedList
) -> None:
    """Lines that are no entry stay, but for a few (counters, year headings)."""
    changed = _prose(before, old) - _prose(after, new)
    added = _prose(after, new) - _prose(before, old)
    count = max(changed.total(), added.total())
    if count > _SLACK:
        raise ListError(
            f"{count} lines that are no entry would change",
            where=where,
            todo="Report this as a bug; nothing was written.",
        )


def _prose(text: bytes, curated: CuratedList) -> Counter[bytes]:
    """Lines outside all entries, blank ones and table rulers apart."""
    parts, at = [], 0
    for entry in sorted(curated.entries, key=lambda entry: entry.start):
        parts.append(text[at : max(at, entry.start)])
        at = max(at, entry.end)
    lines = b"\n".join([*parts, text[at:]]).split(b"\n")
    return Counter(line.strip() for line in lines if line.strip(b" \r\t|:-<>/br"))


def _missing(these: CuratedList, those: CuratedList) -> list[Entry]:
    """Entries of `these` whose text `those` has not, number apart; one that stands twice counts twice."""
    there = Counter(_text(those, entry) for entry in those.entries)
    missing = []
    for entry in these.entries:
        text = _text(these, entry)
        if there[text]:
            there[text] -= 1
        else:
            missing.append(entry)
    return missing


def _without(entries: Sequence[Entry], curated: CuratedList, rows: Sequence[str]) -> list[Entry]:
    """The entries but one for each of these rows."""
    spent = Counter(NUMBER.sub(r"\g<1>0", row.strip()) for row in rows)
    left = []
    for entry in entries:
        text = _text(curated, entry)
        if spent[text]:
            spent[text] -= 1
        else:
            left.append(entry)
    return left


def _text(curated: CuratedList, entry: Entry) -> str:
    text = curated.text[entry.start : entry.end].decode("utf-8", "surrogateescape").strip()
    return NUMBER.sub(r"\g<1>0", text)


def _is_of(entry: Entry, items: Sequence[Item]) -> bool:
    names = names_of_entry(entry)
    return any(is_known(item, names) for item in items)


def _refused(what: str, curated: CuratedList, entry: Entry) -> ListError:
    return ListError(
        what,
        where=f"{curated.where}:{entry.line}",
        todo="Nothing was written. Look at the row; run `ingest propose` again once the list is right.",
    )
