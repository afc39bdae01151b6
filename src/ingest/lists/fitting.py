"""Whether a work's facts fit how a neighbour is written."""

from ingest.lists.dates import write_date
from ingest.lists.links import TOKEN
from ingest.lists.shapes import Shape
from ingest.works import RowFacts

_WEIGHTS = {"date": 2, "year": 1, "venue": 1, "authors": 1, "name": 1, "quantity": 1}


def knows(facts: RowFacts, template: str) -> bool:
    """True where the facts have all that the template always shows."""
    return all(
        _has(facts, match["field"], match["form"] or "")
        for match in TOKEN.finditer(template)
        if match["field"] and not match["mark"]
    )


def shows(facts: RowFacts, shape: Shape) -> int:
    """How much of the facts a neighbour's shape has room for."""
    fields = {match["field"]: match["form"] for match in TOKEN.finditer(shape.core)}
    for _, _, text in shape.units:
        fields.update({match["field"]: match["form"] for match in TOKEN.finditer(text)})
    return sum(
        _WEIGHTS[field]
        for field, form in fields.items()
        if field in _WEIGHTS and _has(facts, field, form or "")
    )


def _has(facts: RowFacts, field: str, form: str) -> bool:
    is_arxiv = any(found.startswith("arxiv:") for found in facts.ids)
    has = {
        "number": True,
        "title": bool(facts.title),
        "name": bool(facts.name),
        "year": bool(facts.year or facts.venue_year),
        "venue": bool(facts.venue) or (is_arxiv and not facts.is_from_entry),
        "authors": bool(facts.authors),
        "quantity": facts.quantity is not None,
        "paper": facts.paper_url is not None,
    }
    if field == "date":
        return bool(write_date(form, facts.year, facts.month, facts.day))
    if field == "other_link" and not facts.is_from_entry:
        return is_arxiv
    if field == "other_link":
        return any(one.kind == "paper" for one in facts.links)
    kinds = {one.kind for one in facts.links}
    return has.get(field, False) or field in kinds or field in dict(facts.notes)
