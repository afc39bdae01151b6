"""The documents are true: their questions run, their commands exist, their links lead somewhere."""

import re
from pathlib import Path

import pytest
import yaml

from ingest.__main__ import main
from ingest.settings import Home, shipped
from ingest.store import open_reader, query_rows

ROOT = Path(__file__).parents[1]
DOCS = sorted((ROOT / "docs").glob("*.md"))
QUESTIONS = re.findall(
    r"## (\d+\. .+?)\n\n```sql\n(.+?)\n```",
    (ROOT / "docs" / "query-the-warehouse.md").read_text(encoding="utf-8"),
    re.DOTALL,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("docs") / "home"
    samples = shipped("samples")
    night = ["--replay", str(samples / "night.warc"), "--since", "2026-08-19", "--until", "2026-08-20"]  # fmt: skip
    assert main(["init", str(home), "--lists-from", str(samples / "lists")]) == 0
    assert main(["--home", str(home), "run", *night]) == 0
    assert main(["--home", str(home), "prs", "untick", "awesome-medical", "1"]) == 0
    assert main(["--home", str(home), "prs", "merge", "awesome-medical"]) == 0
    assert main(["--home", str(home), "reconcile", "--no-poll"]) == 0
    return home


def test_there_are_ten_questions() -> None:
    assert [question.split(".")[0] for question, _ in QUESTIONS] == [
        str(number) for number in range(1, 11)
    ]


def test_every_question_has_an_answer_on_the_sample_night(home: Path) -> None:
    warehouse = open_reader(Home(home).database)
    for question, sql in QUESTIONS:
        assert query_rows(warehouse, sql), question
    warehouse.close()


def test_the_notebook_runs_beside_the_warehouse(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (ROOT / "docs" / "query-the-warehouse.md").read_text(encoding="utf-8")
    monkeypatch.chdir(home.parent)
    assert main(["--home", "home", "warehouse", "export", "--parquet", "papers"]) == 0
    capsys.readouterr()
    exec("\n".join(re.findall(r"```python\n(.+?)```", text, re.DOTALL)), {})
    assert capsys.readouterr().out.count("list_name") == 2
    views = {file.stem for file in (shipped("warehouse") / "views").iterdir()}
    assert views == set(re.findall(r"(?m)^\| `(\w+)` \|", text))


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.stem)
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```$|`[^`\n]*`", "", path.read_text(encoding="utf-8"))  # no code
    for target in re.findall(r"\]\((?!https?:|mailto:)([^)#]+)", text):
        assert (path.parent / target).exists(), target


def test_every_command_that_a_page_names_exists(capsys: pytest.CaptureFixture[str]) -> None:
    known = set(re.findall(r"(?m)^## ingest ([a-z ]+)$", (ROOT / "docs" / "cli.md").read_text()))
    groups = {name.split()[0] for name in known if " " in name}
    named = set()
    for path in DOCS:
        for first, second in re.findall(r"`ingest ([a-z]+)(?: ([a-z]+))?", path.read_text()):
            named.add(f"{first} {second}" if first in groups and second else first)
    assert len(named) > 15
    assert named <= known | groups


def test_every_picture_is_small_and_shown_somewhere() -> None:
    pages = "".join(path.read_text(encoding="utf-8") for path in (*DOCS, ROOT / "README.md"))
    pictures = sorted((ROOT / "docs" / "pictures").glob("*"))
    assert len(pictures) >= 4
    for path in pictures:
        assert f"pictures/{path.name}" in pages, path.name
        assert path.stat().st_size < 120_000, path.name


def test_the_unit_the_container_and_the_compose_file_name_what_is_there() -> None:
    deploy = ROOT / "deploy"
    container = (deploy / "Containerfile").read_text()
    for line in re.findall(r"(?m)^COPY (.+)$", container):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
    compose = yaml.safe_load((deploy / "compose.yaml").read_text())
    build = compose["services"]["ingest"]["build"]
    assert (deploy / build["context"] / build["dockerfile"]).exists()
    volumes = {one.split(":")[0] for one in compose["services"]["ingest"]["volumes"]}
    assert volumes <= set(compose["volumes"])
    assert "ExecStart=/opt/paper-ingest/.venv/bin/ingest serve" in (deploy / "paper-ingest.service").read_text()  # fmt: skip
