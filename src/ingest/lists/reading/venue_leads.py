"""A venue and its year that stand before a title: `**CVPR 2023** Tides of the North`, `ICML'24 | Tides of the North`."""

import re

from ingest.lists.reading.labels import VENUE_NAMES

_LEAD = re.compile(
    r"(?P<open>\*{2,3}[\[(]?|[\[(]\*{2,3}|[*_`]|【|)"
    r"(?P<venue>(?:[A-Z]|arXiv|(?:bio|med)Rxiv)[\w&/]*?(?: [A-Z][\w&/]*?){0,3})"
    r"(?:[ -]|, | ?['’] ?|(?=20))(?P<year>(?:19|20)\d\d|(?<=['’ -])\d\d)(?:[./-]\d\d?)?"
    r"(?P<rest>(?: \(?(?:[a-z]+|Oral|Spotlight|Highlight|Poster|Workshops?|Findings|W)\)?){0,2})"
    r"(?P<close>[\])]?\*{2,3}[\])]?|[*_`】]|)(?P<parting>[ \t]*[:：,|][ \t]*|[ \t]+[-–—][ \t]+|[ \t]*)"
)
_KNOWN = re.compile(rf"{VENUE_NAMES}|[A-Z]{{3,}}")
_CLOSED = {
    "【": "】", "**[": "]**", "***[": "]***", "**(": ")**", "***(": ")***", "(**": "**)", "[**": "**]"
}  # fmt: skip


def behind_lead(text: str, start: int) -> int:
    """Where a venue and its year end that stand before a title; `start` where none does.

    In marks of their own, or before a comma or a bar, any name in capitals is one; before a colon, a dash or a
    blank a well-known one only: `BraTS 2021: The Tides` and `ImageNet 2012 Tides` are titles.
    """
    lead = _LEAD.match(text, start)
    if lead is None or lead["close"] != _CLOSED.get(lead["open"], lead["open"]):
        return start
    parting = lead["parting"].strip()
    is_apart = bool(lead["open"]) and parting not in {":", "："}
    if len(lead["year"]) == 2 and "'" not in lead[0] and "’" not in lead[0]:
        return start if not (is_apart and _KNOWN.fullmatch(lead["venue"])) else lead.end()
    if is_apart or parting in {",", "|"}:
        return lead.end()
    if not parting and (lead["rest"] or not re.fullmatch(VENUE_NAMES, lead["venue"])):
        return start
    return lead.end() if _KNOWN.fullmatch(lead["venue"]) else start
