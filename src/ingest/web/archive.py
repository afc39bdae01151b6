"""Writes every response to a WARC 1.1 file, record by record.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

import threading
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from ingest import __version__
from ingest.errors import ConfigError
from ingest.web.messages import Response
from ingest.web.urls import redact

METHOD_FIELD = "Request-Method"  # ours: the format names no place for it; absent means GET


class ArchiveWriter:
    """One run's archive: gzip, one member a record, if the name ends in .gz, else plain text.

    The file is created with the first response and closed after each, so that a killed run leaves
    every finished record behind. Cookies and credentials never get here; secrets in URLs are
    redacted. A body that stands in this archive already is written as a `revisit` of it. The same
    responses always make the same bytes. Errors: ConfigError if the file exists.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._guard = threading.Lock()
        self._originals: dict[str, tuple[str, str, str]] = {}  # digest -> id, URL, date
        self._record_count = 0
        if path.exists():
            raise _make_exists_error(path)

    def write(self, response: Response) -> None:
        """Append one response; returns when the operating system has it."""
        with self._guard:
            if self._record_count == 0:
                self._append(self._make_info(response), "xb")
            self._append(self._make_record(response), "ab")

    def _append(self, record: ArcWarcRecord, mode: str) -> None:
        # In one piece, so that no reader and no crash between two writes sees half a record.
        buffer = BytesIO()
        is_gzip = self.path.suffix == ".gz"
        WARCWriter(buffer, gzip=is_gzip, warc_version="1.1").write_record(record)
        try:
            if mode == "xb":
                self.path.parent.mkdir(parents=True, exist_ok=True)
                if self.path.exists():
                    raise _make_exists_error(self.path)
            with self.path.open(mode) as file:
                file.write(buffer.getvalue())
        except OSError as error:
            todo = (
                "Free some space or choose another folder; what is in the archive so far is good."
            )
            raise ConfigError(
                f"can't write the archive: {error}", where=str(self.path), todo=todo
            ) from error
        self._record_count += 1

    def _make_info(self, response: Response) -> ArcWarcRecord:
        record = _builder().create_warcinfo_record(
            self.path.name,
            {
                "software": f"paper-ingest/{__version__}",
                "format": "WARC File Format 1.1",
                "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            },
        )
        date = render_date(response.fetched_at)
        record.rec_headers.replace_header("WARC-Date", date)
        record.rec_headers.replace_header("WARC-Record-ID", self._make_id("warcinfo", date))
        return record

    def _make_record(self, response: Response) -> ArcWarcRecord:
        url, date = redact(response.url), render_date(response.fetched_at)
        record_id = self._make_id(url, date)
        fields = {"WARC-Record-ID": record_id, "WARC-Date": date}
        if response.method != "GET":
            fields[METHOD_FIELD] = response.method
        digest = f"sha256:{response.digest}"
        original = self._originals.get(response.digest) if response.body else None
        if original:
            fields["WARC-Refers-To"] = original[0]
            return _builder().create_revisit_record(
                url,
                digest,
                *original[1:],
                http_headers=_make_head(response),
                warc_headers_dict=fields,
            )
        self._originals[response.digest] = (record_id, url, date)
        return _builder().create_warc_record(
            url,
            "response",
            payload=BytesIO(response.body),
            length=len(response.body),
            http_headers=_make_head(response),
            warc_headers_dict=fields | {"WARC-Payload-Digest": digest},
        )

    def _make_id(self, url: str, date: str) -> str:
        # The count keeps two equal requests within one clock tick apart.
        return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{url} {date} {self._record_count}')}>"


def render_date(moment: datetime) -> str:
    """WARC-Date with microseconds, which version 1.1 allows."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _builder() -> WARCWriter:
    return WARCWriter(BytesIO(), warc_version="1.1")


def _make_head(response: Response) -> StatusAndHeaders:
    # Only URLs in headers can hold a secret that a replay still has to find its way by.
    headers = [(name, redact(value)) for name, value in response.headers]
    status_line = f"{response.status} {response.reason}".rstrip()
    return StatusAndHeaders(status_line, headers, protocol="HTTP/1.1")


def _make_exists_error(path: Path) -> ConfigError:
    todo = (
        "Name a new file: an archive belongs to one run. Pass this one as replay to answer from it."
    )
    return ConfigError("the archive exists already", where=str(path), todo=todo)
