"""Reads WARC files strictly: what is cut short, damaged or something else is an error with its offset.

warcio's own iterator reads on over such places. https://github.com/webrecorder/warcio
"""

import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO

from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParserException

from ingest.errors import SourceError
from ingest.web.archive import METHOD_FIELD

_BLOCK_BYTES = 64 * 1024
_KINDS = {"response", "revisit"}


@dataclass(frozen=True, slots=True)
class Record:
    """A `response` or `revisit` record; a revisit's body is empty, its digest names the original."""

    offset: int  # of the record, or of the gzip member that holds it, in the file
    index: int  # its place in that member; 0 unless a foreign tool put several in one
    kind: str
    url: str
    method: str
    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    fetched_at: datetime
    body: bytes
    digest: str  # sha256 of the body, hex


def read_records(path: Path, start: int = 0) -> Generator[Record]:
    """The HTTP answers of a WARC file (plain or gzip) from a record's offset on, in order.

    Errors: SourceError naming file and byte offset.
    """
    try:
        with path.open("rb") as file:
            size = path.stat().st_size
            if size == 0:
                raise _bad(path, 0, "is empty, no WARC file")
            is_gzip = file.read(2) == b"\x1f\x8b"
            file.seek(start)
            if not is_gzip:
                yield from _read_plain(path, file, size)
                return
            for offset, member in _read_members(path, file, start):
                yield from _read_member(path, offset, member)
    except OSError as error:
        todo = "Check the path and its permissions."
        raise SourceError(f"can't be read: {error.strerror}", where=str(path), todo=todo) from error


def _read_plain(path: Path, file: IO[bytes], size: int) -> Iterator[Record]:
    while (offset := file.tell()) < size:
        record = _read_record(path, offset, 0, file, size)
        if record:
            yield record


def _read_member(path: Path, offset: int, member: bytes) -> Iterator[Record]:
    stream, index = BytesIO(member), 0
    while stream.tell() < len(member):
        record = _read_record(path, offset, index, stream, len(member))
        if record:
            yield record
        index += 1


def _read_members(path: Path, file: IO[bytes], start: int) -> Iterator[tuple[int, bytes]]:
    """Gzip members with their offsets; each must be whole."""
    offset, rest = start, b""
    while rest := rest or file.read(_BLOCK_BYTES):
        decoder, member = zlib.decompressobj(31), BytesIO()
        while not decoder.eof:
            if not rest:
                raise _bad(path, offset, "the file is cut short in the record that begins")
            try:
                member.write(decoder.decompress(rest))
            except zlib.error as error:
                raise _bad(path, offset, f"no readable gzip member ({error})") from error
            rest = decoder.unused_data if decoder.eof else file.read(_BLOCK_BYTES)
        yield offset, member.getvalue()
        offset = file.tell() - len(rest)


def _read_record(
    path: Path, offset: int, index: int, stream: IO[bytes], size: int
) -> Record | None:
    """The record at the stream's position; None for kinds that hold no answer (warcinfo, ...)."""
    first_line = stream.readline(1024)
    if not first_line.startswith(b"WARC/1."):
        raise _bad(path, offset, f"no WARC record, but {first_line[:60]!r},")
    loader = ArcWarcRecordLoader()
    raw = loader.parse_record_stream(stream, first_line, "warc", no_record_parse=True)
    if raw.length is None or int(raw.length) > size - stream.tell():
        raise _bad(path, offset, "the file is cut short in the record that begins")
    record = None
    if raw.rec_type in _KINDS:
        record = _parse_answer(path, offset, index, loader, raw)
    else:
        raw.raw_stream.read()
    if stream.read(4) != b"\r\n\r\n":
        raise _bad(path, offset, "a wrong Content-Length, or a cut, in the record that begins")
    return record


def _parse_answer(
    path: Path, offset: int, index: int, loader: ArcWarcRecordLoader, raw: ArcWarcRecord
) -> Record:
    url = raw.rec_headers.get_header("WARC-Target-URI") or ""
    try:
        head = loader.load_http_headers(raw.rec_type, url, raw.raw_stream, raw.length)
        status = int(head.get_statuscode()) if head else 0
        date = raw.rec_headers.get_header("WARC-Date") or ""
        fetched_at = datetime.fromisoformat(date).astimezone(UTC)
    except (StatusAndHeadersParserException, EOFError, ValueError) as error:
        raise _bad(path, offset, f"an unreadable HTTP answer ({error})") from error
    if not head:
        raise _bad(path, offset, "a record without an HTTP answer")
    body = _read_body(raw, head)
    return Record(
        offset=offset,
        index=index,
        kind=raw.rec_type,
        url=url,
        method=raw.rec_headers.get_header(METHOD_FIELD) or "GET",
        status=status,
        reason=head.statusline.partition(" ")[2],
        headers=tuple(head.headers),
        fetched_at=fetched_at,
        body=body,
        digest=_check_digest(path, offset, raw, body),
    )


def _read_body(raw: ArcWarcRecord, head: StatusAndHeaders) -> bytes:
    """The body decoded: archives of other tools keep the encoding of the wire."""
    payload = raw.raw_stream.read()
    raw.http_headers, raw.raw_stream = head, BytesIO(payload)
    body: bytes = raw.content_stream().read()
    return body


def _check_digest(path: Path, offset: int, raw: ArcWarcRecord, body: bytes) -> str:
    """The body's digest; for a revisit that of the original, as written."""
    actual = sha256(body).hexdigest()
    written = raw.rec_headers.get_header("WARC-Payload-Digest") or ""
    algorithm, _, value = written.partition(":")
    is_ours = algorithm == "sha256" and len(value) == 64  # others write base32, or of encoded bytes
    if raw.rec_type == "revisit":
        return value if is_ours else written
    is_encoded = raw.http_headers.get_header("Content-Encoding") or raw.http_headers.get_header(
        "Transfer-Encoding"
    )
    if is_ours and not is_encoded and value != actual:
        raise _bad(path, offset, "a body that does not have the digest written in the record")
    return actual


def _bad(path: Path, offset: int, what: str) -> SourceError:
    todo = (
        "Give a WARC file as this program writes them; of a damaged one, the bytes before that "
        f"offset (head -c {offset}) are a good archive."
        if offset
        else "Give a WARC file as this program writes them (--replay takes no other format)."
    )
    return SourceError(f"{what} at byte {offset}", where=str(path), todo=todo)
