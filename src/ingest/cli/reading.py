"""The Markdown files that the `lists` commands are given: read, or told why not."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import ListError

if TYPE_CHECKING:
    from ingest.lists import CuratedList

_MARKDOWN = frozenset({".md", ".markdown"})
_ADDRESS = ("http:/", "https:/")  # as a path has it: one slash is lost
STDIN = Path("-")


def find_files(paths: Sequence[Path]) -> Iterator[Path]:
    """Files as they are named; of a folder every Markdown file below it, hidden folders left out."""
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        below = (file.relative_to(path) for file in path.rglob("*"))
        found = [
            path / file
            for file in sorted(below)
            if file.suffix.lower() in _MARKDOWN
            and not any(part.startswith(".") or part == "node_modules" for part in file.parts)
        ]
        if not found:
            raise ListError(
                "there is no Markdown file in this folder", where=str(path), todo="name a file"
            )
        yield from found


def find_page(path: Path) -> Path:
    """The file itself; of a folder its README."""
    if not path.is_dir():
        return path
    files = [file for file in sorted(path.iterdir()) if file.suffix.lower() in _MARKDOWN]
    readme = next((file for file in files if file.stem.lower() == "readme"), None)
    if readme is None:
        raise ListError("this folder has no README.md", where=str(path), todo="name a file in it")
    return readme


def read_entries(path: Path) -> "CuratedList":
    """A list that holds entries; ListError for a page without any."""
    curated = read_page(find_page(path))
    if curated.entries:
        return curated
    raise ListError(
        "no entry was found in this file",
        where=curated.where,
        todo="name the file that holds the entries: some lists keep them beside their README",
    )


def read_page(path: Path) -> "CuratedList":
    """Any Markdown file, or what is piped in for `-`; ListError where it can't be read."""
    from ingest.lists import read_list

    if path == STDIN:
        return read_list(sys.stdin.buffer.read(), str(path))

    if str(path).lower().startswith(_ADDRESS):
        raise ListError(
            "an address is not fetched here",
            where=str(path).replace(":/", "://", 1),
            todo="save the page to a file and name that, or adopt the list: `ingest lists add URL`",
        )
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ListError(
            f"the file can't be read: {error.strerror}", where=str(path), todo="check the path"
        ) from error
    return read_list(text, str(path))
