"""What a list's maintainer says is no fault: `<!-- ingest: ignore duplicate: one paper, two data sets -->`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ingest.lists.checking.codes import FINDING_CODES
from ingest.lists.markup.exceptions import EXCEPTION
from ingest.lists.markup.lines import decode, outside_fences
from ingest.lists.model import CuratedList, Finding
from ingest.lists.reading.lines_of import entry_at, lines_of

_CODE = re.compile(r"`[^`]*`")  # a page may speak of such comments


@dataclass(frozen=True, slots=True)
class _Exception:
    """The codes that are not told, and of which lines; None for the whole page."""

    codes: tuple[str, ...]
    line: int
    lines: range | None


def leave_out(curated: CuratedList, findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings that no comment of the page excepts, and those comments that name no finding.

    A comment in an entry holds for the entry, one beside other text for its line, one on a line of its
    own for the page. What stands behind a colon is a reason, for people.
    """
    exceptions = tuple(_exceptions(curated)) if b"ingest:" in curated.text else ()
    for finding in findings:
        if not any(_excepts(one, finding) for one in exceptions):
            yield finding
    for one in exceptions:
        unknown = [code for code in one.codes if code not in FINDING_CODES]
        if unknown or not one.codes:
            said = f"there is no finding {unknown[0]!r}" if unknown else "no finding is named"
            yield Finding("ignore", one.line, f"{said}: nothing is ignored by it")


def _excepts(one: _Exception, finding: Finding) -> bool:
    return finding.code in one.codes and (one.lines is None or finding.line in one.lines)


def _exceptions(curated: CuratedList) -> Iterator[_Exception]:
    for number, raw in outside_fences(decode(curated.text).split("\n")):
        line = _CODE.sub("", raw) if "ingest:" in raw else ""
        for comment in EXCEPTION.finditer(line):
            codes = tuple(comment["codes"].replace(",", " ").split())
            is_alone = not EXCEPTION.sub("", line).strip()
            entry, line_alone = entry_at(curated, number), range(number, number + 1)
            beside = None if is_alone else line_alone
            yield _Exception(codes, number, lines_of(curated, entry) if entry else beside)
