"""A sighting is known by its content, whichever version of the program stored it first."""

import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingest import store
from ingest.settings import shipped
from ingest.store.works import sighting_key
from ingest.works import Page, Sighting

SQL = shipped("warehouse")
NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
PAPER = Sighting(
    "arxiv", "query", "It's a \"title\" \\alpha", ids=("arxiv:2401.00002", "doi:10.1000/x"), abstract="Words, naïve ones.",
    authors=("Ann Author", "Ben Ünder"), categories=("cs.CL", "cs.LG"), comment="5 pages", journal_ref="J. 1", doi="10.1000/x",
    version=2, published_at=datetime(2024, 1, 1, 9, tzinfo=UTC), updated_at=datetime(1969, 12, 31, 23, 0, 0, 250_000, tzinfo=UTC),
    listed_at=datetime(2024, 1, 2, tzinfo=UTC), facts=(("license", "a\"b\\c é"),), links=(("code", "https://example.org"),),
)  # fmt: skip
FEED = Sighting("trending", "feed", "A title alone", rank=1, upvotes=0, organisation="Org")
SEEN = [PAPER, FEED, FEED, Sighting("hub", "daily", "Bare"), replace(PAPER, ids=("arxiv:2401.00003",), doi=None, is_withdrawn=True)]  # fmt: skip


def old_key(sighting: Sighting, day: str) -> str:
    """As versions before this migration made it."""
    series = f" {day}" if sighting.kind == "feed" else ""
    return hashlib.blake2b(f"{sighting!r}{series}".encode(), digest_size=16).hexdigest()


def save(opened: store.Store, seen_at: datetime, origin: str) -> store.Saved:
    with opened.transaction():
        return store.save_pages(opened, [Page(tuple(SEEN))], origin=origin, seen_at=seen_at)


@pytest.mark.parametrize(
    ("origin", "kind"),
    [
        ("https://example.org/api", "file"),
        ("saved.json", "file"),
        ("https://example.org/api", "lake"),
    ],
)
def test_what_an_older_version_stored_is_not_seen_again(
    origin: str, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    older = tmp_path / "older"
    shutil.copytree(SQL, older)
    for file in (older / "migrations").glob("*.sql"):
        if file.name >= "0050":
            file.unlink()
    address: store.Address = tmp_path / "w.duckdb"
    if kind == "lake":
        address = store.Lake(
            request.getfixturevalue("postgres").create("older"), f"{tmp_path}/data/"
        )
    opened = store.open_store(address, older)
    save(opened, NIGHT, origin)
    day = f"{NIGHT:%Y-%m-%d}" if origin.startswith("http") else ""
    now = {sighting_key(one, day if one.kind == "feed" else ""): old_key(one, day) for one in SEEN}
    for new, old in now.items():
        opened.connection.execute("update sightings set sighting_id = replace(sighting_id, ?, ?)", [new, old])  # fmt: skip
    stored = opened.rows("select sighting_id from sightings")
    assert {key.partition("-")[0] for (key,) in stored} == set(now.values())
    opened.close()
    opened = store.open_store(address, SQL)
    saved = save(opened, NIGHT, origin)
    assert (saved.sighting_count, saved.new_sighting_count, saved.new_work_count) == (5, 0, 0)
    assert opened.rows("select count(*) from sightings") == [(len(SEEN),)]
    opened.close()


CHANGES: list[dict[str, Any]] = [
    {"title": "Another"}, {"abstract": "Other words."}, {"categories": ("cs.LG", "cs.CL")}, {"ids": ("arxiv:2401.00002",)},
    {"is_abstract_cut": True}, {"authors": ("Ann Author Ben Ünder",)}, {"comment": None}, {"journal_ref": "5 pages"}, {"doi": None},
    {"version": 3}, {"published_at": None}, {"updated_at": PAPER.published_at}, {"listed_at": None}, {"is_withdrawn": True},
    {"rank": 2}, {"upvotes": 2}, {"organisation": "Org"}, {"links": ()}, {"facts": ()}, {"kind": "oai"}, {"source": "hub"},
]  # fmt: skip


def test_whatever_differs_is_another_sighting() -> None:
    keys = {sighting_key(replace(PAPER, **change)) for change in CHANGES}
    assert len(keys | {sighting_key(PAPER), sighting_key(PAPER, "2026-08-20")}) == len(CHANGES) + 2
