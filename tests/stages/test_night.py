"""The whole night on the sample night, with real git, a real warehouse and a real archive."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ingest import store
from ingest.errors import SourceError
from ingest.forges import review
from ingest.report import RunReport
from ingest.settings import Home, shipped
from ingest.stages import STAGES, Wish, import_files, init_home, open_context, run_stages
from ingest.stages.explaining import explain

SAMPLES = shipped("samples")
LISTS = (
    "awesome-ai4med",
    "awesome-medical",
    "awesome-medical-llm-agent",
    "awesome-multimodal-medical-imaging",
)


def run(home: Path, stages: tuple[str, ...] = tuple(STAGES), **changes: object) -> RunReport:
    wish = Wish(
        home, since=date(2026, 8, 19), until=date(2026, 8, 20), replay=SAMPLES / "night.warc"
    )
    with open_context(replace(wish, **changes), lambda progress: None) as context:
        return run_stages(context, stages)


@pytest.fixture(scope="module")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("night") / "home"
    init_home(home, SAMPLES / "lists")
    report = run(home)
    assert report.problems == ()
    return home


@pytest.fixture
def home(first_night: Path, tmp_path: Path) -> Path:
    """A copy of a home after its first night."""
    return Path(shutil.copytree(first_night, tmp_path / "home"))


def table_counts(home: Path) -> dict[str, int]:
    reader = store.open_reader(Home(home).database)
    try:
        names = [name for (name,) in reader.rows("select table_name from duckdb_tables()")]
        return {name: store.count(reader, name) for name in names}
    finally:
        reader.close()


def pulls(home: Path) -> list[tuple[str, int, str]]:
    return [(repo, pull.number, pull.state) for repo, pull in review.list_pulls(home)]


def diff_of(home: Path, name: str, number: int = 1) -> list[str]:
    lines = review.show(home, name, number).diff.split("\n")
    return [line for line in lines if line[:1] in "+-" and not line.startswith(("+++", "---"))]


def decisions(home: Path, name: str) -> dict[str, str]:
    reader = store.open_reader(Home(home).database)
    try:
        return {one.work_id: f"{one.kind}: {one.how}" for one in store.load_decisions(reader, name)}
    finally:
        reader.close()


def items(home: Path, name: str) -> list[tuple[int, str, bool]]:
    reader = store.open_reader(Home(home).database)
    try:
        return reader.rows(
            "select number, work_id, is_ticked from changes where list_name = ? and state = 'standing' "
            "order by number",
            name,
        )
    finally:
        reader.close()


def test_the_night_opens_one_pull_request_per_list(first_night: Path) -> None:
    assert pulls(first_night) == [(name, 1, "open") for name in LISTS]


@pytest.mark.parametrize("name", LISTS)
def test_a_pull_request_only_adds_lines(first_night: Path, name: str) -> None:
    """But for a badge that counts the entries, which goes on counting them."""
    changed = [line for line in diff_of(first_night, name) if "PaperNumber" not in line]
    assert changed
    assert [line for line in changed if line.startswith("-")] == []


def test_a_second_run_of_the_night_changes_nothing_but_the_runs(home: Path) -> None:
    before, heads = table_counts(home), _heads(home)
    report = run(home)
    after = table_counts(home)
    assert report.problems == ()
    assert after.pop("runs") == before.pop("runs") + 1
    assert after == before
    assert _heads(home) == heads
    assert pulls(home) == [(name, 1, "open") for name in LISTS]


def _heads(home: Path) -> list[bytes]:
    files = sorted((home / "forge").rglob("*"))
    return [path.read_bytes() for path in files if path.is_file()]


def test_a_refused_work_leaves_the_branch_and_never_returns(home: Path) -> None:
    number, work_id, _ = items(home, "awesome-medical")[0]
    review.set_tick(home, "awesome-medical", 1, number, False, who="ann")
    before = len(diff_of(home, "awesome-medical"))
    run(home)
    assert decisions(home, "awesome-medical") == {work_id: "refused: unticked"}
    assert len(diff_of(home, "awesome-medical")) <= before
    for _ in range(2):
        run(home)
        assert work_id not in [one for _, one, _ in items(home, "awesome-medical")]
    review.merge(home, "awesome-medical", 1, "ann")
    run(home)
    assert work_id not in [one for _, one, _ in items(home, "awesome-medical")]


def test_a_merge_is_read_back_and_nothing_of_it_is_proposed_again(home: Path) -> None:
    ticked = {work_id for _, work_id, is_ticked in items(home, "awesome-ai4med") if is_ticked}
    review.merge(home, "awesome-ai4med", 1, "ann")
    run(home)
    decided = decisions(home, "awesome-ai4med")
    assert {work_id for work_id, how in decided.items() if how == "merged: merged"} == ticked
    assert ticked.isdisjoint(work_id for _, work_id, _ in items(home, "awesome-ai4med"))


def test_a_closed_pull_request_refuses_everything_in_it(home: Path) -> None:
    works = {work_id for _, work_id, _ in items(home, "awesome-medical-llm-agent")}
    review.close(home, "awesome-medical-llm-agent", 1, "ann")
    run(home)
    decided = decisions(home, "awesome-medical-llm-agent")
    assert set(decided) == works
    assert set(decided.values()) == {"refused: pull request closed"}


def test_a_look_that_a_person_ticks_gets_its_row(home: Path) -> None:
    looks = [(name, *item) for name in LISTS for item in items(home, name) if not item[2]]
    assert looks, "the sample night has works that need a look"
    name, number, work_id, _ = looks[0]
    before = len(diff_of(home, name))
    review.set_tick(home, name, 1, number, True, who="ann")
    run(home)
    assert (number, work_id, True) in items(home, name)
    assert len(diff_of(home, name)) > before


def test_a_row_that_a_person_deletes_on_the_branch_is_refused(home: Path) -> None:
    added = [line[1:] for line in diff_of(home, "awesome-medical") if line.startswith("+| [")]
    from ingest import repo
    from ingest.forges.pulls import repo_path

    bare = repo_path(home, "awesome-medical")
    text = repo.read_file(bare, "refs/heads/paper-ingest/updates", "README.md")
    assert text is not None
    kept = text.replace(added[0].encode() + b"\n", b"")
    review.edit_file(home, "awesome-medical", "paper-ingest/updates", "README.md", kept, "ann")
    run(home)
    assert list(decisions(home, "awesome-medical").values()) == [
        "refused: row deleted on the branch"
    ]
    assert f"+{added[0]}" not in diff_of(home, "awesome-medical")


def test_a_dry_run_prints_diff_and_body_and_writes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    report = run(home, is_dry_run=True)
    text = "\n".join(page for stage in report.stages for page in stage.pages)
    assert report.problems == ()
    assert "+++ b/README.md" in text
    assert "- [x] **1.**" in text
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_dry_run_over_a_used_home_writes_nothing(home: Path) -> None:
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    run(home, is_dry_run=True)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_a_request_that_was_not_recorded_is_named_and_its_window_stays_open(home: Path) -> None:
    report = run(home, until=date(2026, 8, 21))
    assert report.exit_code == SourceError.exit_code
    said = " ".join(str(problem) for problem in report.problems)
    assert "api/daily_papers" in said
    assert "2026-08-21" in said
    reader = store.open_reader(Home(home).database)
    rows = reader.rows(
        "select source, outcome from windows where to_at > '2026-08-21' order by source"
    )
    reader.close()
    assert dict(rows)["hub"] == "failed"


def test_a_withdrawn_work_leaves_the_pull_request(home: Path, tmp_path: Path) -> None:
    number, work_id, _ = next(item for item in items(home, "awesome-medical") if item[2])
    arxiv_id = work_id.removeprefix("arxiv:")
    record = {
        "id": arxiv_id,
        "title": "Gone",
        "abstract": "This paper has been withdrawn.",
        "comments": "This paper has been withdrawn by the authors",
        "versions": [
            {"version": f"v{n}", "created": "Mon, 2 Mar 2026 00:00:00 GMT"} for n in range(1, 10)
        ],
        "categories": "cs.CL",
        "update_date": "2026-08-21",
    }
    import json

    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(record) + "\n")
    with open_context(Wish(home, is_polling=False), lambda progress: None) as context:
        import_files(context, [path])
        assert store.load_works(context.store, [work_id])[0].is_withdrawn
    report = run(home)
    assert number not in [one for one, _, _ in items(home, "awesome-medical")]
    assert not any(arxiv_id in line for line in diff_of(home, "awesome-medical"))
    reason = "it was withdrawn (“This paper has been withdrawn by the authors”)"
    notes = [note for stage in report.stages for note in stage.notes]
    assert f"awesome-medical: item {number} leaves: {reason}" in notes
    run(home)
    view = review.show(home, "awesome-medical", 1)
    said = [one.text for one in view.comments if f"Item {number}" in one.text]
    assert len(said) == 1
    assert f"leaves this pull request and its row goes with it: {reason}." in said[0]


def test_one_list_in_trouble_does_not_hold_back_the_others(tmp_path: Path) -> None:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    config = home / "config" / "lists" / "awesome-medical.yaml"
    config.write_text(
        config.read_text().replace("heading: Model Editing", "heading: Model Editting")
    )
    report = run(home)
    assert report.exit_code == 12
    assert "Model Editting" in str(report.problems[0])
    assert [name for name, _, _ in pulls(home)] == [
        name for name in LISTS if name != "awesome-medical"
    ]


def test_the_same_title_seen_without_an_id_is_the_same_work(first_night: Path) -> None:
    reader = store.open_reader(Home(first_night).database)
    rows = reader.rows("select work_id from sightings where source = 'trending' and len(ids) = 0")
    reader.close()
    assert rows == [("arxiv:2608.19297",)]


def test_what_one_night_shows_is_told_by_explain(first_night: Path) -> None:
    with open_context(Wish(first_night, is_polling=False), lambda progress: None) as context:
        story = explain(context.store, context.config, "arXiv:2508.02669")
    assert {row["source"] for row in story.sightings} >= {"arxiv", "hub"}
    assert "weights" in {artifact.kind for artifact in story.found.artifacts}


@pytest.fixture
def empty_home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "home"
    init_home(home, SAMPLES / "lists")
    return home


BAD_FILES = {
    "truncated.xml": (
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>http://arxiv.org/abs/26",
        "xml",
    ),
    "truncated.json": (b'[{"paper": {"id": "2608.00001", "title": "T"', ""),
    "truncated.jsonl.gz": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xabV", ""),
    "page.xml": (b"<!DOCTYPE html><html><body>Rate exceeded.</body></html>", ""),
    "empty.json": (b"", ""),
    "nul.xml": (b"<?xml version='1.0'?><feed>\x00\x00</feed>", ""),
    "line.json": (b"x" * 10_000_000, ""),
    "unknown.txt": (b"Dear diary,", ""),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_a_clear_error_and_nothing_of_it_is_written(
    empty_home: Path, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(BAD_FILES[name][0])
    with open_context(Wish(empty_home, is_polling=False), lambda progress: None) as context:
        report = import_files(context, [path])
        assert store.count(context.store, "sightings") == store.count(context.store, "rejects") == 0
    assert len(report.problems) == 1
    problem = report.problems[0]
    assert isinstance(problem, SourceError)
    assert str(path) in problem.where
    assert problem.todo
