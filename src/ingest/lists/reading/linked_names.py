"""Authors whose names are links to their own pages: no links of the work."""

import re
from collections.abc import Sequence

from ingest.lists.model import Link
from ingest.lists.reading.fields import is_generic, is_paper, told_field

_NAME = r"[^\W\d_a-z][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,4}"
_NAMED = rf"(?:\[{_NAME}\]\([^()\s]*\)|{_NAME})"
_PART = r"(?:(?:\\?[*∗†‡§]){0,3} ?[,;] ?(?:and |& )?| (?:and|&) )"
_LISTED = re.compile(  # in emphasis, or all of a line
    rf"(?:(?<=[*_>])|^[ \t]*(?:[-*+] )?)(?P<names>{_NAMED}(?:{_PART}{_NAMED})+(?:,? et al)?(?:[.,]?(?=[*_]|</))?)(?:(?P<mark>[*_]|</)|[.,]?[ \t]*(?:<br ?/?>|\\)?[ \t]*\r?$)",
    re.MULTILINE,
)
_PERSON = re.compile(_NAME)
_FEW = 3  # names alone on a line; two linked ones may be two of the work's pages


def find_linked_names(text: str, links: Sequence[Link], after: int) -> tuple[int, int] | None:
    """Where authors stand behind a title of whom at least one is linked: several in emphasis, more on a line of their own."""
    behind = [link for link in links if link.start >= after and " " in link.label]
    persons = [link for link in behind if _may_be_person(link)]
    if not persons:
        return None
    found = _LISTED.search(text, max(after, text.rfind("\n", 0, persons[0].start) + 1))
    if not found:
        return None
    start, end = found.span("names")
    here = [link for link in links if start <= link.start < end]
    is_enough = found["mark"] or len(re.findall(_PART, found["names"])) >= _FEW - 1
    return (start, end) if is_enough and here and all(map(_may_be_person, here)) else None


def _may_be_person(link: Link) -> bool:
    return bool(
        " " in link.label
        and _PERSON.fullmatch(link.label)
        and not is_generic(link.label)
        and not told_field(link)
        and not is_paper(link.url)
    )


def links_of_work(text: str, links: tuple[Link, ...], after: int) -> tuple[Link, ...]:
    """The links without those of authors, behind a title, to their own pages."""
    names = find_linked_names(text, links, after) if len(links) > 1 else None
    return tuple(one for one in links if not names[0] <= one.start < names[1]) if names else links
