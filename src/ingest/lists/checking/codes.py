"""What each finding of the audit means and how to mend it: one table, for people and for code hosts."""

from collections.abc import Mapping
from types import MappingProxyType

# code -> (one line, what to do about it)
_TABLE: dict[str, tuple[str, str]] = {
    "anchor": (
        "A link to a place in this page leads nowhere",
        "No heading, `id` or `name` of the page answers to the link. Correct the link, or the heading it means.",
    ),
    "arxiv-id": (
        "An arXiv id that can't exist",
        "arXiv ids are YYMM.NNNN until 2014 and YYMM.NNNNN since 2015, with a month from 01 to 12. "
        "A digit was lost, doubled or swapped: look the paper up and correct the link.",
    ),
    "brackets": (
        "Square brackets don't pair",
        "A bracket is missing or one too many, and what was meant as a link shows as text. Close it.",
    ),
    "count": (
        "A counter is wrong however one counts",
        "The badge's number is neither the number of entries nor of entries with a paper. Set it anew.",
    ),
    "doi": (
        "A DOI that can't exist",
        "A DOI is `10.`, a number of four digits or more, a slash and a name. Look the paper up and correct the link.",
    ),
    "duplicate": (
        "A work is listed twice in one section",
        "Two entries have the same paper or the same title. Keep the more complete one.",
    ),
    "empty-link": (
        "A link without an address",
        "The link's parentheses are empty. Fill in the address, or write the text without a link.",
    ),
    "encoding": (
        "Text was damaged by a wrong encoding",
        "The file, or a text pasted into it, was read in another encoding than it was written in. Save the file as "
        "UTF-8 and write the damaged characters anew.",
    ),
    "id-mismatch": (
        "A link's text names another arXiv id than its address",
        "The id that readers see and the one the link opens differ. Find out which is the paper's.",
    ),
    "ignore": (
        "A comment that is to except a finding names none",
        "Write `<!-- ingest: ignore CODE -->` with a code of this table, several with commas between them; behind a "
        "colon may stand why.",
    ),
    "link": (
        "A link is broken in its Markdown",
        "A blank, a missing bracket or a second address keeps the link from working. Write `[text](address)`.",
    ),
    "link-form": (
        "A link's brackets are unlike the rest of the list",
        "The list writes its links in another form nine times of ten. Write this one the same way.",
    ),
    "numbering": (
        "A number does not follow the one before",
        "The numbered headings of a section should count up by one. Renumber from here on.",
    ),
    "order": (
        "An entry stands out of its section's order",
        "The section's other entries follow their date or the alphabet, and this one does not. Move it.",
    ),
    "same-link": (
        "One paper's link stands under different titles",
        "At least one of the entries links the wrong paper. Look both up and correct the link.",
    ),
    "scheme": (
        "An address does not begin with https:// or http://",
        "A letter, colon or slash of the scheme is wrong, so the link does not open. Correct it.",
    ),
    "table": (
        "A table's row has another number of cells than its header",
        "A pipe is missing or one too many; readers see the cells in the wrong columns or not at all. "
        "Write a pipe inside a cell as `\\|`.",
    ),
    "year": (
        "A tag names no year",
        "The tag's number looks like a year with a digit lost or doubled. Correct it.",
    ),
}

FINDING_CODES: Mapping[str, str] = MappingProxyType(
    {code: line for code, (line, _) in sorted(_TABLE.items())}
)
FINDING_HELP: Mapping[str, str] = MappingProxyType(
    {code: todo for code, (_, todo) in sorted(_TABLE.items())}
)
