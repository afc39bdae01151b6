"""Answers only from archives: no socket, no wait, and a clear word on what was not recorded."""

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from itertools import islice
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from ingest.errors import SourceError
from ingest.web.messages import Request, Response, make_response
from ingest.web.urls import normalise_url, redact
from ingest.web.warc import Record, read_records

_Key = tuple[str, str]  # method, normalised URL


@dataclass(frozen=True, slots=True)
class _Body:
    path: Path
    offset: int
    index: int


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    body: _Body


class ReplayArchive:
    """The responses of one or more WARC files, found by method and normalised URL.

    All files are read through once at the start, so damage shows before the run begins; bodies stay
    on disk until asked for. Errors: SourceError naming file and offset.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self.paths = tuple(paths)
        self._answers: defaultdict[_Key, list[_Answer]] = defaultdict(list)
        self._given: defaultdict[_Key, int] = defaultdict(int)
        self._guard = threading.Lock()
        bodies: dict[str, _Body] = {}
        for path in self.paths:
            for record in read_records(path):
                self._add(path, record, bodies)

    def has(self, request: Request) -> bool:
        """Whether a request was recorded."""
        return (request.method.upper(), normalise_url(request.url)) in self._answers

    def answer(self, request: Request) -> Response:
        """The next recorded answer to a request; the last one repeats.

        Errors: SourceError naming the URL, the archives and the nearest recorded URL.
        """
        key = (request.method.upper(), normalise_url(request.url))
        recorded = self._answers.get(key)
        if not recorded:
            raise self._make_missing_error(key, request.url)
        with self._guard:
            position = min(self._given[key], len(recorded) - 1)
            self._given[key] += 1
        found = recorded[position]
        return make_response(
            found.url,
            _load_body(found.body),
            found.fetched_at,
            status=found.status,
            headers=found.headers,
            method=key[0],
            reason=found.reason,
            is_replayed=True,
        )

    def _add(self, path: Path, record: Record, bodies: dict[str, _Body]) -> None:
        if record.kind == "response":
            body = _Body(path, record.offset, record.index)
            bodies.setdefault(record.digest, body)
        elif record.digest in bodies:
            body = bodies[record.digest]
        else:
            raise _make_lost_error(path, record)
        key = (record.method.upper(), normalise_url(record.url))
        self._answers[key].append(
            _Answer(
                record.url, record.status, record.reason, record.headers, record.fetched_at, body
            )
        )

    def _make_missing_error(self, key: _Key, url: str) -> SourceError:
        files = ", ".join(str(path) for path in self.paths) or "no archive"
        what = f"{key[0]} was not recorded in {files}; {describe_nearest(key, self._answers)}"
        todo = (
            "Run with what was asked that night (sources, since, until), or record a new archive."
        )
        return SourceError(what, where=redact(url), todo=todo)


def read_answers(path: Path) -> Iterator[Response]:
    """Every answer of one archive in the order in which it came; bodies one at a time."""
    bodies: dict[str, _Body] = {}
    for record in read_records(path):
        body = record.body
        if record.kind == "response":
            bodies.setdefault(record.digest, _Body(path, record.offset, record.index))
        elif record.digest in bodies:
            body = _load_body(bodies[record.digest])
        else:
            raise _make_lost_error(path, record)
        yield make_response(
            record.url,
            body,
            record.fetched_at,
            status=record.status,
            headers=record.headers,
            method=record.method,
            reason=record.reason,
            is_replayed=True,
        )


def _make_lost_error(path: Path, record: Record) -> SourceError:
    what = f"a revisit at byte {record.offset} of a body that stands in none of the archives"
    todo = "Give the archive that holds the original too, before this one."
    return SourceError(what, where=str(path), todo=todo)


def _load_body(body: _Body) -> bytes:
    # The generator is closed at once, and the file with it, not when memory is next collected.
    records = read_records(body.path, body.offset)
    try:
        record = next(
            (found for found in islice(records, body.index + 1) if found.index == body.index), None
        )
    finally:
        records.close()
    if record is None:
        raise SourceError(
            f"the record at byte {body.offset} is gone",
            where=str(body.path),
            todo="Do not change an archive during a replay; start again.",
        )
    return record.body


def describe_nearest(key: _Key, recorded: Iterable[_Key]) -> str:
    """One phrase: which recorded request comes nearest, and in which parameters it differs."""
    url = key[1]
    asked = urlsplit(url)
    hosts = {found: urlsplit(found) for _, found in recorded}
    if (other := next((how for how, found in recorded if found == url), None)) is not None:
        return f"the same URL was recorded with {other}"
    same_host = [found for found, parts in hosts.items() if parts.netloc == asked.netloc]
    same_path = [found for found in same_host if hosts[found].path == asked.path]
    if same_path:
        nearest = min(same_path, key=lambda found: (len(_differences(found, url)), found))
        return f"nearest recorded: {nearest} ({'; '.join(_differences(nearest, url))})"
    if same_host:
        by_path = {hosts[found].path: found for found in same_host}
        path = get_close_matches(asked.path, by_path, n=1, cutoff=0.0)[0]
        return f"nothing of {asked.path} is recorded, nearest: {by_path[path]}"
    names = ", ".join(sorted({parts.netloc for parts in hosts.values()})) or "nothing"
    return f"nothing of {asked.netloc} is recorded, only of: {names}"


def _differences(recorded: str, asked: str) -> list[str]:
    """What stands in the query of one URL and not of the other, parameter by parameter."""
    old = parse_qsl(urlsplit(recorded).query, keep_blank_values=True)
    new = parse_qsl(urlsplit(asked).query, keep_blank_values=True)
    names = dict.fromkeys(name for name, _ in (*old, *new))
    found = []
    for name in names:
        was = [value for key, value in old if key == name]
        now = [value for key, value in new if key == name]
        if was != now:
            found.append(f"{name}: recorded {_show(was)}, asked {_show(now)}")
    return found


def _show(values: list[str]) -> str:
    return " and ".join(repr(value) for value in values) or "nothing"
