"""What a link's label says of a work beside its title: a short name before it, its venue and year behind it."""

import re
from typing import NamedTuple

_VENUE_LABEL = re.compile(
    r"(?P<venue>[^\W\d_](?:[^\d\[\]<>{}|:]{0,36}?[^\W\d_])?)(?P<sep>[ ,'’-]{0,3})(?P<year>(?:19|20)\d\d)"
    r"(?P<rest>(?:[ ,(-]+[A-Za-z][a-z]*\)?){0,3})"
)
_YEAR_LABEL = re.compile(  # `2023-EMNLP`, `2023 EMNLP`; `2018 Data Bowl` is a name
    r"(?P<year>(?:19|20)\d\d)(?P<sep>[-/ ])"
    r"(?P<venue>(?:(?<= )[A-Z]\w*[A-Z]|(?<! )[^\W\d_](?:[^\d\[\]<>{}|:]{0,36}[^\W\d_])?))"
)
_NAMED = re.compile(  # `**TideNet** — Tides of the North`
    r"(?P<marks>\*\*|`)(?P<name>[^\s*`{}]{2,30})(?P=marks)\s*[:：–—|-]\s*(?=(?:[^\W_][\w-]*[ :]+){2})"
)
_DATED = re.compile(r"\s*[(（](?P<inner>[^()（）]{4,60})[)）]$")
_YEAR = re.compile(r"(?:19|20)\d\d")


VENUE_NAMES = (  # of those that stand beside a title without a year
    r"(?:ICLR|ICML|NeurIPS|NIPS|CVPR|ICCV|ECCV|WACV|BMVC|ACCV|3DV|ACL|EMNLP|NAACL|EACL|COLING|TACL|AAAI|IJCAI"
    r"|UAI|AISTATS|TMLR|JMLR|KDD|WWW|SIGIR|CIKM|WSDM|RecSys|ICRA|IROS|CoRL|RSS|MICCAI|MIDL|ISBI|IPMI|TMI|MedIA|JBHI|TPAMI"
    r"|INTERSPEECH|Interspeech|ICASSP|CHI|SIGGRAPH|ACM MM|[Aa]r[Xx]iv|ARXIV|bioRxiv|medRxiv|[Pp]reprint)W?"
)
_VENUE_NAME = re.compile(rf"{VENUE_NAMES}(?:,? ?['’]?(?:19|20)?\d\d)?[.,]?\s*$")


_SHORT_LABEL = re.compile(rf"(?P<venue>{VENUE_NAMES})(?P<sep> ?['’] ?)(?P<year>\d\d)")
_CENTURY = 70  # years of two digits beyond it are the last century's
KIND_TAG = re.compile(  # what kind of work it is, where others have their name
    r"\[(?:surveys?|(?:systematic )?reviews?|benchmarks?|data ?sets?|tutorials?|perspectives?|position(?: papers?)?|toolkits?|综述|基准|数据集)\]",
    re.IGNORECASE,
)


class VenueLabel(NamedTuple):
    """A label that is a venue with its year, both as placeholders; what they are."""

    form: str
    venue: str
    year: int


def venue_label(label: str) -> VenueLabel | None:
    """The venue and the year of a link's label that says no more of the work (`ACL'23`, `CHI 2024 Oral`, `[2023-ACL]`)."""
    bare = label.strip("*_` []") if "20" in label or "19" in label else ""
    if ("'" in label or "’" in label) and (short := _SHORT_LABEL.fullmatch(label.strip("*_` []"))):
        year = int(short["year"])
        form = label.replace(short[0], f"{{venue}}{short['sep']}{{short_year}}", 1)
        return VenueLabel(form, short["venue"], year + (1900 if year > _CENTURY else 2000))
    found = bare and (_VENUE_LABEL.fullmatch(bare) or _YEAR_LABEL.fullmatch(bare))
    if not found:
        return None
    at = label.index(bare)
    is_dated_first = found.start("year") < found.start("venue")
    facts = ("{year}", "{venue}") if is_dated_first else ("{venue}", "{year}")
    form = label[:at] + found["sep"].join(facts) + label[at + len(bare) :]
    return VenueLabel(form, found["venue"], int(found["year"]))


def is_venue(label: str) -> bool:
    """True for a label that is a venue with its year."""
    return venue_label(label) is not None


def names_venue(words: str) -> bool:
    """True for a usual venue, with its year or without."""
    return _VENUE_NAME.match(words) is not None


class TitleLabel(NamedTuple):
    """A label around a title: the characters of the title, what stands before and behind it."""

    start: int
    end: int
    name: str  # "" where it has none
    before: str  # with the name as a placeholder
    behind: str  # with venue and year as placeholders
    venue: str
    year: int | None


def title_label(label: str) -> TitleLabel:
    """Take a label with a title apart: `**TideNet** — Tides of the North (ICLR 2024)`."""
    named, dated = _NAMED.match(label), _DATED.search(label)
    start, name, before = 0, "", ""
    if named:
        start, name = named.end(), named["name"]
        before = f"{label[: named.start('name')]}{{name}}{label[named.end('name') : start]}"
    inner = dated["inner"].strip() if dated else ""
    told = venue_label(inner)
    if _YEAR.fullmatch(inner):
        told = VenueLabel("{year}", "", int(inner))
    if not dated or told is None or dated.start() <= start:
        return TitleLabel(start, len(label), name, before, "", "", None)
    marks = dated[0].split(dated["inner"])
    behind = dated["inner"].replace(inner, told.form).join(marks)
    return TitleLabel(start, dated.start(), name, before, behind, told.venue, told.year)
