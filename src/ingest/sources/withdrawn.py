"""Whether a paper's own words say that it was withdrawn from arXiv.

Policy: https://info.arxiv.org/help/withdraw.html
"""

import re

_WORK = r"(?:paper|article|manuscript|submission|preprint|e-?print)"
_ANY = rf"(?:{_WORK}|work|version|draft|note|report|study)"
_SUBJECT = (
    rf"(?:(?:this|our|the present|the current)\s+(?:arxiv\s+)?{_ANY}|the\s+(?:arxiv\s+)?{_WORK})"
)
_ELSEWHERE = r"(?!\s+from\s+(?!(?:the\s+)?arxiv\b|publication\b|circulation\b))"
_SAID = re.compile(
    rf"\b{_SUBJECT}\s+(?:is|was|has|have)\s+(?:(?:now|been|being|hereby|temporarily)\s+){{0,3}}withdrawn\b{_ELSEWHERE}"
    rf"|^\W*(?:{_WORK}\s+)?withdrawn(?:\W*$|\s*[.:;,\])(-]|\s+(?:by|due|because|for|pending|as|at|since|until)\b)"
    rf"|[.;(\[]\s*(?:{_WORK}\s+)?withdrawn\s+by\s+(?:the\s+)?(?:\w+\s+)?(?:authors?|submitter|arxiv)\b"
    rf"|\b(?:we|I|(?:the\s+)?authors?)\s+(?:(?!not\b|never\b)[\w']+\s+){{0,4}}?withdraw(?:ing)?\s+"
    rf"(?:this|the|our)\s+(?:{_ANY}){_ELSEWHERE}(?!\s+of\b)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:request|ask)(?:s|ed|ing)?\s+(?:for\s+)?(?:the\s+|a\s+)?withdrawal\b(?!\s+from)", re.I
)


def is_withdrawn(comment: str, abstract: str) -> bool:
    """True for `This paper has been withdrawn`, `Withdrawn by the authors`, `We withdraw this submission`.

    Money, drugs, data and claims that are withdrawn in an abstract, a paper withdrawn from a
    conference, and an earlier version that was withdrawn are none of it.
    """
    return any("withdr" in text.lower() and _SAID.search(text) for text in (comment, abstract)) or (
        bool(_ASKED.search(comment))
    )
