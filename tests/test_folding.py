"""Which sightings are one work, and what the work is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations, product

import pytest

from ingest.folding import Seen, assign_works, best_work_id, fold_work, settles_text
from ingest.works import Sighting

NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)


def sighting(title: str = "A Study of Wards", *ids: str, **facts: object) -> Sighting:
    return Sighting(**({"source": "arxiv", "kind": "query", "title": title, "ids": ids} | facts))  # type: ignore[arg-type]


def assign(sightings, known=None, by_title=None):
    return assign_works(sightings, known or {}, by_title or {})


def test_two_records_with_a_common_id_are_one_work() -> None:
    first = sighting("A Study", "arxiv:2608.00001", "doi:10.1/x")
    second = sighting("Another Title", "doi:10.1/x")
    assert assign([first, second]) == (["arxiv:2608.00001"] * 2, {})


def test_two_papers_of_one_title_stay_two_works() -> None:
    first = sighting("Deep Learning", "arxiv:2608.00001")
    second = sighting("Deep Learning", "arxiv:2608.00002")
    assert assign([first, second])[0] == ["arxiv:2608.00001", "arxiv:2608.00002"]


def test_a_title_alone_joins_the_one_work_that_bears_it() -> None:
    named = sighting("A Study of Wards", "arxiv:2608.00001")
    bare = sighting("A study of wards.")
    assert assign([bare, named])[0] == ["arxiv:2608.00001"] * 2


def test_a_title_alone_joins_nothing_where_two_works_bear_it() -> None:
    bare = sighting("Deep Learning")
    works, _ = assign(
        [
            bare,
            sighting("Deep Learning", "arxiv:2608.00001"),
            sighting("Deep Learning", "arxiv:2608.00002"),
        ]
    )
    assert works[0] == "title:deeplearning"


def test_a_work_known_by_title_is_merged_when_its_id_comes_along() -> None:
    weak = "title:astudyofwards"
    works, merged = assign(
        [sighting("A Study of Wards", "arxiv:2608.00001")], by_title={weak: [weak]}
    )
    assert (works, merged) == (["arxiv:2608.00001"], {weak: "arxiv:2608.00001"})


def test_two_known_works_become_one_when_a_record_bears_both_ids() -> None:
    known = {"arxiv:2608.00001": "arxiv:2608.00001", "doi:10.1/x": "doi:10.1/x"}
    _, merged = assign([sighting("T", "arxiv:2608.00001", "doi:10.1/x")], known)
    assert merged == {"doi:10.1/x": "arxiv:2608.00001"}


@pytest.mark.parametrize(
    ("ids", "best"),
    [
        (["doi:10.1/x", "arxiv:2608.00001"], "arxiv:2608.00001"),
        (["hub:model/a/b", "doi:10.1/x"], "doi:10.1/x"),
        (["title:t", "url:x.org/y"], "url:x.org/y"),
    ],
)
def test_the_strongest_id_names_the_work(ids: list[str], best: str) -> None:
    assert best_work_id(ids) == best


def test_the_newest_version_tells_title_abstract_and_comment() -> None:
    old = sighting("Old Title", "arxiv:2608.00001", version=1, abstract="Old.", comment="8 pages")
    new = sighting("New Title", "arxiv:2608.00001", version=2, abstract="New.", comment="Accepted")
    work = fold_work("arxiv:2608.00001", [Seen(old, NIGHT), Seen(new, NIGHT)])
    assert (work.title, work.abstract, work.comment, work.version) == (
        "New Title",
        "New.",
        "Accepted",
        2,
    )


def test_a_whole_abstract_comes_before_one_that_was_cut() -> None:
    cut = sighting("T", "arxiv:2608.00001", version=2, abstract="The beg", is_abstract_cut=True)
    whole = sighting("T", "arxiv:2608.00001", kind="feed", abstract="The beginning and the end.")
    assert fold_work("w", [Seen(cut, NIGHT), Seen(whole, NIGHT)]).abstract == whole.abstract


def test_a_withdrawal_holds_until_a_newer_version_undoes_it() -> None:
    withdrawn = sighting("T", "arxiv:2608.00001", version=2, is_withdrawn=True)
    again = sighting("T", "arxiv:2608.00001", version=3)
    assert fold_work("w", [Seen(withdrawn, NIGHT)]).is_withdrawn
    assert not fold_work("w", [Seen(withdrawn, NIGHT), Seen(again, NIGHT)]).is_withdrawn


def test_the_order_of_sightings_does_not_matter() -> None:
    seen = [
        Seen(sighting("T", "arxiv:2608.00001", version=1, abstract="One."), NIGHT),
        Seen(
            sighting("T", "arxiv:2608.00001", version=2, abstract="Two."), NIGHT + timedelta(days=1)
        ),
        Seen(
            sighting(
                "T",
                "arxiv:2608.00001",
                source="hub",
                kind="daily",
                upvotes=7,
                rank=2,
                links=(("githubRepo", "u"),),
            ),
            NIGHT + timedelta(days=2),
        ),
    ]
    folded = {fold_work("w", order) for order in permutations(seen)}
    assert len(folded) == 1
    work = folded.pop()
    assert (work.upvotes, work.rank, work.sources, work.first_seen_at) == (
        7,
        2,
        ("arxiv", "hub"),
        NIGHT,
    )


def test_rank_and_votes_keep_what_they_were() -> None:
    seen = [
        Seen(
            sighting(
                "T", "arxiv:2608.00001", source="trending", kind="feed", rank=rank, upvotes=votes
            ),
            NIGHT + timedelta(days=day),
        )
        for day, (rank, votes) in enumerate([(5, 3), (2, 9), (4, 20)])
    ]
    for order in permutations(seen):
        work = fold_work("w", order)
        assert (work.rank, work.upvotes) == (4, 20)
        assert work.facts == (
            ("best_rank", "2 on 2026-08-21"),
            ("first_upvotes", "3 on 2026-08-20"),
        )
    assert fold_work("w", seen[:1]).facts == ()


def test_where_new_text_settles_it_the_older_abstracts_are_not_needed() -> None:
    made = [
        Seen(
            sighting(
                f"Study {version}", kind=kind, version=version, abstract=text, is_abstract_cut=cut
            ),
            NIGHT + timedelta(days=day),
        )
        for kind, version, text, cut, day in product(
            ("query", "feed"), (None, 2), ("", "We look."), (False, True), (0, 1)
        )
    ]
    settled = 0
    for new, one, other in product(made, made, made):
        if settles_text([new], [one, other]):
            blind = [
                replace(each, sighting=replace(each.sighting, abstract="")) for each in (one, other)
            ]
            assert fold_work("w", [*blind, new]) == fold_work("w", [one, other, new])
            settled += 1
    assert settled
    assert not settles_text([made[0]], [])
