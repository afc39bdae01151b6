"""Packs the payloads in samples/night/ into samples/night.warc, the archive that `make demo` replays.

    python samples/build.py

The payloads are the truth: change one, run this, commit both. The same payloads always make the same
bytes. The requests are those of a night from SINCE to UNTIL with config/sources.yaml as shipped; for
the Hub's answers see https://huggingface.co/docs/hub/api.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import yaml

from ingest.sources import arxiv, hub
from ingest.web import ArchiveWriter, Response, make_response

SINCE, UNTIL = date(2026, 8, 19), date(2026, 8, 20)  # both ends are asked for
FETCHED_AT = datetime(2026, 8, 21, 3, 0, tzinfo=UTC)  # the first answer; each next a second later
# What stages/enrich.py asks huggingface_hub 2.4.0 for: the replay compares these, in any order.
MODEL_FIELDS = ("baseModels", "createdAt", "downloads", "gated", "likes", "safetensors", "tags")
DATASET_FIELDS = ("cardData", "createdAt", "downloads", "gated", "likes", "tags")
NEXT_CURSOR = "eyJfaWQiOnsiJGd0IjoiNjgwMSJ9fQ"  # in the Link header of a list that goes on

_HERE = Path(__file__).parent
_ARXIV_ID = re.compile(r"(?<![\d.])\d{4}\.\d{5}(?!\d)")
_JSON = "application/json; charset=utf-8"
_BUCKET = '"fixed window";"api";q=500;w=300'


def make_night(night: Path, sources: Mapping[str, Any]) -> Iterator[Response]:
    """Every answer of the night, in the order in which the stages ask."""
    for number, (url, status, kind, link, body) in enumerate(_answers(night, sources)):
        headers = [("Content-Type", kind)]
        if kind == _JSON:
            left = f'"api";r={499 - number % 500};t={300 - number % 300}'
            headers += [("RateLimit", left), ("RateLimit-Policy", _BUCKET)]
        if link:
            headers.append(("Link", f'<{link}>; rel="next"'))
        fetched_at = FETCHED_AT + timedelta(seconds=number)
        yield make_response(url, body, fetched_at, status=status, headers=headers)


def find_works(night: Path) -> tuple[str, ...]:
    """The arXiv ids of all works that a feed, a daily page or the trending page names."""
    pages = [
        *night.glob("arxiv/*.xml"),
        *night.glob("hub/daily/*.json"),
        night / "hub/trending.html",
    ]
    return tuple(sorted({name for page in pages for name in _ARXIV_ID.findall(_text(page))}))


def build(night: Path, target: Path) -> None:
    """Write the archive anew; its requests follow config/sources.yaml."""
    target.unlink(missing_ok=True)
    sources = yaml.safe_load(_text(_HERE.parent / "config" / "sources.yaml"))
    writer = ArchiveWriter(target)
    for response in make_night(night, sources):
        writer.write(response)


_Answer = tuple[str, int, str, str, bytes]  # URL, status, content type, URL of the next page, body


def _answers(night: Path, sources: Mapping[str, Any]) -> Iterator[_Answer]:
    from_at = datetime(SINCE.year, SINCE.month, SINCE.day, tzinfo=UTC)
    from_at -= timedelta(days=sources["arxiv"]["overlap_days"])
    to_at = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 23, 59, tzinfo=UTC)
    asked = (sources["arxiv"]["query_url"], sources["arxiv"]["categories"], from_at, to_at, 0)
    size, endpoint = sources["arxiv"]["page_size"], sources["hub"]["endpoint"]
    atom, page = "application/atom+xml; charset=utf-8", "text/html; charset=utf-8"
    submitted = arxiv.query_url(*asked, size, "submitted")
    updated = arxiv.query_url(*asked, size, "updated")
    yield submitted, 200, atom, "", (night / "arxiv/submitted.xml").read_bytes()
    yield updated, 200, atom, "", (night / "arxiv/updated.xml").read_bytes()
    first = SINCE - timedelta(days=sources["hub"]["overlap_days"])
    for day in (first + timedelta(days=number) for number in range((UNTIL - first).days + 1)):
        url = hub.daily_url(endpoint, day, 0, sources["hub"]["page_size"])
        yield url, 200, _JSON, "", (night / f"hub/daily/{day}.json").read_bytes()
    for url in sources["trending"]["urls"]:
        yield url, 200, page, "", (night / "hub/trending.html").read_bytes()
    for arxiv_id in find_works(night):
        yield _paper_answer(night, f"{endpoint}/api/papers/{arxiv_id}", arxiv_id)
        yield from _list_answers(night, endpoint, "models", MODEL_FIELDS, arxiv_id)
        yield from _list_answers(night, endpoint, "datasets", DATASET_FIELDS, arxiv_id)


def _paper_answer(night: Path, url: str, arxiv_id: str) -> _Answer:
    path = night / f"hub/papers/{arxiv_id}.json"
    if path.exists():
        return url, 200, _JSON, "", path.read_bytes()
    return url, 404, _JSON, "", (night / "hub/papers/unknown.json").read_bytes()


def _list_answers(
    night: Path, endpoint: str, kind: str, fields: Iterable[str], arxiv_id: str
) -> Iterator[_Answer]:
    """The repositories that cite a work: mostly none, sometimes two pages."""
    asked = [("filter", f"arxiv:{arxiv_id}"), *(("expand", field) for field in fields)]
    url = f"{endpoint}/api/{kind}?{urlencode(asked)}"
    path, more = night / f"hub/{kind}/{arxiv_id}.json", night / f"hub/{kind}/{arxiv_id}.page2.json"
    if not path.exists():
        yield url, 200, _JSON, "", b"[]"
        return
    next_url = f"{url}&cursor={NEXT_CURSOR}" if more.exists() else ""
    yield url, 200, _JSON, next_url, path.read_bytes()
    if next_url:
        yield next_url, 200, _JSON, "", more.read_bytes()


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


if __name__ == "__main__":
    build(_HERE / "night", _HERE / "night.warc")
