"""arXiv's OAI-PMH answers in its three formats: https://info.arxiv.org/help/oa/index.html

Saved files are often not the answer itself but its records, bare or in some project's own wrapper, and
without the namespaces; elements are therefore found by their local names.
"""

import re
from dataclasses import replace

from lxml import etree

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.bodies import Element, check_body, child_text, children, local_name, parse_xml
from ingest.sources.pages import make_page
from ingest.sources.paper_ids import find_dois, paper_ids
from ingest.sources.plain import clean_names, forename_first, make_reject, one_line, split_authors
from ingest.sources.times import read_time, unread_times
from ingest.sources.withdrawn import is_withdrawn
from ingest.works import Page, Reject, Sighting

_BARE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*(?>(?:<!--(?>.*?-->)\s*)*)(?=<record[\s>])", re.S
)
_FACTS = ("license", "report-no", "msc-class", "acm-class", "proxy")


def parse_oai(body: bytes, where: str) -> Page:
    """One page of ListRecords or GetRecord, or its bare records; `next_token` asks for the rest.

    `noRecordsMatch` is an empty page, any other `<error>` a SourceError. A deleted record is a reject.
    """
    check_body(body, where)
    bare = _BARE.match(body)
    root = parse_xml(b"<records>%s</records>" % body[bare.end() :] if bare else body, where)
    errors = children(root, "error")
    if errors:
        return _error_page(errors[0], where)
    elements = [each for each in root.iter() if local_name(each) == "record"]
    is_harvest = local_name(root) == "OAI-PMH" or any(
        children(each, "header") or children(each, "metadata") for each in elements
    )
    if not is_harvest:
        raise SourceError(
            f"root element {local_name(root)!r} without any OAI-PMH <record>",
            where=where,
            todo="save the OAI-PMH answer as it is",
        )
    records = [_record_sighting(each, place) for place, each in enumerate(elements, start=1)]
    token = next((each for each in root.iter() if local_name(each) == "resumptionToken"), None)
    total = (token.get("completeListSize") or "") if token is not None else ""
    cursor = (token.get("cursor") or "") if token is not None else ""
    return make_page(
        records,
        total_count=int(total) if total.isdigit() else None,
        start_index=int(cursor) if cursor.isdigit() else 0,
        next_token=((token.text or "").strip() or None) if token is not None else None,
    )


def _error_page(error: Element, where: str) -> Page:
    code = error.get("code") or "unknown"
    if code == "noRecordsMatch":
        return Page(sightings=(), total_count=0)
    raise SourceError(
        f"arXiv's OAI-PMH answers with an error, not data: {code}: {one_line(error.text or '')}",
        where=where,
        todo="start the harvest again without its resumption token"
        if code == "badResumptionToken"
        else "correct the request; asking again gives the same answer",
    )


def _record_sighting(record: Element, place: int) -> Sighting | Reject:
    headers = children(record, "header")
    metadata = [
        child for each in children(record, "metadata") for child in each if local_name(child)
    ]
    made: Sighting | str
    if headers and headers[0].get("status") == "deleted":
        made = "the source says this record is deleted"
    elif not metadata:
        made = "no metadata"
    else:
        readers = {"arXivRaw": _raw, "arXiv": _arxiv, "dc": _dublin_core}
        reader = readers.get(local_name(metadata[0]))
        made = reader(metadata[0]) if reader else f"unknown format {local_name(metadata[0])!r}"
    if isinstance(made, str):
        text = etree.tostring(record, encoding="unicode")
        return make_reject("arxiv", "oai", place, made, text)
    header_facts = [("datestamp", child_text(headers[0], "datestamp"))] if headers else []
    header_facts += [
        ("set", each.text or "") for header in headers for each in children(header, "setSpec")
    ]
    return replace(
        made, facts=made.facts + tuple((n, one_line(v)) for n, v in header_facts if v.strip())
    )


def _raw(element: Element) -> Sighting | str:
    made = _described(element, split_authors(child_text(element, "authors")))
    if isinstance(made, str):
        return made
    versions = children(element, "version")
    dates = [read_time(child_text(each, "date")) for each in versions]
    number = (versions[-1].get("version") or "").removeprefix("v") if versions else ""
    # Source type I ("ignore"): the last version has no paper any more.
    is_gone = bool(versions) and child_text(versions[-1], "source_type").strip() == "I"
    submitter = one_line(child_text(element, "submitter"))
    return replace(
        made,
        version=int(number) if number.isdigit() else None,
        published_at=dates[0] if dates else None,
        updated_at=dates[-1] if dates else None,
        is_withdrawn=made.is_withdrawn or is_gone,
        facts=made.facts
        + ((("submitter", submitter),) if submitter else ())
        + unread_times(("version_date", child_text(each, "date")) for each in versions),
    )


def _arxiv(element: Element) -> Sighting | str:
    people = [each for group in children(element, "authors") for each in children(group, "author")]
    names = [
        " ".join(
            one_line("".join(part.itertext()))
            for field in ("forenames", "keyname", "suffix")
            for part in children(person, field)
        )
        for person in people
    ]
    made = _described(element, clean_names(names))
    if isinstance(made, str):
        return made
    affiliations = dict.fromkeys(
        one_line(each.text or "") for person in people for each in children(person, "affiliation")
    )
    return replace(
        made,
        published_at=read_time(child_text(element, "created")),
        updated_at=read_time(child_text(element, "updated") or child_text(element, "created")),
        facts=made.facts
        + tuple(("affiliation", name) for name in affiliations if name)
        + unread_times((name, child_text(element, name)) for name in ("created", "updated")),
    )


def _described(element: Element, authors: tuple[str, ...]) -> Sighting | str:
    """What arXivRaw and arXiv have in common, or why the record is no sighting."""
    id_text, title = child_text(element, "id"), one_line(child_text(element, "title"))
    arxiv_id = parse_arxiv_id(id_text)
    if arxiv_id is None:
        return f"no arXiv id: {one_line(id_text)[:60]!r}"
    if not title:
        return "no title"
    ids, doi, unread = paper_ids(arxiv_id, child_text(element, "doi"))
    comment, abstract = (one_line(child_text(element, name)) for name in ("comments", "abstract"))
    facts = [(name.replace("-", "_"), one_line(child_text(element, name))) for name in _FACTS]
    return Sighting(
        source="arxiv",
        kind="oai",
        title=title,
        ids=ids,
        abstract=abstract,
        authors=authors,
        categories=tuple(dict.fromkeys(child_text(element, "categories").split())),
        comment=comment or None,
        journal_ref=one_line(child_text(element, "journal-ref")) or None,
        doi=doi,
        version=arxiv_id.version,
        is_withdrawn=is_withdrawn(comment, abstract),
        facts=(*unread, *((name, value) for name, value in facts if value)),
    )


def _dublin_core(element: Element) -> Sighting | str:
    values = {
        name: [one_line("".join(each.itertext())) for each in children(element, name)]
        for name in ("title", "creator", "subject", "description", "date", "identifier")
    }
    arxiv_id = next((found for found in map(parse_arxiv_id, values["identifier"]) if found), None)
    if arxiv_id is None:
        return "no arXiv id among the identifiers"
    if not values["title"] or not values["title"][0]:
        return "no title"
    texts = values["description"]
    comments = [
        text.removeprefix("Comment:").strip() for text in texts if text.startswith("Comment:")
    ]
    abstract = next((text for text in texts if not text.startswith("Comment:")), "")
    others = [text for text in values["identifier"] if parse_arxiv_id(text) is None]
    doi_texts = [text for text in others if find_dois(text)]
    ids, doi, unread = paper_ids(arxiv_id, " ".join(doi_texts))
    journals = [text for text in others if text not in doi_texts]
    dates = [moment for moment in map(read_time, values["date"]) if moment]
    return Sighting(
        source="arxiv",
        kind="oai",
        title=values["title"][0],
        ids=ids,
        abstract=abstract,
        authors=clean_names(map(forename_first, values["creator"])),
        comment=" ".join(comments) or None,
        journal_ref=journals[0] if journals else None,
        doi=doi,
        version=arxiv_id.version,
        published_at=min(dates, default=None),
        updated_at=max(dates, default=None),
        is_withdrawn=is_withdrawn(" ".join(comments), abstract),
        facts=(
            *unread,
            *(("subject", text) for text in values["subject"] if text),
            *unread_times(("date", text) for text in values["date"]),
        ),
    )
