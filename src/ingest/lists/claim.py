"""What an edit of a list is meant to do, as its proofs are asked about it."""

from dataclasses import dataclass, replace
from functools import cached_property

from ingest.lists.change import Change, section_after
from ingest.lists.finding import find_work
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
        if self.added is None or self.after is None:
            return None
        return find_work(replace(self.after, entries=self.written), self.added)

    @cached_property
    def written(self) -> tuple[Entry, ...]:
        """The section's entries that begin among the bytes that were written, whatever they say."""
        entries = self.after.entries if self.after else ()
        return tuple(e for e in entries if is_written(e.start, self.change.edit))

    @cached_property
    def after(self) -> Section | None:
        """The section afterwards, as far as it was read anew."""
        return section_after(self.change, self.section) if self.section else None


def is_written(at: int, edit: Edit) -> bool:
    """True for a place among the bytes that an edit brings."""
    return edit.start <= at < edit.start + len(edit.new)
