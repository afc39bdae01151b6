"""The Hub's papers: the daily list and the page of one paper, as its JSON API tells them.

https://huggingface.co/docs/hub/api. The client drops nested fields, so the raw JSON is read here. Required
are an id and a title; every other field may come, go or change its spelling without breaking a run.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from urllib.parse import urlencode

from ingest.errors import SourceError
from ingest.ids import parse_arxiv_id
from ingest.sources.bodies import parse_json
from ingest.sources.hub_repos import RepoKind, parse_repos, repo_sighting
from ingest.sources.pages import make_page
from ingest.sources.paper_ids import paper_ids
from ingest.sources.plain import clean_names, make_reject, one_line, split_authors
from ingest.sources.times import read_time, unread_times
from ingest.works import Page, Reject, Sighting

__all__ = [
    "RepoKind",
    "daily_sighting",
    "daily_url",
    "parse_daily",
    "parse_paper",
    "parse_repos",
    "repo_sighting",
    "unwrap",
]

_WRAPPERS = ("dailyPapers", "daily_papers", "papers", "data", "items", "results")
_ID = ("id", "arxiv_id", "arxivId", "paper_id", "paperId")
_TITLE = ("title",)
_ABSTRACT = ("summary", "abstract")
_PUBLISHED = ("publishedAt", "published_at", "published")
_LISTED = ("submittedOnDailyAt", "submitted_on_daily_at", "date")
_VOTES = ("upvotes", "upvote_count", "votes")
_LINKS = (
    ("githubRepo", ("githubRepo", "github_repo", "github_url", "github")),
    ("projectPage", ("projectPage", "project_page")),
    ("mediaUrls", ("mediaUrls", "media_urls")),
)
_LINKED = (("linkedModels", ""), ("linkedDatasets", "datasets/"), ("linkedSpaces", "spaces/"))
_FACTS = (
    ("ai_keywords", ("ai_keywords", "aiKeywords")),
    ("github_stars", ("githubStars", "github_stars")),
    ("comment_count", ("numComments", "num_comments")),
    ("model_count", ("numTotalModels",)),
    ("dataset_count", ("numTotalDatasets",)),
)


def daily_url(endpoint: str, day: date, page: int, limit: int) -> str:
    """The URL of one page (from 0) of the papers listed on a day."""
    asked = urlencode({"date": day.isoformat(), "p": page, "limit": limit})
    return f"{endpoint.rstrip('/')}/api/daily_papers?{asked}"


def parse_daily(body: bytes, where: str) -> Page:
    """A daily-papers answer in any archived shape: an array, or an object that wraps one."""
    records, day = unwrap(parse_json(body, where), where)
    made = [
        daily_sighting(record, place, listed_at=day)
        for place, record in enumerate(records, start=1)
    ]
    return make_page(made)


def parse_paper(body: bytes, where: str) -> Page:
    """The answer of /api/papers/{id}: one sighting, linked models, data sets and spaces as links."""
    record = parse_json(body, where)
    if not isinstance(record, dict):
        raise SourceError(
            "no JSON object where one paper was due", where=where, todo="check the URL"
        )
    raise_error_answer(record, where)
    made = daily_sighting(record, 1, kind="paper")
    if isinstance(made, Reject):
        return Page(sightings=(), rejects=(made,))
    return Page(sightings=(made,))


def raise_error_answer(value: Mapping[str, Any], where: str) -> None:
    """Raise SourceError for the body of a refusal: `{"error": "..."}`."""
    error = value.get("error")
    if isinstance(error, str) and not value.get("id"):
        raise SourceError(
            f"an error answer, not data: {one_line(error)[:200]}",
            where=where,
            todo="fetch or save the payload again; nothing was read from this one",
        )


def unwrap(value: Any, where: str) -> tuple[list[Any], datetime | None]:
    """The records of a daily answer, and the day that the wrapper names for all of them."""
    if isinstance(value, list):
        return value, None
    if isinstance(value, dict):
        raise_error_answer(value, where)
        for name in _WRAPPERS:
            inner = value.get(name)
            if isinstance(inner, dict | list):
                records, day = unwrap(inner, where)
                named = value.get("date")
                return records, day or (read_time(named) if isinstance(named, str) else None)
        if "paper" in value or {"id", "title"} <= value.keys():
            return [value], None
    raise SourceError(
        "JSON without a list of papers",
        where=where,
        todo="save the answer of /api/daily_papers as it is",
    )


def daily_sighting(
    record: object,
    position: int,
    *,
    source: Literal["hub", "trending"] = "hub",
    kind: str = "daily",
    listed_at: datetime | None = None,
) -> Sighting | Reject:
    """One paper, its fields nested under `paper` or flat; `listed_at` is the day the list names."""
    if not isinstance(record, dict):
        is_repr = isinstance(record, str) and record.lstrip().startswith("{'")
        reason = "the text of a Python object" if is_repr else f"a {type(record).__name__}"
        reason += ", not a JSON object"
        return make_reject(source, kind, position, reason, record)
    nested = record.get("paper")
    maps: tuple[Mapping[str, Any], ...] = (
        (nested, record) if isinstance(nested, dict) else (record,)
    )
    id_text, title = _text(maps, _ID), one_line(_text(maps, _TITLE))
    arxiv_id = parse_arxiv_id(id_text)
    if arxiv_id is None and title and not id_text and source == "trending":
        # a feed of titles: the store finds the one work that bears exactly this title
        return Sighting(
            source=source, kind=kind, title=title, abstract=one_line(_text(maps, _ABSTRACT))
        )
    if arxiv_id is None or not title:
        reason = (
            "no title" if arxiv_id else f"no arXiv id: {id_text[:60]!r}" if id_text else "no id"
        )
        return make_reject(source, kind, position, reason, record)
    ids, doi, unread = paper_ids(arxiv_id, _text(maps, ("doi",)))
    votes = _first(maps, _VOTES)
    slug, organisation = _organisation(maps)
    return Sighting(
        source=source,
        kind=kind,
        title=title,
        ids=ids,
        abstract=one_line(_text(maps, _ABSTRACT)),
        authors=_authors(maps),
        doi=doi,
        version=arxiv_id.version,
        published_at=_time(maps, _PUBLISHED),
        listed_at=_time(maps, _LISTED) or listed_at,
        upvotes=votes if isinstance(votes, int) and not isinstance(votes, bool) else None,
        organisation=organisation,
        links=tuple(dict.fromkeys(_links(maps))),
        facts=(*unread, *slug, *dict.fromkeys(_facts(maps))),
    )


def _first(maps: Sequence[Mapping[str, Any]], names: Sequence[str]) -> Any:
    values = (each.get(name) for each in maps for name in names)
    return next((value for value in values if value not in (None, "", [], {})), None)


def _text(maps: Sequence[Mapping[str, Any]], names: Sequence[str]) -> str:
    value = _first(maps, names)
    return value if isinstance(value, str) else ""


def _time(maps: Sequence[Mapping[str, Any]], names: Sequence[str]) -> datetime | None:
    text = _text(maps, names)
    return read_time(text) if text else None


def _authors(maps: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    authors = _first(maps, ("authors",))
    if isinstance(authors, str):
        return split_authors(authors)
    listed = authors if isinstance(authors, list) else []
    names = (each.get("name") if isinstance(each, dict) else each for each in listed)
    return clean_names(name for name in names if isinstance(name, str))


def _organisation(
    maps: Sequence[Mapping[str, Any]],
) -> tuple[tuple[tuple[str, str], ...], str | None]:
    """The organisation's Hub name as a fact, and the name it shows."""
    found = _first(maps, ("organization", "organisation"))
    if isinstance(found, str):
        return (), one_line(found) or None
    if not isinstance(found, dict):
        return (), None
    slug, shown = _text((found,), ("name",)), _text((found,), ("fullname", "name"))
    return ((("organization", slug),) if slug else ()), one_line(shown) or None


def _links(maps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for field, names in _LINKS:
        value = _first(maps, names)
        for url in value if isinstance(value, list) else [value]:
            if isinstance(url, str) and url.startswith(("https://", "http://")):
                yield field, one_line(url)
            elif isinstance(url, str) and url.startswith("github.com/"):
                yield field, f"https://{one_line(url)}"
    for field, folder in _LINKED:
        value = _first(maps, (field,))
        for each in value if isinstance(value, list) else []:
            name = each.get("id") if isinstance(each, dict) else each
            if isinstance(name, str):
                yield field, f"https://huggingface.co/{folder}{name}"


def _facts(maps: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for fact, fields in _FACTS:
        value = _first(maps, fields)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str | int):
                yield fact, one_line(str(each))
    yield from unread_times((names[0], _text(maps, names)) for names in (_PUBLISHED, _LISTED))
