"""Every way in which a work can be named leads to one record."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa
import pytest

from ingest.ids import hub_page
from ingest.settings import shipped
from ingest.stages.explaining import find_named
from ingest.store import (
    RepositoryState,
    Store,
    load_found,
    open_store,
    save_artifacts,
    save_pages,
    save_repository,
    save_verdicts,
)
from ingest.works import Artifact, Page, Sighting

NIGHT = datetime(2026, 8, 20, 5, tzinfo=UTC)
NEW, OLD_STYLE, REPO = "arxiv:2305.15075", "arxiv:hep-th/9901001", "hub:model/lab/wards-7b"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("ids") / "one.duckdb", shipped("warehouse"))
    page = Page(
        (
            Sighting("arxiv", "query", "Caf\u00e9-Au-Lait: An $\\alpha$-Study of {W}ards", ids=(NEW, "doi:10.1000/wards.1")),
            Sighting("arxiv", "query", "Old Strings", ids=(OLD_STYLE,)),
            Sighting("hub", "model", "lab/wards-7b", ids=(REPO,)),
        )
    )  # fmt: skip
    with opened.transaction():
        save_pages(opened, [page], origin="http://x", seen_at=NIGHT)
        opened.connection.execute(
            "insert into artifacts (work_id, kind, url, tier) values (?, 'code', 'https://github.com/Lab/Wards', 'official')",
            [NEW],
        )
        opened.connection.execute(
            "insert into link_checks (url, state, checked_at, end_url) values "
            "('https://github.com/Lab/Wards', 'moved', '2026-08-20', 'https://github.com/clinic/wards-code')"
        )
        moved = RepositoryState(REPO, "moved", NIGHT, "hub:model/clinic/wards-7b")
        save_repository(opened, moved)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "text",
    [
        "2305.15075", "2305.15075v3", "arXiv:2305.15075", "arxiv: 2305.15075v1", "oai:arXiv.org:2305.15075",
        "https://arxiv.org/abs/2305.15075", "http://arxiv.org/abs/2305.15075v2", "arxiv.org/pdf/2305.15075",
        "https://arxiv.org/pdf/2305.15075.pdf", "https://arxiv.org/pdf/2305.15075v2.pdf.pdf",
        "https://www.arxiv.org/abs/2305.15075/", "https://export.arxiv.org/abs/2305.15075",
        "https://arxiv.org/html/2305.15075v1", "https://arxiv.org/abs/2305.15075?context=cs.CL#top",
        "https://www.alphaxiv.org/abs/2305.15075", "https://alphaxiv.org/overview/2305.15075v1",
        "https://huggingface.co/papers/2305.15075", "https://hf.co/papers/2305.15075",
        "10.48550/arXiv.2305.15075", "https://doi.org/10.48550/arxiv.2305.15075",
        "10.1000/wards.1", "doi:10.1000/WARDS.1", "https://doi.org/10.1000/wards.1", "http://dx.doi.org/10.1000/Wards.1",
        "Cafe au Lait: an α study of wards", "CAFÉ-AU-LAIT: AN α-STUDY OF WARDS", "Caf\\'e Au Lait: An $\\alpha$ Study of Wards.",
        "https://github.com/Lab/Wards", "https://github.com/lab/wards.git", "git@github.com:Lab/Wards.git",
        "http://www.github.com/LAB/WARDS/tree/main/code", "https://github.com/Clinic/wards-code.git",
    ],
)  # fmt: skip
def test_every_name_of_a_paper_leads_to_it(store: Store, text: str) -> None:
    assert find_named(store, text).work_id == NEW


@pytest.mark.parametrize(
    "text",
    ["hep-th/9901001", "arXiv:hep-th/9901001v2", "https://arxiv.org/abs/hep-th/9901001", "https://arxiv.org/pdf/hep-th/9901001v1.pdf"],
)  # fmt: skip
def test_so_does_every_old_one(store: Store, text: str) -> None:
    assert find_named(store, text).work_id == OLD_STYLE


@pytest.mark.parametrize(
    "text",
    [REPO, "https://huggingface.co/lab/wards-7b", "https://hf.co/lab/wards-7b/tree/main", "hub:model/clinic/wards-7b",
     "https://huggingface.co/clinic/wards-7b"],
)  # fmt: skip
def test_a_renamed_repository_is_found_under_both_names(store: Store, text: str) -> None:
    work = find_named(store, text)
    assert work.work_id == "hub:model/clinic/wards-7b"
    assert REPO in work.ids


def test_a_record_under_the_old_name_of_a_repository_makes_no_second_work(store: Store) -> None:
    page = Page((Sighting("hub", "model", "lab/wards-7b", ids=(REPO,), upvotes=9),))
    with store.transaction():
        save_pages(store, [page], origin="http://x", seen_at=NIGHT)
    assert store.rows("select count(*) from works where work_id like 'hub:%'") == [(1,)]


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_a_repository_whose_paper_came_along_is_no_work_for_a_list_any_more(
    store: Store, kind: str
) -> None:
    repo = f"hub:{kind}/lab/ward-notes"
    with store.transaction():
        page = Page((Sighting("hub", kind, "lab/ward-notes", ids=(repo,)),))
        save_pages(store, [page], origin="http://x", seen_at=NIGHT)
        texts = pa.table({"work_id": [repo], "text_digest": [""]})
        said = {"category": [f"of-{kind}"], "place": [1], "score": [0.9], "state": ["certain"]}
        verdicts = pa.table({"work_id": [repo], **said})
        save_verdicts(store, texts, verdicts, rules_digest="r", judged_at=NIGHT)
    assert [one.work.work_id for one in load_found(store, [f"of-{kind}"])] == [repo]
    link = Artifact(OLD_STYLE, "data", hub_page(repo), "official", "its card cites the paper")
    save_artifacts(store, {OLD_STYLE: [link]}, found_at=NIGHT)
    assert load_found(store, [f"of-{kind}"]) == []
