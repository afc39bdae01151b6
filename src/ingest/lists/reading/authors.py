"""Names of authors as a list writes them: how many, in which order, and what stands for the others."""

import re
from collections.abc import Sequence

from ingest.lists.markup.escape import clean
from ingest.lists.model import Initials, NameForm
from ingest.lists.reading.voting import vote

_OTHERS = re.compile(r"(?P<mark>(?:,|(?<!\s))\s*+(?:\bet al\b\.?|\band others\b|等人?))")
_SURNAME_FIRST = re.compile(r"[^\W\d_][\w'’ -]* (?!I{2,3}\b|IV\b)[A-Z]{1,3}(?=,| et al|\s*等|$)")
_BETWEEN = re.compile(r"(?<!\s)\s*+(?:[,，、;]\s*+(?:(?:and|&) )?|(?<=\s)(?:and|&)\s+)")
_LAST = re.compile(r"(?P<joiner>,? (?:and|&) )(?:(?! and | & ).)+$")
_INITIALS = r"(?:[A-Z]\.[ -]?)+"
_SURNAME = r"[^\W\d_][\w'’ -]*"
_REVERSED = re.compile(rf"(?P<surname>{_SURNAME}), (?P<given>{_INITIALS})")
_TURNED = re.compile(r"(?P<surname>[A-Z][\w'’-]+), (?P<given>[A-Z][\w'’-]+(?: [A-Z]\.)?)")
_FORMS: tuple[tuple[Initials, re.Pattern[str]], ...] = (
    ("Ito, A.", _REVERSED),
    ("A. Ito", re.compile(rf"{_INITIALS}\s?{_SURNAME}")),
    ("Ito", re.compile(r"[A-Z][\w'’-]+(?:,? et al\.?$| (?:and|&) [A-Z][\w'’-]+$)")),
    (
        "Ito, Ada",
        re.compile(
            rf"{_TURNED.pattern}(?=$|,? et al|(?:, [A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*)+)*,? and [A-Z][\w.'’-]+ [A-Z])"
        ),
    ),
)
_WORD = r"[^\W\d_][\w'’\-]*+"  # no full stop but an initial's: `J.`, `J.-F.`, `J-F.`
_INITIAL = r"[^\W\d_](?:-[^\W\d_])?\.(?:-?[^\W\d_]\.)*"
_FIRST = rf"(?:[^\W\d_]\w\.|{_INITIAL}|{_WORD})"  # `Yu. Ito`; elsewhere `Wu.` ends the names
_LATER = rf"(?:{_INITIAL}|[^\W\d_]\w\.(?=,? et al)|(?!(?:et al|and)\b){_WORD}|\([A-Z][^\W\d_]{{1,15}}\)(?= [A-Z]))"
NAME_AND_NOTES = rf"(?!and\b){_FIRST}(?: {_LATER}){{1,4}}(?:[∗†‡§¶]|\\?\*(?=[\\*∗†‡§¶]*,)|<sup>[^<>\n]{{1,16}}</sup>)*"
NAME_LIST = re.compile(  # up to what stands behind `and`
    rf"(?<![^\W\d_])(?!(?:by|in|with|from|of|the|and)\b)"
    rf"(?:{NAME_AND_NOTES}(?:(?:,\s?{NAME_AND_NOTES})+(?:,? (?:and|&) {NAME_AND_NOTES}| et al\.?)?|,\s?(?:and|&) {NAME_AND_NOTES}|,? et al\.?)"
    r"|[A-Z][^\W\d_][\w'’\-]*,? et al\.?)"
)
JOURNAL = (  # how a journal's name begins, not a person's
    r"(?:The )?(?:Nature|Science|Cell|Lancet|JAMA|NEJM|IEEE|ACM|Journal|Proceedings|Proc|International|Advances|Transactions)\b"
)
_JOURNAL_BEHIND = re.compile(rf",\s?{JOURNAL}")  # `Ada Ito, Ben Okafor, IEEE Transactions on Tides`
_VENUE_BEHIND = re.compile(  # `Ito et al. arXiv.`
    r"et al\.?(?P<before>[,. ]+)(?P<venue>[^\W\d_][^*_\n,()\[\]{}]{1,60}?)(?P<after>\.?)$"
)
_ADDED = re.compile(r"(?:\s*\([^()]*\)|\s*<sup>[^<]*</sup>|(?<=\w)[ ]?\d(?:,\d)*|[*†‡§¹²³]|\\\*)+$")
_OPENING = re.compile(r"^[*_]{1,3}(?:\\\*)?")
_BIBTEX = (
    re.compile(r"\s+and\s+"),
    re.compile(r"\s*;\s*"),
)  # what stands between `Ito, Ada and Okafor, Ben`
_BIBTEX_NAME = re.compile(r"[^\W\d_][^,;]*, ?[^\W\d_][^,;]*")
_END = re.compile(r"[^\W\d_]{2}\.$")  # no initial's
_TAG = re.compile(r"</?[a-z]+>")
OTHERS = "et al."  # the last of a work's names where an entry stops there


def find_end(names: re.Match[str]) -> int:
    """Where a list of names ends: with its match, or before the journal that follows them in it."""
    journal = _JOURNAL_BEHIND.search(names[0])
    return names.start() + journal.start() if journal else names.end()


def learn_names(values: Sequence[str]) -> NameForm:
    """How the nearest entries write their authors, nearest first.

    A single name without "et al." (a team's, most often) says nothing of where a list of names stops;
    where all neighbours have one, so does a new entry.
    """
    if not values:
        return NameForm()
    written = vote(_form_of(value) for value in values) or ""
    cut = [(value, match) for value in values if (match := _OTHERS.search(value))]
    counts = [len(_names(value[: match.start()], written)) for value, match in cut]
    whole = [v for v in values if not _OTHERS.search(v) and len(_names(v, written)) > 1]
    count = vote(counts) or 0
    if len(whole) > len(cut):
        count = 0
    elif not cut and not whole and len(values) > 1 and written != "Ito, A.":
        count = 1
    is_first_alone = count == 1 and not cut and written == "Ito, Ada"  # `Ito, Ada`, and no others
    joiners = [match[0] for value in values if (match := re.search(r"\s*[,，、;]\s*", value))]
    return NameForm(
        count,
        "" if is_first_alone else vote(match["mark"] for _, match in cut) or " et al.",
        vote(joiners) or ", ",
        vote(bool(_SURNAME_FIRST.match(value)) for value in values) or False,
        written,
        _last_joiner(whole, written),
        "." if vote(_END.search(value) is not None for value in whole) else "",
    )


def learn_venue_behind(values: Sequence[str]) -> str:
    """With which marks most entries have a venue behind their authors, " {venue}."; "" where they have none."""
    found = [_VENUE_BEHIND.search(value) for value in values]
    shown = [f"{match['before']}{{venue}}{match['after']}" for match in found if match]
    return (vote(shown) or "") if 2 * len(shown) > len(found) else ""


def venues_behind(values: Sequence[str]) -> list[str]:
    """The venues that stand behind authors, as they are spelled there."""
    return [match["venue"] for value in values if (match := _VENUE_BEHIND.search(value))]


def with_venue(names: str, form: str, venue: str) -> str:
    """Authors with a venue behind them; whole names need a full stop where `et al.` brings its own."""
    before, _, after = form.partition("{venue}")
    return names + (before if names.endswith(".") else f". {before.lstrip(' .')}") + venue + after


def _form_of(value: str) -> Initials:
    return next((form for form, pattern in _FORMS if pattern.match(value)), "")


def _last_joiner(whole: Sequence[str], written: Initials) -> str:
    """What stands before the last of several names, "" where it is no other than between the rest."""
    several = [value for value in whole if len(_names(value, written)) > 2] or whole
    return (
        vote(match["joiner"] if (match := _LAST.search(value)) else "" for value in several) or ""
    )


def _names(value: str, written: Initials = "") -> list[str]:
    """The names of a value, each by itself; the first of `Ito, Ada, and Ben Okafor` turned back, of BibTeX all."""
    for mark in _BIBTEX:
        each = [name.strip(" ,;") for name in mark.split(value)]
        if len(each) > 1 and all(_BIBTEX_NAME.fullmatch(name) for name in each):
            return [
                f"{given} {surname}"
                for surname, given in (re.split(r",\s*", name) for name in each)
            ]
    if written == "Ito, A.":
        return [match[0].strip() for match in _REVERSED.finditer(value)]
    if written == "Ito, Ada" and (first := _TURNED.match(value)):
        value = f"{first['given']} {first['surname']}{value[first.end() :]}"
    return [name.strip() for name in _BETWEEN.split(value) if name.strip()]


def read_names(value: str) -> tuple[str, ...]:
    """The names an entry shows, given name first, "et al." at the end where it stops there."""
    match = _OTHERS.search(value)
    head = value[: match.start()] if match else value
    written = _form_of(value)
    found = (_given_first(_bare(name)) for name in _names(head, written))
    names = tuple(name for name in found if name)
    return (*names, OTHERS) if match else names


def _bare(name: str) -> str:
    """A name without what a list adds to it: emphasis, footnote marks, an affiliation in brackets, the full stop of the last."""
    name = _OPENING.sub("", _ADDED.sub("", _TAG.sub("", name) if "</" in name else name)).strip(
        " ,_"
    )
    return name[:-1] if _END.search(name) and not name.endswith(("Jr.", "Sr.")) else name


def _given_first(name: str) -> str:
    if found := _REVERSED.fullmatch(name):
        return f"{found['given'].strip()} {found['surname']}"
    if not _SURNAME_FIRST.fullmatch(name):
        return name
    family, _, initials = name.rpartition(" ")
    return f"{initials} {family}"


def write_names(form: NameForm, authors: Sequence[str], is_whole: bool = False) -> str | None:
    """The authors in the learnt form; `is_whole` writes as many as there are."""
    names = [clean(name) for name in authors]
    if not names:
        return None
    is_short = names[-1] == OTHERS
    names = names[:-1] if is_short else names
    if form.is_surname_first:
        names = [_surname_first(name) for name in names]
    elif form.written:
        reversed_count = 1 if form.written == "Ito, Ada" else len(names)
        names = [
            *(_in_form(name, form.written) for name in names[:reversed_count]),
            *names[reversed_count:],
        ]
    if form.count and len(names) > form.count and not is_whole:
        names, is_short = names[: form.count], True
    if is_short:
        return form.joiner.join(names) + form.others
    end = "" if names[-1].endswith(".") else form.end
    if len(names) < 2 or not form.last:
        return form.joiner.join(names) + end
    last = form.last.lstrip(",") if len(names) == 2 and not form.written else form.last
    return form.joiner.join(names[:-1]) + last + names[-1] + end


def _in_form(name: str, written: Initials) -> str:
    """A name, given name first, as `A. Ito`, `Ito, A.`, `Ito, Ada` or `Ito`; one word stays as it is."""
    given, _, family = name.rpartition(" ")
    if not given:
        return name
    if written == "Ito, Ada":
        return f"{family}, {given}"
    if written == "Ito":
        return family
    initials = " ".join(f"{word[0]}." for word in given.split())
    return f"{family}, {initials}" if written == "Ito, A." else f"{initials} {family}"


def _surname_first(name: str) -> str:
    given, _, family = name.rpartition(" ")
    initials, _, rest = name.partition(" ")
    if re.fullmatch(r"[A-Z]{1,3}", initials) and rest:
        return f"{rest} {initials}"
    return f"{family} {''.join(part[0] for part in given.split(' ')[:2] if part)}".strip()


def are_names(value: str) -> bool:
    """True where most words begin with a capital, as names do and a description doesn't."""
    words = re.findall(r"[^\W\d_][\w'’-]*", _TAG.sub(" ", value) if "<" in value else value)
    words = [word for word in words if word not in {"and", "et", "al"}]
    return sum(not word[0].islower() for word in words) >= 0.7 * len(words)
