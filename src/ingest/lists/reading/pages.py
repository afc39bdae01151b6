"""Lists over several files: the Markdown files of its own that a list's entries lead to."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ingest.lists.model import CuratedList, Entry

_PAGE = re.compile(r"(?!#|/|[a-z][a-z0-9+.-]*:)(?:\./)*(?P<path>[^#?]+\.(?:md|markdown))(?:[#?].*)?", re.I)  # fmt: skip


def find_pages(curated: CuratedList) -> tuple[str, ...]:
    """Paths beside the list, in order, where most entries name such files and no works; else none."""
    found: dict[str, None] = {}
    leading = 0
    for entry in curated.entries:
        paths = list(_paths_of(entry))
        if paths and not entry.ids:
            leading += 1
            found |= dict.fromkeys(paths)
    return tuple(found) if 2 * leading > len(curated.entries) else ()


def _paths_of(entry: Entry) -> Iterator[str]:
    for link in entry.links:
        match = _PAGE.fullmatch(link.url)
        if match:
            yield unquote(match["path"])
