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
        if self.added is None or self.section is None:
            return None
        after = section_after(self.change, self.section)
        return find_work(replace(after, entries=self.written), self.added)

    @cached_property
    def written(self) -> tuple[Entry, ...]:
        """The section's entries that begin among the bytes that were written, whatever they say."""
        if self.section is None:
            return ()
        after = section_after(self.change, self.section)
        return tuple(e for e in after.entries if is_written(e.start, self.change.edit))


def is_written(at: int, edit: Edit) -> bool:
    """True for a place among the bytes that an edit brings."""
    return edit.start <= at < edit.start + len(edit.new)
