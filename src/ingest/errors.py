"""The error tree: what happened, where, and what to do next.

    IngestError
      +- ConfigError    10  a file in config/ or an argument
      +- SourceError    11  an upstream's answer, a saved payload, a replay archive
      +- ListError      12  a curated list that can't be read or edited safely
      +- PublishError   13  git or a forge
      |    +- RateLimitError  the forge wants no more of us for now
      +- StoreError     14  the warehouse
           +- BusyError       another process is writing to it

Anything else that reaches the top is a bug (exit code 3); Ctrl-C is 130; a wrong command line is 2.
A bad *record* is not an exception: it is a `works.Reject`, stored with its reason and counted.
"""

from typing import ClassVar


class IngestError(Exception):
    """A failure the user can act on. `where` is file:line or a URL, `todo` one imperative sentence."""

    exit_code: ClassVar[int] = 3

    def __init__(self, what: str, *, where: str = "", todo: str = "") -> None:
        super().__init__(what, where, todo)
        self.what = what
        self.where = where
        self.todo = todo

    def __str__(self) -> str:
        parts = [f"{self.where}: {self.what}" if self.where else self.what]
        if self.todo:
            parts.append(f"To do: {self.todo}")
        return "\n".join(parts)

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.todo)


def _rebuild(cls: type[IngestError], what: str, where: str, todo: str) -> IngestError:
    return cls(what, where=where, todo=todo)


class ConfigError(IngestError):
    """A file in config/, an environment variable or an argument that can't be used as it is."""

    exit_code = 10


class SourceError(IngestError):
    """An upstream's answer or a saved payload that must not be believed."""

    exit_code = 11


class ListError(IngestError):
    """A curated list that can't be read, or an edit whose proofs did not hold; nothing was written."""

    exit_code = 12


class PublishError(IngestError):
    """Git or the forge refused, or a human's work stood in the way."""

    exit_code = 13


class RateLimitError(PublishError):
    """A forge wants no more of us for now; other lists of the same account would hear the same."""


class StoreError(IngestError):
    """The warehouse can't be opened, migrated or written."""

    exit_code = 14


class BusyError(StoreError):
    """Another process is writing to the warehouse; it ends sooner or later."""
