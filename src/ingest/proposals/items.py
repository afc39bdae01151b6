"""The nouns of a proposal, and the record (JSON) form in which bodies and the store keep an item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ingest.errors import PublishError
from ingest.works import Artifact, ChangeKind, LinkKind, RowFacts

RECORD_VERSION = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One change that a reviewer can tick or untick; text fields are plain text, not Markdown."""

    number: int  # from 1; stable over the life of the pull request, never reused in it
    work_id: (
        str  # of an added row the work's id; of any other change a key of its own, see `updates`
    )
    ids: tuple[str, ...]  # every canonical id of the work
    section: str  # the heading as the plan writes it
    kind: ChangeKind
    is_ticked: bool
    row: str  # Markdown as it will stand in the list, without the last newline
    title: str
    paper_url: str | None
    facts: RowFacts
    why: tuple[str, ...] = ()  # one short line each: category and score, matched phrases and places
    runner_up_section: str | None = None
    links: tuple[Artifact, ...] = ()  # all that were found, also those that no cell may show
    shown_kinds: tuple[LinkKind, ...] | None = None  # that its section shows; None: nobody knows
    not_found: tuple[str, ...] = ()  # kinds of link that were looked for
    seen: tuple[str, ...] = ()  # "arxiv 2026-08-19", "hub daily 2026-08-20, rank 3, 41 upvotes"
    look_reason: str = ""  # why it was first proposed unticked; stays when a person ticks it
    old_row: str = (
        ""  # of fill, upgrade and repair: the lines that `row` replaces; "" in `row` takes them out
    )
    is_less_sure: bool = False  # ticked, but such verdicts are wrong more often than others
    old_count: int = 1  # how often `old_row` stands in the list


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one pull request asks of one list, and what it leaves out, counted."""

    list_name: str
    items: tuple[Item, ...] = ()
    waiting_count: int = 0  # would fit the list, but not under the caps
    held: tuple[tuple[str, str, int], ...] = ()  # (section, reason, number of works)
    refused_count: int = 0  # works that match and that a person refused earlier
    blocked: tuple[int, ...] = ()  # items of `items` whose row can't be written now; never applied
    last_number: int = 0  # the highest item number this pull request ever used
    # Stands for its rows on their page, all proven; "" where one can't be written.
    proven: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Changes:
    """What one commit does to the list: rows that go in, rows that leave."""

    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    moved: tuple[Item, ...] = ()  # rows that leave another section for the item's own
    rewritten: tuple[Item, ...] = ()  # rows that are there and change
    restored: tuple[Item, ...] = ()  # rewritten ones that were refused: back as they were
    done: tuple[Item, ...] = ()  # rewritten ones that are on the branch already


@dataclass(frozen=True, slots=True)
class Review:
    """A body as it was read back.

    `items` are those of the machine block, with the ticks that we set. `ticks` are the boxes as
    they stand now. With a `problem` the block can't be trusted: `items` is empty, `ticks` still holds.
    """

    items: tuple[Item, ...]
    ticks: Mapping[int, bool]
    missing: tuple[int, ...] = ()  # items whose box is gone, or stands twice with different ticks
    problem: str = ""
    list_name: str = ""
    last_number: int = 0
    moves: frozenset[int] = frozenset()  # items whose second box asks for the runner-up section

    @property
    def is_damaged(self) -> bool:
        """Whether the items must come from the store instead."""
        return bool(self.problem)


_ITEM: TypeAdapter[Item] = TypeAdapter(Item)


def to_record(item: Item) -> dict[str, Any]:
    """An item as values that JSON can hold; fields at their default are left out."""
    record = _ITEM.dump_python(item, mode="json", exclude_defaults=True, warnings="error")
    return {"v": RECORD_VERSION, **record}


def from_record(record: Mapping[str, Any]) -> Item:
    """The item of `to_record`; `PublishError` for a newer version or a field of the wrong shape."""
    version = record.get("v")
    if version != RECORD_VERSION:
        raise PublishError(
            f"an item is recorded in version {version!r}, this program reads {RECORD_VERSION}",
            todo="Update paper-ingest, or let the next run rebuild the body from the store.",
        )
    try:
        return _ITEM.validate_python({key: value for key, value in record.items() if key != "v"})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise PublishError(
            f"an item's record is damaged at {place}: {first['msg']}",
            todo="Let the next run rebuild the body from the store.",
        ) from error


@dataclass(frozen=True, slots=True)
class Beside:
    """Works that a proposal counts without having looked at them."""

    waiting_count: int = 0
    held: tuple[tuple[str, str, int], ...] = ()  # (section, reason, count)
    refused_count: int = 0


NOTHING_BESIDE = Beside()
