"""arXiv ids and DOIs that can't be right: by themselves, or beside what the link says.

https://info.arxiv.org/help/arxiv_identifier.html https://www.doi.org/doi-handbook/HTML/index.html
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from ingest.lists.model import CuratedList, Entry, Finding

_PAGE = re.compile(
    r"https?://(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/(?P<id>[^?#\s]*)", re.IGNORECASE
)
_DOI_PAGE = re.compile(r"https?://(?:www\.|dx\.)?doi\.org/+(?P<doi>[^?#\s]*)", re.IGNORECASE)
_DOI = re.compile(
    r"(?:doi:)?10\.\d{4,9}(?:\.\d+)*/\S+|10/[a-z0-9]+", re.IGNORECASE
)  # the last: a short one
_NEW = re.compile(r"(?P<month>\d{4})\.(?P<number>\d+)(?:v\d{1,2})?(?:\.pdf)*/?", re.IGNORECASE)
_OLD = re.compile(r"[a-z-]+(?:\.[a-z-]{2,})?/\d{7}(?:v\d{1,2})?(?:\.pdf)*/?", re.IGNORECASE)
_LABEL = re.compile(r"(?<![\d.])(\d{4}\.\d{4,5})(?:v\d{1,2})?(?![\d.])")


def find_wrong_ids(curated: CuratedList) -> Iterator[Finding]:
    """Ids that arXiv can't have given, and links whose text and address name different ids."""
    for entry in curated.entries:
        for link in entry.links:
            doi = _DOI_PAGE.match(link.url)
            if doi and not _DOI.fullmatch(unquote(doi["doi"])):
                line = _line_of(curated, entry, link.url)
                yield Finding("doi", line, f"no DOI: {link.url[:80]}")
            match = _PAGE.match(link.url)
            if not match:
                continue
            shown = unquote(match["id"])
            line = _line_of(curated, entry, link.url)
            if fault := fault_of(shown):
                yield Finding("arxiv-id", line, f"{fault}: {link.url[:80]}")
                continue  # a text that names another says no more
            named = _LABEL.findall(link.label)
            if len(named) == 1 and not fault_of(named[0]) and named[0] not in shown:
                yield Finding("id-mismatch", line, f"the text says {named[0]}, the link {shown}")


def fault_of(arxiv_id: str) -> str:
    """What is wrong with an id as it stands in an address; "" for a good one."""
    new = _NEW.fullmatch(arxiv_id)
    if new is None:
        return "" if _OLD.fullmatch(arxiv_id) else "no arXiv id"
    month, digits = new["month"], len(new["number"])
    if not "01" <= month[2:] <= "12":
        return f"there is no month {month[2:]}"
    if month < "0704" or month > "9000":
        return f"arXiv gave no such ids in {month}"
    if digits != (wanted := 4 if month < "1501" else 5):
        return f"{digits} digits behind the point, not {wanted}"
    return ""


def _line_of(curated: CuratedList, entry: Entry, url: str) -> int:
    at = curated.text.find(url.encode("utf-8", "surrogateescape"), entry.start, entry.end)
    return entry.line + curated.text.count(b"\n", entry.start, max(at, entry.start))
