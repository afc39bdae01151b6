"""The sample night: every odd record that its README promises is there, and the archive is up to date."""

import importlib.util
import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType

import pytest

from ingest.sources import arxiv, hub, trending
from ingest.web import Gate, ReplayArchive, WebSettings, hub_api, normalise_url
from ingest.web.warc import read_records
from ingest.works import Page, Sighting

SAMPLES = Path(__file__).parents[1] / "samples"
NIGHT = SAMPLES / "night"
ROW = re.compile(r"^\| (\d{4}\.\d{5}) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)


def load_build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("samples_build", SAMPLES / "build.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def feed(name: str) -> Page:
    return arxiv.parse_query((NIGHT / f"arxiv/{name}.xml").read_bytes(), name)


def daily(day: str) -> Page:
    return hub.parse_daily((NIGHT / f"hub/daily/{day}.json").read_bytes(), day)


def trending_page() -> Page:
    return trending.parse_html((NIGHT / "hub/trending.html").read_bytes(), "trending")


def find(page: Page, arxiv_id: str) -> Sighting:
    return next(each for each in page.sightings if f"arxiv:{arxiv_id}" in each.ids)


def ids(page: Page) -> set[str]:
    return {each.ids[0].removeprefix("arxiv:") for each in page.sightings if each.ids}


def readme_rows() -> list[tuple[str, str, str, str]]:
    return ROW.findall((SAMPLES / "README.md").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gate() -> Gate:
    return Gate(WebSettings(contact="test"), replay=ReplayArchive([SAMPLES / "night.warc"]))


def test_the_archive_is_what_the_payloads_make(tmp_path: Path) -> None:
    fresh = tmp_path / "night.warc"
    load_build().build(NIGHT, fresh)
    is_same = fresh.read_bytes() == (SAMPLES / "night.warc").read_bytes()
    assert is_same, "run `python samples/build.py` and commit samples/night.warc"


def test_no_request_is_recorded_twice() -> None:
    records = read_records(SAMPLES / "night.warc")
    counts = Counter((each.method, normalise_url(each.url)) for each in records)
    assert [request for request, count in counts.items() if count > 1] == []


def test_every_payload_is_in_the_archive() -> None:
    bodies = {each.body for each in read_records(SAMPLES / "night.warc")}
    files = [path for path in NIGHT.rglob("*") if path.is_file()]
    assert [path.name for path in files if path.read_bytes() not in bodies] == []


def test_the_hub_answers_for_every_work_whatever_the_rules_choose() -> None:
    paths = Counter(
        re.sub(r".*/api/(papers|models|datasets).*?(\d{4}\.\d{5}).*", r"\1 \2", each.url)
        for each in read_records(SAMPLES / "night.warc")
        if "cursor=" not in each.url
    )
    works = load_build().find_works(NIGHT)
    kinds = ("papers", "models", "datasets")
    assert all(paths[f"{kind} {arxiv_id}"] == 1 for kind in kinds for arxiv_id in works)


def test_the_readme_lists_every_work_once_and_at_most_half_belong_in_a_list() -> None:
    rows = readme_rows()
    assert sorted(row[0] for row in rows) == list(load_build().find_works(NIGHT))
    belonging = [row for row in rows if not row[2].startswith(("none", "look"))]
    assert len(rows) >= 44
    assert 2 * len(belonging) <= len(rows)


@pytest.mark.parametrize("name", ["submitted", "updated"])
def test_a_feed_holds_as_many_records_as_it_announces(name: str) -> None:
    page = feed(name)
    assert page.rejects == ()
    assert page.total_count == len(page.sightings)


def test_submitted_works_are_of_the_window_and_its_overlap_newest_first() -> None:
    times = [each.published_at for each in feed("submitted").sightings if each.published_at]
    assert times == sorted(times, reverse=True)
    assert times[-1] >= datetime(2026, 8, 17, tzinfo=UTC)
    assert times[0] < datetime(2026, 8, 21, tzinfo=UTC)


def test_the_last_updates_are_older_than_the_window_so_that_paging_can_stop() -> None:
    times = [each.updated_at for each in feed("updated").sightings if each.updated_at]
    assert times == sorted(times, reverse=True)
    assert sum(time < datetime(2026, 8, 17, tzinfo=UTC) for time in times) == 2


def test_the_update_feed_repeats_the_new_works_and_adds_new_versions_of_old_ones() -> None:
    new, updated = feed("submitted"), feed("updated")
    assert ids(new) < ids(updated)
    old = [
        each for each in updated.sightings if not ids(new) & {each.ids[0].removeprefix("arxiv:")}
    ]
    assert {each.version for each in old} == {2, 3}
    assert find(updated, "2402.18099").published_at < datetime(2025, 1, 1, tzinfo=UTC)  # type: ignore[operator]


def test_one_work_is_withdrawn_and_has_no_pdf() -> None:
    withdrawn = [each for each in feed("updated").sightings if each.is_withdrawn]
    assert [each.ids[0] for each in withdrawn] == ["arxiv:2510.17532"]
    assert "pdf" not in dict(withdrawn[0].links)


@pytest.mark.parametrize(
    ("arxiv_id", "field", "value"),
    [
        ("2402.18099", "doi", "10.1145/3627673.3679673"),
        ("2604.16422", "comment", "Accepted at LREC 2026"),
        ("2605.17101", "comment", "Accepted to Findings of ACL 2026"),
        ("2608.15353", "comment", "Accepted at the MICCAI 2026 REG Challenge"),
    ],
)
def test_venues_stand_where_arxiv_puts_them(arxiv_id: str, field: str, value: str) -> None:
    assert value in str(getattr(find(feed("updated"), arxiv_id), field))


@pytest.mark.parametrize(
    ("arxiv_id", "url"),
    [
        ("2504.00869", "https://github.com/UCSC-VLAA/m1"),
        ("2510.27265", "https://github.com/Razaimam45/TCube"),
        ("2605.26747", "https://huggingface.co/datasets/hcuayahu/MeDial-Speech"),
        ("2606.11740", "https://github.com/IQuestLab/unireason-med."),  # its full stop belongs
        ("2608.13476", "https://github.com/Penn-RAIL/MARC-v1."),
    ],
)
def test_abstracts_name_code_weights_and_data(arxiv_id: str, url: str) -> None:
    assert find(feed("updated"), arxiv_id).abstract.endswith(url)


@pytest.mark.parametrize(
    ("phrase", "arxiv_id"),
    [
        ("contrast agent", "2608.16725"),
        ("state of health", "2608.16612"),
        ("surgical precision", "2605.28649"),
        ("software faults", "2606.04594"),
        ("geophysical survey", "2607.04440"),
        ("drug discovery", "2608.16111"),
        ("mixture-of-experts", "2608.20061"),
        ("retrieval-augmented generation", "2608.18465"),
        ("Continual learning", "2608.18803"),
        ("Visual question answering", "2608.19739"),
    ],
)
def test_a_near_miss_uses_the_words_of_the_lists(phrase: str, arxiv_id: str) -> None:
    assert phrase in find(feed("updated"), arxiv_id).abstract
    assert next(row for row in readme_rows() if row[0] == arxiv_id)[2] == "none"


def test_one_daily_record_has_no_id_and_becomes_a_reject() -> None:
    assert [(each.position, each.reason) for each in daily("2026-08-19").rejects] == [(6, "no id")]
    assert daily("2026-08-20").rejects == ()


def test_one_daily_record_has_no_summary_and_the_feed_has_it() -> None:
    assert find(daily("2026-08-20"), "2608.17426").abstract == ""
    assert find(feed("submitted"), "2608.17426").abstract


def test_daily_records_drift() -> None:
    first = json.loads((NIGHT / "hub/daily/2026-08-19.json").read_bytes())
    second = json.loads((NIGHT / "hub/daily/2026-08-20.json").read_bytes())
    assert "readingMinutes" in set().union(*first) - set().union(*second)
    assert any("reactions" in record["paper"] for record in first)
    assert any("submittedBy" not in record for record in second)


def test_works_are_seen_by_several_sources_and_some_by_the_hub_alone() -> None:
    on_arxiv = ids(feed("submitted")) | ids(feed("updated"))
    on_hub = ids(daily("2026-08-19")) | ids(daily("2026-08-20"))
    assert on_hub - on_arxiv == {"2608.13558", "2608.14036", "2608.14929", "2608.18565"}
    assert len(on_hub & on_arxiv) == 16
    assert len(ids(trending_page()) & (on_arxiv | on_hub)) == 11


def test_the_trending_page_shows_twelve_works_one_by_its_title_alone() -> None:
    text = (NIGHT / "hub/trending.html").read_text(encoding="utf-8")
    titles = re.findall(r"<h3[^>]*>(?:<a[^>]*>)?([^<]+)", text)
    linked = re.findall(r'<h3[^>]*><a href="/papers/[^>]*>([^<]+)', text)
    assert len(titles) == 12
    assert [title for title in titles if title not in linked] == [
        find(feed("submitted"), "2608.19297").title
    ]


def test_what_a_reader_sees_on_the_trending_page_is_what_it_carries() -> None:
    text = (NIGHT / "hub/trending.html").read_text(encoding="utf-8")
    visible = trending.parse_html(text.replace("data-props", "data-gone").encode(), "trending")
    assert [each.ids for each in visible.sightings] == [
        each.ids for each in trending_page().sightings
    ]


def test_a_list_of_models_goes_on_on_a_second_page(gate: Gate) -> None:
    build = load_build()
    api = hub_api(gate, "https://huggingface.co")
    models = list(api.list_models(filter="arxiv:2504.00869", expand=list(build.MODEL_FIELDS)))  # type: ignore[arg-type]
    assert [model.id.split("/")[0] for model in models] == (
        ["UCSC-VLAA"] * 2 + ["sample-quants"] * 2 + ["sample-lab"] * 2 + ["sample-merges"]
    )
    datasets = api.list_datasets(filter="arxiv:2504.00869", expand=list(build.DATASET_FIELDS))  # type: ignore[arg-type]
    assert next(dataset.id for dataset in datasets) == "UCSC-VLAA/m23k-tokenized"


def test_official_weights_come_in_sizes_beside_derivatives(gate: Gate) -> None:
    models = json.loads((NIGHT / "hub/models/2508.02669.json").read_bytes())
    sizes = {each["id"]: each["safetensors"]["total"] for each in models if "safetensors" in each}
    assert [round(size / 1e9) for size in sizes.values()] == [4, 8, 33]
    relations = [each["baseModels"]["relation"] for each in models]
    assert relations == ["finetune", "finetune", "finetune", "quantized"]


@pytest.mark.parametrize(("arxiv_id", "status"), [("2608.13476", 200), ("2607.25340", 404)])
def test_the_hub_knows_some_papers_and_not_others(gate: Gate, arxiv_id: str, status: int) -> None:
    url = f"https://huggingface.co/api/papers/{arxiv_id}"
    response = gate.fetch(url)
    assert response.status == status
    if status == 200:
        assert dict(hub.parse_paper(response.body, url).sightings[0].links)["githubRepo"]
