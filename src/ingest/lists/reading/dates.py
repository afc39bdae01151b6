"""Dates as lists write them, and how to write another the same way."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_MONTH = "|".join(f"{name}|{name[:3]}|Sept" for name in MONTHS)
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"(?P<y1>(?:19|20)\d\d)(?P<s1>[-/.])(?P<m1>0?[1-9]|1[0-2])(?:(?P=s1)(?P<d1>[0-3]?\d))?"
    r"|(?P<m2>0[1-9]|1[0-2])/(?P<d2>[0-3]\d)/(?P<y2>(?:19|20)\d\d)"
    rf"|(?:(?P<d3>\d{{1,2}})(?P<th>st|nd|rd|th)? )?(?P<m3>{_MONTH})(?P<dot>\.?)(?P<comma>,?) (?P<y3>(?:19|20)\d\d)"
    rf"|(?P<m5>{_MONTH})(?P<dot5>\.?) (?P<d5>\d{{1,2}})(?P<th5>st|nd|rd|th)?, (?P<y5>(?:19|20)\d\d)"
    r"|(?P<y4>(?:19|20)\d\d)年(?:(?P<m4>\d{1,2})月(?:(?P<d4>\d{1,2})日)?)?"
    r")(?![\d/]|[.-]\d)"
)

_YEAR = re.compile(r"(?:19|20)\d\d")
# Characters of the longest date beside its year, those that must not follow it included.
_BEFORE, _BEHIND = 20, 9
_CENTURY = 70  # years of two digits beyond it are the last century's
_SHORT = (
    re.compile(  # what stands before the mark is asked behind it: `re` runs to a mark much quicker
        r"['’](?:(?<=[A-Za-z].)|(?<=[A-Za-z] .))(?: (?=[\d.]{2,5}\*{0,2}[\])]))?"  # `[CVPR' 20]`
        r"(?P<date>(?P<year>\d\d)(?:\.(?P<month>0[1-9]|1[0-2]))?)(?!\w|\.\d)"
    )
)

_MAY = re.compile(r"\bMay\b(\.?)")
_MONTH_ENDS = frozenset(
    "yhletrnbgpvc.,"
)  # what a month ends in, or stands before the year behind it
_DAY_BEHIND = re.compile(r" \d{1,2}(?:st|nd|rd|th)?$")
_MONTH_NAMES = tuple(_MONTH.split("|"))
_NEAREST = 7  # dates decide between themselves


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text and the pattern it is written in (`%Y-%m-%d`, our own letters)."""

    start: int
    end: int
    pattern: str
    year: int
    month: int | None
    day: int | None


@lru_cache(maxsize=8192)  # an entry is asked for its place, and then for its style
def find_dates(text: str) -> tuple[WrittenDate, ...]:
    """Dates finer than a year; a bare year is none."""
    return tuple(_dates(text))


def find_date(text: str) -> WrittenDate | None:
    """The first date finer than a year."""
    return next(_dates(text), None)


def _dates(text: str) -> Iterator[WrittenDate]:
    """Looked for around each year only: the whole pattern is slow on a long text."""
    done = 0
    for year in _YEAR.finditer(text):
        if year.start() < done or not _may_be_dated(text, *year.span()):
            continue
        start = max(done, year.start() - _BEFORE)
        match = _DATE.search(text, start, year.end() + _BEHIND)
        if match and match.start() <= year.start():
            done = match.end()
            pattern, number, month, day = _parts(match)
            if month is not None:
                yield WrittenDate(match.start(), match.end(), pattern, number, month, day)


def _may_be_dated(text: str, start: int, end: int) -> bool:
    """False for a year that no month can stand beside: most are so, and the pattern need not be asked."""
    behind, before = text[end : end + 1], text[start - 1 : start]
    if behind == "年" or before == "/":
        return True
    if behind in {"-", "/", "."} and text[end + 1 : end + 2].isdigit():
        return True
    if before != " " or text[start - 2 : start - 1] not in _MONTH_ENDS:
        return False
    word = text[max(0, start - _BEFORE) : start - 1]
    if word.endswith(","):
        word = _DAY_BEHIND.sub("", word[:-1])
    return word.removesuffix(".").endswith(_MONTH_NAMES)


def find_short_dates(text: str) -> tuple[WrittenDate, ...]:
    """Years of two digits behind a venue (`ICLR'24`), with a month or without (`arXiv'24.10`)."""
    if "'" not in text and "’" not in text:
        return ()
    return tuple(
        WrittenDate(
            *match.span("date"),
            "%y.%m" if match["month"] else "%y",
            *_read_short(match["date"]),
            None,
        )
        for match in _SHORT.finditer(text)
    )


def is_run_together(value: str) -> bool:
    """True for a year and a month with nothing between them; only a column of dates tells that they are one."""
    return bool(re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])", value))


def read_short_date(value: str) -> tuple[int | None, int | None]:
    """Year and month of a date of two digits each, or of a column's `202304`; None for what is no such date."""
    if is_run_together(value):
        return int(value[:4]), int(value[4:])
    return _read_short(value) if re.fullmatch(r"\d\d(?:\.\d\d)?", value) else (None, None)


def _read_short(value: str) -> tuple[int, int | None]:
    year, _, month = value.partition(".")
    return int(year) + (1900 if int(year) > _CENTURY else 2000), _int(month)


_YEAR_MONTH = re.compile(r"%Y[./-]%-?m")
_EARLY_MONTH = re.compile(r"\d{4}\D(0?[1-9])$")
_EARLY_DAY = re.compile(r"(?<!\d)0?[1-9](?!\d)")
_LONG_AND_SHORT = re.compile(r"\b(?:May|June|July)\b")  # short lists write June as well
_NAMED_MONTH = re.compile(r"%[bBh]")


def agreed_pattern(pattern: str, written: Sequence[tuple[str, str]]) -> str:
    """A pattern as the nearest dates decide what the date itself leaves open.

    `written` are (pattern, date) of all of them: whether a day or month below ten has a nought, which later
    ones don't show, whether months are short, which May and June don't tell, and end in a dot.
    """
    named = [(form, date) for form, date in written if _NAMED_MONTH.search(form)]
    days = [day[0] for _, date in named if (day := _EARLY_DAY.search(date))]
    if days and _NAMED_MONTH.search(pattern):
        is_wide = _is_most([day.startswith("0") for day in days])
        pattern = re.sub("%-?d", "%d" if is_wide else "%-d", pattern)
    long = ["%B" in form for form, date in named if not _LONG_AND_SHORT.search(date)]
    if long and "." not in pattern:
        pattern = re.sub("%[bB]", "%B" if _is_most(long) else "%b", pattern)
    months = [date for form, date in written if _YEAR_MONTH.fullmatch(form)]
    early = [len(match[1]) == 2 for date in months if (match := _EARLY_MONTH.search(date))]
    if early and _YEAR_MONTH.fullmatch(pattern):
        pattern = pattern[:3] + ("%m" if _is_most(early) else "%-m")
    short = [(form, date) for form, date in named if "%b" in form]
    dotted = ["%b." in form for form, date in short if not _MAY.search(date)]
    if _is_most(dotted):
        bare = [not match[1] for _, date in short if (match := _MAY.search(date))]
        is_bare = bare.count(True) * 2 >= len(bare)
        pattern = re.sub(r"%b\.?", "%h" if is_bare else "%b.", pattern)
    return pattern


def _is_most(said: Sequence[bool]) -> bool:
    """True where more than half of the nearest say yes."""
    near = said[:_NEAREST]
    return 2 * near.count(True) > len(near)


def _parts(match: re.Match[str]) -> tuple[str, int, int | None, int | None]:
    if match["y1"]:
        mark, wide = match["s1"], len(match["m1"]) == 2
        day = f"{mark}%d" if match["d1"] else ""
        month = "%m" if wide else "%-m"
        return f"%Y{mark}{month}{day}", int(match["y1"]), int(match["m1"]), _int(match["d1"])
    if match["y2"]:
        return "%m/%d/%Y", int(match["y2"]), int(match["m2"]), int(match["d2"])
    if match["y4"]:
        pattern = "%Y年" + ("%-m月" if match["m4"] else "") + ("%-d日" if match["d4"] else "")
        return pattern, int(match["y4"]), _int(match["m4"]), _int(match["d4"])
    name = match["m3"] or match["m5"]
    number = next(i for i, full in enumerate(MONTHS, 1) if full.startswith(name[:3]))
    word = "%B" if name in MONTHS and name != "May" else "%b"
    written = match["d3"] or match["d5"] or ""
    day = ("%d" if written.startswith("0") else "%-d") + (
        "th" if match["th"] or match["th5"] else ""
    )
    if match["m5"]:
        return f"{word}{match['dot5']} {day}, %Y", int(match["y5"]), number, int(written)
    day = f"{day} " if written else ""
    form = f"{day}{word}{match['dot']}{match['comma']} %Y"
    return form, int(match["y3"]), number, _int(match["d3"])


def _int(text: str | None) -> int | None:
    return int(text) if text else None


def write_date(pattern: str, year: int | None, month: int | None, day: int | None) -> str | None:
    """A date in a pattern of `find_dates`; None when the pattern needs a part that is not known."""
    needs_day, needs_month = (
        "%d" in pattern or "%-d" in pattern,
        re.search(r"%(?:-?m|[bBh])", pattern),
    )
    if year is None or (needs_month and month is None) or (needs_day and day is None):
        return None
    name = MONTHS[(month or 1) - 1]
    parts = {
        "%-dth": f"{day}{_ordinal(day or 1)}", "%dth": f"{day or 0:02}{_ordinal(day or 1)}", "%-d": str(day), "%d": f"{day or 0:02}",
        "%-m": str(month), "%m": f"{month or 0:02}", "%b": name[:3], "%B": name, "%h": name if name == "May" else f"{name[:3]}.", "%Y": f"{year}", "%y": f"{year % 100:02}",
    }  # fmt: skip
    return re.sub(r"%-?dth|%-?[dm]|%[bBhYy]", lambda match: parts[match[0]], pattern)


def _ordinal(day: int) -> str:
    return "th" if day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
