"""Against the real corpus and list beside the checkout: what a curator wrote is what we find."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.artifacts import find_artifacts, row_facts, venue_of
from ingest.works import Found, Work

SHARED = Path(__file__).resolve().parents[2] / ".." / "shared"
CORPUS = SHARED / "data" / "arxiv_corpus_dev.jsonl.gz"
SEEDS = SHARED / "seeds"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not CORPUS.exists(), reason="the folder of real payloads is not here"),
]


@pytest.fixture(scope="module")
def corpus() -> list[dict[str, Any]]:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def work_of(record: dict[str, Any]) -> Work:
    work_id = f"arxiv:{record['id']}"
    authors = tuple(record["authors"] or ())
    return Work(
        work_id,
        record["title"],
        (work_id,),
        record["abstract"],
        authors,
        comment=record["comment"],
        journal_ref=record["journal_ref"],
        doi=record["doi"],
    )


def named_rows() -> Iterator[tuple[str, str]]:
    (table,) = SEEDS.glob("001_*")
    for line in table.read_text(encoding="utf-8", errors="replace").splitlines():
        name = re.match(r"\|`([^`]+)`", line)
        arxiv_id = re.search(r"arxiv\.org/(?:abs|pdf)/(\d{4}\.\d{5})", line)
        if name and arxiv_id:
            yield name[1], arxiv_id[1]


def test_most_names_of_the_curated_table_are_read_from_the_paper(
    corpus: list[dict[str, Any]],
) -> None:
    known = {record["id"]: record for record in corpus}
    rows = [(name, known[one]) for name, one in named_rows() if one in known]
    names = [(name, row_facts(Found(work_of(record))).name) for name, record in rows]
    same = sum(name.casefold() == (found or "").casefold() for name, found in names)
    assert len(rows) > 30
    assert same / len(rows) > 0.65


def test_no_comment_that_only_says_submitted_has_a_venue(corpus: list[dict[str, Any]]) -> None:
    pending = re.compile(
        r"^\W*(?:submitted to|under review|in submission)[^.;]*\.?$", re.IGNORECASE
    )
    comments = [r["comment"] for r in corpus if r["comment"] and pending.match(r["comment"])]
    settled = re.compile(r"accept|publish|appear", re.IGNORECASE)
    wrong = [one for one in comments if not settled.search(one) and venue_of(one)]
    assert len(comments) > 100
    assert wrong == []


def test_official_code_is_a_repository_that_the_text_spells(corpus: list[dict[str, Any]]) -> None:
    with_links = [r for r in corpus if "github.com/" in r["abstract"]]
    count = 0
    for record in with_links:
        flat = re.sub(r"[\s\\]|(?<!:)/(?=/)", "", record["abstract"]).lower()
        for one in find_artifacts(work_of(record)):
            if one.kind == "code" and one.tier == "official" and "abstract" in one.evidence:
                count += 1
                assert one.url.removeprefix("https://").lower() in flat
    assert count > 0.8 * len(with_links)
