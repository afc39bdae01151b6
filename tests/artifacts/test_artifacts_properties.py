"""Whatever stands in a record, this room answers, quickly, and never makes up an official link."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.artifacts import HubRepo, claimed_quantity, find_artifacts, row_facts, venue_of
from ingest.works import Found, Work

PIECES = st.sampled_from(
    ["https://github.com/a/b", r"\url{", "}", r"\href{", "{", "(", ")", "[", "](", ". ", "\n", "we use ",
     "our code ", "will be released ", "https://", "$", "~", "MICCAI ", "2025 ", "accepted ", "7B", "1,000 images "]
)  # fmt: skip
TEXT = st.lists(PIECES | st.text(max_size=8), max_size=25).map("".join)


@given(abstract=TEXT, comment=TEXT, title=TEXT)
def test_any_text_gives_facts_and_only_official_links_are_shown(
    abstract: str, comment: str, title: str
) -> None:
    work = Work("arxiv:2501.00001", title, abstract=abstract, comment=comment)
    artifacts = find_artifacts(work)
    facts = row_facts(Found(work, artifacts=artifacts))
    assert {one.tier for one in facts.links} <= {"official"}
    assert len({(one.kind, one.url) for one in artifacts}) == len(artifacts)
    assert artifacts == find_artifacts(work)


@given(name=st.text(min_size=1, max_size=30).filter(lambda text: "/" not in text))
def test_a_stranger_citing_the_paper_is_never_official(name: str) -> None:
    work = Work("arxiv:2501.00001", "MedThing: A Model", authors=("Jane Doe",))
    repo = HubRepo(f"stranger/{name}", "model", arxiv_ids=("2501.00001",))
    assert all(one.tier != "official" for one in find_artifacts(work, [repo]))


@pytest.mark.parametrize(
    "text",
    [
        "{" * 20_000,
        r"\href{https://a.b/c}{" * 2_000,
        "https://" * 5_000,
        "1,000 " * 5_000,
        "https://github.com/a/\n" * 2_000,
        "accepted to " * 3_000,
        "A" * 50_000,
        "a b " * 10_000 + "1000",
    ],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    started = time.process_time()
    work = Work("arxiv:2501.00001", text[:500], abstract=text, comment=text)
    row_facts(Found(work, artifacts=find_artifacts(work)))
    venue_of(text, text, text)
    claimed_quantity(text)
    assert time.process_time() - started < 5
