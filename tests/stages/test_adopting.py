"""Adopting a list in one command, and stopping one that was rebuilt; real git, warehouse and loopback."""

import json
import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from ingest import repo as git
from ingest.__main__ import main
from ingest.forges import review
from ingest.forges.pulls import repo_path
from ingest.repo import Author
from ingest.settings import Home, load_config, load_sources, shipped
from ingest.stages import Progress, Wish, init_home
from ingest.stages.adopting import adopt_list, adopt_pages
from ingest.stages.opening import make_gate
from ingest.stages.origins import Origin, fetch_origin, make_name, read_folder_or_file

SAMPLES = shipped("samples")
NAME = "medical-reading"
LIST = """# Medical Reading

## Contents

- [Surveys](#surveys)

## Surveys

- [A Survey of Large Language Models in Medicine](https://arxiv.org/abs/2401.10001) (2024)
- [Large Language Models in Healthcare: A Comprehensive Survey](https://arxiv.org/abs/2402.10002) (2024)
- [Medical Foundation Models: A Survey of Clinical Use](https://arxiv.org/abs/2403.10003) (2024)

## Report Generation

| Title | Year | Code |
|:--|:--|:--|
| [Radiology Report Generation for Chest X-rays with Memory](https://arxiv.org/abs/2404.10004) | 2024 | - |
| [Generating Radiology Reports from Chest X-ray Images](https://arxiv.org/abs/2405.10005) | 2024 | [Code](https://github.com/someone/reports) |
| [Clinically Accurate Chest X-ray Report Generation](https://arxiv.org/abs/2406.10006) | 2024 | - |

## Cakes

- [A Short History of the Layer Cake and Its Makers](https://example.org/cake) (2020)
- [How Butter Came to the Northern Countries at Last](https://example.org/butter) (2021)
- [The Oven in the Village Square and Who Owned It](https://example.org/oven) (2022)
"""


@pytest.fixture(scope="module")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("adopting") / "home"
    init_home(home, SAMPLES / "lists")
    return home


@pytest.fixture
def home(empty_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(empty_home, tmp_path / "home"))


@pytest.fixture
def list_file(tmp_path: Path) -> Path:
    path = tmp_path / f"{NAME}.md"
    path.write_text(LIST, encoding="utf-8")
    return path


@pytest.fixture
def site() -> Iterator[tuple[str, dict[str, bytes]]]:
    """A loopback site: what stands in the dictionary is there, all else is 404."""
    pages: dict[str, bytes] = {}

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", pages
    server.shutdown()
    server.server_close()


def ingest(home: Path, *arguments: object) -> int:
    return main(["--home", str(home), *map(str, arguments)])


def everything(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and "raw" not in path.parts
    }


def text_of(home: Path, name: str) -> bytes | None:
    return git.read_file(repo_path(home, name), "main", f"{NAME}.md")


def commit(home: Path, text: str) -> None:
    review.edit_file(home, NAME, "main", f"{NAME}.md", text.encode())


def propose(home: Path, capsys: pytest.CaptureFixture[str], name: str = NAME) -> tuple[int, str]:
    capsys.readouterr()
    code = ingest(home, "propose", "--list", name)
    shown = capsys.readouterr()
    return code, shown.out + shown.err


def test_a_list_over_several_files_is_adopted_file_by_file(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "tides"
    (folder / "papers").mkdir(parents=True)
    (folder / "README.md").write_text(
        "# Tides\n- [One](papers/one.md)\n- [Two](./papers/two.md)\n- [Gone](gone.md)\n- [Out](../out.md)\n"
    )
    for name in ("one", "two"):
        (folder / "papers" / f"{name}.md").write_text(LIST)
    (tmp_path / "out.md").write_text(LIST)
    told: list[Progress] = []
    index = adopt_pages(
        Home(home), read_folder_or_file(folder), None, name=None, forge="local", notify=told.append
    )
    assert index is not None
    assert [one.plan.name for one in index.lists] == ["tides-one", "tides-two"]
    assert [one.plan.path for one in index.lists] == ["papers/one.md", "papers/two.md"]
    assert len({one.plan.branch for one in index.lists}) == 2
    assert [page for page, _ in index.left_out] == ["gone.md", "../out.md"]
    assert [(now.text, now.done, now.total) for now in told if now.stage == "files"] == [
        ("papers/one.md", 0, 4),
        ("papers/two.md", 1, 4),
        ("gone.md", 2, 4),
        ("../out.md", 3, 4),
    ]
    tried = [now for now in told if now.stage == "try"]
    assert {now.total for now in tried} == {len(index.lists[0].sections)}


def test_one_command_adopts_a_list(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(home, "lists", "add", list_file, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["name"], facts["forge"], facts["entry_count"]) == (NAME, "local", 9)
    on = {
        one["heading"]: [guess["category"] for guess in one["guesses"]]
        for one in facts["sections"]
        if one["is_on"]
    }
    assert on == {"Surveys": ["survey"], "Report Generation": ["report-generation"]}
    rows = {one["heading"]: one["row"] for one in facts["sections"]}
    assert rows["Report Generation"].startswith("| [A Made-Up Work")
    assert text_of(home, NAME) == LIST.encode()
    plan = next(one for one in load_config(Home(home)).lists if one.name == NAME)
    assert [one.heading for one in plan.sections] == ["Surveys", "Report Generation"]
    assert plan.sections[1].columns == (("Title", "title"), ("Year", "year"), ("Code", "code"))
    assert plan.path == f"{NAME}.md"


def test_what_was_done_is_said_with_a_worked_example_for_each_section(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(home, "lists", "add", list_file) == 0
    said = capsys.readouterr().out
    assert "9 entries" in said
    assert "on   Surveys -> survey" in said
    assert "[A Made-Up Work: Trying Whether This List Can Be Edited](https://arxiv.org/abs/" in said
    assert "Cakes" not in said
    config = (home / "config" / "lists" / f"{NAME}.yaml").read_text(encoding="utf-8")
    assert "# a new entry: | [A Made-Up Work" in config


def test_the_stored_columns_can_be_overridden(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(home, "lists", "add", list_file) == 0
    path = home / "config" / "lists" / f"{NAME}.yaml"
    config = path.read_text(encoding="utf-8")
    path.write_text(config.replace('"Code": code', '"Code": project'), encoding="utf-8")
    plan = next(one for one in load_config(Home(home)).lists if one.name == NAME)
    assert dict(plan.sections[1].columns)["Code"] == "project"
    assert propose(home, capsys)[0] == 0


def test_an_adopted_list_is_proposed_for_at_once(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ingest(home, "lists", "add", list_file) == 0
    night = ["--replay", SAMPLES / "night.warc", "--since", "2026-08-19", "--until", "2026-08-20"]
    assert ingest(home, "run", "--list", NAME, *night) == 0
    capsys.readouterr()
    assert ingest(home, "query", f"select section from changes where list_name = '{NAME}'", "--json") == 0  # fmt: skip
    found = {row["section"] for row in json.loads(capsys.readouterr().out)}
    assert found <= {"Surveys", "Report Generation"}
    assert found


@pytest.mark.parametrize(
    ("text", "arguments", "code", "words"),
    [
        (LIST, ["--name", "awesome-medical"], 10, "there is a list 'awesome-medical' already"),
        (LIST, ["--name", "../away"], 10, "can't name a list"),
        (LIST, ["--forge", "github"], 10, "only a list that was read from GitHub"),
        ("# Nothing\n\nhere\n", [], 12, "no entry was found"),
        (None, [], 12, "can't be read"),
    ],
)  # fmt: skip
def test_a_refusal_leaves_everything_as_it_was(
    home: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    text: str | None,
    arguments: list[str],
    code: int,
    words: str,
) -> None:
    file = tmp_path / f"{NAME}.md"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    before = everything(home)
    assert ingest(home, "lists", "add", file, *arguments) == code
    assert words in capsys.readouterr().err
    assert everything(home) == before


def test_a_list_like_no_category_is_adopted_with_every_section_off(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "cakes.md"
    file.write_text(
        "# Cakes\n\n## Ovens\n\n- [One](https://example.org/1)\n- [Two](https://example.org/2)\n"
    )
    assert ingest(home, "lists", "add", file) == 0
    assert "None of its sections is like a category" in capsys.readouterr().out
    config = (home / "config" / "lists" / "cakes.yaml").read_text(encoding="utf-8")
    assert '# - heading: "Ovens"' in config
    assert ingest(home, "run", "--no-poll", "--list", "cakes") == 0


def test_an_index_tells_what_it_adopted_and_what_it_left_out(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "llms.md").write_text(LIST, encoding="utf-8")
    index = tmp_path / "index.md"
    index.write_text("# Index\n\n- [LLMs](./topics/llms.md)\n- [Surveys](topics/surveys.md#new)\n")
    assert ingest(home, "lists", "add", index) == 0
    said = capsys.readouterr().out
    assert "is an index of 2 files" in said
    assert "index-llms: topics/llms.md" in said
    assert "left out: topics/surveys.md" in said
    assert (home / "config" / "lists" / "index-llms.yaml").exists()


def test_a_failure_in_the_middle_leaves_no_half_list(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = home / "config" / "lists" / "awesome-medical.yaml"
    other.write_text("forge: local\nrepo: x\nnonsense: 1\n", encoding="utf-8")
    before = everything(home)
    assert ingest(home, "lists", "add", list_file) == 10
    assert "nonsense" in capsys.readouterr().err
    assert everything(home) == before


def test_nothing_is_overwritten(home: Path, list_file: Path) -> None:
    assert ingest(home, "lists", "add", list_file) == 0
    before = everything(home)
    list_file.write_text(LIST.replace("Cakes", "Bread"), encoding="utf-8")
    assert ingest(home, "lists", "add", list_file) == 10
    assert everything(home) == before


def test_a_list_with_nothing_sure_is_adopted_with_all_sections_as_comments(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bullets = [line for line in LIST.split("\n") if line.startswith("- [") and "](#" not in line]
    list_file.write_text("\n".join(["# Reading", "", "## Shelf", "", *bullets[1:], ""]))
    assert ingest(home, "lists", "add", list_file) == 0
    text = (home / "config" / "lists" / f"{NAME}.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text)["sections"] is None
    assert '# - heading: "Shelf"\n  #   categories: [survey]' in text
    assert propose(home, capsys)[0] == 0


# ---- where the text comes from


def test_a_raw_url_is_asked_through_the_gate(
    home: Path, site: tuple[str, dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    url, pages = site
    pages["/medical-reading/README.md"] = LIST.encode()
    assert ingest(home, "lists", "add", f"{url}/medical-reading/README.md", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["name"], facts["path"], facts["is_seeded"]) == (NAME, "README.md", True)
    assert list((home / "warehouse" / "raw").glob("*.warc.gz"))


@pytest.mark.parametrize(
    ("body", "words"), [(None, "404"), (b"<!DOCTYPE html><p>hello", "a web page, not Markdown")]
)
def test_a_url_without_a_list_is_an_error(
    home: Path,
    site: tuple[str, dict[str, bytes]],
    capsys: pytest.CaptureFixture[str],
    body: bytes | None,
    words: str,
) -> None:
    url, pages = site
    if body:
        pages["/list.md"] = body
    before = everything(home)
    assert ingest(home, "lists", "add", f"{url}/list.md") == 11
    assert words in capsys.readouterr().err
    assert everything(home) == before


@pytest.mark.parametrize(
    ("asked", "stands", "expected"),
    [
        ("https://github.com/some/List", "/some/List/main/README.md", ("list", "README.md", "main")),
        ("https://github.com/some/List.git", "/some/List/master/README.md", ("list", "README.md", "master")),
        ("https://www.github.com/some/List/", "/some/List/main/readme.md", ("list", "readme.md", "main")),
        ("https://github.com/some/List/tree/dev", "/some/List/dev/README.md", ("list", "README.md", "dev")),
        ("https://github.com/some/List/blob/main/docs/papers.md#top", "/some/List/main/docs/papers.md", ("list", "docs/papers.md", "main")),
    ],
)  # fmt: skip
def test_a_repository_on_github_is_read_by_its_raw_readme(
    home: Path,
    site: tuple[str, dict[str, bytes]],
    asked: str,
    stands: str,
    expected: tuple[str, str, str],
) -> None:
    url, pages = site
    pages[stands] = LIST.encode()
    with make_gate(load_sources(Home(home)), Home(home), Wish(home), print) as gate:
        found = fetch_origin(asked, gate, url)
    assert (found.name, found.path, found.base) == expected
    assert found.github_repo == "some/List"
    assert found.text == LIST.encode()


def test_a_list_may_stay_where_it_lives(home: Path) -> None:
    origin = Origin(
        LIST.encode(), "https://raw/x", "reading", "docs/papers.md", "trunk", "some/List"
    )
    adopted = adopt_list(Home(home), origin, forge="github")
    plan = next(one for one in load_config(Home(home)).lists if one.name == "reading")
    assert (plan.forge, plan.repo, plan.path, plan.base) == ("github", "some/List", "docs/papers.md", "trunk")  # fmt: skip
    assert not adopted.is_seeded
    assert not repo_path(home, "reading").exists()


def test_a_folder_is_read_by_its_readme_and_a_bare_repository_by_its_branch(tmp_path: Path) -> None:
    folder = tmp_path / "Awesome Cakes"
    folder.mkdir()
    (folder / "ReadMe.md").write_bytes(b"# Cakes\n")
    found = read_folder_or_file(folder)
    assert (found.name, found.path, found.text) == ("awesome-cakes", "ReadMe.md", b"# Cakes\n")
    bare = tmp_path / "bread.git"
    git.init_bare(bare, "trunk")
    git.commit_file(
        bare, branch="trunk", parent=None, path="README.md", content=b"# Bread\n", message="Add",
        author=Author("Ann", "ann@example.org"), when=datetime(2026, 8, 20, tzinfo=UTC),
    )  # fmt: skip
    found = read_folder_or_file(bare)
    assert (found.name, found.base, found.text) == ("bread", "trunk", b"# Bread\n")


@pytest.mark.parametrize(
    ("text", "name"),
    [("Awesome_LLM.List", "awesome-llm-list"), ("医学 列表", "医学-列表"), ("--", "list")],
)
def test_a_name_is_made_of_letters_digits_and_dashes(text: str, name: str) -> None:
    assert make_name(text) == name


# ---- a list that was rebuilt


@pytest.fixture
def adopted(home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A home whose new list was proposed for once, so that its fingerprint is known."""
    assert ingest(home, "lists", "add", list_file) == 0
    assert propose(home, capsys)[0] == 0
    return home


REBUILT = LIST[: LIST.index("## Contents")] + LIST[
    LIST.index("## Surveys") : LIST.index("## Cakes")
].replace("## Surveys", "## Reviews")


def test_a_rebuilt_list_stops_with_a_question_and_the_others_go_on(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(adopted, REBUILT)
    capsys.readouterr()
    assert ingest(adopted, "propose") == 12
    shown = capsys.readouterr()
    said = shown.out + shown.err
    assert '"Surveys" is now "Reviews"?' in said
    assert f"ingest lists accept {NAME}" in said
    assert ingest(adopted, "query", "select list_name from fingerprints", "--json") == 0
    names = {row["list_name"] for row in json.loads(capsys.readouterr().out)}
    assert len(names) == 5  # the four others were proposed for tonight


def test_it_stops_every_night_until_it_is_accepted(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(adopted, REBUILT)
    assert [propose(adopted, capsys)[0] for _ in range(2)] == [12, 12]
    assert ingest(adopted, "lists", "accept", NAME) == 0
    assert "accepted as it is now" in capsys.readouterr().out
    config = adopted / "config" / "lists" / f"{NAME}.yaml"
    headings = [one["heading"] for one in yaml.safe_load(config.read_text())["sections"]]
    assert headings == ["Reviews", "Report Generation"]
    assert "# a new entry:" in config.read_text()  # its comments stayed
    assert propose(adopted, capsys)[0] == 0


def test_editing_the_config_answers_as_well(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(adopted, REBUILT)
    assert propose(adopted, capsys)[0] == 12
    config = adopted / "config" / "lists" / f"{NAME}.yaml"
    config.write_text(config.read_text().replace('"Surveys"', '"Reviews"'))
    assert propose(adopted, capsys)[0] == 0


WIDER = (
    LIST.replace("| Title | Year | Code |\n|:--", "| Title | Year | Code | Data |\n|:--|:--")
    .replace("| 2024 | - |", "| 2024 | - | - |")
    .replace("reports) |", "reports) | - |")
)


def test_other_columns_stop_the_list_and_accepting_takes_them(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wider = LIST.replace(
        "| Title | Year | Code |\n|:--", "| Title | Year | Code | Data |\n|:--|:--"
    )
    wider = wider.replace("| 2024 | - |", "| 2024 | - | - |").replace(
        "reports) |", "reports) | - |"
    )
    commit(adopted, wider)
    code, said = propose(adopted, capsys)
    assert code == 12
    assert "had the columns title | year | code, now title | year | code | data" in said
    assert ingest(adopted, "lists", "accept", NAME) == 0
    assert propose(adopted, capsys)[0] == 0


def test_a_section_with_no_successor_can_not_be_accepted_unseen(
    adopted: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    commit(adopted, LIST[: LIST.index("## Report Generation")])
    assert propose(adopted, capsys)[0] == 12
    assert ingest(adopted, "lists", "accept", NAME) == 12
    assert 'Where did "Report Generation" go?' in capsys.readouterr().err


def test_no_row_of_a_waiting_list_counts_as_refused(
    home: Path, list_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    night = ["--replay", SAMPLES / "night.warc", "--since", "2026-08-19", "--until", "2026-08-20"]
    assert ingest(home, "lists", "add", list_file) == 0
    assert ingest(home, "run", "--list", NAME, *night) == 0
    assert ingest(home, "prs", "merge", NAME) == 0
    assert ingest(home, "run", "--list", NAME, "--no-poll") == 0
    commit(home, WIDER)  # without the merged rows
    assert ingest(home, "run", "--list", NAME, "--no-poll") == 12
    capsys.readouterr()
    told = f"select kind from decisions where list_name = '{NAME}'"
    assert ingest(home, "query", told, "--json") == 0
    assert {row["kind"] for row in json.loads(capsys.readouterr().out)} == {"merged"}


def test_daily_life_goes_on(adopted: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(adopted, LIST.replace("## Cakes", "## Baking").replace("## Contents", "## Inside"))
    assert propose(adopted, capsys)[0] == 0
    assert ingest(adopted, "lists", "accept", NAME) == 0
    assert "was not restructured" in capsys.readouterr().out
