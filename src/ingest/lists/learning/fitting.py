"""Whether a work's facts fit how a neighbour is written."""

from dataclasses import replace

from ingest.lists.reading.dates import write_date
from ingest.lists.splitting.link_places import link_field_of
from ingest.lists.splitting.tokens import TOKEN
from ingest.works import RowFacts

LINE = "line "  # before the name of a line of an entry's own: the marks that it begins with
MARK = LINE + "mark "  # before the address of a link with a pictograph before it
WHOLE = "cell"  # the name under which a text's whole cell stands among the words of an entry


def knows(facts: RowFacts, template: str) -> bool:
    """True where the facts have all that the template always shows."""
    return all(
        has_fact(facts, match["field"], match["form"] or "")
        for match in TOKEN.finditer(template)
        if match["field"] and not match["mark"]
    )


def wanted_facts(facts: RowFacts) -> frozenset[str]:
    """What a new entry has to have room for: a work's links; all that an entry showed."""
    kinds = {str(one.kind) for one in facts.links if one.kind != "paper"}
    if facts.is_from_entry:
        shown = {place for place, _, _ in facts.places} | {field for field, _ in facts.spelled}
        return frozenset(
            name for name in shown - {"number", "title", WHOLE} if not name.startswith(LINE)
        )
    if facts.paper_url:
        kinds.add("paper")
    return frozenset(kinds)


def has_fact(facts: RowFacts, field: str, form: str) -> bool:
    """True where the work can fill a placeholder; `form` is a date's pattern."""
    is_arxiv = any(found.startswith("arxiv:") for found in facts.ids)
    has = {
        "number": True,
        "title": bool(facts.title),
        "arxiv": is_arxiv,
        "name": bool(facts.name),
        "year": bool(facts.year or facts.venue_year),
        "venue": bool(facts.venue) or (is_arxiv and not facts.is_from_entry),
        "authors": bool(facts.authors),
        "quantity": facts.quantity is not None,
        "paper": facts.paper_url is not None,
    }
    if facts.is_from_entry and link_field_of(field):
        return any(place == field for place, _, _ in facts.places)
    if facts.is_from_entry and field in dict(facts.spelled):
        return field != "date" or bool(write_date(form, facts.year, facts.month, facts.day))
    if field == "date":
        return bool(write_date(form, facts.year, facts.month, facts.day))
    if field == "other_link":
        return is_arxiv
    kinds = {one.kind for one in facts.links}
    return has.get(field, False) or field in kinds or field in dict(facts.notes)


def in_column(facts: RowFacts, key: str) -> RowFacts:
    """The facts with the links of one column only, where an entry told which column shows which."""
    if not facts.is_from_entry:
        return facts
    own = f"{key}@"
    places = tuple(
        (at.removeprefix(own), url, label) for at, url, label in facts.places if at.startswith(own)
    )
    here = {url for _, url, _ in places}
    papers = [one.url for one in facts.links if one.kind == "paper" and one.url in here]
    paper = facts.paper_url if facts.paper_url in here else next(iter(papers), None)
    links = tuple(one for one in facts.links if one.url in here and one.url != paper)
    spelled = tuple(
        (name.removeprefix(own), words) for name, words in facts.spelled if name.startswith(own)
    )
    return replace(facts, links=links, paper_url=paper, spelled=spelled, places=places)
