"""The authors that an entry's words tell."""

import re
from collections.abc import Iterator

from ingest.lists.reading.authors import JOURNAL, NAME_LIST, are_names, find_end
from ingest.lists.reading.labels import names_venue
from ingest.lists.splitting.marked_names import find_marked_names
from ingest.lists.splitting.part import Span, add_fact

_ONE_NAME = re.compile(r"[A-Z][\w.'’\-]*(?: [A-Z][\w.'’\-]*){1,3}")
_MORE_NAMES = re.compile(  # with what a name has in brackets or behind it: `Hao (Frank) Yang*`
    r"(?:(?: ?[,;])? ?(?:and )?(?:[^\W\d_][\w.'’\-]*|\([^\W\d_]{1,20}\))[*†‡]?)*", re.UNICODE
)
_NAME = r"[A-Z][\w'’\-]*\.?(?: [A-Z][\w'’\-]*\.?){1,3}"
_TWO_NAMES = re.compile(  # directly behind a title: `**, Ada Ito and Ben Okafor.`
    rf"[\s*_\"”`).,:;|–—-]{{1,12}}(?P<names>{_NAME} (?:and|&) {_NAME}(?<!\.))(?=[.,;]?[*_]?\s*(?:[\[(*_]|\n|$|[A-Z\d]))"
)
_ONE_BEHIND = re.compile(  # where the other entries have theirs: `Tides. Ada Ito. ICLR 2024.`
    r"[\s*_\"”`).,:;|–—-]{1,12}(?<= )(?P<names>[A-Z][\w'’-]+(?: [A-Z]\.)? [A-Z][\w'’-]+)(?=[.,;][*_]?\s|[*_]?\s*(?:[\[(*_]|\n|$))"
)
_SURNAMES_FIRST = re.compile(  # `Ito, A., Okafor, B.K. et al.`
    r"(?<![^\W\d_])(?P<names>[A-Z][\w'’-]+, (?:[A-Z]\.[ -]?)+(?:(?:,|;|,? ?&|,? ?and) ?[A-Z][\w'’-]+, (?:[A-Z]\.[ -]?)*[A-Z]\.)+(?:,? et al\.)?)"
)
_FIRST_TURNED = (
    re.compile(  # `Ito, Ada, Ben Okafor, and Cleo Lind`: what stands before a list of names
        r"[A-Z][\w'’-]+, (?:[A-Z][\w'’-]+(?: [A-Z]\.)*, )?"
    )
)
_BY = re.compile(  # `by Ito, Ada and Ben Okafor, 2023`
    r"(?<![^\W\d_])by (?P<names>[^\W\d_][^\n\[\]<>()*_|{}]{2,400}?)"
    r"(?=[,.]?\s*(?:[(,]?\s*(?:19|20)\d\d\b|\[|$))",
    re.MULTILINE,
)
_ONE_TURNED = re.compile(  # the first of the authors, directly behind a title: `** — Ito, Ada, 2023`
    r"[\s*_\"”`):|–—-]{1,12}(?<= )(?P<names>(?P<surname>[A-Z][\w'’-]*[a-z]), (?!(?:Oral|Spotlight|Poster|Highlight|Workshop)\b)"
    r"(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\b,? \(?\d)[A-Z][a-z][\w'’-]*(?: [A-Z]\.)?)(?=,? \(?(?:19|20)\d\d\b)"
)
_ALONE = re.compile(  # one name is all of the line below a title: `**Tides of the North.**`, `Ada Ito.`
    r"[^\w\n\[<]*(?:<br ?/?>)?[ \t]*\n[ \t]*(?P<names>[^\W\d_a-z][\w.'’-]*(?: [^\W\d_a-z][\w.'’-]*){1,3}(?<!\.))\.?[ \t]*(?:<br ?/?>|\\)?[ \t]*\n"
)
_JOURNAL = re.compile(JOURNAL)
_ORGANISATION = re.compile(  # of which a line of names has none
    r"\b(?:Universit\w+|Institutes?|Institut|Laborator(?:y|ies)|College|Academy|Polytechnic|Hospital|Inc\b)"
)
_IN_TAGS = re.compile(  # `<sub>Ada Ito; Ben Okafor</sub>`
    r"(?<=>)(?P<names>[^\W\d_][^<>\n\d:;]{2,60}(?:; ?[^\W\d_][^<>\n\d:;]{2,60})+)(?=</)"
)
_FULL_STOP = re.compile(
    r"(?:[^\W\d_]{3}|[ ](?!Jr|Sr)[A-Z][a-z])\.$"
)  # no initial's, nor that of `et al.`
_FOOTNOTE = re.compile(r"<sup>[^<>\n]{1,16}</sup>")
_LINE_END = re.compile(r"\s*(?:<br ?/?>|\\)?\s*$")
_NAMES_ALONE = re.compile(r"[^\W\d_a-z][^\d<>\[\](){}|:/]{3,600}")
_LEAST_NOTED = 0.2  # footnotes for each word of a line of names
ITALIC = re.compile(
    r"(?<![*_\w])([*_])(?![*_\s])(?P<inner>(?:\\.|[^*_\n\\]|(?<=\w)\*{1,2}(?=,)){3,}?)(?<!\s)\1(?![*_\w])"
)


def add_said_authors(text: str, spans: list[Span], after: int) -> None:
    """The authors behind a title and the word "by", up to a year, a link or the end of the line; one name turned, before a year."""
    turned = _ONE_TURNED.match(text, after)
    if turned and not (names_venue(turned["surname"]) or _JOURNAL.match(turned["surname"])):
        add_fact(text, spans, turned.span("names"), "authors")
        return
    said = _BY.search(text, after) if "by " in text else None
    if said and are_names(said["names"]):
        add_fact(text, spans, said.span("names"), "authors")


def add_authors(text: str, spans: list[Span], after: int) -> None:
    """The authors behind a title: in italics, parted by `;` in tags, or a list of names."""
    if any(part.field == "authors" for _, _, part in spans):
        return
    noted = _footnoted_line(text, after) if "</sup>" in text and "\n" in text else None
    if noted and add_fact(text, spans, noted, "authors"):
        return
    marked = find_marked_names(text, spans, after)
    if marked:
        add_fact(text, spans, (marked[0], _end_of_names(text, *marked)), "authors")
        return
    for match in italics(text, after):
        inner = match["inner"]
        is_line = not text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(" \t")
        is_name = NAME_LIST.fullmatch(inner) or (is_line and _ONE_NAME.fullmatch(inner))
        are_several = "," in inner or " et al" in inner or " and " in inner
        if (are_several or is_name) and add_fact(text, spans, match.span("inner"), "authors"):
            return
    tagged = _IN_TAGS.search(text, after) if ";" in text and "</" in text else None
    at = tagged.span("names") if tagged and are_names(tagged["names"]) else None
    if at and add_fact(text, spans, at, "authors"):
        return
    pair = _TWO_NAMES.match(text, after)
    if pair:
        add_fact(text, spans, pair.span("names"), "authors")
        return
    may_be_names = text.find(",", after) >= 0 or text.find(" et al", after) >= 0
    alone = _ALONE.match(text, after) if "\n" in text else None
    if alone and not _JOURNAL.match(alone["names"]):
        add_fact(text, spans, alone.span("names"), "authors")
        return
    names = NAME_LIST.search(text, after) if may_be_names else None
    turned = _SURNAMES_FIRST.search(text, after) if may_be_names and not names else None
    told = turned if turned or names else _ONE_BEHIND.match(text, after)
    if told:
        add_fact(text, spans, told.span("names"), "authors")
    elif names and are_names(names[0]) and not _ORGANISATION.search(names[0]):
        end = _end_of_names(text, names.start(), find_end(names))
        end = _up_to_next(text, spans, names.start(), end)
        line = text.rfind("\n", 0, names.start()) + 1
        first = _FIRST_TURNED.fullmatch(text, line, names.start()) if line > after else None
        if first and not _JOURNAL.match(first[0]):  # whose full stop is the names' own
            end += text.startswith(".", end)
            add_fact(text, spans, (line, end), "authors")
            return
        end -= bool(_FULL_STOP.search(text, names.start(), end))
        add_fact(text, spans, (names.start(), end), "authors")


def _footnoted_line(text: str, after: int) -> tuple[int, int] | None:
    """The line below a title that is names with footnotes alone: `Ada Ito<sup>1,2</sup> Ben Okafor<sup>*</sup>`."""
    start = text.find("\n", after) + 1
    while start:
        end = text.find("\n", start)
        line = text[start : end if end >= 0 else len(text)]
        bare, count = _FOOTNOTE.subn("", line)
        end_of_line = _LINE_END.search(bare)
        names = bare[: end_of_line.start()] if end_of_line else bare
        words = names.split()
        is_noted = count > 1 and count >= _LEAST_NOTED * len(words)
        if is_noted and _NAMES_ALONE.fullmatch(names) and are_names(names):
            closing = _LINE_END.search(line)
            return start, start + (closing.start() if closing else len(line))
        start = end + 1
    return None


def _up_to_next(text: str, spans: list[Span], start: int, end: int) -> int:
    """Where names end that would run into another fact: before what parts the two."""
    then = min((at for at, _, _ in spans if start < at < end), default=end)
    return end if then == end else start + len(text[start:then].rstrip(" ,;:·|([—–-"))


def italics(text: str, after: int) -> Iterator[re.Match[str]]:
    """What stands in italics behind a place; most texts have no mark for it there."""
    marked = text.find("*", after) >= 0 or text.find("_", after) >= 0
    return ITALIC.finditer(text, after) if marked else iter(())


def _end_of_names(text: str, start: int, end: int) -> int:
    """Where names that begin a line end: with the line, if no more than names stands on it."""
    above = text[text.rfind("\n", 0, start) + 1 : start]
    rest = _MORE_NAMES.match(text, end)
    is_line = rest and text[rest.end() : rest.end() + 1] in {"", "\n"}
    return rest.end() if rest and is_line and not re.search(r"\w", above) else end
