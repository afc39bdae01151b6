"""The canonical ids of a paper from the arXiv id and the DOI field that a record carries."""

import re

from ingest.ids import ArxivId, canonical_doi

_BETWEEN_DOIS = re.compile(r"\s*[,;]?\s+|[,;](?=10\.)")
_ONE_DOI = re.compile(
    r"(?:https?://(?:dx\.)?doi\.org/|doi:)?(10\.\d{4,9}/[^\s\"{}|\\^`]+)", re.IGNORECASE
)


def find_dois(text: str) -> tuple[str, ...]:
    """Canonical ids of a DOI field: one DOI, or several set apart by commas, semicolons or spaces.

    Empty when any part is no DOI: half a DOI would merge two works that have nothing in common.
    """
    parts = [part for part in _BETWEEN_DOIS.split(text.strip().replace("doi: ", "doi:")) if part]
    found: list[str] = []
    for part in parts:
        match = _ONE_DOI.fullmatch(part.rstrip(".,;"))
        canonical = canonical_doi(match[1]) if match else None
        if canonical is None:
            return ()
        found.append(canonical)
    return tuple(dict.fromkeys(found))


def paper_ids(
    arxiv: ArxivId | None, doi_text: str
) -> tuple[tuple[str, ...], str | None, tuple[tuple[str, str], ...]]:
    """Ids (arXiv first, then DOIs), the first DOI bare and lower case, and facts.

    The facts hold `doi_text` where the field could not be read as DOIs, so that it isn't lost.
    """
    dois = find_dois(doi_text)
    issued = (f"arxiv:{arxiv.arxiv_id}",) if arxiv else ()
    bare = next((doi[len("doi:") :] for doi in dois if doi.startswith("doi:")), None)
    unread = (("doi_text", " ".join(doi_text.split())),) if doi_text.strip() and not dois else ()
    return tuple(dict.fromkeys((*issued, *dois))), bare, unread
