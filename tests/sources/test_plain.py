"""Names, lines and times out of what payloads hold."""

from datetime import UTC, datetime

import pytest

from ingest.ids import parse_arxiv_id
from ingest.sources.paper_ids import find_dois, paper_ids
from ingest.sources.plain import forename_first, split_authors
from ingest.sources.times import read_time


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("A. One, B. Two and C. Three", ("A. One", "B. Two", "C. Three")),
        ("A. One, and B. Two", ("A. One", "B. Two")),
        ("A. One (1 and 2), B. Two (2) ((1) Here, There (2) Else)", ("A. One", "B. Two")),
        ("Big Collaboration: A. One,\n  B. Two", ("Big Collaboration", "A. One", "B. Two")),
        ("A. One, Jr., B. Two, III", ("A. One Jr.", "B. Two III")),
        ("A. One,B. Two,", ("A. One", "B. Two")),
        ("A. Broken (one, B. Two", ("A. Broken one", "B. Two")),
        ("Sandy Andersen", ("Sandy Andersen",)),
        ("", ()),
        (" : , ", ()),
    ],
)
def test_an_author_line_is_split_into_people(line: str, names: tuple[str, ...]) -> None:
    assert split_authors(line) == names


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Coja-Oghlan, Amin", "Amin Coja-Oghlan"),
        ("Cathey, Henry M., Jr.", "Henry M. Cathey Jr."),
        ("Planck Collaboration", "Planck Collaboration"),
    ],
)
def test_a_name_is_turned_forename_first(name: str, shown: str) -> None:
    assert forename_first(name) == shown


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-07-07T17:01:44Z", datetime(2025, 7, 7, 17, 1, 44, tzinfo=UTC)),
        ("2025-07-07T17:01:44.000Z", datetime(2025, 7, 7, 17, 1, 44, tzinfo=UTC)),
        ("2025-07-08T00:00:00-04:00", datetime(2025, 7, 8, 4, tzinfo=UTC)),
        ("2009-01-09 21:08:29", datetime(2009, 1, 9, 21, 8, 29, tzinfo=UTC)),
        ("2025-07-07", datetime(2025, 7, 7, tzinfo=UTC)),
        ("Wed, 24 May 2023 11:56:01 GMT", datetime(2023, 5, 24, 11, 56, 1, tzinfo=UTC)),
        ("Tue, 08 Jul 2025 00:00:00 -0400", datetime(2025, 7, 8, 4, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("2025-13-01", None),
        ("0001-01-01T00:00:00+12:00", None),
    ],
)
def test_a_time_is_utc_or_nothing(text: str, moment: datetime | None) -> None:
    assert read_time(text) == moment


@pytest.mark.parametrize(
    ("text", "dois"),
    [
        ("10.1000/A", ("doi:10.1000/a",)),
        ("https://doi.org/10.1000/A.", ("doi:10.1000/a",)),
        ("doi: 10.1000/a, 10.1000/b;10.1000/c  10.1000/b", ("doi:10.1000/a", "doi:10.1000/b", "doi:10.1000/c")),
        ("10.1000/a(1)2;3", ("doi:10.1000/a(1)2;3",)),
        ("10.1000/a and more words", ()),
        ("none", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_a_doi_field_is_dois_throughout_or_none(text: str, dois: tuple[str, ...]) -> None:
    assert find_dois(text) == dois


def test_the_arxiv_id_stands_before_the_doi_and_an_arxiv_doi_adds_nothing() -> None:
    arxiv = parse_arxiv_id("2305.15075")
    assert paper_ids(arxiv, "10.48550/arXiv.2305.15075") == (("arxiv:2305.15075",), None, ())
    assert paper_ids(arxiv, "10.1000/A")[:2] == (("arxiv:2305.15075", "doi:10.1000/a"), "10.1000/a")
    assert paper_ids(arxiv, "see journal")[2] == (("doi_text", "see journal"),)
