"""Pages that stand where other entries have their paper, and are linked as those are: they are the paper's."""

from collections.abc import Iterable, Sequence

from ingest.lists.model import LinkForm
from ingest.lists.splitting.part import Part


def with_papers_by_place(entries: Sequence[tuple[Part, ...]]) -> list[tuple[Part, ...]]:
    """The parts of neighbours, in those without a paper the page that is linked as the others' papers are as theirs."""
    papers = [parts for parts in entries if _fields(parts) >= {"paper"}]
    if not papers or len(papers) == len(entries):
        return list(entries)
    known = (part for parts in papers for part in parts if part.kind == "link")
    forms = _forms_of_papers((part.field, part.plain) for part in known)
    return [_with_paper(parts, forms) for parts in entries]


def with_paper_of_style(parts: Sequence[Part], links: Iterable[LinkForm]) -> tuple[Part, ...]:
    """The same for one entry, by the forms that its style has learnt."""
    return _with_paper(tuple(parts), _forms_of_papers((form.field, form.plain) for form in links))


def _forms_of_papers(links: Iterable[tuple[str, str]]) -> frozenset[str]:
    """How papers are linked, and no other page is."""
    told = set(links)
    papers = {plain for field, plain in told if field == "paper"}
    return frozenset(papers - {plain for field, plain in told if field != "paper"})


def _with_paper(parts: tuple[Part, ...], forms: frozenset[str]) -> tuple[Part, ...]:
    if "paper" in _fields(parts):
        return parts
    pages = [at for at, part in enumerate(parts) if part.field == "project" and part.plain in forms]
    if len(pages) != 1:
        return parts
    at = pages[0]
    return (*parts[:at], parts[at]._replace(field="paper"), *parts[at + 1 :])


def _fields(parts: Iterable[Part]) -> set[str]:
    return {part.field for part in parts if part.kind == "link"}
