"""What a heading says: the anchor it gets, and the count of what stands below it at its end (`Segmentation (8)`)."""

import re
import unicodedata

_NO_WORDS = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>]*>")
OPEN, CLOSE = r"(?:\(|（)", r"(?:\)|）)"
UNIT = r"(?: ?(?:papers?|works?|entries|items|篇))?"
_COUNT = re.compile(rf"\s*{OPEN}\s*\d{{1,5}}{UNIT}\s*{CLOSE}\s*$")


def slug_of(heading: str) -> str:
    """The anchor GitHub gives a heading: https://github.com/gjtorikian/html-pipeline."""
    lowered = _NO_WORDS.sub("", heading).casefold()
    kept = (
        char
        for char in lowered
        if char in "-_ " or unicodedata.category(char)[0] in {"L", "N", "M"}
    )
    return "".join(kept).replace(" ", "-")


def without_count(heading: str) -> str:
    """A heading without the count at its end; one that is nothing else stays."""
    return (_COUNT.sub("", heading) or heading) if heading.endswith((")", "）")) else heading


def is_counted(heading: str) -> bool:
    """True for a heading that ends in a count."""
    return without_count(heading) != heading
