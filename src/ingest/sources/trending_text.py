"""The trending feed as plain text: page furniture, then a title line and its abstract line in turn.

Nothing marks which line is which. An abstract is long or reads as sentences, a title does neither; the two
must alternate, and whatever does not fit is a reject, never a guess.
"""

import re
from collections.abc import Iterator

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.bodies import check_body
from ingest.sources.pages import make_page
from ingest.sources.plain import make_reject, one_line
from ingest.works import Page, Reject, Sighting

_PROMPT = re.compile(r"get trending papers in your email inbox", re.IGNORECASE)
_FURNITURE = re.compile(
    r"get trending papers in your email inbox.*|subscribe|(?:daily|trending) papers|new|submit|papers"
    r"|byak and the research community|previous|next|daily|weekly|monthly|submitted by \S+|upvote"
    r"|published on \w{3,9} \d{1,2}(?:, \d{4})?|[\d.,]+k?|·?\s*\d+ authors?|github\s*[\d.,]*k?"
    r"|arxiv page|hugging face",
    re.IGNORECASE,
)
_GLUED = re.compile(r"^Subscribe(?=[A-Z0-9])")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[A-Z0-9])")
_LONG, _SHORT_ABSTRACT = 400, 120


def parse_text(body: bytes, where: str) -> Page:
    """The pairs of the feed, ranked as they stand; SourceError for text that holds no pair.

    A record is a pair, or a line that found no partner. Ids are empty unless a line of its own (an id or a
    paper's URL) follows the title: one named inside an abstract is another paper's.
    """
    check_body(body, where)
    records = list(_read_pairs(_content_lines(_decode(body, where))))
    if not any(isinstance(each, Sighting) for each in records):
        raise SourceError(
            "text without a single pair of title and abstract lines",
            where=where,
            todo="save the trending feed as it is: a title line, then its abstract on one line",
        )
    return make_page(records)


def _decode(body: bytes, where: str) -> str:
    nul = body.find(b"\0")
    try:
        if nul >= 0:
            raise UnicodeDecodeError("utf-8", body, nul, nul + 1, "NUL byte")
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"not UTF-8 text: {error.reason}", where=f"{where}:{line}", todo="save it as UTF-8"
        ) from error


def looks_like_feed(text: str) -> bool:
    """Whether the head of a text file is such a feed: its furniture, or two pairs in strict turn."""
    lines = [line for _, line in _content_lines(text)]
    if _PROMPT.search(text):
        return any(_is_abstract(line) for line in lines)
    kinds = [_is_abstract(line) for line in lines[:4]]
    return kinds == [False, True, False, True] and not any("](" in line for line in lines[:4])


def _content_lines(text: str) -> Iterator[tuple[int, str]]:
    """Numbered lines that are neither blank nor furniture; the button's label unglued from a title."""
    after_prompt = False
    for number, raw in enumerate(text.split("\n"), start=1):
        line = one_line(raw)
        if after_prompt and line.startswith("Subscribe"):
            line = line.removeprefix("Subscribe").strip()
        else:
            line = _GLUED.sub("", line)
        if not line:
            continue
        after_prompt = _PROMPT.match(line) is not None
        if not _FURNITURE.fullmatch(line):
            yield number, line


def _is_abstract(line: str) -> bool:
    sentences = len(_SENTENCE_END.findall(line))
    if len(line) >= _LONG:
        return True
    return len(line) >= _SHORT_ABSTRACT and line[-1] in ".!" and sentences > 0


def _read_pairs(lines: Iterator[tuple[int, str]]) -> Iterator[Sighting | Reject]:
    rank = 0
    title: tuple[int, str] | None = None
    ids: tuple[str, ...] = ()
    for number, line in lines:
        named = parse_arxiv_id(line)
        if named and title:
            ids = (f"arxiv:{named.arxiv_id}",)
        elif title and _is_abstract(line):
            rank += 1
            yield Sighting(
                source="trending", kind="feed", title=title[1], ids=ids, abstract=line, rank=rank
            )
            title, ids = None, ()
        elif _is_abstract(line) or named:
            reason = "an id without a title" if named else "an abstract without a title"
            yield make_reject("trending", "feed", number, reason, line)
        else:
            if title:
                yield make_reject(
                    "trending", "feed", title[0], "a title without an abstract", title[1]
                )
            title, ids = (number, line), ()
    if title:
        yield make_reject("trending", "feed", title[0], "a title without an abstract", title[1])
