"""arXiv metadata kept as JSON objects: the public snapshot and archives with field names of their own.

Fields of the public snapshot: https://www.kaggle.com/datasets/Cornell-University/arxiv
"""

import json
import re
from collections.abc import Collection, Mapping
from datetime import datetime

from ingest.ids import parse_arxiv_id
from ingest.sources.other_lines import is_of_others
from ingest.sources.paper_ids import paper_ids
from ingest.sources.plain import clean_names, make_reject, one_line, split_authors
from ingest.sources.times import read_time, unread_times
from ingest.sources.withdrawn import is_withdrawn
from ingest.works import Reject, Sighting

_FACTS = (
    ("announce", "announce_type"),
    ("license", "license"),
    ("report-no", "report_no"),
    ("submitter", "submitter"),
)
_LAST_COMMA = re.compile(rb'("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])')
_TIMES = ("published", "updated", "update_date", "listed")


def read_line(line: bytes, number: int, categories: Collection[str]) -> Sighting | Reject | None:
    """One line of the snapshot; None for a blank one and for a paper of none of these categories.

    A line that says so in plain words is not read any further, be the rest of it broken.
    """
    if line.isspace() or is_of_others(line, categories):
        return None
    try:
        record = _load(line)
    except (ValueError, RecursionError) as error:
        text = line[:2_000].decode("utf-8", "replace")
        return make_reject("arxiv", "snapshot", number, f"not JSON: {error}", text)
    if not isinstance(record, dict):
        return make_reject("arxiv", "snapshot", number, "not a JSON object", record)
    named = record.get("categories")
    if isinstance(named, str) and not set(named.split()) & set(categories):
        return None  # most of the file: not worth reading any further
    return snapshot_sighting(record, number)


def _load(line: bytes) -> object:
    """A line as JSON, read as DuckDB reads it: of a field that stands twice the first; no matter a comma too many."""
    try:
        return json.loads(line, object_pairs_hook=_first_of_each)
    except json.JSONDecodeError as error:
        try:
            return json.loads(_LAST_COMMA.sub(rb"\1", line), object_pairs_hook=_first_of_each)
        except ValueError:
            raise error from None


def _first_of_each(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, value in pairs:
        record.setdefault(name, value)
    return record


def why_cut(line: bytes) -> str:
    """Why a line that has no end is no whole record; empty where it is one."""
    if not line or line.isspace():
        return ""
    try:
        json.loads(line)
    except (ValueError, RecursionError) as error:
        return str(error)
    return ""


def snapshot_sighting(record: Mapping[str, object], position: int) -> Sighting | Reject:
    """One record; required are an arXiv id and a title, everything else may be absent or null."""
    number = record.get("id")
    # a spreadsheet may have made a number of it: no other id is written so
    named = repr(number) if isinstance(number, float) else _text(record, "id")
    arxiv_id = parse_arxiv_id(named)
    title = one_line(_text(record, "title"))
    if arxiv_id is None or not title:
        reason = "no title" if arxiv_id else f"no arXiv id: {named[:60]!r}"
        return make_reject("arxiv", "snapshot", position, reason, record)
    ids, doi, unread = paper_ids(arxiv_id, _text(record, "doi"))
    abstract = one_line(_text(record, "abstract"))
    comment = one_line(_text(record, "comment", "comments"))
    version, published_at, updated_at = _dates(record)
    return Sighting(
        source="arxiv",
        kind="snapshot",
        title=title,
        ids=ids,
        abstract=abstract,
        is_abstract_cut=record.get("abstract_truncated") is True,
        authors=_authors(record),
        categories=_categories(record),
        comment=comment or None,
        journal_ref=one_line(_text(record, "journal_ref", "journal-ref")) or None,
        doi=doi,
        version=version or arxiv_id.version,
        published_at=published_at,
        updated_at=updated_at,
        listed_at=_time(record, "listed"),
        is_withdrawn=is_withdrawn(comment, abstract),
        facts=(*unread, *_facts(record)),
    )


def _text(record: Mapping[str, object], *names: str) -> str:
    return next((value for value in map(record.get, names) if isinstance(value, str)), "")


def _time(record: Mapping[str, object], name: str) -> datetime | None:
    text = _text(record, name)
    return read_time(text) if text else None


def _authors(record: Mapping[str, object]) -> tuple[str, ...]:
    parsed, authors = record.get("authors_parsed"), record.get("authors")
    if isinstance(parsed, list) and parsed:
        # [keyname, forenames, suffix, affiliation...]
        parts = [[str(part) for part in name[:3]] for name in parsed if isinstance(name, list)]
        return clean_names(" ".join([*name[1:2], *name[:1], *name[2:]]) for name in parts)
    if isinstance(authors, list):
        return clean_names(name for name in authors if isinstance(name, str))
    return split_authors(authors) if isinstance(authors, str) else ()


def _categories(record: Mapping[str, object]) -> tuple[str, ...]:
    value = record.get("categories")
    listed = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    named = [_text(record, "primary_category"), *(name for name in listed if isinstance(name, str))]
    return tuple(dict.fromkeys(name for name in named if name))


def _dates(record: Mapping[str, object]) -> tuple[int | None, datetime | None, datetime | None]:
    """Version, first and last date: from `versions` where there are any, else from plain fields."""
    listed = record.get("versions")
    versions = (
        [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    )
    if not versions:
        updated_at = _time(record, "updated") or _time(record, "update_date")
        return None, _time(record, "published"), updated_at
    number = _text(versions[-1], "version").removeprefix("v")
    return (
        int(number) if number.isdigit() else None,
        _time(versions[0], "created"),
        _time(versions[-1], "created"),
    )


def _facts(record: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    facts = [(fact, one_line(_text(record, name))) for name, fact in _FACTS if name in record]
    unread = unread_times((name, _text(record, name)) for name in _TIMES)
    return (*((name, value) for name, value in facts if value), *unread)
