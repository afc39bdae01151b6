"""Where lists stand on their hosts, as values."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.errors import IngestError


@dataclass(frozen=True, slots=True)
class State:
    """One list's host, as far as one question tells.

    `text` stands for all that the reading functions of its forge would tell; "" where nobody can say.
    """

    text: str = ""
    moved_to: str = ""  # the repository's name today, where the list's config has another
    body: str | None = None  # of our newest pull request, where it was asked for
    problem: IngestError | None = None  # nothing can be read of this list at all


@dataclass(frozen=True, slots=True)
class Asked:
    """What was told, by list; a list that is not here is looked at by questions of its own."""

    states: Mapping[str, State]
    notes: tuple[str, ...] = ()  # why some are not here
