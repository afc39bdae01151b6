"""A part of an entry's text, where it stands, and the text taken apart into its parts."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Literal, NamedTuple

from ingest.ids import id_of_url


class Part(NamedTuple):  # a tuple is made in a third of a dataclass's time: a page has thousands
    """A literal (`text`), a fact (`field`), or a link whose markup with placeholders is `text`."""

    kind: Literal["literal", "fact", "link"]
    text: str
    field: str = ""
    host: str = ""
    value: str = ""  # of a fact or of a link's URL: what stands there
    plain: str = ""  # of a link: its form without size or role
    raw: str = ""  # of a link: its markup as it stands


Span = tuple[int, int, Part]
Written = tuple[tuple[str, str, str, str, str], ...]


def written_of(parts: Sequence[Part]) -> Written:
    """How parts are written, whatever they say: neighbours that are written alike have this in common."""
    return tuple(
        [(kind, text, field, host, plain) for kind, text, field, host, _, plain, _ in parts]
    )


def parts_of_written(written: Written) -> tuple[Part, ...]:
    """Such parts, which say nothing."""
    return tuple(
        [
            Part(kind, text, field, host, "", plain)  # type: ignore[arg-type]
            for kind, text, field, host, plain in written
        ]
    )


def is_taken(spans: Sequence[Span], start: int, end: int) -> bool:
    """True where a part stands already in a range, or reaches into it."""
    for other_start, other_end, _ in spans:  # noqa: SIM110 - a generator costs as much again
        if start < other_end and end > other_start:
            return True
    return False


def end_before(spans: Sequence[Span], at: int) -> int:
    """Where the last part before a place ends; 0 where there is none."""
    last = 0
    for _, end, _ in spans:
        if last < end <= at:
            last = end
    return last


def add_span(spans: list[Span], start: int, end: int, part: Part) -> bool:
    """Add a part in its place; False where another stands there already."""
    if is_taken(spans, start, end):
        return False
    spans.append((start, end, part))
    return True


def add_fact(text: str, spans: list[Span], at: tuple[int, int], field: str, form: str = "") -> bool:
    """Add a fact by the words that say it; False where another stands there already."""
    return add_span(spans, *at, Part("fact", form, field, value=text[slice(*at)]))


def assemble(text: str, spans: list[Span]) -> tuple[Part, ...]:
    """The parts in their order, with what stands between them as literals."""
    spans = sorted(spans, key=itemgetter(0))
    arxiv = _arxiv_id(spans)
    parts: list[Part] = []
    position = 0
    for start, end, part in spans:
        if start > position:
            parts.append(Part("literal", _with_arxiv(escape(text[position:start]), arxiv)))
        if part.kind == "link":
            form = _with_arxiv(part.text, arxiv)
            plain = form if part.plain == part.text else _with_arxiv(part.plain, arxiv)
            raw = text[start:end]
            parts.append(Part("link", form, part.field, part.host, part.value, plain, raw))
        else:
            parts.append(part)
        position = end
    if position < len(text):
        parts.append(Part("literal", _with_arxiv(escape(text[position:]), arxiv)))
    return tuple(parts)


def _arxiv_id(spans: Sequence[Span]) -> str:
    """The arXiv id of the first paper that has one, which other parts may repeat."""
    for _, _, part in spans:
        if part.field == "paper" and (found := id_of_url(part.value) or "").startswith("arxiv:"):
            return found.removeprefix("arxiv:")
    return ""


def _with_arxiv(text: str, arxiv: str) -> str:
    return text.replace(arxiv, "{arxiv}") if arxiv else text


def escape(text: str) -> str:
    """Braces doubled, so that text can stand in a template."""
    if "{" in text or "}" in text:
        return text.replace("{", "{{").replace("}", "}}")
    return text
