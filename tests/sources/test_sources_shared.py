"""Every real payload in the folder beside the checkout is read, or refused with a reason."""

import gzip
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import pytest

from ingest.errors import SourceError
from ingest.sources.saved import read_saved
from ingest.works import Page

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
FOLDERS = ("arxiv_api/xml", "arxiv_api/recorded_json", "arxiv_rss", "arxiv_oai", "hf")
# file name -> what it is refused for
REFUSED = {
    "error_404.json": "an error answer, not data",
    "bert-base-uncased.307.json": "unknown payload: 'Temporary Redirect",
    "dataset_viewer_examples.json": "JSON of no known shape",
}

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="no folder of real payloads"),
]


def payloads() -> Iterator[Path]:
    for folder in FOLDERS:
        yield from sorted(path for path in (SHARED / "data" / folder).rglob("*") if path.is_file())


def count_records(path: Path) -> int:
    """The records of a file, counted without any of our parsers."""
    body = path.read_bytes()
    if path.parent.name == "recorded_json":
        body = json.loads(body)["body"].encode()
        return len(re.findall(rb"<entry>", body))
    if path.suffix == ".xml":
        return len(re.findall(rb"<(?:entry|item|record)[\s>]", body))
    if path.suffix == ".jsonl":
        return sum(1 for line in body.split(b"\n") if line.strip())
    value = json.loads(body)
    if path.name == "trending_models_latest.json":
        return len(value)
    return len(value) if isinstance(value, list) else 1


def read(path: Path) -> list[Page]:
    with path.open("rb") as stream:
        return list(read_saved(stream, path.name))


@pytest.mark.parametrize("path", list(payloads()), ids=lambda path: path.name)
def test_a_real_payload_is_read_to_its_last_record_or_refused(path: Path) -> None:
    if path.name in REFUSED:
        with pytest.raises(SourceError, match=re.escape(REFUSED[path.name])):
            read(path)
        return
    pages = read(path)
    assert sum(len(page.sightings) + len(page.rejects) for page in pages) == count_records(path)
    made = [each for page in pages for each in page.sightings]
    rejects = [each for page in pages for each in page.rejects]
    assert all(each.title and each.ids for each in made)
    assert all(not fact.startswith("unread_") for each in made for fact, _ in each.facts)
    assert len(rejects) <= 1
    assert all(each.reason and each.excerpt for each in rejects)


def test_the_real_trending_text_gives_all_its_pairs() -> None:
    (path,) = (SHARED / "seeds").glob("004*")
    (page,) = read(path)
    lines = path.read_text(encoding="utf-8").strip().split("\n")[2:]
    assert len(page.sightings) == len(lines) // 2 == 119
    assert page.rejects == ()
    assert [each.title for each in page.sightings[1:]] == lines[2::2]
    assert [each.abstract for each in page.sightings] == [
        " ".join(line.split()) for line in lines[1::2]
    ]
    assert f"Subscribe{page.sightings[0].title}" == lines[0]


@pytest.mark.parametrize("number", ["000", "001", "002", "003"])
def test_a_curated_list_is_no_payload(number: str) -> None:
    (path,) = (SHARED / "seeds").glob(f"{number}*")
    with pytest.raises(SourceError, match="unknown payload"):
        read(path)


def test_the_real_corpus_is_read_whole_and_fast() -> None:
    path = SHARED / "data" / "arxiv_corpus_dev.jsonl.gz"
    with gzip.open(path) as stream:
        lines = sum(1 for _ in stream)
    started = process_time()
    pages = read(path)
    taken = process_time() - started
    assert sum(len(page.sightings) + len(page.rejects) for page in pages) == lines == 49_251
    assert taken < 20  # of the processor; about 3 s


def test_the_real_corpus_cut_short_is_refused() -> None:
    body = (SHARED / "data" / "arxiv_corpus_dev.jsonl.gz").read_bytes()[: 1 << 20]
    with pytest.raises(SourceError, match="broken gzip"):
        for _ in read_saved(io.BytesIO(body), "cut.jsonl.gz"):
            pass
