"""What an edit of a list is meant to do, as its proofs are asked about it."""

from dataclasses import dataclass
from functools import cached_property

from ingest.lists.editing.change import Change, entries_after
from ingest.lists.editing.finding import find_work_among
from ingest.lists.model import Edit, Entry, Section
from ingest.works import RowFacts


@dataclass(frozen=True)  # without slots: what is read back is looked for once
class Claim:
    """What an edit is meant to do: bring `added` into `section`, or take the entry of `gone` out of it."""

    change: Change
    section: Section | None = None  # as it was before
    added: RowFacts | None = None
    gone: tuple[str, ...] = ()

    @cached_property
    def entry(self) -> Entry | None:
        """The added work's entry, as read back among the bytes that were written."""
        return find_work_among(self.written, self.added) if self.added else None

    @cached_property
    def written(self) -> tuple[Entry, ...]:
        """The section's entries that begin among the bytes that were written, whatever they say."""
        return tuple(e for e in self.after if is_written(e.start, self.change.edit))

    @cached_property
    def after(self) -> tuple[Entry, ...]:
        """The section's entries afterwards, as far as it was read anew."""
        return entries_after(self.change, self.section) if self.section else ()


def is_written(at: int, edit: Edit) -> bool:
    """True for a place among the bytes that an edit brings."""
    return edit.start <= at < edit.start + len(edit.new)
